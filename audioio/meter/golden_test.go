package meter_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// A goldenReading is what libebur128 tells of a sound: see testdata/libebur128.py.
type goldenReading struct {
	File                    string // of package samples; "" for noise
	Seconds, Rate, Channels int
	Seed                    uint64

	Integrated, Momentary float64
	ShortTerm             float64 `json:"short_term"`
	Range                 float64
	TruePeak              float64 `json:"true_peak"`
}

// sound returns what the script measured.
func (g goldenReading) sound(t *testing.T) recording {
	if g.File != "" {
		return sample(t, g.File, g.Seconds)
	}
	return recording{fmt.Sprintf("noise at %d Hz", g.Rate), g.Rate, 0, smoothNoise(g.Channels, g.Rate*g.Seconds, g.Rate, g.Seed)}
}

// splitMix returns the n-th output of SplitMix64 for a seed, as a number from -1 to 1.
func splitMix(seed, n uint64) float64 {
	z := (n + seed<<32) * 0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	z ^= z >> 31
	return float64(z>>11)*0x1p-52 - 1
}

// smoothNoise returns noise with little near the end of the band, whose level wanders over 40 dB, and with it all gates.
func smoothNoise(channels, frames, rate int, seed uint64) [][]float64 {
	samples := make([][]float64, channels)
	for c := range samples {
		white := make([]float64, frames+4)
		for n := range frames {
			seconds := float64(n) / float64(rate)
			white[n+4] = splitMix(seed+uint64(c), uint64(n)) * math.Pow(10, math.Sin(2*seconds+float64(c))-1.2)
		}
		samples[c] = make([]float64, frames)
		for n := range samples[c] {
			x := white[n:]
			samples[c][n] = (x[4] + 4*x[3] + 6*x[2] + 4*x[1] + x[0]) / 16
		}
	}
	return samples
}

func TestMetersAgreeWithLibebur128(t *testing.T) {
	text, err := os.ReadFile("testdata/libebur128.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []goldenReading }
	if err := json.Unmarshal(text, &file); err != nil || len(file.Cases) == 0 {
		t.Fatalf("%d cases, %v", len(file.Cases), err)
	}
	for _, g := range file.Cases {
		s := g.sound(t)
		got := s.read()
		want := reading{g.Integrated, g.Momentary, g.ShortTerm, g.Range, got.ungated}
		if !got.near(want, 1e-6) {
			t.Errorf("%s: %+v, want %+v", s.name, got, want)
		}
		if db := 20 * math.Log10(peakOf(s.rate, s.samples...)/g.TruePeak); !(math.Abs(db) < 0.1) {
			t.Errorf("%s: the true peak is %.3f dB more", s.name, db)
		}
	}
}
