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
// the logarithm has no end: gains 160 dB below the peak are taken for that. The gains of the result are right to 1e-5 of the peak up to
// 16,383 taps, and to 1e-3 beyond, where the zeros near the unit circle ring for longer than the cepstrum is.
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
	cepstrumLength   = 512
	shortestCepstrum = 1 << 18
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
	fillZeros(magnitude, peak)
	for i, m := range magnitude {
		magnitude[i] = max(m/peak, faintest)
	}
	h := minimumPhase(magnitude)[:len(taps)]
	for i := range h {
		h[i] *= peak
	}
	return h, nil
}

// fillZeros puts something in the place of zeros at a bin, as every high-pass has one at 0 Hz: that with which the mean of the logarithms is the right one.
// The product of |1 - e^(-2πij/n)| over all bins j but 0 is n, where it should be 1, so bin 0 has to be 1/n, which is its neighbour's by 2π; for a
// zero of order p, which the neighbours tell, by (2π)^p.
func fillZeros(magnitude []float64, peak float64) {
	const nothing = 1e-13 // of the peak: rounding
	last := len(magnitude) - 1
	at := func(i int) float64 { // beyond both ends the response is mirrored
		return magnitude[min(max(i, -i), 2*last-max(i, -i))]
	}
	for i, m := range magnitude {
		near, far := at(i+1), at(i+2)
		if m < nothing*peak && near > 0 && far > near {
			magnitude[i] = near / math.Pow(2*math.Pi, math.Round(math.Log2(far/near)))
		}
	}
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
