package meter_test

import (
	"math"
	"testing"

	"sigconv/audioio/meter"
	"sigconv/internal/testkit"
)

// TestSpectrogramAgreesWithSciPy: see testdata/golden/spectrogram.py.
func TestSpectrogramAgreesWithSciPy(t *testing.T) {
	var file struct {
		Cases []struct {
			Name                       string
			Rate, Columns, Window, Hop int
			X, Levels                  [][]float64
			Welch                      []float64 // nil where no window lies within the sound
		}
	}
	testkit.Golden(t, "spectrogram.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("spectrogram.json has no cases")
	}
	for _, c := range file.Cases {
		s := meter.NewSpectrogram(c.Rate, len(c.X), int64(len(c.X[0])), c.Columns)
		s.Write(c.X)
		if s.Window != c.Window || s.Hop != int64(c.Hop) || len(s.Columns()) != len(c.Levels) {
			t.Errorf("%s: window %d, hop %d, %d columns, want %d, %d, %d",
				c.Name, s.Window, s.Hop, len(s.Columns()), c.Window, c.Hop, len(c.Levels))
			continue
		}
		for j, want := range c.Levels {
			if d := farthest(s.Columns()[j], want); !(d <= 1e-9) {
				t.Errorf("%s: column %d is off by %g dB", c.Name, j, d)
			}
		}
		if c.Welch == nil {
			continue
		}
		if d := farthest(s.Spectrum(), c.Welch); !(d <= 1e-9) {
			t.Errorf("%s: the mean is off by %g dB", c.Name, d)
		}
	}
}

// farthest returns the largest difference between two lists, infinity where they are not of one length.
func farthest(a, b []float64) float64 {
	if len(a) != len(b) {
		return math.Inf(1)
	}
	d := 0.0
	for i := range a {
		d = max(d, math.Abs(a[i]-b[i]))
	}
	return d
}
