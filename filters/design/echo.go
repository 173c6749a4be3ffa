package design

import (
	"fmt"
	"math"

	"sigconv/conv"
)

const (
	maxRepeats  = 1000 // of an echo
	maxEchoGain = 1000 // 60 dB
)

// Echo returns the kernel of a sound and its echoes: 1, then gain, gain², gain³ … as often as it repeats, 1 to 1000 times,
// every so many seconds, rounded to whole frames. The gain is a factor, below 0 to turn every other echo over; no echo is
// louder than 1000. The kernel is causal, its centre is its first tap, and all of it is [MaxTaps] long at most.
func Echo(rate int, seconds, gain float64, repeats int) (*conv.Kernel, error) {
	if err := checkRate(rate); err != nil {
		return nil, err
	}
	if repeats < 1 || repeats > maxRepeats {
		return nil, fmt.Errorf("an echo repeats 1 to %d times (found %d)", maxRepeats, repeats)
	}
	longest := (MaxTaps - 1) / repeats // frames, at least 2000
	apart := math.Round(seconds * float64(rate))
	if !(apart >= 1 && apart <= float64(longest)) {
		return nil, fmt.Errorf("echoes lie too close or too far apart (found %g s, want %.4g to %.4g for %d of them)",
			seconds, 1/float64(rate), float64(longest)/float64(rate), repeats)
	}
	if err := checkEchoGain(gain); err != nil {
		return nil, err
	}
	if last := math.Pow(math.Abs(gain), float64(repeats)); last > maxEchoGain {
		return nil, fmt.Errorf("the last echo is too loud (found %g times the sound, want at most %d)", last, maxEchoGain)
	}
	h, echo := make([]float64, repeats*int(apart)+1), 1.0
	for i := 0; i < len(h); i += int(apart) {
		h[i] = echo
		echo *= gain
	}
	return &conv.Kernel{Taps: [][]float64{h}, Rate: rate}, nil
}

// Comb returns the kernel y(n) = x(n) + gain·x(n-D), whose response is a comb with teeth spacing Hz apart: D is rate/spacing
// in whole frames, so the teeth lie rate/D apart, and are exact where the spacing divides the rate. Above 0 the gain, a
// factor up to 1000 either way, makes peaks of 1 + gain at 0 Hz and all multiples of the spacing, with dips of 1 - gain
// between them. Below 0 the dips lie there: -1 takes a hum and its harmonics away, and whatever is constant. The spacing
// lies below half the rate. The response is not scaled; the kernel is causal, and its centre is its first tap.
func Comb(rate int, spacing, gain float64) (*conv.Kernel, error) {
	if err := checkRate(rate); err != nil {
		return nil, err
	}
	if err := checkFrequency("the spacing of a comb", spacing, rate); err != nil {
		return nil, err
	}
	delay := math.Round(float64(rate) / spacing)
	if delay >= MaxTaps {
		return nil, fmt.Errorf("the teeth of a comb lie too close (found %g Hz, want %.4g Hz or more)", spacing, float64(rate)/(MaxTaps-1))
	}
	if err := checkEchoGain(gain); err != nil {
		return nil, err
	}
	h := make([]float64, int(delay)+1)
	h[0], h[len(h)-1] = 1, gain
	return &conv.Kernel{Taps: [][]float64{h}, Rate: rate}, nil
}

// checkEchoGain refuses a gain that is no echo's.
func checkEchoGain(gain float64) error {
	if !(gain != 0 && math.Abs(gain) <= maxEchoGain) {
		return fmt.Errorf("the gain of an echo is a factor other than 0 (found %g, want at most %d either way)", gain, maxEchoGain)
	}
	return nil
}
