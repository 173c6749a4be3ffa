package design

import (
	"fmt"
	"math"

	"sigconv/conv"
)

// LowPass returns a kernel for a rate in Hz that lets frequencies up to pass through and takes those from stop on away, by so many dB at
// least; between the two it falls. What it lets through ripples by about twice as little: 60 dB are a thousandth. Its taps are symmetric and odd in
// number, and its centre is the middle one, so that it delays nothing; at 0 Hz its gain is 1.
//
// It is a sine over its argument under a Kaiser window, with as many taps as Kaiser's formula wants ("Nonrecursive digital filter design
// using the I0-sinh window function", 1974). It panics unless 0 < pass < stop < rate/2 and attenuation is 21 dB to 200.
func LowPass(rate int, pass, stop, attenuation float64) *conv.Kernel {
	if !(0 < pass && pass < stop && stop < float64(rate)/2 && attenuation >= 21 && attenuation <= 200) {
		panic(fmt.Sprintf("design: a low-pass from %g to %g Hz by %g dB at %d Hz", pass, stop, attenuation, rate))
	}
	width := 2 * math.Pi * (stop - pass) / float64(rate)
	half := int(math.Ceil((attenuation - 7.95) / (2.285 * width) / 2))
	cutoff := (pass + stop) / float64(rate) // of 1, half the rate
	taps, sum := make([]float64, 2*half+1), 0.0
	for i := range taps {
		n := float64(i - half)
		taps[i] = sinc(cutoff*n) * kaiserAt(n/float64(half), kaiserBeta(attenuation))
		sum += taps[i]
	}
	for i := range taps {
		taps[i] /= sum
	}
	return &conv.Kernel{Taps: [][]float64{taps}, Center: half, Rate: rate}
}
