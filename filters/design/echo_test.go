package design

import (
	"math"
	"math/cmplx"
	"testing"
)

func TestEcho(t *testing.T) {
	for _, c := range []struct {
		seconds, gain float64
		repeats       int
		want          []float64
	}{
		{0.001, 0.5, 1, []float64{1, 0.5}},
		{0.002, -0.5, 3, []float64{1, 0, -0.5, 0, 0.25, 0, -0.125}},
		{0.0025, 2, 2, []float64{1, 0, 0, 2, 0, 0, 4}}, // 2.5 frames are rounded up
		{0.0024, 1000, 1, []float64{1, 0, 1000}},
		{0.0005, 1, 3, []float64{1, 1, 1, 1}},
	} {
		k, err := Echo(1000, c.seconds, c.gain, c.repeats)
		if k = soundKernel(t, k, err, 1000); farthest(t, k.Taps[0], c.want) != 0 || k.Center != 0 {
			t.Errorf("%v: %v around %d", c, k.Taps[0], k.Center)
		}
	}
}

// TestEchoEdges: the longest kernels, the most repeats, and gains that vanish.
func TestEchoEdges(t *testing.T) {
	for _, c := range []struct {
		seconds, gain float64
		repeats, taps int
	}{
		{(MaxTaps - 1) / 48000.0, 0.5, 1, MaxTaps},
		{2097 / 48000.0, -1, 1000, 2097001},
		{1, math.SmallestNonzeroFloat64, 43, 43*48000 + 1},
		{1, 1e-300, 3, 3*48000 + 1},
		{1 / 48000.0, 1.006, 1000, 1001},
	} {
		k, err := Echo(48000, c.seconds, c.gain, c.repeats)
		if k = soundKernel(t, k, err, 48000); k.Len() != c.taps {
			t.Errorf("%v: %d taps", c, k.Len())
		}
	}
}

func TestEchoRefusals(t *testing.T) {
	for _, c := range []struct {
		rate          int
		seconds, gain float64
		repeats       int
		want          string
	}{
		{0, 1, 0.5, 1, "a kernel is made for a sample rate (found 0 Hz, want that of the sounds, such as 48000)"},
		{8000, 1, 0.5, 0, "an echo repeats 1 to 1000 times (found 0)"},
		{8000, 1, 0.5, 1001, "an echo repeats 1 to 1000 times (found 1001)"},
		{8000, 0, 0.5, 1, "echoes lie too close or too far apart (found 0 s, want 0.000125 to 262.1 for 1 of them)"},
		{8000, -1, 0.5, 2, "echoes lie too close or too far apart (found -1 s, want 0.000125 to 131.1 for 2 of them)"},
		{8000, 0.3, 0.5, 1000, "echoes lie too close or too far apart (found 0.3 s, want 0.000125 to 0.2621 for 1000 of them)"},
		{8000, math.Inf(1), 0.5, 1, "echoes lie too close or too far apart (found +Inf s, want 0.000125 to 262.1 for 1 of them)"},
		{8000, math.NaN(), 0.5, 1, "echoes lie too close or too far apart (found NaN s, want 0.000125 to 262.1 for 1 of them)"},
		{8000, 1, 0, 1, "the gain of an echo is a factor other than 0 (found 0, want at most 1000 either way)"},
		{8000, 1, -1001, 1, "the gain of an echo is a factor other than 0 (found -1001, want at most 1000 either way)"},
		{8000, 1, math.NaN(), 1, "the gain of an echo is a factor other than 0 (found NaN, want at most 1000 either way)"},
		{8000, 1, -32, 2, "the last echo is too loud (found 1024 times the sound, want at most 1000)"},
		{8000, 0.001, 1000, 1000, "the last echo is too loud (found +Inf times the sound, want at most 1000)"},
	} {
		k, err := Echo(c.rate, c.seconds, c.gain, c.repeats)
		wantRefused(t, k, err, c.want)
	}
}

// TestCombTeeth: peaks or notches at 0 Hz and every multiple of the spacing, the other between them.
func TestCombTeeth(t *testing.T) {
	for _, c := range []struct {
		rate    int
		spacing float64
	}{{48000, 50}, {44100, 60}, {48000, 60}, {48000, 1000}, {44100, 50}} {
		for _, gain := range []float64{-1, 1, -0.5, 0.9, 3} {
			k, err := Comb(c.rate, c.spacing, gain)
			k = soundKernel(t, k, err, c.rate)
			if k.Center != 0 || k.Taps[0][0] != 1 {
				t.Fatalf("begins with %g around %d", k.Taps[0][0], k.Center)
			}
			for f := 0.0; f <= float64(c.rate)/2; f += c.spacing {
				if got := cmplx.Abs(answerAt(k, f/float64(c.rate))); math.Abs(got-math.Abs(1+gain)) > 1e-9 {
					t.Fatalf("gain %g: %g at %g Hz", gain, got, f)
				}
				between := (f + c.spacing/2) / float64(c.rate)
				if got := cmplx.Abs(answerAt(k, between)); math.Abs(got-math.Abs(1-gain)) > 1e-9 {
					t.Fatalf("gain %g: %g beside %g Hz", gain, got, f)
				}
			}
		}
	}
}

// TestCombRounded: where the spacing does not divide the rate, the teeth lie at the nearest that does.
func TestCombRounded(t *testing.T) {
	for _, c := range []struct {
		rate    int
		spacing float64
		delay   int
	}{{44100, 1000, 44}, {48000, 10000, 5}, {48000, 23999, 2}, {8000, 3999.9, 2}, {MaxTaps - 1, 1, MaxTaps - 1}} {
		k, err := Comb(c.rate, c.spacing, 0.5)
		if k = soundKernel(t, k, err, c.rate); k.Len() != c.delay+1 || k.Taps[0][c.delay] != 0.5 {
			t.Errorf("%g Hz at %d Hz: %d taps", c.spacing, c.rate, k.Len())
		}
	}
}

func TestCombRefusals(t *testing.T) {
	for _, c := range []struct {
		rate          int
		spacing, gain float64
		want          string
	}{
		{0, 50, 1, "a kernel is made for a sample rate (found 0 Hz, want that of the sounds, such as 48000)"},
		{8000, 0, 1, "the spacing of a comb must lie between 0 Hz and half the rate (found 0 Hz, want less than 4000 Hz)"},
		{8000, 4000, 1, "the spacing of a comb must lie between 0 Hz and half the rate (found 4000 Hz, want less than 4000 Hz)"},
		{8000, math.NaN(), 1, "the spacing of a comb must lie between 0 Hz and half the rate (found NaN Hz, want less than 4000 Hz)"},
		{48000, 0.02, 1, "the teeth of a comb lie too close (found 0.02 Hz, want 0.02289 Hz or more)"},
		{48000, math.SmallestNonzeroFloat64, 1, "the teeth of a comb lie too close (found 5e-324 Hz, want 0.02289 Hz or more)"},
		{8000, 50, 0, "the gain of an echo is a factor other than 0 (found 0, want at most 1000 either way)"},
		{8000, 50, math.Inf(1), "the gain of an echo is a factor other than 0 (found +Inf, want at most 1000 either way)"},
	} {
		k, err := Comb(c.rate, c.spacing, c.gain)
		wantRefused(t, k, err, c.want)
	}
}
