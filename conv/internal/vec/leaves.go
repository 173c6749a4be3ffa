package vec

import (
	"fmt"
	"math"
)

// KernelLeaf is how many numbers a leaf takes in the kernel of [MultiplyLeaves].
const KernelLeaf = 4 * Leaf

// MultiplyLeaves multiplies every leaf of re + i·im by the kernel's. A leaf is four coefficients of a
// polynomial modulo z⁴ - c. The kernel has, leaf by leaf, the real parts of c·h₀ … c·h₃, h₀ … h₃, then
// the imaginary parts: the row of weights for the coefficient k of the input begins k before h₀. It
// panics unless the lengths agree.
func MultiplyLeaves(re, im, kernel []float64) {
	if len(re) == 0 || len(re)%Leaf != 0 || len(im) != len(re) || len(kernel) != len(re)/Leaf*KernelLeaf {
		panic(fmt.Sprintf("vec: leaves of %d real and %d imaginary parts, kernel of %d", len(re), len(im), len(kernel)))
	}
	use.multiplyLeaves(re, im, kernel)
}

func multiplyLeaves(re, im, kernel []float64) {
	for ; len(re) > 0; re, im, kernel = re[Leaf:], im[Leaf:], kernel[KernelLeaf:] {
		r, i := (*[Leaf]float64)(re), (*[Leaf]float64)(im)
		hr, hi := (*[2 * Leaf]float64)(kernel), (*[2 * Leaf]float64)(kernel[2*Leaf:])
		var yr, yi [Leaf]float64
		for n := range Leaf {
			yr[n] = math.FMA(-i[0], hi[Leaf+n], float64(r[0]*hr[Leaf+n]))
			yi[n] = math.FMA(i[0], hr[Leaf+n], float64(r[0]*hi[Leaf+n]))
			for k := 1; k < Leaf; k++ {
				cr, ci := hr[Leaf-k+n], hi[Leaf-k+n]
				yr[n] = math.FMA(-i[k], ci, math.FMA(r[k], cr, yr[n]))
				yi[n] = math.FMA(i[k], cr, math.FMA(r[k], ci, yi[n]))
			}
		}
		*r, *i = yr, yi
	}
}
