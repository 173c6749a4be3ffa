package learn

import "sigconv/conv/internal/fft"

// A convolution multiplies vectors with Toeplitz matrices, whose products are convolutions.
type convolution struct {
	plan     *fft.Plan
	re, im   []float64
	reversed []float64
}

// newConvolution returns a convolution for matrices and vectors whose product, wrapped around, has so many entries.
func newConvolution(entries int) *convolution {
	size := fft.MinSize
	for size < entries {
		size *= 2
	}
	return &convolution{fft.NewPlan(size), make([]float64, size), make([]float64, size), make([]float64, size)}
}

// of returns the convolution of v with a kernel. It holds until the next call.
func (c *convolution) of(v []float64, kernel fft.Kernel) []float64 {
	clear(c.re[copy(c.re, v):])
	clear(c.im)
	c.plan.Convolve(c.re, c.im, kernel)
	return c.re
}

// addSquare adds weight·L·Lᵀ·v to dst, where the kernel is the first column of the lower triangular Toeplitz matrix L: Lᵀ
// is L run through backwards.
func (c *convolution) addSquare(dst, v []float64, kernel fft.Kernel, weight float64) {
	k := len(v)
	reversed := c.reversed[:k]
	for i, x := range v {
		reversed[k-1-i] = x
	}
	for i, x := range c.of(reversed, kernel)[:k] {
		reversed[k-1-i] = x
	}
	for i, x := range c.of(reversed, kernel)[:k] {
		dst[i] += weight * x
	}
}
