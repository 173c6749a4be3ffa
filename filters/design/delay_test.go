package design

import (
	"math"
	"math/cmplx"
	"testing"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// fractions are delays between two frames, a whole one, and some of many frames; both ways.
func fractions() []float64 {
	delays := []float64{1e-9, 0.01, 0.1, 1.0 / 3, 0.5, 0.7, 0.999, 1.5, 31.25, 32.5, 100.123, 4800.5, 48000.0001}
	for _, d := range delays {
		delays = append(delays, -d)
	}
	return append(delays, 0, 1, -1, 17, -17)
}

// TestDelayPhase measures the delay by phase and the gain, up to 0.8 of half the rate: 64 taps are right within 1/1000 frame
// and 0.01 dB, and by far more than that.
func TestDelayPhase(t *testing.T) {
	for _, c := range []struct {
		taps             int
		frames, decibels float64
	}{{64, 2e-5, 1e-4}, {65, 7e-5, 1e-4}, {34, 5e-5, 2e-4}, {16, 0.02, 0.2}, {1024, 2e-5, 1e-4}} {
		farthest, loudest := 0.0, 0.0
		for _, frames := range fractions() {
			k, err := Delay(48000, frames, c.taps)
			k = soundKernel(t, k, err, 48000)
			for i := 1; i <= 50; i++ {
				f := 0.4 * float64(i) / 50
				answer := answerAt(k, f) * cmplx.Rect(1, 2*math.Pi*math.Mod(f*frames, 1))
				farthest = max(farthest, math.Abs(cmplx.Phase(answer))/(2*math.Pi*f))
				loudest = max(loudest, math.Abs(20*math.Log10(cmplx.Abs(answer))))
			}
			if dc := answerAt(k, 0); math.Abs(real(dc)-1) > 1e-12 {
				t.Errorf("%g frames, %d taps: gain %v at 0 Hz", frames, c.taps, dc)
			}
		}
		if farthest > c.frames || loudest > c.decibels {
			t.Errorf("%d taps: off by %g frames and %g dB, want %g and %g", c.taps, farthest, loudest, c.frames, c.decibels)
		}
	}
}

// TestDelayBand: 64 taps hold 1/1000 frame and 0.01 dB to 0.9 of half the rate.
func TestDelayBand(t *testing.T) {
	k, err := Delay(48000, 0.5, 64)
	k = soundKernel(t, k, err, 48000)
	for i := range 201 {
		f := 0.45 * float64(i) / 200
		if off := cmplx.Abs(answerAt(k, f)*cmplx.Rect(1, math.Pi*f) - 1); off > 1.1e-3 {
			t.Errorf("off by %g at %g", off, f)
		}
	}
}

// TestDelayCorrelation: a sound behind the kernel is most like itself delayed, found by a parabola through three distances.
func TestDelayCorrelation(t *testing.T) {
	// Noise as a sum of sines up to 0.8 of half the rate is known between the frames.
	phases := testkit.Random(200, 1)
	sound := func(n float64) float64 {
		sum := 0.0
		for i, phase := range phases {
			sum += math.Sin(math.Pi * (0.8*float64(i+1)/float64(len(phases))*n + phase))
		}
		return sum
	}
	for _, frames := range []float64{0.1, 0.25, 0.5, 0.9, 3.75, -0.25, -7.6, 40.3} {
		k, err := Delay(48000, frames, 64)
		k = soundKernel(t, k, err, 48000)
		distance := [3]float64{}
		const step = 0.05
		for n := range 100 {
			y := outputAt(k, sound, 7*n)
			for i := range distance {
				d := y - sound(float64(7*n)-frames-float64(i-1)*step)
				distance[i] += d * d
			}
		}
		// Its lowest point is where the correlation, over the energies, is highest.
		a, b, c := distance[0], distance[1], distance[2]
		if off := step * (a - c) / (2 * (a - 2*b + c)); math.Abs(off) > 1e-3 || !(b < a/1000 && b < c/1000) {
			t.Errorf("%g frames: off by %g (%g %g %g)", frames, off, a, b, c)
		}
		for n := range 20 {
			if y, want := outputAt(k, sound, n), sound(float64(n)-frames); math.Abs(y-want) > 1e-3 {
				t.Errorf("%g frames: %g at frame %d, want %g", frames, y, n, want)
			}
		}
	}
}

// TestDelayPlace: whole delays are a single 1, and a kernel is no longer than it has to be.
func TestDelayPlace(t *testing.T) {
	for _, c := range []struct {
		frames         float64
		length, center int
	}{
		{0, 1, 0}, {3, 4, 0}, {-3, 4, 3}, {0.5, 64, 31}, {-0.5, 64, 32}, {0.3, 64, 31},
		{31.5, 64, 0}, {100.5, 133, 0}, {-100.5, 133, 132},
	} {
		k, err := Delay(8000, c.frames, 64)
		k = soundKernel(t, k, err, 8000)
		if k.Len() != c.length || k.Center != c.center {
			t.Errorf("%g frames: %d taps around %d, want %d around %d", c.frames, k.Len(), k.Center, c.length, c.center)
		}
		whole := 0
		for i, h := range k.Taps[0] {
			if h == 1 && float64(i-k.Center) == c.frames {
				whole++
			} else if h != 0 {
				whole--
			}
		}
		if (whole == 1) != (c.frames == math.Trunc(c.frames)) {
			t.Errorf("%g frames: %v", c.frames, k.Taps[0])
		}
	}
}

// TestDelayApplied: the convolution itself, cut as mode same does, delays by as many frames.
func TestDelayApplied(t *testing.T) {
	x := make([]float64, 400)
	for n := range x {
		x[n] = math.Sin(0.3*float64(n)) + math.Cos(1.7*float64(n))
	}
	for _, frames := range []float64{0, 2, -3, 0.5, -0.25, 40.5, -70.75} {
		k, err := Delay(48000, frames, 64)
		k = soundKernel(t, k, err, 48000)
		c := conv.NewConvolver(k.Taps[0], 0, conv.Direct)
		skip, _ := conv.Same.Span(k.Len(), k.Center)
		y := c.Flush(c.Process(nil, x))[skip:]
		for n := 120; n < 280; n++ {
			at := float64(n) - frames
			if want := math.Sin(0.3*at) + math.Cos(1.7*at); math.Abs(y[n]-want) > 1e-4 {
				t.Fatalf("%g frames: %g at frame %d, want %g", frames, y[n], n, want)
			}
		}
	}
}

// TestDelayEdges: the least and the most, and numbers that are hardly fractions.
func TestDelayEdges(t *testing.T) {
	const most = MaxTaps - 1024
	for _, frames := range []float64{most, -most, most - 0.5, 0.5 - most, math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, math.Nextafter(5, 6)} {
		for _, taps := range []int{8, 9, 1023, 1024} {
			k, err := Delay(1, frames, taps)
			if k = soundKernel(t, k, err, 1); k.Len() > MaxTaps {
				t.Errorf("%g frames: %d taps", frames, k.Len())
			}
		}
	}
}

func TestDelayRefusals(t *testing.T) {
	for _, c := range []struct {
		rate   int
		frames float64
		taps   int
		want   string
	}{
		{0, 1, 64, "a kernel is made for a sample rate (found 0 Hz, want that of the sounds, such as 48000)"},
		{8000, 1, 7, "a delay has 8 to 1024 taps (found 7)"},
		{8000, 0.5, 1025, "a delay has 8 to 1024 taps (found 1025)"},
		{8000, 3e6, 64, "the delay is out of range (found 3e+06 frames, want at most 2096128 either way)"},
		{8000, math.Inf(-1), 64, "the delay is out of range (found -Inf frames, want at most 2096128 either way)"},
		{8000, math.NaN(), 64, "the delay is out of range (found NaN frames, want at most 2096128 either way)"},
	} {
		k, err := Delay(c.rate, c.frames, c.taps)
		wantRefused(t, k, err, c.want)
	}
}
