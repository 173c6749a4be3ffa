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
	near, err := nearToeplitz(n, lambda)
	if err != nil {
		return nil, err
	}
	return &gradients{n.product(), near, lambda}, nil
}

// nearToeplitz returns the inverse of the Toeplitz matrix of Φ's mean diagonals, with λ on its own. As Φ has no negative
// eigenvalue, neither has that, but for rounding, which more on the diagonal makes up for.
func nearToeplitz(n *Equations, lambda float64) (*toeplitzInverse, error) {
	row := n.meanDiagonals()
	diagonal := row[0]
	for more := max(lambda, 1e-12*diagonal); 0 < more && more < diagonal; more *= 10 {
		row[0] = diagonal + more
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

func (g *gradients) nearInverse(dst, v []float64) { g.steps(dst, v, 20, 1e-2) }

func (g *gradients) solve(dst, v []float64) (left float64) { return g.steps(dst, v, 300, 1e-13) }

// steps sets dst to what (Φ + λ·I)·dst = v has for an answer, by so many steps at most, until what is left of v is so small a
// part of it, and returns that part.
func (g *gradients) steps(dst, v []float64, most int, enough float64) float64 {
	n := len(v)
	left := append([]float64{}, v...)
	ahead, turned, next := make([]float64, n), make([]float64, n), make([]float64, n)
	clear(dst)
	g.near.mulVec(ahead, left)
	weight, length, part := dot(left, ahead), math.Sqrt(dot(v, v)), 1.
	for range most {
		g.mulVec(turned, ahead)
		bend := dot(ahead, turned)
		if !(bend > 0) || !(weight > 0) {
			break
		}
		step := weight / bend
		blas64.Axpy(step, vector(ahead), vector(dst))
		blas64.Axpy(-step, vector(turned), vector(left))
		if part = math.Sqrt(dot(left, left)) / length; part <= enough {
			break
		}
		g.near.mulVec(next, left)
		before := weight
		weight = dot(left, next)
		for i := range ahead {
			ahead[i] = next[i] + weight/before*ahead[i]
		}
	}
	return part
}

func dot(x, y []float64) float64 { return blas64.Dot(vector(x), vector(y)) }
