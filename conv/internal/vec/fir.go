package vec

import (
	"fmt"
	"math"
)

// FIR sets dst[i] = Σ_k h[k]·x[i+len(h)-1-k], adding the products in the order of k, each with one
// fused multiply-add: one rounding a tap, the same bits on every machine. It panics unless len(x) is
// len(dst)+len(h)-1 and h has a tap.
func FIR(dst, x, h []float64) {
	if len(h) == 0 || len(x) != len(dst)+len(h)-1 {
		panic(fmt.Sprintf("vec: FIR of %d outputs and %d taps on %d inputs", len(dst), len(h), len(x)))
	}
	use.fir(dst, x, h)
}

// fir computes eight neighbouring outputs at once. Each is a chain of dependent additions; side by side they
// hide one another's latency, and a tap is loaded once for all.
func fir(dst, x, h []float64) {
	const width = 8
	i := 0
	for ; i+width <= len(dst); i += width {
		fir8((*[width]float64)(dst[i:]), x[i:i+len(h)-1+width], h)
	}
	for ; i < len(dst); i++ {
		dst[i] = dot(x[i:i+len(h)], h)
	}
}

// negativeZero is the neutral element of addition: adding it changes nothing, not even a zero's sign.
var negativeZero = math.Copysign(0, -1)

func fir8(dst *[8]float64, x, h []float64) {
	y0, y1, y2, y3 := negativeZero, negativeZero, negativeZero, negativeZero
	y4, y5, y6, y7 := negativeZero, negativeZero, negativeZero, negativeZero
	for k, c := range h {
		s := (*[8]float64)(x[len(h)-1-k:])
		y0 = math.FMA(c, s[0], y0)
		y1 = math.FMA(c, s[1], y1)
		y2 = math.FMA(c, s[2], y2)
		y3 = math.FMA(c, s[3], y3)
		y4 = math.FMA(c, s[4], y4)
		y5 = math.FMA(c, s[5], y5)
		y6 = math.FMA(c, s[6], y6)
		y7 = math.FMA(c, s[7], y7)
	}
	*dst = [8]float64{y0, y1, y2, y3, y4, y5, y6, y7}
}

func dot(x, h []float64) float64 {
	y := negativeZero
	for k, c := range h {
		y = math.FMA(c, x[len(h)-1-k], y)
	}
	return y
}
