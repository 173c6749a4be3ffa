package learn

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sigconv/internal/testkit"
)

// A problem is a least-squares problem with its rows written out.
type problem struct {
	dry, wet     []float64
	taps, center int
	split        Split
}

// rows returns X and y of the rows that are held out, or of the others.
func (p problem) rows(heldOut bool) (x *mat.Dense, y []float64) {
	var entries []float64
	for _, span := range p.split.Spans() {
		for n := span.From; n < span.To; n++ {
			newest := int(n) + p.center
			if span.HeldOut != heldOut || newest-p.taps+1 < 0 || newest >= len(p.dry) {
				continue
			}
			for j := range p.taps {
				entries = append(entries, p.dry[newest-j])
			}
			y = append(y, p.wet[n])
		}
	}
	if len(y) == 0 {
		return nil, nil
	}
	return mat.NewDense(len(y), p.taps, entries), y
}

// sums gathers the problem in pieces of some length.
func (p problem) sums(piece int) *Sums {
	s := NewSums(p.taps, p.center)
	s.Begin(p.split)
	addPieces(s.Add, p.dry, p.wet, piece)
	return s
}

func addPieces(add func(dry, wet []float64), dry, wet []float64, piece int) {
	for at := 0; at < len(dry); at += piece {
		to := min(at+piece, len(dry))
		add(dry[at:to], wet[at:to])
	}
}

func problems(each func(name string, p problem)) {
	for _, frames := range []int{40, 700, 12345} {
		for _, taps := range []int{1, 2, 7, 40} {
			for _, center := range []int{0, taps / 2, taps - 1} {
				for _, heldOut := range []float64{0, 0.2} {
					p := problem{testkit.Random(frames, 1), testkit.Random(frames, 2), taps, center, Split{int64(frames), heldOut}}
					each(fmt.Sprintf("%dframes/%dtaps/center%d/heldout%v", frames, taps, center, heldOut), p)
				}
			}
		}
	}
}

// TestNormalEquations holds what is gathered in one pass against XᵀX and Xᵀy of the rows written out.
func TestNormalEquations(t *testing.T) {
	problems(func(name string, p problem) {
		x, y := p.rows(false)
		if x == nil {
			return
		}
		var want, cross mat.Dense
		want.Mul(x.T(), x)
		cross.Mul(x.T(), mat.NewVecDense(len(y), y))
		for _, piece := range []int{len(p.dry), 1000, 7} {
			t.Run(fmt.Sprintf("%s/pieces%d", name, piece), func(t *testing.T) {
				s := p.sums(piece)
				if int(s.Rows()) != len(y) {
					t.Fatalf("%d rows, want %d", s.Rows(), len(y))
				}
				checkNormal(t, s.Equations(), &want, &cross)
			})
		}
	})
}

func checkNormal(t *testing.T, n *Equations, want, cross *mat.Dense) {
	t.Helper()
	k := n.taps()
	got := mat.DenseCopyOf(n.dense())
	checkClose(t, "Φ", got.RawMatrix().Data, want.RawMatrix().Data, 1e-13)
	checkClose(t, "p", n.cross, cross.RawMatrix().Data, 1e-13)
	checkClose(t, "trace", []float64{n.trace()}, []float64{mat.Trace(want)}, 1e-13)
	diagonals := make([]float64, k)
	for i := range k {
		for j := range k - i {
			diagonals[j] += want.At(i, i+j) / float64(k)
		}
	}
	checkClose(t, "mean diagonals", n.meanDiagonals(), diagonals, 1e-12)
	v, product := testkit.Random(k, 3), make([]float64, k)
	n.product().mulVec(product, v)
	var wanted mat.VecDense
	wanted.MulVec(want, mat.NewVecDense(k, v))
	checkClose(t, "Φ·v", product, wanted.RawVector().Data, 1e-12)
}

// TestNormalEquationsOfAShorterKernel takes the equations of fewer taps out of those of more. The rows are those of the longer
// kernel.
func TestNormalEquationsOfAShorterKernel(t *testing.T) {
	problems(func(name string, p problem) {
		x, y := p.rows(false)
		if x == nil {
			return
		}
		for _, from := range []int{0, 1, p.taps / 2} {
			taps := (p.taps - from + 1) / 2
			if taps < 1 {
				continue
			}
			t.Run(fmt.Sprintf("%s/from%d", name, from), func(t *testing.T) {
				part := x.Slice(0, len(y), from, from+taps)
				var want, cross mat.Dense
				want.Mul(part.T(), part)
				cross.Mul(part.T(), mat.NewVecDense(len(y), y))
				checkNormal(t, p.sums(500).Equations().within(from, taps), &want, &cross)
			})
		}
	})
}
