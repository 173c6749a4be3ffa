package filters

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas/blas64"

	"sigconv/conv"
)

// A BlockToeplitz is the matrix A of a layer for sounds of a given length: z = A·x + b, where x holds the input
// channels one behind the other, z the outputs. It has a block for every output channel (downwards) and input
// channel (to the right), and each block is a Toeplitz matrix: its entry in row i and column j depends on i-j
// alone, and is a tap or 0. Nothing is stored but the taps.
type BlockToeplitz struct {
	layer  *conv.Layer
	frames int // of an input channel
	rows   int // of a block: frames of an output channel
	skip   int // row i of a block is output i+skip of the full convolution
}

// MaxInputs is the most frames that a matrix may be described for: far more than any sound has, and few enough that
// rows and columns can be counted.
const MaxInputs = math.MaxInt >> 12

// Toeplitz returns the matrix of a kernel of one channel for n inputs: A·x + bias is x convolved with k in mode m.
// For a correlation in mode valid it is the lecture's [a1 a2 a3 0 …; 0 a1 a2 a3 …]. It has no rows where the mode
// leaves nothing. It panics if k has several channels or n is not 1 to [MaxInputs].
func Toeplitz(k *conv.Kernel, n int, m conv.Mode) *BlockToeplitz {
	if k.Channels() != 1 {
		panic(fmt.Sprintf("filters: the matrix of a kernel of %d channels, want 1", k.Channels()))
	}
	layer := k.Layer(0)
	return LayerMatrix(&layer, n, m)
}

// LayerMatrix returns the matrix of a layer for input channels of n frames. It panics if n is not 1 to [MaxInputs].
func LayerMatrix(l *conv.Layer, n int, m conv.Mode) *BlockToeplitz {
	if n < 1 || n > MaxInputs {
		panic(fmt.Sprintf("filters: the matrix for %d inputs, want 1 to %d", n, MaxInputs))
	}
	skip, _ := m.Span(l.Len(), l.Center)
	return &BlockToeplitz{l, n, int(m.Frames(int64(n), l.Len(), l.Center)), skip}
}

// Matrices returns the matrices of the layers of s for input channels of n frames, 0 to [MaxInputs]. The last is that of
// a layer that leaves nothing, where there is one: those behind it have no matrix.
func Matrices(s *conv.Stack, n int, m conv.Mode) (all []*BlockToeplitz) {
	for i := range s.Layers {
		if n == 0 {
			break
		}
		t := LayerMatrix(&s.Layers[i], n, m)
		all = append(all, t)
		n = t.rows
	}
	return all
}

// Dims returns the rows and columns of the whole matrix, as long as they are numbers of a machine: [Costs] counts
// those of any.
func (t *BlockToeplitz) Dims() (rows, cols int) {
	return t.layer.Outputs() * t.rows, t.layer.Inputs() * t.frames
}

// At returns the entry in row i and column j, counted from 0: h[i+skip-j] of the kernel of their block. It panics for
// rows and columns that there are not.
func (t *BlockToeplitz) At(i, j int) float64 {
	taps := t.layer.Kernels[i/t.rows][j/t.frames]
	k := i%t.rows + t.skip - j%t.frames
	if k < 0 || k >= len(taps) {
		return 0
	}
	return taps[k]
}

// Offset returns the bias of row i, counted from 0. It panics for a row that there is not.
func (t *BlockToeplitz) Offset(i int) float64 { return t.layer.Offset(i / t.rows) }

// NonZeros returns how many entries are not 0. It counts along the diagonals, so that the matrix may be of any size.
func (t *BlockToeplitz) NonZeros() float64 {
	count := 0.0
	for _, kernels := range t.layer.Kernels {
		for _, taps := range kernels {
			for k, tap := range taps {
				if tap != 0 {
					count += t.diagonal(k)
				}
			}
		}
	}
	return count
}

// diagonal returns how many entries of a block are tap k.
func (t *BlockToeplitz) diagonal(k int) float64 {
	// Row i has tap k in column i+skip-k.
	first := max(0, k-t.skip)
	last := min(t.rows-1, t.frames-1+k-t.skip)
	return math.Max(0, float64(last-first+1))
}

// band returns how many diagonals below and above the main one a block may have taps on, as far as they meet the
// block at all.
func (t *BlockToeplitz) band() (below, above int) {
	below = min(t.layer.Len()-1-t.skip, max(t.rows-1, 0))
	above = min(t.skip, t.frames-1)
	return below, above
}

// entries returns how many entries the matrix has.
func (t *BlockToeplitz) entries() float64 {
	return t.height() * float64(t.layer.Inputs()) * float64(t.frames)
}

// height returns how many rows the matrix has.
func (t *BlockToeplitz) height() float64 { return float64(t.layer.Outputs()) * float64(t.rows) }

// DenseBytes returns the bytes of [BlockToeplitz.Dense] as float64 numbers: 8·rows·columns.
func (t *BlockToeplitz) DenseBytes() float64 { return 8 * t.entries() }

// BandedBytes returns the bytes of [BlockToeplitz.Banded]: 8 for each row and diagonal of each block.
func (t *BlockToeplitz) BandedBytes() float64 {
	below, above := t.band()
	return 8 * t.height() * float64(t.layer.Inputs()) * float64(below+above+1)
}

// taps returns the columns of a block, from and up to, that have taps in row i of the block, and the column in which
// tap 0 would lie: tap k lies in column zeroth-k.
func (t *BlockToeplitz) taps(i int) (from, to, zeroth int) {
	zeroth = i + t.skip
	return max(0, zeroth-t.layer.Len()+1), min(zeroth+1, t.frames), zeroth
}

// addProduct adds A·b to dst, for matrices b and dst of so many columns, row by row.
func (t *BlockToeplitz) addProduct(dst, b []float64, cols int) {
	for i := range t.layer.Outputs() * t.rows {
		row := vectorOf(dst[i*cols : (i+1)*cols])
		from, to, zeroth := t.taps(i % t.rows)
		for in, taps := range t.layer.Kernels[i/t.rows] {
			for j := from; j < to; j++ {
				other := (in*t.frames + j) * cols
				blas64.Axpy(taps[zeroth-j], vectorOf(b[other:other+cols]), row)
			}
		}
	}
}
