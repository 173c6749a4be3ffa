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

	patience Patience
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
	c := &Comparison{Costs: Costs(s, n, m), Convolution: byConvolution(s, x, m, e, patience), patience: patience}
	flat := flatten(x)
	rows, columns, banded := flat, flat, flat
	for i := range s.Layers {
		l := &s.Layers[i]
		if n == 0 {
			rows, columns, banded = nil, nil, nil
			break
		}
		t := LayerMatrix(l, n, m)
		rows, columns = c.dense(t, rows, columns)
		banded = c.banded(t, banded)
		n = t.rows
	}
	outputs := s.Layers[len(s.Layers)-1].Outputs()
	c.ByRows.Sound, c.ByColumns.Sound, c.Banded.Sound = split(rows, outputs), split(columns, outputs), split(banded, outputs)
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

// dense takes a layer's inputs to its outputs by the rows and by the columns of its matrix.
func (c *Comparison) dense(t *BlockToeplitz, rows, columns []float64) (byRows, byColumns []float64) {
	var a *Dense
	if t.layer.Biased() {
		a = t.Augmented()
		rows, columns = withOne(rows), withOne(columns)
	} else {
		a = t.Dense()
	}
	byRows, byColumns = make([]float64, a.Rows), make([]float64, a.Rows)
	c.ByRows.Seconds += c.patience.fastest(func() { t.layer.Activation.Apply(a.MulVec(byRows, rows)) })
	c.ByColumns.Seconds += c.patience.fastest(func() { t.layer.Activation.Apply(a.MulVecByColumns(byColumns, columns)) })
	return byRows, byColumns
}

// withOne returns x behind the input that is always 1.
func withOne(x []float64) []float64 { return append([]float64{1}, x...) }

// banded takes a layer's inputs to its outputs by its diagonals, with the bias added.
func (c *Comparison) banded(t *BlockToeplitz, x []float64) []float64 {
	a := t.Banded()
	rows, _ := a.Dims()
	y := make([]float64, rows)
	c.Banded.Seconds += c.patience.fastest(func() {
		a.MulVec(y, x)
		for i := range y {
			y[i] += t.Offset(i)
		}
		t.layer.Activation.Apply(y)
	})
	return y
}

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
