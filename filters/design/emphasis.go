package design

import (
	"cmp"
	"fmt"
	"math"

	"sigconv/conv"
)

// The bounds of an emphasis: of its time constant in seconds, of its taps, and of the transform that makes them.
const (
	minTau               = 1e-6
	maxTau               = 1e-2
	maxEmphasisTaps      = 1 << 16
	maxEmphasisTransform = 8 * maxEmphasisTaps
)

// PreEmphasis returns the kernel that lifts high frequencies as a sender of FM does: |H(f)| = √(1 + (2πfτ)²), with a time
// constant τ in seconds, 1e-6 to 1e-2: 50e-6 in Europe, 75e-6 in America (ITU-R BS.450). Its gain at 0 Hz is 1. It is
// causal, its centre is its first tap, and its phase is the least that goes with that magnitude: as that of the analogue
// network, but for a delay of about a third of a frame, since there is nothing beyond half the rate.
//
// 1 to 65536 taps: with 31 it is right within 0.01 dB from 20 Hz to 20 kHz, or to 0.9 of half the rate, and with 127 within
// 0.0001 dB.
func PreEmphasis(rate, taps int, tau float64) (*conv.Kernel, error) {
	return emphasis(rate, taps, tau, func(lift float64) float64 { return lift })
}

// DeEmphasis returns the kernel that undoes [PreEmphasis], as a receiver of FM does: |H(f)| = 1/√(1 + (2πfτ)²), and else the
// same. It fades with the time constant, so it needs at least 9·τ·rate taps, and 31: it is then right within 0.01 dB, and
// with twice as many within 0.001 dB. For 75e-6 s, 127 taps are enough up to 192 kHz. With fewer than 9·τ·rate, low
// frequencies are wrong, soon by decibels, apart from 0 Hz.
func DeEmphasis(rate, taps int, tau float64) (*conv.Kernel, error) {
	return emphasis(rate, taps, tau, func(lift float64) float64 { return 1 / lift })
}

// EmphasisTaps returns as many taps as an emphasis needs to be right within 0.001 dB: 255, or 18 time constants, but no more than there may be.
func EmphasisTaps(rate int, tau float64) int {
	taps := math.Ceil(18 * tau * float64(rate))
	if !(taps < maxEmphasisTaps) {
		return maxEmphasisTaps
	}
	return max(255, int(taps))
}

// emphasis returns the kernel whose magnitude follows from the lift √(1 + (2πfτ)²).
func emphasis(rate, taps int, tau float64, magnitude func(lift float64) float64) (*conv.Kernel, error) {
	if err := cmp.Or(checkRate(rate), checkTaps(taps)); err != nil {
		return nil, err
	}
	switch {
	case taps > maxEmphasisTaps:
		return nil, fmt.Errorf("an emphasis has at most %d taps (found %d)", maxEmphasisTaps, taps)
	case !(tau >= minTau && tau <= maxTau):
		return nil, fmt.Errorf("the time constant is out of range (found %g s, want %g to %g s, such as 50e-6)", tau, minTau, maxTau)
	}
	frames := tau * float64(rate)
	n := 1 << 14
	for n < maxEmphasisTransform && (n < 8*taps || float64(n) < 16*frames) {
		n *= 2
	}
	bins := make([]float64, n/2+1)
	for i := range bins {
		bins[i] = magnitude(math.Hypot(1, 2*math.Pi*frames*float64(i)/float64(n)))
	}
	h := fadeOut(minimumPhase(bins)[:taps])
	return &conv.Kernel{Taps: [][]float64{h}, Rate: rate}, nil
}

// fadeOut fades the last quarter of a response away, by half a cosine, and makes its sum 1. The response has a corner at
// half the rate, from which it rings on; cut off at once, that would be heard in the gain at all frequencies. What the sum
// lacks is spread over the taps as the fade has it, which changes low frequencies only: a factor would change all, and where
// large taps cancel, by much.
func fadeOut(h []float64) []float64 {
	fade, quarter := make([]float64, len(h)), len(h)/4
	lack, weight := 1.0, 0.0
	for i := range h {
		left := min(float64(len(h)-i)/float64(quarter+1), 1)
		fade[i] = (1 - math.Cos(math.Pi*left)) / 2
		h[i] *= fade[i]
		lack -= h[i]
		weight += fade[i]
	}
	for i := range h {
		h[i] += lack / weight * fade[i]
	}
	return h
}
