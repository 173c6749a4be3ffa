package design

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"sigconv/internal/testkit"
)

// TestGoldenEquiripple holds kernels against those of SciPy's remez.
func TestGoldenEquiripple(t *testing.T) {
	var golden struct {
		Rate  int
		Cases []struct {
			Name  string
			Bands [][4]float64
			Taps  []float64
		}
	}
	testkit.Golden(t, "remez.json", &golden)
	for _, c := range golden.Cases {
		t.Run(fmt.Sprintf("%s of %d", c.Name, len(c.Taps)), func(t *testing.T) {
			var bands []Band
			for _, b := range c.Bands {
				bands = append(bands, Band{b[0], b[1], b[2], b[3]})
			}
			k, deviation, err := Equiripple(golden.Rate, len(c.Taps), bands)
			if err != nil {
				t.Fatal(err)
			}
			for i, h := range k.Taps[0] {
				if math.Abs(h-c.Taps[i]) > 1e-6 {
					t.Fatalf("tap %d is %v, want %v", i, h, c.Taps[i])
				}
			}
			if theirs := weightedError(c.Taps, golden.Rate, bands); deviation > theirs*1.0001 {
				t.Errorf("the error is %g, SciPy's %g", deviation, theirs)
			}
		})
	}
}

// weightedError returns the largest weighted error of taps in bands, summed term by term at many places.
func weightedError(taps []float64, rate int, bands []Band) (worst float64) {
	for _, b := range bands {
		places := 40 + int(20*float64(len(taps))*(b.High-b.Low)/float64(rate))
		for i := range places {
			f := b.Low + (b.High-b.Low)*float64(i)/float64(places-1)
			worst = max(worst, b.Weight*math.Abs(gainOf(taps, f, rate)-b.Gain))
		}
	}
	return worst
}

// TestAlternation: the error of the best kernel has one extremum more than coefficients, all of one size, with signs that alternate (Chebyshev).
func TestAlternation(t *testing.T) {
	for _, taps := range []int{3, 4, 15, 32, 63, 128, 255, 511, 1023} {
		transition := 3.5 * 24000 / float64(max(taps, 6))
		bands := []Band{{0, 6000, 1, 1}, {6000 + transition, 24000, 0, 3}}
		k, deviation, err := Equiripple(48000, taps, bands)
		if err != nil {
			t.Errorf("%d taps: %v", taps, err)
			continue
		}
		alternations, last := 0, 0.0
		for _, b := range bands {
			places := 60 * taps
			for i := range places {
				f := b.Low + (b.High-b.Low)*float64(i)/float64(places-1)
				if b.High == 24000 && taps%2 == 0 && f > 24000*(1-0.1/float64(taps)) {
					continue // there an even number of taps has none
				}
				e := b.Weight * (amplitudeAt(k.Taps[0], f/48000) - b.Gain)
				if math.Abs(e) > deviation*1.001 {
					t.Fatalf("%d taps: an error of %g at %g Hz, the largest is %g", taps, e, f, deviation)
				}
				if math.Abs(e) > 0.99*deviation && e*last <= 0 {
					alternations, last = alternations+1, e
				}
			}
		}
		if want := (taps+1)/2 + 1; alternations < want {
			t.Errorf("%d taps: the error alternates %d times, want %d, at %g", taps, alternations, want, deviation)
		}
	}
}

// amplitudeAt returns H without its linear phase.
func amplitudeAt(taps []float64, f float64) (sum float64) {
	step, cosine := 2*math.Cos(2*math.Pi*f), [2]float64{} // Chebyshev's recursion, from the middle on
	middle := float64(len(taps)-1) / 2
	begin := len(taps) / 2
	cosine[0], cosine[1] = math.Cos(2*math.Pi*f*(float64(begin)-middle-1)), math.Cos(2*math.Pi*f*(float64(begin)-middle))
	for i := begin; i < len(taps); i++ {
		twice := 2.0
		if float64(i) == middle {
			twice = 1
		}
		sum += twice * taps[i] * cosine[1]
		cosine[0], cosine[1] = cosine[1], step*cosine[1]-cosine[0]
	}
	return sum
}

// TestBetterThanWindows: no windowed kernel of as many taps has a smaller error.
func TestBetterThanWindows(t *testing.T) {
	bands := []Band{{0, 4000, 1, 1}, {5000, 24000, 0, 1}}
	k, deviation, err := Equiripple(48000, 101, bands)
	if err != nil {
		t.Fatal(err)
	}
	if measured := weightedError(k.Taps[0], 48000, bands); math.Abs(measured-deviation) > 0.01*deviation {
		t.Errorf("the error is %g, said to be %g", measured, deviation)
	}
	for beta := 0.0; beta < 12; beta += 0.5 {
		w, err := LowPass(48000, 4500, Shape{Taps: 101, Window: Kaiser(beta)})
		if err != nil {
			t.Fatal(err)
		}
		if theirs := weightedError(w.Taps[0], 48000, bands); theirs < deviation {
			t.Errorf("a Kaiser window of shape %g has an error of %g, this %g", beta, theirs, deviation)
		}
	}
}

// TestNarrowBands: transitions so narrow that errors are large, at lengths where many local ripples lie between the extrema, and far below the others.
func TestNarrowBands(t *testing.T) {
	for taps := 31; taps < 260; taps += 7 {
		for _, bands := range [][]Band{
			{{0, 900, 1, 1}, {1200, 2000, 0, 10}, {2300, 24000, 1, 1}},
			{{0, 400, 1, 1}, {500, 24000, 0, 1}},
			{{0, 11000, 0, 1}, {11500, 12500, 1, 1}, {13000, 24000, 0, 5}},
		} {
			if taps%2 == 0 {
				bands[len(bands)-1].Gain, bands[0].Gain = 0, bands[len(bands)-1].Gain
			}
			k, deviation, err := Equiripple(48000, taps, bands)
			if err != nil {
				t.Errorf("%d taps, %v: %v", taps, bands, err)
				continue
			}
			if measured := weightedError(k.Taps[0], 48000, bands); measured > 1.01*deviation {
				t.Errorf("%d taps, %v: the error is %g, said to be %g", taps, bands, measured, deviation)
			}
		}
	}
}

// TestDeepDesigns: more taps than float64 has use for end at its rounding, or are refused; they never go astray.
func TestDeepDesigns(t *testing.T) {
	for _, taps := range []int{101, 200, 301, 401, 801, 2047} {
		bands := []Band{{0, 8000, 1, 1}, {16000, 24000, 0, 1}}
		k, deviation, err := Equiripple(48000, taps, bands)
		if err != nil {
			if !strings.Contains(err.Error(), "the design finds no end") {
				t.Error(err)
			}
			continue
		}
		if measured := weightedError(k.Taps[0], 48000, bands); !(measured <= 1.02*deviation+1e-12) || deviation > 1e-6 {
			t.Errorf("%d taps: the error is %g, said to be %g", taps, measured, deviation)
		}
	}
}

// TestUnendedDesigns: where rounding keeps the exchange from its end, what it has come to is as good as its error says.
func TestUnendedDesigns(t *testing.T) {
	for taps, bands := range map[int][]Band{
		73:  {{0, 6037.876501840952, 0, 10}, {14512.04899701233, 24000, 1, 0.1}},
		126: {{0, 2584.9222963999487, 0, 1}, {6811.257567176888, 8189.157993049539, 1, 1}, {10451.866788482324, 24000, 0, 1}},
	} {
		k, deviation, err := Equiripple(48000, taps, bands)
		if err != nil {
			t.Error(err)
			continue
		}
		if measured := weightedError(k.Taps[0], 48000, bands); !(measured <= 1.02*deviation) || deviation > smallError {
			t.Errorf("%d taps: the error is %g, said to be %g", taps, measured, deviation)
		}
	}
}

// TestRise: where no band says what the gain should be it may rise, but not without end.
func TestRise(t *testing.T) {
	_, _, err := Equiripple(48000, 255, []Band{{0, 900, 1, 1}, {1200, 2000, 0, 10}, {2300, 22000, 1, 1}})
	if err == nil || !strings.Contains(err.Error(), "where no band says what it should be (found 255 taps, want fewer, or bands that leave less room)") {
		t.Error(err)
	}
}

func TestEquirippleRefusals(t *testing.T) {
	low := []Band{{0, 4000, 1, 1}, {5000, 24000, 0, 1}}
	for _, c := range []struct {
		rate, taps int
		bands      []Band
		want       string
	}{
		{0, 63, low, "a kernel is made for a sample rate"},
		{48000, 0, low, "an equiripple design has 3 to 2047 taps (found 0)"},
		{48000, 2, low, "found 2"},
		{48000, 2048, low, "found 2048"},
		{48000, 63, nil, "a design has bands (found 0, want 1 to 64)"},
		{48000, 63, []Band{{4000, 1000, 1, 1}}, "a band must rise from 0 Hz up to half the rate (found 4000 to 1000 Hz, want at most 24000 Hz)"},
		{48000, 63, []Band{{0, 30000, 1, 1}}, "found 0 to 30000 Hz"},
		{48000, 63, []Band{{-1, 100, 1, 1}}, "found -1 to 100 Hz"},
		{48000, 63, []Band{{math.NaN(), 100, 1, 1}}, "found NaN"},
		{48000, 63, []Band{{0, 4000, 1, 1}, {4000, 24000, 0, 1}}, "bands must rise and leave room between them (found one up to 4000 Hz and one from 4000 Hz on)"},
		{48000, 63, []Band{{0, 4000, 1, 1}, {100, 200, 0, 1}}, "found one up to 4000 Hz and one from 100 Hz on"},
		{48000, 63, []Band{{0, 4000, -1, 1}}, "the gain of a band is out of range (found -1, want 0 to 1e6)"},
		{48000, 63, []Band{{0, 4000, 1, 0}}, "the weight of a band is out of range (found 0, want 1e-6 to 1e6)"},
		{48000, 64, []Band{{0, 4000, 0, 1}, {5000, 24000, 1, 1}}, "an even number of taps has gain 0 at half the rate (found 64, want 63 or 65)"},
	} {
		if _, _, err := Equiripple(c.rate, c.taps, c.bands); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func TestParseBands(t *testing.T) {
	for text, want := range map[string]string{
		"0-4000:1, 5000-24000:0:10": "[{0 4000 1 1} {5000 24000 0 10}]",
		"0-4kHz:1,5kHz-:0":          "[{0 4000 1 1} {5000 24000 0 1}]",
		"100Hz - 1k : -20dB : 2":    "[{100 1000 0.1 2}]",
		"0-1:+6dB":                  "[{0 1 1.9952623149688797 1}]",
	} {
		if got, err := ParseBands(text, 48000); err != nil || fmt.Sprint(got) != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "0-4000", "4000:1", "0-4000:1:1:1", "a-b:1", "0-4000:x", "0-4000:1:x", "0-4000:1,", "-4000:1", "0-nan:1"} {
		if got, err := ParseBands(text, 48000); err == nil || !strings.Contains(err.Error(), "this is no band (found ") {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func BenchmarkEquiripple(b *testing.B) {
	for _, taps := range []int{63, 255, 1023} {
		b.Run(fmt.Sprint(taps), func(b *testing.B) {
			transition := 3.5 * 24000 / float64(taps)
			for b.Loop() {
				if _, _, err := Equiripple(48000, taps, []Band{{0, 6000, 1, 1}, {6000 + transition, 24000, 0, 1}}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
