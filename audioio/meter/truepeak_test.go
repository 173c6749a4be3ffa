package meter_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"sigconv/audioio/meter"
	"sigconv/internal/testkit"
)

// peakOf returns the true peak of a sound.
func peakOf(rate int, samples ...[]float64) float64 {
	p := meter.NewTruePeak(rate, len(samples))
	p.Write(samples)
	return p.Peak()
}

// placesAt returns how many places a sample there are at a rate.
func placesAt(rate int) int {
	switch {
	case rate < 96000:
		return 4
	case rate < 192000:
		return 2
	}
	return 1
}

func TestTruePeakIsThatOfTheWindowedSinc(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for _, rate := range []int{8000, 44100, 95999, 96000, 191999, 192000, 384000} {
		for _, frames := range []int{0, 1, 2, 5, 6, 11, 12, 13, 63, 64, 65, 200} {
			x := testkit.Random(frames, rng.Uint64())
			got, want := peakOf(rate, x), slowPeak(x, placesAt(rate), 6, 4.5)
			if math.Abs(got-want) > 1e-12 {
				t.Errorf("%d frames at %d Hz: %v, want %v", frames, rate, got, want)
			}
		}
	}
}

// TestTruePeakMissesNoPeak hides one high place in a long sound that is quieter or as loud, and of all kinds: what is
// passed over must not hold it.
func TestTruePeakMissesNoPeak(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for round := range 300 {
		x := testkit.Random(300, rng.Uint64())
		for i := range x {
			x[i] *= math.Pow(0.5, 3*rng.Float64())
		}
		at := rng.IntN(len(x) - 1)
		x[at], x[at+1] = 1.05, 1.05 // with a peak between them
		if got, want := peakOf(48000, x), slowPeak(x, 4, 6, 4.5); math.Abs(got-want) > 1e-12 {
			t.Errorf("round %d: %v, want %v", round, got, want)
		}
	}
}

// TestTruePeakPassesOverNothingHigh meets the samples that raise the waveform most, behind a sample that is almost as
// high: the most that a stretch may hold must not be thought less.
func TestTruePeakPassesOverNothingHigh(t *testing.T) {
	for place := range 3 {
		x := make([]float64, 300)
		highest := 0.0
		for i, h := range sincs(float64(place+1)/4, 6, 4.5) {
			x[200+i] = math.Copysign(1, h)
			highest += math.Abs(h)
		}
		for _, before := range []float64{0.9, 0.99, 0.999999} {
			x[20] = before * highest
			if got, want := peakOf(48000, x), slowPeak(x, 4, 6, 4.5); math.Abs(got-want) > 1e-12 {
				t.Errorf("place %d behind %v: %v, want %v", place, x[20], got, want)
			}
		}
	}
}

func TestTruePeakDoesNotDependOnBlocks(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for _, rate := range []int{48000, 96000, 192000} {
		a, b := testkit.Random(5000, 1), testkit.Random(5000, 2)
		for i := range a {
			a[i] *= float64(i) / 5000
		}
		want := peakOf(rate, a, b)
		for _, most := range []int{1, 3, 12, 63, 64, 65, 1000} {
			p := meter.NewTruePeak(rate, 2)
			for from := 0; from < len(a); {
				to := min(from+rng.IntN(most+1), len(a))
				p.Write([][]float64{a[from:to], b[from:to]})
				if rng.IntN(50) == 0 {
					p.Peak() // changes nothing
				}
				from = to
			}
			if got := p.Peak(); got != want {
				t.Errorf("at %d Hz in blocks of up to %d: %v, want %v", rate, most, got, want)
			}
		}
	}
}

// TestTruePeakOfTones keeps the promise of [meter.TruePeak]: tones up to 0.4 of the rate in many phases, among them those
// that have the same few places in every period, which hide the most.
func TestTruePeakOfTones(t *testing.T) {
	frequencies := []float64{1.0 / 16, 1.0 / 12, 1.0 / 10, 1.0 / 8, 1.0 / 7, 1.0 / 6, 1.0 / 5, 1.0 / 4, 2.0 / 7, 0.3, 1.0 / 3, 3.0 / 8, 0.4}
	for f := 0.003; f < 0.4; f += 0.00711 {
		frequencies = append(frequencies, f)
	}
	for _, rate := range []int{48000, 96000} {
		lowest, highest := 0.0, 0.0
		for _, f := range frequencies {
			f *= 48000 / float64(rate)
			for degrees := 0.0; degrees < 180; degrees += 3.75 {
				x := make([]float64, 2000)
				for n := range x {
					x[n] = math.Sin(2*math.Pi*f*float64(n) + degrees*math.Pi/180)
				}
				db := 20 * math.Log10(peakOf(rate, tapered(x, 400)))
				lowest, highest = min(lowest, db), max(highest, db)
			}
		}
		if lowest < -0.45 || highest > 0.1 {
			t.Errorf("at %d Hz, tones of 0 dBTP read from %.3f to %.3f dBTP, want +0.1/-0.45", rate, lowest, highest)
		}
	}
}

// TestTruePeakOfNoise compares with the waveform itself: 32 places a sample, of sincs that reach over 100 samples.
func TestTruePeakOfNoise(t *testing.T) {
	for seed := range uint64(8) {
		white := testkit.Random(400, seed)
		x := make([]float64, len(white)) // nothing above 0.4 of the rate
		for n := range x {
			for i, v := range white {
				if d := float64(n - i); d == 0 {
					x[n] += 0.72 * v
				} else if math.Abs(d) < 60 {
					x[n] += v * math.Sin(0.72*math.Pi*d) / (math.Pi * d) * (0.5 + 0.5*math.Cos(math.Pi*d/60))
				}
			}
		}
		got, want := 20*math.Log10(peakOf(48000, x)), 20*math.Log10(slowPeak(x, 32, 100, 8))
		if got > want+0.2 || got < want-0.4 {
			t.Errorf("noise %d: %.3f dBTP, want %.3f", seed, got, want)
		}
	}
}

func TestTruePeakOfSimpleSounds(t *testing.T) {
	for _, rate := range []int{48000, 96000, 192000} {
		for _, c := range []struct {
			name string
			x    []float64
			want float64
		}{
			{"nothing", nil, 0},
			{"silence", make([]float64, 100), 0},
			{"an impulse", []float64{0, 0, -0.5, 0, 0}, 0.5},
			{"the last sample", []float64{0, 0.25}, 0.25},
			{"the smallest number", []float64{5e-324}, 5e-324},
		} {
			if got := peakOf(rate, c.x); got != c.want {
				t.Errorf("%s at %d Hz: %v, want %v", c.name, rate, got, c.want)
			}
			if got := peakOf(rate, make([]float64, len(c.x)), c.x); got != c.want {
				t.Errorf("%s at %d Hz, in the second channel: %v, want %v", c.name, rate, got, c.want)
			}
		}
	}
}

// TestTruePeakCountsJumps: a constant is 1 throughout, and overshoots where it begins and ends.
func TestTruePeakCountsJumps(t *testing.T) {
	x := make([]float64, 200)
	for i := range x {
		x[i] = 1
	}
	p := meter.NewTruePeak(48000, 1)
	p.Write([][]float64{tapered(x, 60)[:140]})
	jump := p.Peak()
	p.Write([][]float64{x[140:]})
	if smooth := p.Peak(); math.Abs(smooth-1) > 0.002 || jump < 1.05 {
		t.Errorf("%v for a constant that fades, %v for one that jumps, want 1 and more than 1.05", smooth, jump)
	}
}
