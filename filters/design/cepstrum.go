package design

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/mjibson/go-dsp/fft"
)

// minimumPhase returns the n samples of the impulse response that has a magnitude |H| at the n/2+1 bins of a transform of n
// points, from 0 Hz to half the rate, and whose energy comes as early as can be. n is a power of two, and every magnitude is
// above 0. The phase of such a response follows from log|H|: its cepstrum, even over time, folds onto the times from 0 on
// (Oppenheim and Schafer, "Discrete-time signal processing", chapter "Cepstrum analysis"). n must be long enough for the
// cepstrum to fade within n/2: what lies beyond folds back.
func minimumPhase(magnitude []float64) []float64 {
	n := 2 * (len(magnitude) - 1)
	if n < 2 || n&(n-1) != 0 {
		panic(fmt.Sprintf("design: a minimum phase from %d bins", len(magnitude)))
	}
	logarithm := make([]float64, n)
	for i, m := range magnitude {
		logarithm[i] = math.Log(m)
		logarithm[(n-i)%n] = logarithm[i]
	}
	cepstrum := fft.IFFTReal(logarithm)
	for i := 1; i < n/2; i++ {
		cepstrum[i] *= 2
		cepstrum[n-i] = 0
	}
	bins := fft.FFT(cepstrum)
	for i := range bins {
		bins[i] = cmplx.Exp(bins[i])
	}
	h := make([]float64, n)
	for i, v := range fft.IFFT(bins) {
		h[i] = real(v)
	}
	return h
}
