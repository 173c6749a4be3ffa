package filters

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// A Banded is a matrix of blocks that stores only the diagonals on which a block can have anything but 0: what
// locality leaves of a dense matrix. Each row still has entries of its own. The storage is that of BLAS' general band
// matrices.
type Banded struct {
	blocks [][]blas64.Band // [out][in]
	rows   int             // of a block
	cols   int             // of a block
}

// Banded returns the diagonals of t in memory.
func (t *BlockToeplitz) Banded() *Banded {
	b := &Banded{rows: t.rows, cols: t.frames}
	for _, kernels := range t.layer.Kernels {
		var row []blas64.Band
		for _, taps := range kernels {
			row = append(row, t.diagonals(taps))
		}
		b.blocks = append(b.blocks, row)
	}
	return b
}

// diagonals returns a block as gonum stores it: row by row, the diagonals below the main one first.
func (t *BlockToeplitz) diagonals(taps []float64) blas64.Band {
	below, above := t.band()
	b := blas64.Band{Rows: t.rows, Cols: t.frames, KL: below, KU: above, Stride: below + above + 1}
	b.Data = make([]float64, b.Rows*b.Stride)
	for i := range t.rows {
		from, to, zeroth := t.taps(i)
		for j := from; j < to; j++ {
			b.Data[i*b.Stride+j-i+below] = taps[zeroth-j]
		}
	}
	return b
}

// Dims returns the rows and columns of the whole matrix.
func (b *Banded) Dims() (rows, cols int) { return len(b.blocks) * b.rows, len(b.blocks[0]) * b.cols }

// MulVec sets dst to A·x, each output a dot product along the diagonals. nil allocates. It panics unless x has an
// element for each column and dst one for each row.
func (b *Banded) MulVec(dst, x []float64) []float64 {
	rows, cols := b.Dims()
	dst = vector("MulVec", dst, x, rows, cols)
	clear(dst)
	b.each(func(block blas64.Band, out, in int) {
		blas64.Gbmv(blas.NoTrans, 1, block, part(x, in, b.cols), 1, part(dst, out, b.rows))
	})
	return dst
}

// MulVecT sets dst to Aᵀ·y, the adjoint. nil allocates. It panics unless y has an element for each row and dst one
// for each column. See [Dense.MulVecT].
func (b *Banded) MulVecT(dst, y []float64) []float64 {
	rows, cols := b.Dims()
	dst = vector("MulVecT", dst, y, cols, rows)
	clear(dst)
	b.each(func(block blas64.Band, out, in int) {
		blas64.Gbmv(blas.Trans, 1, block, part(y, out, b.rows), 1, part(dst, in, b.cols))
	})
	return dst
}

// each calls do for every block that has rows.
func (b *Banded) each(do func(block blas64.Band, out, in int)) {
	if b.rows == 0 {
		return
	}
	for out, row := range b.blocks {
		for in, block := range row {
			do(block, out, in)
		}
	}
}

// part returns channel number i of channels of n frames that lie one behind the other.
func part(x []float64, i, n int) blas64.Vector { return vectorOf(x[i*n : (i+1)*n]) }
