package filters

import (
	"fmt"
	"runtime"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"

	"sigconv/internal/parallel"
)

// A Dense is a matrix with every entry in memory, row by row: what a layer is before anything is known of sounds.
type Dense struct {
	Rows, Cols int
	Data       []float64 // entry i, j is Data[i*Cols+j]
}

// Dense returns t with every entry in memory: [BlockToeplitz.DenseBytes] of it.
func (t *BlockToeplitz) Dense() *Dense { return t.dense(0) }

// Augmented returns [b A], the matrix with the bias as a column before the first: the bias is then the weight of
// an input x₀ that is always 1, and A·x + b is [b A]·[1 x].
func (t *BlockToeplitz) Augmented() *Dense {
	d := t.dense(1)
	for i := range d.Rows {
		d.Data[i*d.Cols] = t.Offset(i)
	}
	return d
}

// dense returns the matrix behind so many columns of zeros.
func (t *BlockToeplitz) dense(before int) *Dense {
	rows, cols := t.Dims()
	d := &Dense{rows, before + cols, make([]float64, rows*(before+cols))}
	clear(d.Data) // else the zeros were no memory, but a promise of it, and products would find it faster than it is
	for i := range rows {
		row := d.Data[i*d.Cols+before:][:cols]
		from, to, zeroth := t.taps(i % t.rows)
		for in, taps := range t.layer.Kernels[i/t.rows] {
			block := row[in*t.frames:][:t.frames]
			for j := from; j < to; j++ {
				block[j] = taps[zeroth-j]
			}
		}
	}
	return d
}

// At returns the entry in row i and column j, counted from 0. It panics for an entry that there is not.
func (d *Dense) At(i, j int) float64 { return d.Data[i*d.Cols+j] }

// Dims returns the rows and columns.
func (d *Dense) Dims() (rows, cols int) { return d.Rows, d.Cols }

// MulVec sets dst to A·x by rows: each output is the dot product of a row with x. nil allocates. Large matrices
// are shared among all cores. It panics unless x has an element for each column and dst one for each row.
func (d *Dense) MulVec(dst, x []float64) []float64 {
	dst = vector("MulVec", dst, x, d.Rows, d.Cols)
	d.inStrips(func(strip blas64.General, from int) {
		y := blas64.Vector{N: strip.Rows, Data: dst[from : from+strip.Rows], Inc: 1}
		blas64.Gemv(blas.NoTrans, 1, strip, vectorOf(x), 0, y)
	})
	return dst
}

// MulVecByColumns sets dst to A·x by columns: the sum of the columns, each weighted with an input. It is the
// lecture's other view of the product, and slower, since a column is scattered in memory. nil allocates. It panics
// as MulVec does.
func (d *Dense) MulVecByColumns(dst, x []float64) []float64 {
	dst = vector("MulVecByColumns", dst, x, d.Rows, d.Cols)
	clear(dst)
	for from := 0; from < d.Rows; from += columnPiece {
		n := min(columnPiece, d.Rows-from)
		y := vectorOf(dst[from : from+n])
		for j, weight := range x {
			blas64.Axpy(weight, blas64.Vector{N: n, Data: d.Data[from*d.Cols+j:], Inc: d.Cols}, y)
		}
	}
	return dst
}

// columnPiece is how many rows of the columns are added at a time: as many as the first-level cache can keep where the
// rows are a multiple of 4,096 bytes apart, until their next columns are asked for.
const columnPiece = 8

// MulVecT sets dst to Aᵀ·y, the adjoint: ⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩. Backpropagation takes the gradient of a layer's
// output through it to that of its input. nil allocates. It panics unless y has an element for each row and dst
// one for each column.
func (d *Dense) MulVecT(dst, y []float64) []float64 {
	dst = vector("MulVecT", dst, y, d.Cols, d.Rows)
	if d.Rows == 0 {
		clear(dst)
		return dst
	}
	blas64.Gemv(blas.Trans, 1, d.general(0, d.Rows), vectorOf(y), 0, vectorOf(dst))
	return dst
}

// general returns some rows for gonum.
func (d *Dense) general(from, to int) blas64.General {
	return blas64.General{Rows: to - from, Cols: d.Cols, Stride: d.Cols, Data: d.Data[from*d.Cols : to*d.Cols]}
}

// stripEntries is how many entries are worth a goroutine: a tenth of a millisecond's work.
const stripEntries = 1 << 18

// inStrips calls do for strips of whole rows, side by side where there are enough entries.
func (d *Dense) inStrips(do func(strip blas64.General, from int)) {
	if d.Rows == 0 {
		return
	}
	strips := min(runtime.GOMAXPROCS(0), max(len(d.Data)/stripEntries, 1), d.Rows)
	parallel.Do(strips, strips, func(s int) {
		from, to := s*d.Rows/strips, (s+1)*d.Rows/strips
		do(d.general(from, to), from)
	})
}

func vectorOf(x []float64) blas64.Vector { return blas64.Vector{N: len(x), Data: x, Inc: 1} }

// vector returns dst for a product with x, or a new one for nil. It panics unless they have so many elements.
func vector(method string, dst, x []float64, outputs, inputs int) []float64 {
	if dst == nil {
		dst = make([]float64, outputs)
	}
	if len(dst) != outputs || len(x) != inputs {
		panic(fmt.Sprintf("filters: %s of %d elements into %d, want %d into %d", method, len(x), len(dst), inputs, outputs))
	}
	return dst
}
