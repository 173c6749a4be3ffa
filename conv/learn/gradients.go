package learn

import (
	"math"

	"gonum.org/v1/gonum/blas/blas64"
)

// gradients is a system that is solved by conjugate gradients (Hestenes and Stiefel, 1952). Its entries are never written
// out: a product is a handful of convolutions, however many taps there are. What makes the steps few is that Φ is nearly
// Toeplitz, and the inverse of that is quick once [levinson] is done with it (T. Chan's and Strang's idea, with the exact
// inverse in the place of a circulant one).
type gradients struct {
	product *product
	near    *toeplitzInverse // of what Φ + λ·I is near to
	lambda  float64
}

func newGradients(n *Equations, lambda float64) (*gradients, error) {
	near, err := nearToeplitz(n.first, lambda)
	if err != nil {
		return nil, err
	}
	return &gradients{n.product(), near, lambda}, nil
}

// nearToeplitz returns the inverse of a Toeplitz matrix near to that of the first row r, and of λ on its diagonal. Sums over
// spans need not make a positive definite matrix, as those over a whole sound do; more on the diagonal does.
func nearToeplitz(r []float64, lambda float64) (*toeplitzInverse, error) {
	row := append([]float64{}, r...)
	for more := max(lambda, 1e-12*r[0]); more < r[0]; more *= 10 {
		row[0] = r[0] + more
		if a, e, ok := levinson(row); ok {
			return newToeplitzInverse(a, e), nil
		}
	}
	return nil, ErrSingular
}

func (g *gradients) mulVec(dst, v []float64) {
	g.product.mulVec(dst, v)
	blas64.Axpy(g.lambda, vector(v), vector(dst))
}

func (g *gradients) nearInverse(dst, v []float64) { g.near.mulVec(dst, v) }

// solve takes steps until what is left of v is below its last digits, or gets no smaller.
func (g *gradients) solve(dst, v []float64) {
	const most, enough = 300, 1e-13
	n := len(v)
	left := append([]float64{}, v...)
	ahead, turned, next := make([]float64, n), make([]float64, n), make([]float64, n)
	clear(dst)
	g.near.mulVec(ahead, left)
	weight := dot(left, ahead)
	for range most {
		g.mulVec(turned, ahead)
		bend := dot(ahead, turned)
		if !(bend > 0) || !(weight > 0) {
			return
		}
		step := weight / bend
		blas64.Axpy(step, vector(ahead), vector(dst))
		blas64.Axpy(-step, vector(turned), vector(left))
		if math.Sqrt(dot(left, left)) <= enough*math.Sqrt(dot(v, v)) {
			return
		}
		g.near.mulVec(next, left)
		before := weight
		weight = dot(left, next)
		for i := range ahead {
			ahead[i] = next[i] + weight/before*ahead[i]
		}
	}
}

func dot(x, y []float64) float64 { return blas64.Dot(vector(x), vector(y)) }
