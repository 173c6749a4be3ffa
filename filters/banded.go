package filters

import "gonum.org/v1/gonum/blas/blas64"

// A Banded is a matrix of blocks that stores only the diagonals on which a block can have anything but 0: what
// locality leaves of a dense matrix. Each row still has entries of its own.
type Banded struct {
	blocks  [][]band // [out][in]
	rows    int      // of a block
	cols    int      // of a block
	lowest  int      // the first diagonal: row i begins in column i+lowest
	highest int      // the last one
}

// A band is the diagonals of a block, row by row.
type band []float64

// Banded returns the diagonals of t in memory.
func (t *BlockToeplitz) Banded() *Banded {
	b := &Banded{rows: t.rows, cols: t.frames}
	b.lowest, b.highest = t.band()
	for o, kernels := range t.layer.Kernels {
		b.blocks = append(b.blocks, make([]band, len(kernels)))
		for in, taps := range kernels {
			b.blocks[o][in] = b.fill(taps, t.skip)
		}
	}
	return b
}

// fill returns the diagonals of a block.
func (b *Banded) fill(taps []float64, skip int) band {
	width := b.width()
	entries := make(band, b.rows*width)
	for i := range b.rows {
		from, to := b.columns(i)
		for j := from; j < to; j++ {
			entries[i*width+j-i-b.lowest] = taps[i+skip-j]
		}
	}
	return entries
}

// width returns the number of diagonals.
func (b *Banded) width() int { return max(b.highest-b.lowest+1, 0) }

// columns returns the columns of a block, from and up to, that the diagonals have in row i.
func (b *Banded) columns(i int) (from, to int) {
	from = max(i+b.lowest, 0)
	return from, max(min(i+b.highest+1, b.cols), from)
}

// Dims returns the rows and columns of the whole matrix.
func (b *Banded) Dims() (rows, cols int) { return len(b.blocks) * b.rows, len(b.blocks[0]) * b.cols }

// row returns what a block stores of row i, and the column where it begins.
func (b *Banded) row(block band, i int) (entries []float64, from int) {
	from, to := b.columns(i)
	at := i*b.width() - i - b.lowest
	return block[at+from : at+to], from
}

// MulVec sets dst to A·x, each output a dot product along the diagonals. nil allocates. It panics unless x has an
// element for each column and dst one for each row.
func (b *Banded) MulVec(dst, x []float64) []float64 {
	rows, cols := b.Dims()
	dst = vector("MulVec", dst, x, rows, cols)
	clear(dst)
	b.eachRow(func(entries []float64, i, j int) {
		dst[i] += blas64.Dot(vectorOf(entries), vectorOf(x[j:j+len(entries)]))
	})
	return dst
}

// MulVecT sets dst to Aᵀ·y, the adjoint. See [Dense.MulVecT].
func (b *Banded) MulVecT(dst, y []float64) []float64 {
	rows, cols := b.Dims()
	dst = vector("MulVecT", dst, y, cols, rows)
	clear(dst)
	b.eachRow(func(entries []float64, i, j int) {
		blas64.Axpy(y[i], vectorOf(entries), vectorOf(dst[j:j+len(entries)]))
	})
	return dst
}

// eachRow calls do for every row of every block, with what is stored of it, its row in the whole matrix and the
// column where it begins.
func (b *Banded) eachRow(do func(entries []float64, i, j int)) {
	for o, blocks := range b.blocks {
		for in, block := range blocks {
			for i := range b.rows {
				entries, from := b.row(block, i)
				do(entries, o*b.rows+i, in*b.cols+from)
			}
		}
	}
}
