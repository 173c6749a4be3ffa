package meter

import (
	"math"

	"github.com/mjibson/go-dsp/window"
	"gonum.org/v1/gonum/dsp/fourier"
)

// spectralFloor is the power that a bin has at least in the log-spectral distance, that of a sine of full scale being 1: -120 dB, which is
// below the rounding of 16 bits and above that of 24. Without it, the logarithm of next to nothing would outweigh all that sounds.
const spectralFloor = spectrumFloor

// A spectralDistance measures how far the spectra of one channel lie apart: the root of the mean square difference in dB over the bins of a
// window, averaged over windows that overlap by half (Gray and Markel, "Distance measures for speech processing", 1976). Windows in which
// both are below the floor are skipped.
type spectralDistance struct {
	window          []float64
	fft             *fourier.FFT
	reference, test []float64 // up to a window
	filled          int
	shaped          []float64
	x, y            []complex128 // spectra
	sum             distanceSum
}

// A distanceSum is the sum of the distances of so many windows.
type distanceSum struct {
	distances float64
	count     int64
}

func (s *distanceSum) add(t distanceSum) {
	s.distances, s.count = s.distances+t.distances, s.count+t.count
}

// mean returns NaN where there is no window with a sound.
func (s *distanceSum) mean() float64 { return s.distances / float64(s.count) }

func newSpectralDistance(rate int) *spectralDistance {
	n := windowFor(rate)
	s := &spectralDistance{
		window: window.Hann(n + 1)[:n], fft: fourier.NewFFT(n),
		reference: make([]float64, n), test: make([]float64, n), shaped: make([]float64, n),
		x: make([]complex128, n/2+1), y: make([]complex128, n/2+1),
	}
	for i := range s.window {
		s.window[i] *= 4 / float64(n) // a sine of full scale has a bin of power 1
	}
	return s
}

func (s *spectralDistance) write(reference, test []float64, gain float64) {
	for len(reference) > 0 {
		n := copy(s.reference[s.filled:], reference)
		for i, v := range test[:n] {
			s.test[s.filled+i] = gain * v
		}
		reference, test, s.filled = reference[n:], test[n:], s.filled+n
		if s.filled == len(s.reference) {
			s.sum.add(s.distance())
			copy(s.reference, s.reference[s.filled/2:])
			s.filled = copy(s.test, s.test[s.filled/2:])
		}
	}
}

// finished returns the sum, with the last window filled up with silence where its second half holds something.
func (s *spectralDistance) finished() distanceSum {
	sum := s.sum
	if s.filled > len(s.test)/2 || sum.count == 0 && s.filled > 0 {
		clear(s.reference[s.filled:])
		clear(s.test[s.filled:])
		sum.add(s.distance())
	}
	return sum
}

// distance returns that of the window.
func (s *spectralDistance) distance() distanceSum {
	s.transform(s.x, s.reference)
	s.transform(s.y, s.test)
	squares, sounds := 0.0, false
	for k := range s.x {
		x, y := power(s.x[k]), power(s.y[k])
		if x <= spectralFloor && y <= spectralFloor {
			continue
		}
		sounds = true
		d := 10 * math.Log10(max(x, spectralFloor)/max(y, spectralFloor))
		squares += d * d
	}
	if !sounds {
		return distanceSum{}
	}
	return distanceSum{math.Sqrt(squares / float64(len(s.x))), 1}
}

func (s *spectralDistance) transform(bins []complex128, samples []float64) {
	for i, v := range samples {
		s.shaped[i] = s.window[i] * v
	}
	s.fft.Coefficients(bins, s.shaped)
}

func power(z complex128) float64 { return real(z)*real(z) + imag(z)*imag(z) }
