package vec

import (
	"fmt"
	"math"
)

// FIR sets dst[i] = Σ_k h[k]·x[i+len(h)-1-k], adding the products in the order of k, each with one
// fused multiply-add: one rounding a tap, the same bits on every machine. It panics unless len(x) is
// len(dst)+len(h)-1 and h has a tap.
func FIR(dst, x, h []float64) {
	mustFilter("FIR", dst, x, h)
	use.fir(dst, x, h)
}

// FIRAdd adds to dst[i] what [FIR] would set it to, product by product: the sum begins at what dst has.
func FIRAdd(dst, x, h []float64) {
	mustFilter("FIRAdd", dst, x, h)
	use.firAdd(dst, x, h)
}

func mustFilter(loop string, dst, x, h []float64) {
	if len(h) == 0 || len(x) != len(dst)+len(h)-1 {
		panic(fmt.Sprintf("vec: %s of %d outputs and %d taps on %d inputs", loop, len(dst), len(h), len(x)))
	}
}

// negativeZero is the neutral element of addition: adding it changes nothing, not even a zero's sign.
var negativeZero = math.Copysign(0, -1)

func fir(dst, x, h []float64) {
	for i := range dst {
		dst[i] = negativeZero
	}
	firAdd(dst, x, h)
}

// firAdd computes eight neighbouring outputs at once. Each is a chain of dependent additions; side by side they
// hide one another's latency, and a tap is loaded once for all.
func firAdd(dst, x, h []float64) {
	const width = 8
	i := 0
	for ; i+width <= len(dst); i += width {
		firAdd8((*[width]float64)(dst[i:]), x[i:i+len(h)-1+width], h)
	}
	for ; i < len(dst); i++ {
		dst[i] = dotAdd(dst[i], x[i:i+len(h)], h)
	}
}

func firAdd8(dst *[8]float64, x, h []float64) {
	y0, y1, y2, y3, y4, y5, y6, y7 := dst[0], dst[1], dst[2], dst[3], dst[4], dst[5], dst[6], dst[7]
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

func dotAdd(y float64, x, h []float64) float64 {
	for k, c := range h {
		y = math.FMA(c, x[len(h)-1-k], y)
	}
	return y
}
