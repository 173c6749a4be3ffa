package learn

import (
	"gonum.org/v1/gonum/blas/blas64"

	"sigconv/conv/internal/fft"
)

// levinson solves a = (1, a₁, …) of R·a = (e, 0, …) for the symmetric Toeplitz matrix R of the first row r, by Durbin's
// recursion ("The Fitting of Time-Series Models", 1960). a predicts a sound of that autocorrelation: x[n] + Σ a[k]·x[n-k]
// is as small as can be, and e is its energy. ok is false where R is not positive definite.
func levinson(r []float64) (a []float64, e float64, ok bool) {
	k := len(r)
	a, backwards := make([]float64, k), make([]float64, k)
	reversed := make([]float64, k)
	for i, v := range r {
		reversed[k-1-i] = v
	}
	a[0], backwards[0], e = 1, 1, r[0]
	previous := make([]float64, k)
	for m := 1; m < k; m++ {
		if !(e > 0) {
			return nil, 0, false
		}
		// backwards holds a₍m-1₎ … a₁ 1: what the recursion adds a multiple of, one place further on.
		reflection := -blas64.Dot(vector(a[:m]), vector(reversed[k-1-m:][:m])) / e
		copy(previous, a[:m])
		blas64.Axpy(reflection, vector(backwards[:m]), vector(a[1:m+1]))
		copy(backwards[1:m+1], backwards[:m])
		backwards[0] = 0
		blas64.Axpy(reflection, vector(previous[:m]), vector(backwards[:m]))
		e *= 1 - reflection*reflection
	}
	return a, e, e > 0
}

func vector(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Data: x, Inc: 1} }

// A toeplitzInverse multiplies with the inverse of a symmetric Toeplitz matrix, which is (A·Aᵀ - B·Bᵀ)/e with lower triangular
// Toeplitz matrices of a, from [levinson], and of a backwards (Gohberg and Semencul, 1972): convolutions again.
type toeplitzInverse struct {
	plan            *fft.Plan
	a, b            fft.Kernel
	e               float64
	re, im, twisted []float64
}

func newToeplitzInverse(a []float64, e float64) *toeplitzInverse {
	k := len(a)
	size := fft.MinSize
	for size < 2*k {
		size *= 2
	}
	backwards := make([]float64, k)
	for i := 1; i < k; i++ {
		backwards[i] = a[k-i]
	}
	plan := fft.NewPlan(size)
	return &toeplitzInverse{
		plan, plan.Kernel(a), plan.Kernel(backwards), e,
		make([]float64, size), make([]float64, size), make([]float64, size),
	}
}

// mulVec sets dst to R⁻¹·v.
func (t *toeplitzInverse) mulVec(dst, v []float64) {
	t.lower(dst, t.a, v, 1)
	t.lower(dst, t.b, v, -1)
	for i := range dst {
		dst[i] /= t.e
	}
}

// lower sets dst to L·Lᵀ·v, or takes that away from it for a sign of -1, with the lower triangular matrix L of a kernel.
func (t *toeplitzInverse) lower(dst []float64, kernel fft.Kernel, v []float64, sign float64) {
	k := len(v)
	reversed := t.twisted[:k]
	for i := range v {
		reversed[i] = v[k-1-i]
	}
	t.convolve(reversed, kernel)
	for i := range reversed {
		reversed[i] = t.re[k-1-i]
	}
	t.convolve(reversed, kernel)
	for i := range dst {
		if sign > 0 {
			dst[i] = t.re[i]
		} else {
			dst[i] -= t.re[i]
		}
	}
}

func (t *toeplitzInverse) convolve(v []float64, kernel fft.Kernel) {
	clear(t.re[copy(t.re, v):])
	clear(t.im)
	t.plan.Convolve(t.re, t.im, kernel)
}
