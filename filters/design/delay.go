package design

import (
	"fmt"
	"math"

	"sigconv/conv"
)

// The taps of a [Delay]'s sinc.
const (
	minDelayTaps = 8
	maxDelayTaps = 1024
)

// Delay returns the kernel that delays by a number of frames, whole or not, or advances by a negative one:
// y(n) = x(n - frames). A whole number is a single tap of 1, which is exact. Any other is a sine over its argument (sinc), cut to 8 to
// 1024 taps around the delay under a Kaiser window and scaled to gain 1 at 0 Hz. The delay counts from the current frame, so
// zeros lie between the two where they are far apart, and a delay of less than half the taps looks ahead.
//
// An even number of taps is best. The window's shape is for errors of -100 dB, or of as little as can be up to 0.8 of half
// the rate where the taps are too few for both: from 34 on they are enough. 64 taps are right within 0.00002 frames and
// 0.0001 dB to 0.8 of half the rate, and within 0.001 frames and 0.01 dB to 0.9.
func Delay(rate int, frames float64, taps int) (*conv.Kernel, error) {
	if err := checkRate(rate); err != nil {
		return nil, err
	}
	switch {
	case taps < minDelayTaps || taps > maxDelayTaps:
		return nil, fmt.Errorf("a delay has %d to %d taps (found %d)", minDelayTaps, maxDelayTaps, taps)
	case !(math.Abs(frames) <= MaxTaps-maxDelayTaps):
		return nil, fmt.Errorf("the delay is out of range (found %g frames, want at most %d either way)", frames, MaxTaps-maxDelayTaps)
	}
	if frames == math.Trunc(frames) {
		return delayed(rate, int(frames), []float64{1}), nil
	}
	half := float64(taps) / 2
	first := int(math.Floor(frames-half)) + 1
	h, sum := make([]float64, taps), 0.0
	beta := delayBeta(taps)
	for i := range h {
		t := float64(first+i) - frames
		h[i] = sinc(t) * kaiserAt(t/half, beta)
		sum += h[i]
	}
	for i := range h {
		h[i] /= sum
	}
	return delayed(rate, first, h), nil
}

// delayBeta returns the shape of a delay's window, from Kaiser's formula for the attenuation that so many taps reach where
// the response passes from 0.8 of half the rate to its mirror image at 1.2.
func delayBeta(taps int) float64 {
	const transition = 0.4 * math.Pi
	return kaiserBeta(min(100, 7.95+2.285*transition*float64(taps-1)))
}

// delayed returns the kernel of taps the first of which lies so many frames behind the current one, or ahead of it where
// first is negative.
func delayed(rate, first int, taps []float64) *conv.Kernel {
	begin, end := min(first, 0), max(first+len(taps), 1)
	h := make([]float64, end-begin)
	copy(h[first-begin:], taps)
	return &conv.Kernel{Taps: [][]float64{h}, Center: -begin, Rate: rate}
}
