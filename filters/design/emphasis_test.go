package design

import (
	"math"
	"math/cmplx"
	"testing"

	"sigconv/conv"
)

// emphasisBand returns frequencies from 20 Hz to 20 kHz, or to 0.9 of half the rate.
func emphasisBand(rate int) []float64 {
	top := min(20000, 0.9*float64(rate)/2)
	var band []float64
	for i := range 121 {
		band = append(band, 20*math.Pow(top/20, float64(i)/120), top*float64(i+1)/122)
	}
	return append(band, top)
}

// emphasisError returns how far kernels in a row are from 1 or √(1 + (2πfτ)²) to a power, in dB.
func emphasisError(rate int, tau, power float64, kernels ...*conv.Kernel) float64 {
	worst := 0.0
	for _, f := range emphasisBand(rate) {
		got := 1.0
		for _, k := range kernels {
			got *= cmplx.Abs(answerAt(k, f/float64(rate)))
		}
		worst = max(worst, math.Abs(20*math.Log10(got/math.Pow(math.Hypot(1, 2*math.Pi*f*tau), power))))
	}
	return worst
}

// TestEmphasis measures both kernels against the formula, alone and in a row, by number of taps.
func TestEmphasis(t *testing.T) {
	for _, c := range []struct {
		rate                  int
		tau                   float64
		taps                  int
		pre, after, afterBoth float64 // dB at most
	}{
		{44100, 50e-6, 31, 0.01, 0.01, 0.01}, {44100, 75e-6, 31, 0.01, 0.01, 0.01}, {48000, 75e-6, 31, 0.01, 0.01, 0.01},
		{44100, 50e-6, 127, 1e-4, 1e-4, 1e-4}, {44100, 75e-6, 127, 1e-4, 1e-4, 1e-4},
		{48000, 50e-6, 127, 1e-4, 1e-4, 1e-4}, {48000, 75e-6, 127, 1e-4, 1e-4, 1e-4},
		{96000, 50e-6, 127, 1e-4, 1e-4, 1e-4}, {96000, 75e-6, 127, 1e-4, 1e-4, 1e-4},
		{96000, 75e-6, 31, 2e-4, 0.4, 0.4}, {192000, 75e-6, 127, 1e-4, 0.01, 0.01}, {384000, 75e-6, 255, 1e-4, 0.01, 0.01},
		{8000, 75e-6, 31, 0.01, 0.01, 0.01}, {8000, 50e-6, 127, 1e-4, 1e-4, 1e-4}, {48000, 1e-6, 31, 1e-4, 1e-4, 1e-4},
		{48000, 3180e-6, 1400, 1e-4, 0.01, 0.01}, {48000, 1e-2, 4400, 1e-4, 0.01, 0.01}, {48000, 1e-2, 8800, 1e-4, 1e-3, 1e-3},
		{44100, 75e-6, 62, 1e-3, 1e-3, 1e-3}, {22050, 2e-4, 40, 0.01, 0.01, 0.01},
	} {
		before, err := PreEmphasis(c.rate, c.taps, c.tau)
		before = soundKernel(t, before, err, c.rate)
		after, err := DeEmphasis(c.rate, c.taps, c.tau)
		after = soundKernel(t, after, err, c.rate)
		p, d := emphasisError(c.rate, c.tau, 1, before), emphasisError(c.rate, c.tau, -1, after)
		both := emphasisError(c.rate, c.tau, 0, before, after)
		if !(p <= c.pre && d <= c.after && both <= c.afterBoth) {
			t.Errorf("%g s at %d Hz, %d taps: off by %.5f dB, %.5f, both %.5f; want %g, %g, %g",
				c.tau, c.rate, c.taps, p, d, both, c.pre, c.after, c.afterBoth)
		}
		for _, k := range []*conv.Kernel{before, after} {
			if k.Center != 0 || k.Len() != c.taps || cmplx.Abs(answerAt(k, 0)-1) > 1e-12*k.AbsSum() {
				t.Errorf("%d taps around %d, %v at 0 Hz", k.Len(), k.Center, answerAt(k, 0))
			}
		}
	}
}

// TestEmphasisPhase: no zero lies outside the unit circle, so the phase comes back to 0 at half the rate; and well below the
// rate it is that of the analogue network, the arc tangent of 2πfτ, a third of a frame late, or early on the way back.
func TestEmphasisPhase(t *testing.T) {
	for _, rate := range []int{44100, 48000, 96000} {
		for _, tau := range []float64{50e-6, 75e-6} {
			for sign, make := range map[float64]func(int, int, float64) (*conv.Kernel, error){1: PreEmphasis, -1: DeEmphasis} {
				k, err := make(rate, 127, tau)
				k = soundKernel(t, k, err, rate)
				turned, last := 0.0, complex(1, 0)
				for i := 1; i <= 1000; i++ {
					answer := answerAt(k, 0.5*float64(i)/1000)
					turned += cmplx.Phase(answer / last)
					last = answer
				}
				if math.Abs(turned) > 1e-9 {
					t.Errorf("%g s at %d Hz: the phase turns by %g up to half the rate", tau, rate, turned)
				}
				for _, share := range []float64{0.001, 0.01, 0.02, 0.05} {
					phase := math.Atan(2*math.Pi*share*float64(rate)*tau) - 2*math.Pi*share*0.356
					if got, want := cmplx.Phase(answerAt(k, share)), sign*phase; math.Abs(got-want) > 0.015*2*math.Pi*share {
						t.Errorf("%g s at %d Hz: phase %g at %g of the rate, want %g", tau, rate, got, share, want)
					}
				}
			}
		}
	}
}

// TestEmphasisEdges: the fewest and the most taps, and rates far from any sound, give finite taps and gain 1 at 0 Hz.
func TestEmphasisEdges(t *testing.T) {
	for _, c := range []struct {
		rate, taps int
		tau        float64
	}{{48000, 1, 75e-6}, {48000, 2, 75e-6}, {48000, 3, 75e-6}, {48000, 4, 75e-6}, {1, 5, 1e-6}, {2147483647, 31, 1e-2}, {48000, 1 << 16, 1e-2}} {
		for _, make := range []func(int, int, float64) (*conv.Kernel, error){PreEmphasis, DeEmphasis} {
			k, err := make(c.rate, c.taps, c.tau)
			k = soundKernel(t, k, err, c.rate)
			if gain := real(answerAt(k, 0)); k.Len() != c.taps || math.Abs(gain-1) > 1e-12*k.AbsSum() {
				t.Errorf("%v: %d taps, gain %g at 0 Hz", c, k.Len(), gain)
			}
		}
	}
}

func TestEmphasisRefusals(t *testing.T) {
	for _, c := range []struct {
		rate, taps int
		tau        float64
		want       string
	}{
		{0, 127, 50e-6, "a kernel is made for a sample rate (found 0 Hz, want that of the sounds, such as 48000)"},
		{48000, 0, 50e-6, "a kernel has taps (found 0, want 1 to 2097152)"},
		{48000, 1<<16 + 1, 50e-6, "an emphasis has at most 65536 taps (found 65537)"},
		{48000, 127, 50, "the time constant is out of range (found 50 s, want 1e-06 to 0.01 s, such as 50e-6)"},
		{48000, 127, 9e-7, "the time constant is out of range (found 9e-07 s, want 1e-06 to 0.01 s, such as 50e-6)"},
		{48000, 127, math.NaN(), "the time constant is out of range (found NaN s, want 1e-06 to 0.01 s, such as 50e-6)"},
	} {
		for _, make := range []func(int, int, float64) (*conv.Kernel, error){PreEmphasis, DeEmphasis} {
			k, err := make(c.rate, c.taps, c.tau)
			wantRefused(t, k, err, c.want)
		}
	}
}

// TestEmphasisTaps: so many taps are enough, whatever the time constant.
func TestEmphasisTaps(t *testing.T) {
	for _, rate := range []int{8000, 48000, 192000} {
		for _, tau := range []float64{50e-6, 318e-6, 3180e-6, 1e-2} {
			taps := EmphasisTaps(rate, tau)
			k, err := DeEmphasis(rate, taps, tau)
			if err != nil {
				t.Fatal(err)
			}
			for f := 20.0; f < min(20000, 0.9*float64(rate)/2); f *= 1.1 {
				if off := 20 * math.Log10(cmplx.Abs(answerAt(k, f/float64(rate)))*math.Hypot(1, 2*math.Pi*f*tau)); math.Abs(off) > 0.001 {
					t.Errorf("%g s at %d Hz, %d taps: %g dB at %g Hz", tau, rate, taps, off, f)
					break
				}
			}
		}
	}
	for _, tau := range []float64{math.Inf(1), math.NaN(), 1e300, 0} {
		if n := EmphasisTaps(48000, tau); n < 255 || n > maxEmphasisTaps {
			t.Errorf("%g s: %d taps", tau, n)
		}
	}
}
