package meter

import (
	"math"
	"math/cmplx"
	"testing"
)

// TestCoefficientsOfTheRecommendation compares with tables 1 and 2 of BS.1770-5, which are for 48 kHz.
func TestCoefficientsOfTheRecommendation(t *testing.T) {
	shelf := biquad{1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585}
	highPass := biquad{1, -2, 1, -1.99004745483398, 0.99007225036621}
	for _, c := range []struct{ got, want biquad }{{newShelf(48000), shelf}, {newHighPass(48000), highPass}} {
		got := [...]float64{c.got.b0, c.got.b1, c.got.b2, c.got.a1, c.got.a2}
		want := [...]float64{c.want.b0, c.want.b1, c.want.b2, c.want.a1, c.want.a2}
		for i := range got {
			if math.Abs(got[i]-want[i]) > 1e-13 {
				t.Errorf("%v, want %v", got, want)
				break
			}
		}
	}
}

// magnitude returns the gain of the filter at a frequency in dB.
func (f biquad) magnitude(frequency float64, rate int) float64 {
	z := cmplx.Rect(1, -2*math.Pi*frequency/float64(rate))
	polynomial := func(c0, c1, c2 float64) complex128 {
		return complex(c0, 0) + z*(complex(c1, 0)+z*complex(c2, 0))
	}
	return 20 * math.Log10(cmplx.Abs(polynomial(f.b0, f.b1, f.b2)/polynomial(1, f.a1, f.a2)))
}

// TestWeightingIsTheSameAtEveryRate compares the response with that at 48 kHz, where a bilinear transform does not bend
// it yet.
func TestWeightingIsTheSameAtEveryRate(t *testing.T) {
	weighting := func(frequency float64, rate int) float64 {
		return newShelf(rate).magnitude(frequency, rate) + newHighPass(rate).magnitude(frequency, rate)
	}
	tolerances := map[int]float64{8000: 0.25, 11025: 0.2, 16000: 0.12, 22050: 0.09, 32000: 0.04, 44100: 0.02, 96000: 0.05, 192000: 0.06}
	for rate, tolerance := range tolerances {
		for frequency := 10.0; frequency < min(float64(rate)/8, 6000); frequency *= 1.1 {
			got, want := weighting(frequency, rate), weighting(frequency, 48000)
			if math.Abs(got-want) > tolerance {
				t.Errorf("%.0f Hz at a rate of %d Hz is weighted by %.3f dB, want %.3f", frequency, rate, got, want)
			}
		}
	}
}

// TestFiltersAreStable at every rate: both poles lie within the unit circle.
func TestFiltersAreStable(t *testing.T) {
	for rate := 1; rate > 0 && rate <= 1<<30; rate += 1 + rate/7 {
		for _, f := range []biquad{newShelf(rate), newHighPass(rate)} {
			if !(math.Abs(f.a2) < 1 && math.Abs(f.a1) < 1+f.a2) {
				t.Fatalf("a pole of %+v at %d Hz lies outside", f, rate)
			}
		}
	}
}

// TestSilenceIsForgotten: behind a sound, the filters come to rest instead of fading for ever.
func TestSilenceIsForgotten(t *testing.T) {
	for _, rate := range []int{8000, 48000, 192000} {
		k := newKWeighting(rate)
		k.add([]float64{1, -1, 1})
		silence := make([]float64, rate/100)
		for range 2000 {
			k.add(silence)
			k.take()
		}
		if rest := (kWeighting{shelf: k.shelf, highPass: k.highPass}); k != rest {
			t.Errorf("at %d Hz, after 20 s: %+v", rate, k)
		}
	}
}
