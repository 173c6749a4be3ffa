package design

import (
	"cmp"
	"fmt"
	"math"

	"sigconv/conv"
)

// Hilbert returns the kernel that turns every sine by -90°, a cosine into a sine: its response is -j above 0 Hz. It is the
// ideal one, 2/πn at odd n, cut to an odd number of taps, 3 or more, under a window, and scaled so that the gain at a
// quarter of the rate is 1. The phase is exact at every frequency; the gain falls to 0 towards 0 Hz and half the rate, the
// later the more taps. Every other tap is 0, and with 5, 9, 13 … taps so are the ends.
func Hilbert(rate, taps int, w Window) (*conv.Kernel, error) {
	if err := cmp.Or(checkRate(rate), checkTaps(taps)); err != nil {
		return nil, err
	}
	switch {
	case taps < 3:
		return nil, fmt.Errorf("a Hilbert transformer needs three taps or more (found %d)", taps)
	case taps%2 == 0:
		return nil, needsOddTaps("a Hilbert transformer", taps)
	}
	h, middle := w.Taps(taps), taps/2
	h[middle] = 0
	gain := 0.0 // at a quarter of the rate, where sines are 1, 0, -1, 0 …
	for i := range middle {
		n := middle - i
		if n%2 == 0 {
			h[i] = 0
			continue
		}
		h[i] *= -2 / (math.Pi * float64(n))
		gain -= 2 * h[i] * float64(2-n%4)
	}
	if math.Abs(gain) < 1e-9 {
		return nil, fmt.Errorf("a %s window leaves nothing of a Hilbert transformer of %d taps (want 5 or more, or another window)", w, taps)
	}
	for i := range middle {
		h[i] /= gain
		h[taps-1-i] = -h[i]
	}
	return centred(rate, h), nil
}

// needsOddTaps returns the error for a kernel, such as "a high-pass", whose taps are even in number.
func needsOddTaps(kernel string, taps int) error {
	return fmt.Errorf("%s needs an odd number of taps (found %d, want %d or %d)", kernel, taps, taps-1, taps+1)
}
