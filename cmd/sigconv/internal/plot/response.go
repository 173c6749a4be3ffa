package plot

import (
	"math"

	"github.com/mjibson/go-dsp/fft"
)

// Response returns the gain of taps in dB, -120 at least, over the frequency, without the frequency 0, which has no place on a
// logarithmic axis.
func Response(name string, taps []float64, rate int) Line {
	const fine, floor = 2048, 1e-6 // bins at least; -120 dB
	n := fine
	for n < 4*len(taps) && n < 1<<16 {
		n *= 2
	}
	for n < len(taps) {
		n *= 2
	}
	padded := make([]float64, n) // a power of two: go-dsp leaks a table for other lengths
	copy(padded, taps)
	l := Line{Name: name}
	for i, bin := range fft.FFTReal(padded)[1 : n/2+1] {
		l.X = append(l.X, float64(i+1)*float64(rate)/float64(n))
		l.Y = append(l.Y, 20*math.Log10(max(math.Hypot(real(bin), imag(bin)), floor)))
	}
	return l
}

// Spectrum returns levels at equal steps from 0 Hz to half the rate over the frequency, without the frequency 0, which has no place on a
// logarithmic axis.
func Spectrum(name string, levels []float64, rate int) Line {
	l := Line{Name: name}
	for i, level := range levels[1:] {
		l.X = append(l.X, float64(i+1)*float64(rate)/float64(2*(len(levels)-1)))
		l.Y = append(l.Y, level)
	}
	return l
}
