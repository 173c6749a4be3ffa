package vec

import (
	"fmt"
	"math"
)

// A Twiddle is what a node of the transform multiplies its quarters by, in a radix-4 pass the second to
// the fourth, in a radix-2 pass, by (C2, S2), the second half: r, r² and r³ with r = C1 + i·S1.
type Twiddle struct{ C1, S1, C2, S2, C3, S3 float64 }

// Leaf is the number of points in a leaf, the node at which the transform ends.
const Leaf = 4

// Radix4 does one pass of a transform in place. The points re + i·im are nodes of 4·run points, one for
// every twiddle w. A node is a polynomial modulo z^(4·run) - r⁴; its quarters become what it is modulo
// z^run - i^j·r for j = 0 to 3. It panics unless run is a multiple of [Leaf] and the lengths agree.
func Radix4(re, im []float64, run int, w []Twiddle) {
	mustBeNodes(re, im, 4, run, len(w))
	use.radix4(re, im, run, w)
}

// Radix4Inverse undoes Radix4, but for a factor of 4.
func Radix4Inverse(re, im []float64, run int, w []Twiddle) {
	mustBeNodes(re, im, 4, run, len(w))
	use.radix4Inverse(re, im, run, w)
}

func mustBeNodes(re, im []float64, parts, run, nodes int) {
	if points := parts * run * nodes; points == 0 || run%Leaf != 0 || len(re) != points || len(im) != points {
		panic(fmt.Sprintf("vec: %d nodes of %d times %d points in %d real and %d imaginary parts", nodes, parts, run, len(re), len(im)))
	}
}

func radix4(re, im []float64, run int, w []Twiddle) {
	for _, t := range w {
		re0, re1, re2, re3 := re[:run], re[run:][:run], re[2*run:][:run], re[3*run:][:run]
		im0, im1, im2, im3 := im[:run], im[run:][:run], im[2*run:][:run], im[3*run:][:run]
		for i := range run {
			b1r, b1i := Turn(re1[i], im1[i], t.C1, t.S1)
			b2r, b2i := Turn(re2[i], im2[i], t.C2, t.S2)
			b3r, b3i := Turn(re3[i], im3[i], t.C3, t.S3)
			s0r, s0i, d0r, d0i := re0[i]+b2r, im0[i]+b2i, re0[i]-b2r, im0[i]-b2i
			s1r, s1i, d1r, d1i := b1r+b3r, b1i+b3i, b1r-b3r, b1i-b3i
			re0[i], im0[i] = s0r+s1r, s0i+s1i
			re1[i], im1[i] = d0r-d1i, d0i+d1r
			re2[i], im2[i] = s0r-s1r, s0i-s1i
			re3[i], im3[i] = d0r+d1i, d0i-d1r
		}
		re, im = re[4*run:], im[4*run:]
	}
}

func radix4Inverse(re, im []float64, run int, w []Twiddle) {
	for _, t := range w {
		re0, re1, re2, re3 := re[:run], re[run:][:run], re[2*run:][:run], re[3*run:][:run]
		im0, im1, im2, im3 := im[:run], im[run:][:run], im[2*run:][:run], im[3*run:][:run]
		for i := range run {
			s0r, s0i, d0r, d0i := re0[i]+re2[i], im0[i]+im2[i], re0[i]-re2[i], im0[i]-im2[i]
			s1r, s1i, d1r, d1i := re1[i]+re3[i], im1[i]+im3[i], re1[i]-re3[i], im1[i]-im3[i]
			re0[i], im0[i] = s0r+s1r, s0i+s1i
			re1[i], im1[i] = turnBack(d0r+d1i, d0i-d1r, t.C1, t.S1)
			re2[i], im2[i] = turnBack(s0r-s1r, s0i-s1i, t.C2, t.S2)
			re3[i], im3[i] = turnBack(d0r-d1i, d0i+d1r, t.C3, t.S3)
		}
		re, im = re[4*run:], im[4*run:]
	}
}

// Turn returns (re + i·im)·(c + i·s).
func Turn(re, im, c, s float64) (float64, float64) {
	return math.FMA(c, re, -float64(im*s)), math.FMA(c, im, float64(re*s))
}

// turnBack returns (re + i·im)·(c - i·s).
func turnBack(re, im, c, s float64) (float64, float64) {
	return math.FMA(c, re, float64(im*s)), math.FMA(c, im, -float64(re*s))
}
