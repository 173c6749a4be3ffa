package design

import (
	"errors"
	"math"

	"github.com/mjibson/go-dsp/fft"

	"sigconv/conv"
)

// MinimumPhase returns the kernel that has the gains of k at all frequencies, and as many taps, and answers as early as any can: its centre is the
// first tap, and no other kernel of these gains has more of its energy in as many taps from there on. The bias stays. A silent channel is refused.
//
// The phase follows from log|H| by its cepstrum ("homomorphic", as SciPy's minimum_phase, which halves the gains in dB). Where a kernel lets nothing pass
// the logarithm has no end: gains 160 dB below the peak are taken for that. What passes is right to 1e-6, stop bands at -100 dB to a decibel.
func MinimumPhase(k *conv.Kernel) (*conv.Kernel, error) {
	m := &conv.Kernel{Bias: k.Bias, Rate: k.Rate}
	for _, taps := range k.Taps {
		h, err := ofMinimumPhase(taps)
		if err != nil {
			return nil, err
		}
		m.Taps = append(m.Taps, h)
	}
	return m, nil
}

// The transform of a cepstrum is so much longer than its kernel, between two bounds: zeros near the unit circle ring for long.
const (
	cepstrumLength   = 64
	shortestCepstrum = 1 << 16
	longestCepstrum  = 1 << 22
)

// faintest is what counts as nothing against the peak of |H|.
const faintest = 1e-8

func ofMinimumPhase(taps []float64) ([]float64, error) {
	n := shortestCepstrum
	for n < longestCepstrum && n < cepstrumLength*len(taps) {
		n *= 2
	}
	for n < 2*len(taps) {
		n *= 2
	}
	magnitude, peak := magnitudesOf(taps, n)
	if peak == 0 {
		return nil, errors.New("a silent kernel has no phase (found a channel of zeros)")
	}
	for i, m := range magnitude {
		magnitude[i] = max(m/peak, faintest)
	}
	h := minimumPhase(magnitude)[:len(taps)]
	for i := range h {
		h[i] *= peak
	}
	return h, nil
}

// magnitudesOf returns |H| at the n/2+1 bins of a transform, and the largest.
func magnitudesOf(taps []float64, n int) (magnitude []float64, peak float64) {
	padded := make([]float64, n)
	copy(padded, taps)
	for _, bin := range fft.FFTReal(padded)[:n/2+1] {
		m := math.Hypot(real(bin), imag(bin))
		magnitude = append(magnitude, m)
		peak = max(peak, m)
	}
	return magnitude, peak
}
