package learn

import (
	"cmp"
	"runtime"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"sigconv/internal/parallel"
)

// A ladderMatrix is a matrix that was learned.
type ladderMatrix interface {
	at(i, j int) float64
	predict(y, x blas64.General) // sets each row of y to A times the same row of x
}

// dense solves for all entries.
func (c *windowCorrelations) dense() (Rung, ladderMatrix, error) {
	n, m := c.Frames, c.inputs()
	rung := Rung{
		Name: "dense", Params: float64(n) * float64(m), Underdetermined: c.windows < m,
		WorkBytes: 8 * float64(m) * float64(2*m+n),
	}
	factor, err := factorise(c.xx)
	if err != nil {
		return rung, nil, err
	}
	a := denseRung{mat.NewDense(m, n, nil)}
	inStrips(n, func(from, to int) {
		solve(factor, a.transposed.Slice(0, m, from, to).(*mat.Dense), c.xy.Slice(0, m, from, to))
	})
	return rung, a, nil
}

// band solves for every row by itself, among the columns that it sees.
func (c *windowCorrelations) band() (Rung, ladderMatrix, error) {
	n, taps := c.Frames, c.Taps
	rung := Rung{
		Name: "band", Params: float64(n) * float64(taps), Underdetermined: c.windows < taps,
		WorkBytes: 8 * float64(taps) * float64(c.inputs()+n+taps), // the band of the correlations, and the factor
	}
	a, errs := make(bandRung, n), make([]error, n)
	parallel.Do(runtime.GOMAXPROCS(0), n, func(i int) {
		a[i], errs[i] = solveRow(c.xx.SliceSym(i, i+taps), c.xy.Slice(i, i+taps, i, i+1))
	})
	return rung, a, cmp.Or(errs...)
}

// kernel solves for the taps that all rows share: their equations are the sum of the rows'.
func (c *windowCorrelations) kernel() (Rung, ladderMatrix, error) {
	n, m, taps := c.Frames, c.inputs(), c.Taps
	rung := Rung{
		Name: "kernel", Params: float64(taps), Underdetermined: c.windows*n < taps,
		WorkBytes: 8 * float64(taps) * float64(2*taps+1),
	}
	xx, xy := mat.NewSymDense(taps, nil), mat.NewDense(taps, 1, nil)
	parallel.Do(runtime.GOMAXPROCS(0), taps, func(k int) {
		sum, all := xx.RawSymmetric().Data[k*taps+k:][:taps-k], c.xx.RawSymmetric().Data
		for j := k; j < k+n; j++ { // the column of that tap, from row to row
			blas64.Axpy(1, vector(all[j*m+j:][:taps-k]), vector(sum))
			xy.Set(k, 0, xy.At(k, 0)+c.xy.At(j, j-k))
		}
	})
	shared, err := solveRow(xx, xy)
	a := make(bandRung, n)
	for i := range a {
		a[i] = shared
	}
	return rung, a, err
}

// factorise returns the Cholesky factor of a, where rounding leaves one to rely on.
func factorise(a mat.Symmetric) (*mat.Cholesky, error) {
	const worstCondition = 1e15 // where a solution has a digit left
	factor := new(mat.Cholesky)
	if !factor.Factorize(a) || factor.Cond() > worstCondition {
		return nil, ErrSingular
	}
	return factor, nil
}

// solve sets dst to the solution for the right sides b.
func solve(factor *mat.Cholesky, dst *mat.Dense, b mat.Matrix) {
	if err := factor.SolveTo(dst, b); err != nil {
		panic(err) // worstCondition is below what gonum warns of
	}
}

// solveRow returns the taps of one row.
func solveRow(xx mat.Symmetric, xy mat.Matrix) ([]float64, error) {
	factor, err := factorise(xx)
	if err != nil {
		return nil, err
	}
	row := new(mat.Dense)
	solve(factor, row, xy)
	return row.RawMatrix().Data, nil
}

// A denseRung has every entry in memory.
type denseRung struct{ transposed *mat.Dense } // as the normal equations have it

func (a denseRung) at(i, j int) float64 { return a.transposed.At(j, i) }

func (a denseRung) predict(y, x blas64.General) {
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, x, a.transposed.RawMatrix(), 0, y)
}

// A bandRung has the K entries of every row from its own column on; the others are 0. The rows of a kernel are one.
type bandRung [][]float64

func (a bandRung) at(i, j int) float64 {
	if k := j - i; k >= 0 && k < len(a[i]) {
		return a[i][k]
	}
	return 0
}

func (a bandRung) predict(y, x blas64.General) {
	parallel.Do(runtime.GOMAXPROCS(0), x.Rows, func(w int) {
		for i, taps := range a {
			y.Data[w*y.Stride+i] = dot(taps, x.Data[w*x.Stride+i:][:len(taps)])
		}
	})
}
