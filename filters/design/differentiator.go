package design

import (
	"cmp"
	"fmt"
	"math"

	"sigconv/conv"
)

// Differentiator returns the kernel of the slope, per frame: its response is jω, ω in radians a frame. It is the ideal one,
// cut to two taps or more under a window, and a ramp that rises by 1 a frame gives exactly 1.
//
// An odd number of taps (type III) has its slope on the current frame; it turns back to 0 towards half the rate, the later
// the more taps. 63 of them under Hamming's window are right within 2.5 % to 0.9 of half the rate, and within 0.5 % in the
// middle of the band; under Kaiser's of shape 8 within 0.04 % to 0.8. An even number (type IV) is far better, 64 taps within
// 0.03 % to 0.9 of half the rate under Hamming's, but its slope is that half a frame before the current one: two taps are
// x(n) - x(n-1).
func Differentiator(rate, taps int, w Window) (*conv.Kernel, error) {
	if err := cmp.Or(checkRate(rate), checkTaps(taps)); err != nil {
		return nil, err
	}
	if taps < 2 {
		return nil, fmt.Errorf("a slope lies between two taps at least (found %d)", taps)
	}
	h, middle := w.Taps(taps), float64(taps-1)/2
	slope, spread := 0.0, 0.0
	for i := range taps / 2 {
		t := float64(i) - middle
		h[i] *= idealDerivative(t)
		slope -= 2 * t * h[i]
		spread += 2 * t * t
	}
	// Cutting bends the response at 0 Hz, and only there: by 8 % with an odd number of taps under Hamming's window. A factor
	// would carry that to all frequencies. The smallest change of the taps that mends it is a straight line, whose own
	// response keeps to 0 Hz.
	line := (slope - 1) / spread
	h[taps/2] = 0
	for i := range taps / 2 {
		h[i] += line * (float64(i) - middle)
		h[taps-1-i] = -h[i]
	}
	return centred(rate, h), nil
}

// idealDerivative returns what jω is over time, t frames from the middle: (1/2π)·∫ jω·e^(jωt) over -π to π.
func idealDerivative(t float64) float64 {
	return math.Cos(math.Pi*t)/t - math.Sin(math.Pi*t)/(math.Pi*t*t)
}
