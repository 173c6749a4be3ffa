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
// Toeplitz matrices of a, from [levinson], and of a backwards (Gohberg and Semencul, 1972).
type toeplitzInverse struct {
	*convolution
	a, b fft.Kernel
	e    float64
}

func newToeplitzInverse(a []float64, e float64) *toeplitzInverse {
	k := len(a)
	backwards := make([]float64, k)
	for i := 1; i < k; i++ {
		backwards[i] = a[k-i]
	}
	c := newConvolution(2 * k)
	return &toeplitzInverse{c, c.plan.Kernel(a), c.plan.Kernel(backwards), e}
}

// mulVec sets dst to R⁻¹·v.
func (t *toeplitzInverse) mulVec(dst, v []float64) {
	clear(dst)
	t.addSquare(dst, v, t.a, 1/t.e)
	t.addSquare(dst, v, t.b, -1/t.e)
}
