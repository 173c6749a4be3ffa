package vec

import (
	"fmt"
	"math"
)

// FIR4 adds to four rows of dst, which begin stride apart, what four kernels make of the same input. The kernels' taps
// lie side by side in h, [tap][row]. With n = len(x)-taps+1 outputs a row, dst[row·stride+i] becomes
// dst[row·stride+i] + Σ_k h[4k+row]·x[i+taps-1-k], adding the products in the order of k to what is there, each with
// one fused multiply-add, as [FIRAdd] does. It panics unless h has a tap, and four numbers for each, x has at least
// taps-1, and the rows lie in dst without overlapping.
func FIR4(dst []float64, stride int, x, h []float64) {
	n := len(x) - len(h)/4 + 1
	if len(h) == 0 || len(h)%4 != 0 || n < 0 || stride < n || stride > (len(dst)-n)/3 {
		panic(fmt.Sprintf("vec: FIR4 of four rows at a stride of %d in %d outputs, %d taps on %d inputs", stride, len(dst), len(h), len(x)))
	}
	use.fir4(dst, stride, x, h)
}

// fir4 computes the four outputs of a frame side by side, so that an input is loaded once for them.
func fir4(dst []float64, stride int, x, h []float64) {
	taps := len(h) / 4
	for i := range len(x) - taps + 1 {
		y := [4]*float64{&dst[i], &dst[stride+i], &dst[2*stride+i], &dst[3*stride+i]}
		dot4Add(&y, x[i:i+taps], h)
	}
}

func dot4Add(y *[4]*float64, x, h []float64) {
	y0, y1, y2, y3 := *y[0], *y[1], *y[2], *y[3]
	for k := len(x) - 1; k >= 0; k-- {
		c, s := (*[4]float64)(h), x[k]
		y0 = math.FMA(c[0], s, y0)
		y1 = math.FMA(c[1], s, y1)
		y2 = math.FMA(c[2], s, y2)
		y3 = math.FMA(c[3], s, y3)
		h = h[4:]
	}
	*y[0], *y[1], *y[2], *y[3] = y0, y1, y2, y3
}
