package design

import (
	"math"
	"math/cmplx"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sigconv/audioio"
	"sigconv/conv"
	"sigconv/internal/testkit"
)

// TestInverse undoes kernels whose responses have no holes: what comes out is an impulse on the current frame.
func TestInverse(t *testing.T) {
	for name, k := range map[string]*conv.Kernel{
		"minimum phase": {Taps: [][]float64{{1, 0.5, 0.2}}},
		"maximum phase": {Taps: [][]float64{{0.2, 0.5, 1}}, Center: 2},
		"late":          {Taps: [][]float64{{0, 0, 0, -0.5, 0.1}}},
		"ahead":         {Taps: [][]float64{{0.1, -2, 0, 0, 0.3}}, Center: 4},
		"channels":      {Taps: [][]float64{{1, 0.5}, {0.25, -1}}, Center: 1, Rate: 48000},
	} {
		inverse, err := Inverse(k, InverseSettings{Taps: 512, Regularization: -160})
		if err != nil {
			t.Fatal(err)
		}
		if inverse.Len() != 512 || inverse.Rate != k.Rate || inverse.Center < 0 || inverse.Center >= 512 {
			t.Errorf("%s: %d taps around %d at %d Hz", name, inverse.Len(), inverse.Center, inverse.Rate)
		}
		both, err := Convolve(k, inverse)
		if err != nil {
			t.Fatal(err)
		}
		for c, taps := range both.Taps {
			for i, h := range taps {
				want := 0.0
				if i == both.Center {
					want = 1
				}
				if math.Abs(h-want) > 1e-9 {
					t.Errorf("%s: tap %d of channel %d is %g, want %g", name, i-both.Center, c, h, want)
					break
				}
			}
		}
	}
}

// TestRegularization: what a kernel hardly lets pass is not lifted by more than 1/(2ε), and by the less the fainter it is.
func TestRegularization(t *testing.T) {
	k, err := LowPass(48000, 4000, Shape{Taps: 101, Window: Kaiser(10)})
	if err != nil {
		t.Fatal(err)
	}
	for _, db := range []float64{-20, -40, -60} {
		inverse, err := Inverse(k, InverseSettings{Taps: 2048, Regularization: db})
		if err != nil {
			t.Fatal(err)
		}
		limit := math.Pow(10, -db/20) / 2
		for f := 0.0; f <= 24000; f += 53 {
			if g := gainOf(inverse.Taps[0], f, 48000); g > limit*1.05 {
				t.Fatalf("%g dB: gain %g at %g Hz, want at most %g", db, g, f, limit)
			}
		}
		if g := gainOf(inverse.Taps[0], 20000, 48000); g > 0.01*limit {
			t.Errorf("%g dB: gain %g where nothing passes", db, g)
		}
	}
}

// TestInverseBand: beyond the band nothing is lifted above what is at its end.
func TestInverseBand(t *testing.T) {
	k := &conv.Kernel{Taps: [][]float64{{1, -0.95}}, Rate: 48000} // hardly any bass
	inverse, err := Inverse(k, InverseSettings{Taps: 4096, Regularization: -80, Low: 500, High: 10000})
	if err != nil {
		t.Fatal(err)
	}
	edge := 1 / gainOf(k.Taps[0], 500, 48000)
	for f := 0.0; f <= 24000; f += 20 {
		g, through := gainOf(inverse.Taps[0], f, 48000), gainOf(inverse.Taps[0], f, 48000)*gainOf(k.Taps[0], f, 48000)
		if g > edge*1.05 || f >= 550 && f < 24000 && math.Abs(20*math.Log10(through)) > 0.1 && f <= 10000 {
			t.Fatalf("gain %g at %g Hz, together %g", g, f, through)
		}
	}
}

// TestInverseOfAmplifiers undoes the responses of guitarix's amplifiers, with the settings that are right for most: together they are flat within 1 dB from
// 100 Hz to 10 kHz.
func TestInverseOfAmplifiers(t *testing.T) {
	const folder = "/usr/share/gx_head/sounds/amps"
	paths, err := filepath.Glob(folder + "/*.wav")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		if os.Getenv("CI") != "" {
			t.Fatal("no amplifiers in " + folder)
		}
		t.Skip("no amplifiers in " + folder)
	}
	worst, turned := 0.0, 0.0
	for _, path := range paths {
		k := impulse(t, path)
		inverse, err := Inverse(k, DefaultInverse(k))
		if err != nil {
			t.Fatal(err)
		}
		for c := range k.Taps {
			for f := 100.0; f <= min(10000, 0.45*float64(k.Rate)); f *= 1.01 {
				through := about(k, c, f) * about(inverse, c, f)
				db := 20 * math.Log10(cmplx.Abs(through))
				worst, turned = max(worst, math.Abs(db)), max(turned, math.Abs(cmplx.Phase(through)))
				if !(math.Abs(db) <= 1) {
					t.Errorf("%s: %.2f dB at %.0f Hz", filepath.Base(path), db, f)
					break
				}
			}
		}
	}
	t.Logf("%d amplifiers: within %.3f dB and %.4f degrees", len(paths), worst, turned*180/math.Pi)
}

// impulse reads an impulse response.
func impulse(t *testing.T, path string) *conv.Kernel {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader, err := audioio.NewReader(file, -1)
	if err != nil {
		t.Fatal(err)
	}
	taps, err := audioio.ReadAll(reader, MaxTaps)
	if err != nil {
		t.Fatal(err)
	}
	return &conv.Kernel{Taps: taps, Rate: reader.Format().Rate}
}

func TestInverseRefusals(t *testing.T) {
	good := InverseSettings{Taps: 64, Regularization: -60}
	with := func(change func(*InverseSettings)) InverseSettings {
		s := good
		change(&s)
		return s
	}
	one := &conv.Kernel{Taps: [][]float64{{1}}, Rate: 48000}
	for _, c := range []struct {
		k    *conv.Kernel
		s    InverseSettings
		want string
	}{
		{one, with(func(s *InverseSettings) { s.Taps = 0 }), "a kernel has taps (found 0"},
		{one, with(func(s *InverseSettings) { s.Regularization = 1 }), "the regularization is out of range (found 1 dB, want -200 to 0)"},
		{one, with(func(s *InverseSettings) { s.Regularization = math.NaN() }), "found NaN dB"},
		{one, with(func(s *InverseSettings) { s.Low, s.High = 2000, 1000 }), "the band has no room (found 2000 to 1000 Hz, want 0 to 24000 Hz)"},
		{one, with(func(s *InverseSettings) { s.High = 30000 }), "found 0 to 30000 Hz"},
		{one, with(func(s *InverseSettings) { s.Low = math.NaN() }), "found NaN"},
		{&conv.Kernel{Taps: [][]float64{{1}}}, with(func(s *InverseSettings) { s.Low = 100 }), "a band wants a sample rate"},
		{&conv.Kernel{Taps: [][]float64{{1}}, Bias: 1}, good, "found a bias of 1"},
		{&conv.Kernel{Taps: [][]float64{{1}, {0}}}, good, "a silent kernel cannot be undone"},
	} {
		if _, err := Inverse(c.k, c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func BenchmarkInverse(b *testing.B) {
	k := &conv.Kernel{Taps: [][]float64{testkit.Random(19200, 1)}}
	for b.Loop() {
		if _, err := Inverse(k, DefaultInverse(k)); err != nil {
			b.Fatal(err)
		}
	}
}
