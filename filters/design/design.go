// Package design makes kernels by hand: from what they should do to frequencies, or to time.
//
// Frequencies are in Hz, gains in dB where they are called so and else factors, lengths in taps. A function whose parameters make no
// sense returns an error that says what was found and what would be right; the parameters are what a user typed.
package design

import (
	"fmt"

	"sigconv/conv"
)

// MaxTaps is the largest number of taps of a kernel: 43 s at 48 kHz.
const MaxTaps = 1 << 21

// checkRate refuses what is no sample rate.
func checkRate(rate int) error {
	if rate < 1 {
		return fmt.Errorf("a kernel is made for a sample rate (found %d Hz, want that of the sounds, such as 48000)", rate)
	}
	return nil
}

// checkTaps refuses a number of taps that no kernel has.
func checkTaps(taps int) error {
	if taps < 1 || taps > MaxTaps {
		return fmt.Errorf("a kernel has taps (found %d, want 1 to %d)", taps, MaxTaps)
	}
	return nil
}

// checkFrequency refuses a frequency that lies at 0 Hz or below, or at half the rate or above; name is what the error calls it.
func checkFrequency(name string, frequency float64, rate int) error {
	if half := float64(rate) / 2; !(frequency > 0 && frequency < half) {
		return fmt.Errorf("%s must lie between 0 Hz and half the rate (found %g Hz, want less than %g Hz)", name, frequency, half)
	}
	return nil
}

// centred returns the kernel of a single channel whose middle tap lies on the current frame.
func centred(rate int, taps []float64) *conv.Kernel {
	return &conv.Kernel{Taps: [][]float64{taps}, Center: conv.Middle(len(taps)), Rate: rate}
}
