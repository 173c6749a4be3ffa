package design

import (
	"math"
	"slices"
	"strings"
	"testing"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// TestGoldenMinimumPhase holds kernels against SciPy's, and against those of their zeros.
func TestGoldenMinimumPhase(t *testing.T) {
	var golden struct {
		Cases []struct {
			Name       string
			Taps, Want []float64
		}
	}
	testkit.Golden(t, "minimumphase.json", &golden)
	for _, c := range golden.Cases {
		k, err := MinimumPhase(&conv.Kernel{Taps: [][]float64{c.Taps}, Center: len(c.Taps) / 2, Rate: 48000, Bias: 0.5})
		if err != nil {
			t.Fatal(err)
		}
		if k.Center != 0 || k.Rate != 48000 || k.Bias != 0.5 {
			t.Errorf("%s: centre %d at %d Hz, bias %g", c.Name, k.Center, k.Rate, k.Bias)
		}
		if c.Name == "zeros" {
			mustBeClose(t, c.Name, k.Taps[0], c.Want, 1e-9)
			continue
		}
		// SciPy adds a ten-millionth of the least of the squared gains before it takes the logarithm.
		mustBeClose(t, c.Name, k.Taps[0], c.Want, 1e-7)
		mustBeClose(t, c.Name, minimumPhase(asSciPy(c.Taps))[:len(c.Taps)], c.Want, 1e-9)
	}
}

// asSciPy returns the gains from which SciPy makes a minimum phase.
func asSciPy(taps []float64) []float64 {
	magnitude, _ := magnitudesOf(taps, 1<<16)
	least := slices.Min(magnitude)
	for i, m := range magnitude {
		magnitude[i] = math.Sqrt(m*m + 1e-7*least*least)
	}
	return magnitude
}

// TestMinimumPhaseOfFilters: filters, whose zeros lie on the unit circle, keep their gains, and have them sooner.
func TestMinimumPhaseOfFilters(t *testing.T) {
	for _, attenuation := range []float64{40, 60, 100} {
		k, err := LowPass(48000, 6000, Shape{Transition: 2000, Attenuation: attenuation})
		if err != nil {
			t.Fatal(err)
		}
		m, err := MinimumPhase(k)
		if err != nil {
			t.Fatal(err)
		}
		for f := 0.0; f <= 24000; f += 100 {
			was, is := gainOf(k.Taps[0], f, 48000), gainOf(m.Taps[0], f, 48000)
			if math.Abs(is-was) > 2e-6 {
				t.Errorf("%g dB: gain %g at %g Hz, was %g", attenuation, is, f, was)
				break
			}
		}
		sum, before := 0.0, 0.0
		for i := range m.Len() {
			sum, before = sum+m.Taps[0][i]*m.Taps[0][i], before+k.Taps[0][i]*k.Taps[0][i]
			if sum < before-1e-6 {
				t.Errorf("%g dB: after %d taps there is less energy than before", attenuation, i+1)
				break
			}
		}
	}
}

// TestMinimumPhaseOfSamples: kernels with zeros on the circle, at 0 Hz and half the rate too, keep their gains.
func TestMinimumPhaseOfSamples(t *testing.T) {
	for name, allowed := range map[string]float64{"telephone.txt": 1e-6, "lowpass.txt": 1e-7, "smooth.txt": 1e-8, "difference.txt": 1e-8, "motif.txt": 1e-6} {
		k := shipped(t, name)
		m, err := MinimumPhase(k)
		if err != nil {
			t.Fatal(err)
		}
		for f := 0.0; f <= 24000; f += 77.7 {
			was, is := gainOf(k.Taps[0], f, 48000), gainOf(m.Taps[0], f, 48000)
			if math.Abs(is-was) > allowed {
				t.Errorf("%s: gain %g at %g Hz, was %g", name, is, f, was)
				break
			}
		}
	}
}

func TestMinimumPhaseChannels(t *testing.T) {
	k := &conv.Kernel{Taps: [][]float64{{0.5, 1}, {-2, 1}}}
	before := [][]float64{slices.Clone(k.Taps[0]), slices.Clone(k.Taps[1])}
	m, err := MinimumPhase(k)
	if err != nil {
		t.Fatal(err)
	}
	mustBeClose(t, "the first channel", m.Taps[0], []float64{1, 0.5}, 1e-12)
	mustBeClose(t, "the second channel", m.Taps[1], []float64{2, -1}, 1e-12)
	if !slices.Equal(k.Taps[0], before[0]) || !slices.Equal(k.Taps[1], before[1]) {
		t.Error("the kernel has changed")
	}
	k.Taps[1] = []float64{0, 0}
	if _, err := MinimumPhase(k); err == nil || !strings.Contains(err.Error(), "a silent kernel has no phase") {
		t.Error(err)
	}
}

func BenchmarkMinimumPhase(b *testing.B) {
	k := &conv.Kernel{Taps: [][]float64{testkit.Random(19200, 1)}}
	for b.Loop() {
		if _, err := MinimumPhase(k); err != nil {
			b.Fatal(err)
		}
	}
}
