package design

import (
	"fmt"
	"math"
	"math/cmplx"
	"os"
	"strings"
	"testing"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// about returns H about the centre at a frequency.
func about(k *conv.Kernel, channel int, f float64) complex128 {
	turn := -2 * math.Pi * f / float64(k.Rate)
	z, sum := cmplx.Rect(1, turn), complex128(0)
	for i := k.Len() - 1; i >= 0; i-- {
		sum = sum*z + complex(k.Taps[channel][i], 0)
	}
	return sum * cmplx.Rect(1, -turn*float64(k.Center))
}

// shipped reads a kernel that ships with sigconv.
func shipped(t *testing.T, name string) *conv.Kernel {
	t.Helper()
	file, err := os.Open("../../samples/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	listing, err := conv.ReadKernel(name, file)
	if err != nil {
		t.Fatal(err)
	}
	k, err := listing.Kernel()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestResample: at the new rate a kernel does to every frequency that both rates have what it did at the old one, and nothing moves.
func TestResample(t *testing.T) {
	random := &conv.Kernel{Taps: [][]float64{testkit.Random(200, 1), testkit.Random(200, 2)}, Center: 31, Bias: 0.5}
	kernels := map[string]*conv.Kernel{
		"impulse": {Taps: [][]float64{{1}}}, "late impulse": {Taps: [][]float64{{0, 0, 0, 0, -2}}}, "random": random,
		"low-pass": shipped(t, "lowpass.txt"), "telephone": shipped(t, "telephone.txt"), "difference": shipped(t, "difference.txt"),
	}
	for _, rates := range [][2]int{{44100, 48000}, {48000, 44100}, {48000, 96000}, {96000, 48000}, {8000, 48000}, {44100, 22050}, {44100, 44099}, {48000, 48000}} {
		for name, k := range kernels {
			t.Run(fmt.Sprintf("%s/%d-%d", name, rates[0], rates[1]), func(t *testing.T) {
				from := *k
				from.Rate = rates[0]
				got, err := Resample(&from, rates[1])
				if err != nil {
					t.Fatal(err)
				}
				if got.Rate != rates[1] || got.Bias != k.Bias || got.Channels() != k.Channels() || got.Center < 0 || got.Center >= got.Len() {
					t.Fatalf("%d channels, centre %d of %d at %d Hz, bias %g", got.Channels(), got.Center, got.Len(), got.Rate, got.Bias)
				}
				for c := range k.Taps {
					for i := range 100 {
						f := 0.9 * float64(min(rates[0], rates[1])) / 2 * float64(i) / 99
						was, is := about(&from, c, f), about(got, c, f)
						if cmplx.Abs(is-was) > 1e-5*from.AbsSum() {
							t.Fatalf("%v at %g Hz in channel %d, was %v", is, f, c, was)
						}
					}
				}
			})
		}
	}
}

// TestResampledStopBand: above the old half rate there is nothing.
func TestResampledStopBand(t *testing.T) {
	k := &conv.Kernel{Taps: [][]float64{testkit.Random(100, 3)}, Rate: 44100}
	got, err := Resample(k, 96000)
	if err != nil {
		t.Fatal(err)
	}
	for f := 1.1 * 22050; f < 48000; f += 37 {
		if g := cmplx.Abs(about(got, 0, f)); g > 1e-5*k.AbsSum() {
			t.Fatalf("gain %g at %g Hz", g, f)
		}
	}
}

func TestResampleRefusals(t *testing.T) {
	for _, c := range []struct {
		k    *conv.Kernel
		rate int
		want string
	}{
		{&conv.Kernel{Taps: [][]float64{{1}}}, 48000, "the kernel does not say its sample rate (want a line such as # rate: 48000)"},
		{&conv.Kernel{Taps: [][]float64{{1}}, Rate: 48000}, 0, "a kernel is made for a sample rate (found 0 Hz"},
		{&conv.Kernel{Taps: [][]float64{{1, 0, 1}}, Rate: 1}, 1 << 30, "the kernel would be too long at 1073741824 Hz"},
	} {
		if _, err := Resample(c.k, c.rate); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func BenchmarkResample(b *testing.B) {
	k := &conv.Kernel{Taps: [][]float64{testkit.Random(96000, 1), testkit.Random(96000, 2)}, Rate: 44100}
	for b.Loop() {
		if _, err := Resample(k, 48000); err != nil {
			b.Fatal(err)
		}
	}
}
