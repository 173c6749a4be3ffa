// Package vec holds the loops that conv spends its time in.
//
// Each exists as plain Go and, for processors that have them, with vector instructions. All give the same
// bits: they do the same operations on every sample in the same order, and where one fuses a
// multiplication with an addition all do. That is why the plain loops say math.FMA, and float64 around
// products that must be rounded: a compiler may fuse the rest as it likes.
package vec

// loops is one way to do the work. The exported functions check their arguments and call those in use.
type loops struct {
	name           string
	fir            func(dst, x, h []float64)
	firAdd         func(dst, x, h []float64)
	fir4           func(dst []float64, stride int, x, h []float64)
	radix4         func(re, im []float64, run int, w []Twiddle)
	radix4Inverse  func(re, im []float64, run int, w []Twiddle)
	radix2         func(re, im []float64, w []Twiddle)
	radix2Inverse  func(re, im []float64, w []Twiddle)
	multiplyLeaves func(re, im, kernel []float64)
	tanh           func(z []float64)
	sigmoid        func(z []float64)
}

var portable = loops{
	"portable", fir, firAdd, fir4, radix4, radix4Inverse, radix2, radix2Inverse, multiplyLeaves, tanh, sigmoid,
}

// available are the loops that this processor can run, the quickest last.
var available = append([]loops{portable}, vectorLoops()...)

var use = available[len(available)-1]
