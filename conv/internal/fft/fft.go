// Package fft convolves by a fast Fourier transform made for that alone: in float64, with real and
// imaginary parts apart, in place, and without ever putting the results in order.
//
// n points are a polynomial modulo zⁿ - 1, and the product of two such is their circular convolution. A
// radix-4 pass splits a node, a polynomial modulo zᵐ - c, into the four modulo z^(m/4) - iʲ·c^(1/4); where
// that ends in single points it is the discrete Fourier transform, in digit-reversed order. Two things
// make this one quick. All points of a node have the same twiddles, so the passes run along the points
// and shuffle nothing. And it ends in leaves of four points: to multiply two polynomials modulo z⁴ - c is
// less work than to split them further and to join them again.
//
// Real signals go through in pairs, one as the real and one as the imaginary part of the points: a
// real kernel keeps them apart, so nothing has to be taken apart afterwards.
package fft

import (
	"fmt"
	"math/bits"
	"slices"

	"sigconv/conv/internal/vec"
)

// The number of points is a power of two in this range.
const (
	MinSize = 64
	MaxSize = 1 << 29
)

// A Plan holds the twiddles for one number of points. It is not written after it was made.
type Plan struct {
	size int
	// twiddles are those of the last pass; each pass before uses the beginning of them.
	twiddles []vec.Twiddle
	// leafTurns are e^(iθ) of c = e^(iθ) for all leaves.
	leafTurns []struct{ cos, sin float64 }
}

// NewPlan returns a plan for size points. It panics unless size is a power of two from [MinSize] to
// [MaxSize].
func NewPlan(size int) *Plan {
	if size < MinSize || size > MaxSize || bits.OnesCount(uint(size)) != 1 {
		panic(fmt.Sprintf("fft: a transform of %d points", size))
	}
	p := &Plan{size: size}
	nodes := size / (4 * vec.Leaf)
	if p.endsInRadix2() {
		nodes = size / (2 * vec.Leaf)
	}
	for _, a := range nodeAngles(nodes) {
		p.twiddles = append(p.twiddles, newTwiddle(a))
	}
	p.leafTurns = make([]struct{ cos, sin float64 }, size/vec.Leaf)
	for i, a := range p.leafAngles() {
		p.leafTurns[i].cos, p.leafTurns[i].sin = a.cosSin()
	}
	return p
}

// Size returns the number of points.
func (p *Plan) Size() int { return p.size }

// endsInRadix2 reports whether radix-4 passes come down to two leaves instead of one.
func (p *Plan) endsInRadix2() bool { return bits.TrailingZeros(uint(p.size))%2 == 1 }

// nodeAngles returns θ of c = e^(iθ) for the first count nodes of a radix-4 pass. They do not depend on
// which pass it is.
func nodeAngles(count int) []angle {
	angles := make([]angle, count)
	for q := range angles {
		angles[q] = angles[q/4]/4 + angle(q%4)*(fullTurn/4)
	}
	return angles
}

// leafAngles returns θ of c = e^(iθ) for all leaves.
func (p *Plan) leafAngles() []angle {
	leaves := p.size / vec.Leaf
	if !p.endsInRadix2() {
		return nodeAngles(leaves)
	}
	angles := make([]angle, 0, leaves)
	for _, a := range nodeAngles(leaves / 2) {
		angles = append(angles, a/2, a/2+fullTurn/2)
	}
	return angles
}

func newTwiddle(node angle) (t vec.Twiddle) {
	r := node / 4
	t.C1, t.S1 = r.cosSin()
	t.C2, t.S2 = (2 * r).cosSin()
	t.C3, t.S3 = (3 * r).cosSin()
	return t
}

// A Kernel is the transform of a kernel, laid out to be multiplied with. It is not written after it was
// made.
type Kernel []float64

// Kernel returns the transform of h, followed by zeros. It panics if h has more taps than the plan has
// points.
func (p *Plan) Kernel(h []float64) Kernel {
	return p.transform(nil, h, make([]float64, p.size), make([]float64, p.size))
}

// transform returns the transform of h, in the memory of k if that is enough. It computes in re and im, of the plan's number of points.
func (p *Plan) transform(k Kernel, h, re, im []float64) Kernel {
	if len(h) > p.size {
		panic(fmt.Sprintf("fft: a kernel of %d taps for %d points", len(h), p.size))
	}
	scale := vec.Leaf / float64(p.size) // what the inverse passes leave undone; a power of two, so exact
	for i, v := range h {
		re[i] = v * scale
	}
	clear(re[len(h):])
	clear(im)
	p.split(re, im, 0)
	k = slices.Grow(k[:0], p.size/vec.Leaf*vec.KernelLeaf)[:p.size/vec.Leaf*vec.KernelLeaf]
	p.layKernel(k, re, im)
	return k
}

// layKernel lays leaves out as [vec.MultiplyLeaves] wants them.
func (p *Plan) layKernel(k Kernel, re, im []float64) {
	for n, turn := range p.leafTurns {
		hr, hi := (*[vec.Leaf]float64)(re[n*vec.Leaf:]), (*[vec.Leaf]float64)(im[n*vec.Leaf:])
		leaf := (*[vec.KernelLeaf]float64)(k[n*vec.KernelLeaf:])
		for i := range vec.Leaf {
			turnedR, turnedI := vec.Turn(hr[i], hi[i], turn.cos, turn.sin)
			leaf[i], leaf[vec.Leaf+i] = turnedR, hr[i]
			leaf[2*vec.Leaf+i], leaf[3*vec.Leaf+i] = turnedI, hi[i]
		}
	}
}

// Convolve replaces the real signals re and im by their circular convolutions with the kernel k. It panics
// unless both have the plan's number of points and k was made for it.
func (p *Plan) Convolve(re, im []float64, k Kernel) {
	if len(re) != p.size || len(im) != p.size || len(k) != vec.KernelLeaf*p.size/vec.Leaf {
		panic(fmt.Sprintf("fft: signals of %d and %d points and a kernel of %d numbers for %d points", len(re), len(im), len(k), p.size))
	}
	p.convolve(re, im, k, 0)
}

// cached is the number of points, of 16 bytes, up to which a node stays in the first-level cache on its way
// down to the leaves and back.
const cached = 1024

// convolve multiplies node q of its pass by the kernel's.
func (p *Plan) convolve(re, im []float64, k Kernel, q int) {
	if len(re) <= cached {
		p.split(re, im, q)
		vec.MultiplyLeaves(re, im, k)
		p.join(re, im, q)
		return
	}
	quarter := len(re) / 4
	w := p.twiddles[q:][:1]
	vec.Radix4(re, im, quarter, w)
	for j := range 4 {
		at := j * quarter
		p.convolve(re[at:][:quarter], im[at:][:quarter], k[at*vec.KernelLeaf/vec.Leaf:][:quarter*vec.KernelLeaf/vec.Leaf], 4*q+j)
	}
	vec.Radix4Inverse(re, im, quarter, w)
}

// split takes node q of its pass down to the leaves.
func (p *Plan) split(re, im []float64, q int) {
	nodes, size := 1, len(re)
	for ; size >= 4*vec.Leaf; nodes, size = nodes*4, size/4 {
		vec.Radix4(re, im, size/4, p.twiddles[q*nodes:][:nodes])
	}
	if size == 2*vec.Leaf {
		vec.Radix2(re, im, p.twiddles[q*nodes:][:nodes])
	}
}

// join undoes split, but for a factor of the number of leaves.
func (p *Plan) join(re, im []float64, q int) {
	size := 4 * vec.Leaf
	if p.endsInRadix2() {
		nodes := len(re) / (2 * vec.Leaf)
		vec.Radix2Inverse(re, im, p.twiddles[q*nodes:][:nodes])
		size = 8 * vec.Leaf
	}
	for ; size <= len(re); size *= 4 {
		nodes := len(re) / size
		vec.Radix4Inverse(re, im, size/4, p.twiddles[q*nodes:][:nodes])
	}
}
