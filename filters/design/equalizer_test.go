package design

import (
	"math"
	"strings"
	"testing"
)

// TestEqualizer measures an equalizer at its points and between them.
func TestEqualizer(t *testing.T) {
	points := []Point{{3000, 0}, {100, 4}, {400, 0}, {8000, -6}, {60_000, 12}}
	for _, rate := range []int{44100, 96000} {
		k, err := Equalizer(rate, 4095, points, Window{})
		if err != nil {
			t.Fatal(err)
		}
		if k.Center != 2047 || k.Rate != rate {
			t.Errorf("centre %d at %d Hz", k.Center, k.Rate)
		}
		for f, want := range map[float64]float64{
			0: 4, 50: 4, 100: 4, 200: 2, 400: 0, 1000: 0, 2000: 0, 3000: 0,
			math.Sqrt(3000 * 8000): -3, 8000: -6, 16000: -6 + 18*math.Log(2)/math.Log(7.5),
		} {
			if g := 20 * math.Log10(gainOf(k.Taps[0], f, rate)); math.Abs(g-want) > 0.2 { // corners are round
				t.Errorf("%d Hz: %.3f dB at %g Hz, want %g", rate, g, f, want)
			}
		}
	}
}

// TestFlatEqualizer: one point is a gain, the same everywhere.
func TestFlatEqualizer(t *testing.T) {
	for _, taps := range []int{1, 3, 255} {
		k, err := Equalizer(48000, taps, []Point{{1000, -20}}, Window{})
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range k.Taps[0] {
			want := 0.0
			if i == taps/2 {
				want = 0.1
			}
			if math.Abs(h-want) > 1e-15 {
				t.Errorf("%d taps: tap %d is %v, want %v", taps, i, h, want)
			}
		}
	}
}

func TestEqualizerRefusals(t *testing.T) {
	one := []Point{{1000, 3}}
	for _, c := range []struct {
		rate, taps int
		points     []Point
		want       string
	}{
		{0, 63, one, "a kernel is made for a sample rate"},
		{48000, 0, one, "a kernel has taps (found 0"},
		{48000, 64, one, "an equalizer needs an odd number of taps, as an even one has no gain at half the rate (found 64, want 63 or 65)"},
		{48000, 63, nil, "an equalizer has points (found none"},
		{48000, 63, []Point{{30000, 3}, {40000, 3}}, "all points lie beyond half the rate (found 30000 Hz and above, want one up to 24000 Hz)"},
		{48000, 63, []Point{{1000, 3}, {1000, 4}}, "two points lie at one frequency (found 3 dB and 4 dB at 1000 Hz)"},
		{48000, 63, []Point{{-1, 3}}, "a point lies at a frequency from 0 Hz on (found -1 Hz)"},
		{48000, 63, []Point{{math.NaN(), 3}}, "found NaN Hz"},
		{48000, 63, []Point{{math.Inf(1), 3}}, "found +Inf Hz"},
		{48000, 63, []Point{{1, 300}}, "the gain at 1 Hz is out of range (found 300 dB, want -200 to 200)"},
		{48000, 63, []Point{{1, math.NaN()}}, "found NaN dB"},
	} {
		if _, err := Equalizer(c.rate, c.taps, c.points, Window{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if k, err := Equalizer(48000, 63, []Point{{0, 3}, {100, 6}}, Window{}); err != nil || !k.Finite() {
		t.Errorf("a point at 0 Hz: %v, %v", k, err)
	}
}
