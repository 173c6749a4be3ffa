package learn

import (
	"math"
	"os"
	"testing"

	"sigconv/audioio"
	"sigconv/internal/testkit"
)

// recording returns the first channel of a WAV file.
func recording(t *testing.T, path string) []float64 {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("a real recording is missing: %v", err) // in CI cmd/sigconv's tests see to it
	}
	defer file.Close()
	r, err := audioio.NewReader(file, -1)
	if err != nil {
		t.Fatal(err)
	}
	samples, err := audioio.ReadAll(r, 1<<24)
	if err != nil {
		t.Fatal(err)
	}
	return samples[0]
}

const speech = "/usr/share/sounds/alsa/Front_Center.wav"

// TestRealRecording learns a kernel from what it does to speech, whose high bands are so weak that the condition of the normal
// equations is 1e9: a refiner finds the digits that they lose.
func TestRealRecording(t *testing.T) {
	dry := recording(t, speech)
	want := testkit.Random(16, 2)
	p := problem{dry, convolved(dry, want, 3), len(want), 3, Split{int64(len(dry)), 0.2}}
	fit, err := p.sums(65536).Equations().Solve(len(want), 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		r := NewRefiner(fit)
		r.Begin(p.split)
		addPieces(r.Add, p.dry, p.wet, 50000)
		r.End()
		fit = r.Fit()
	}
	checkClose(t, "taps", fit.Taps, want, 1e-9)
}

// TestNoiseOfAKnownLevel adds noise to speech through a kernel: the error of the taps is σ²·Φ⁻¹ on average.
func TestNoiseOfAKnownLevel(t *testing.T) {
	const deviation, seeds = 1e-4, 20
	dry := recording(t, speech)
	want := testkit.Random(8, 2)
	clean := convolved(dry, want, 0)
	var found, expected, chance float64
	for seed := range uint64(seeds) {
		wet := make([]float64, len(clean))
		for i, v := range testkit.Random(len(clean), 100+seed) {
			wet[i] = clean[i] + deviation*math.Sqrt(3)*v // of a uniform number the deviation is 1/√3
		}
		p := problem{dry, wet, len(want), 0, Split{int64(len(dry)), 0.2}}
		equations := p.sums(65536).Equations()
		fit, err := equations.Solve(len(want), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range fit.Taps {
			found += (h - want[i]) * (h - want[i]) / seeds
		}
		unit, variance := make([]float64, len(want)), make([]float64, len(want))
		for i := range unit {
			clear(unit)
			unit[i] = 1
			fit.system.solve(variance, unit)
			expected += deviation * deviation * variance[i] / seeds
		}
		chance += fit.Chance() * dot(fit.Taps, fit.Taps) / seeds
	}
	if ratio := found / expected; ratio < 0.6 || ratio > 1.6 {
		t.Errorf("the squared error of the taps is %.3g, want about %.3g", found, expected)
	}
	if ratio := chance / expected; ratio < 0.1 || ratio > 10 { // one random vector tells no more
		t.Errorf("the taps' energy by chance is %.3g, want about %.3g", chance, expected)
	}
}
