package filters

import (
	"math"
	"time"

	"gonum.org/v1/gonum/blas/blas64"

	"sigconv/conv"
)

// A Comparison is the same sound through the same layers in four ways. Sounds are [channel][frame].
type Comparison struct {
	Costs []Cost // of each layer

	Convolution, ByRows, ByColumns, Banded Way
}

// A Way is what one way to compute a stack gives, and what it takes.
type Way struct {
	Sound   [][]float64
	Seconds float64 // of the fastest run, without preparing matrices or kernels
}

// A Patience says how long each step of [Compare] is run again and again, after a run that does not count, for the
// time of the fastest run. It is run once at least.
type Patience time.Duration

// fastest returns the seconds that the fastest run takes.
func (p Patience) fastest(run func()) float64 {
	run()
	shortest := time.Duration(math.MaxInt64)
	for total := time.Duration(0); total <= time.Duration(p); {
		began := time.Now()
		run()
		took := time.Since(began)
		shortest, total = min(shortest, took), total+max(took, 1)
	}
	return shortest.Seconds()
}

// Compare sends x[channel][frame] through s, with mode m in every layer, in four ways: by streaming convolution
// with engine e, by the dense matrix row by row and column by column, and by its diagonals. The dense matrices have
// the bias as a column for an input that is always 1, if there is one; to the banded product it is added. It panics
// unless x has the channels of s and a frame at least. Matrices take [Memory] bytes.
func Compare(s *conv.Stack, x [][]float64, m conv.Mode, e conv.Engine, patience Patience) *Comparison {
	n := len(x[0])
	c := &Comparison{Costs: Costs(s, n, m), Convolution: byConvolution(s, x, m, e, patience)}
	rows := flatten(x)
	columns, diagonals := rows, rows
	for _, t := range Matrices(s, n, m) {
		a, input := t.Dense, func(x []float64) []float64 { return x }
		if t.layer.Biased() {
			a, input = t.Augmented, withOne
		}
		dense, banded := a(), t.Banded()
		rows = c.ByRows.through(t, dense.MulVec, input(rows), patience)
		columns = c.ByColumns.through(t, dense.MulVecByColumns, input(columns), patience)
		diagonals = c.Banded.through(t, func(dst, x []float64) []float64 {
			banded.MulVec(dst, x)
			for i := range dst {
				dst[i] += t.Offset(i)
			}
			return dst
		}, diagonals, patience)
	}
	if s.Frames(int64(n), m) == 0 {
		rows, columns, diagonals = nil, nil, nil // a layer leaves nothing, and those behind it get nothing
	}
	outputs := s.Outputs(len(x))
	c.ByRows.Sound, c.ByColumns.Sound, c.Banded.Sound = split(rows, outputs), split(columns, outputs), split(diagonals, outputs)
	return c
}

func byConvolution(s *conv.Stack, x [][]float64, m conv.Mode, e conv.Engine, patience Patience) (w Way) {
	convolver := conv.NewStackConvolver(s, m, e)
	w.Seconds = patience.fastest(func() {
		for o := range w.Sound {
			w.Sound[o] = w.Sound[o][:0]
		}
		w.Sound = convolver.Flush(convolver.Process(w.Sound, x))
	})
	return w
}

// through returns what a layer makes of x, by a product with its matrix, bias and all, and adds the time that it takes.
func (w *Way) through(t *BlockToeplitz, product func(dst, x []float64) []float64, x []float64, patience Patience) []float64 {
	rows, _ := t.Dims()
	y := make([]float64, rows)
	w.Seconds += patience.fastest(func() { t.layer.Activation.Apply(product(y, x)) })
	return y
}

// withOne returns x behind the input that is always 1.
func withOne(x []float64) []float64 { return append([]float64{1}, x...) }

// flatten returns channels one behind the other, as a block matrix takes them.
func flatten(x [][]float64) []float64 {
	var flat []float64
	for _, channel := range x {
		flat = append(flat, channel...)
	}
	return flat
}

// split is the opposite of flatten.
func split(flat []float64, channels int) [][]float64 {
	x := make([][]float64, channels)
	n := len(flat) / channels
	for c := range x {
		x[c] = flat[c*n : (c+1)*n]
	}
	return x
}

// A Difference is how far two sounds are apart, full scale 1.
type Difference struct{ Max, RMS float64 }

// DifferenceOf compares two sounds sample by sample. It panics unless they are of one shape.
func DifferenceOf(a, b [][]float64) (d Difference) {
	var apart []float64
	for c := range a {
		if len(a) != len(b) || len(a[c]) != len(b[c]) {
			panic("filters: the difference of sounds of two shapes")
		}
		for i, v := range a[c] {
			apart = append(apart, v-b[c][i])
			d.Max = max(d.Max, math.Abs(v-b[c][i]))
		}
	}
	// Nrm2 does not square what has no square.
	d.RMS = blas64.Nrm2(vectorOf(apart)) / math.Sqrt(float64(max(len(apart), 1)))
	return d
}
