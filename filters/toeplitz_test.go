package filters

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

var random = testkit.Random

var allModes = []conv.Mode{conv.Same, conv.Full, conv.Valid}

// TestLectureMatrix: the matrix of a correlation in mode valid, entry by entry as on the blackboard.
func TestLectureMatrix(t *testing.T) {
	k := conv.NewKernel([][]float64{{1, 2, 3}}, 0, conv.Correlation)
	d := Toeplitz(k, 5, conv.Valid).Dense()
	want := []float64{
		1, 2, 3, 0, 0,
		0, 1, 2, 3, 0,
		0, 0, 1, 2, 3,
	}
	if d.Rows != 3 || d.Cols != 5 || !slices.Equal(d.Data, want) {
		t.Errorf("%d by %d: %v", d.Rows, d.Cols, d.Data)
	}
	if y := d.MulVec(nil, []float64{1, 10, 100, 1000, 10000}); !slices.Equal(y, []float64{321, 3210, 32100}) {
		t.Errorf("A·x = %v", y)
	}
}

// randomLayer returns a layer of some channels.
func randomLayer(inputs, outputs, taps int) conv.Layer {
	l := conv.Layer{Center: conv.Middle(taps)}
	for o := range outputs {
		l.Bias = append(l.Bias, float64(o)-0.5)
		l.Kernels = append(l.Kernels, nil)
		for i := range inputs {
			l.Kernels[o] = append(l.Kernels[o], random(taps, uint64(10*o+i)))
		}
	}
	return l
}

// TestFormsAgree: the structure, the dense matrix and the diagonals have the same entries, products and adjoints, and
// what is counted and measured of them is so.
func TestFormsAgree(t *testing.T) {
	for _, shape := range [][2]int{{1, 1}, {2, 3}} {
		for _, taps := range []int{1, 2, 3, 8, 20} {
			for _, n := range []int{1, 2, 7, 8, 9, 33} {
				for _, mode := range allModes {
					t.Run(fmt.Sprintf("%v/%dtaps/%dframes/%v", shape, taps, n, mode), func(t *testing.T) {
						l := randomLayer(shape[0], shape[1], taps)
						l.Kernels[0][0][taps/2] = 0
						checkForms(t, LayerMatrix(&l, n, mode))
					})
				}
			}
		}
	}
}

func checkForms(t *testing.T, s *BlockToeplitz) {
	d, b := s.Dense(), s.Banded()
	rows, cols := s.Dims()
	if r, c := d.Dims(); r != rows || c != cols {
		t.Fatalf("dense is %d by %d, want %d by %d", r, c, rows, cols)
	}
	if r, c := b.Dims(); r != rows || c != cols {
		t.Fatalf("banded is %d by %d, want %d by %d", r, c, rows, cols)
	}
	nonZeros := 0.0
	for i := range rows {
		for j := range cols {
			if d.At(i, j) != s.At(i, j) {
				t.Fatalf("entry %d, %d is %v, want %v", i, j, d.At(i, j), s.At(i, j))
			}
			if d.At(i, j) != 0 {
				nonZeros++
			}
		}
	}
	if s.NonZeros() != nonZeros || s.DenseBytes() != float64(8*len(d.Data)) || s.BandedBytes() != float64(b.bytes()) {
		t.Errorf("%v non-zeros, %v and %v bytes, want %v, %v and %v",
			s.NonZeros(), s.DenseBytes(), s.BandedBytes(), nonZeros, 8*len(d.Data), b.bytes())
	}
	x, y := random(cols, 1), random(rows, 2)
	want := make([]float64, rows)
	for i := range want {
		for j := range x {
			want[i] += s.At(i, j) * x[j]
		}
	}
	checkClose(t, "by rows", d.MulVec(nil, x), want)
	checkClose(t, "by columns", d.MulVecByColumns(nil, x), want)
	checkClose(t, "banded", b.MulVec(nil, x), want)
	adjoint := make([]float64, cols)
	for i := range y {
		for j := range adjoint {
			adjoint[j] += s.At(i, j) * y[i]
		}
	}
	checkClose(t, "dense adjoint", d.MulVecT(nil, y), adjoint)
	checkClose(t, "banded adjoint", b.MulVecT(nil, y), adjoint)
	// ⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩.
	for name, a := range map[string]interface {
		MulVec(dst, x []float64) []float64
		MulVecT(dst, y []float64) []float64
	}{"dense": d, "banded": b} {
		left, right := AlignmentOf(a.MulVec(nil, x), y).Dot, AlignmentOf(x, a.MulVecT(nil, y)).Dot
		if !(math.Abs(left-right) <= 1e-13) {
			t.Errorf("%s: ⟨Ax,y⟩ is %v, ⟨x,Aᵀy⟩ %v", name, left, right)
		}
	}
	augmented := s.Augmented()
	got := augmented.MulVec(nil, withOne(x))
	for i := range want {
		want[i] += s.Offset(i)
	}
	checkClose(t, "[b A]·[1 x]", got, want)
}

// bytes returns what the diagonals take.
func (b *Banded) bytes() (n int) {
	for _, blocks := range b.blocks {
		for _, block := range blocks {
			n += 8 * len(block.Data)
		}
	}
	return n
}

func checkClose(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d elements, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= 1e-13) {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

// TestStrips: a matrix that is large enough to be shared among cores has the product of one that is not, row by row.
func TestStrips(t *testing.T) {
	const rows, cols = 1201, 1103
	d := &Dense{rows, cols, random(rows*cols, 1)}
	if len(d.Data) < 4*stripEntries {
		t.Fatalf("%d entries are too few for strips", len(d.Data))
	}
	x := random(cols, 2)
	y := d.MulVec(nil, x)
	for i := range y {
		if want := AlignmentOf(d.Data[i*cols:(i+1)*cols], x).Dot; !(math.Abs(y[i]-want) <= 1e-12) {
			t.Fatalf("row %d is %v, want %v", i, y[i], want)
		}
	}
}

func TestMatrixMisusePanics(t *testing.T) {
	k := conv.NewKernel([][]float64{{1, 2}}, 0, conv.Convolution)
	two := conv.NewKernel([][]float64{{1}, {2}}, 0, conv.Convolution)
	m := Toeplitz(k, 4, conv.Same)
	for name, misuse := range map[string]func(){
		"channels":    func() { Toeplitz(two, 4, conv.Same) },
		"many inputs": func() { Toeplitz(k, MaxInputs+1, conv.Same) },
		"product": func() {
			Product(&conv.Stack{Layers: []conv.Layer{{Kernels: [][][]float64{{{1}}}, Activation: conv.Tanh}}}, 1, conv.Same)
		},
		"places":         func() { NewPlaces(-1, 0) },
		"channels align": func() { Align(two, nil) },
		"infinite":       func() { NewAligner([]float64{math.Inf(1)}) },
		"nan":            func() { NewAligner([]float64{1, math.NaN()}) },
		"no inputs":      func() { Toeplitz(k, 0, conv.Same) },
		"short x":        func() { m.Dense().MulVec(nil, make([]float64, 3)) },
		"long dst":       func() { m.Banded().MulVec(make([]float64, 5), make([]float64, 4)) },
		"columns":        func() { m.Dense().MulVecByColumns(nil, nil) },
		"adjoint":        func() { m.Dense().MulVecT(nil, nil) },
		"banded adjoint": func() { m.Banded().MulVecT(nil, nil) },
		"zero kernel":    func() { NewAligner([]float64{0, 0}) },
		"alignment":      func() { AlignmentOf([]float64{1}, nil) },
		"difference":     func() { DifferenceOf([][]float64{{1}}, [][]float64{{}}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("did not panic")
				}
			}()
			misuse()
		})
	}
}

func BenchmarkDense(b *testing.B) {
	for _, n := range []int{512, 4096} {
		l := randomLayer(1, 1, 63)
		d := LayerMatrix(&l, n, conv.Same).Dense()
		x, y := random(n, 1), make([]float64, n)
		b.Run(fmt.Sprintf("rows/%d", n), func(b *testing.B) {
			b.SetBytes(int64(8 * n * n))
			for b.Loop() {
				d.MulVec(y, x)
			}
		})
		b.Run(fmt.Sprintf("columns/%d", n), func(b *testing.B) {
			b.SetBytes(int64(8 * n * n))
			for b.Loop() {
				d.MulVecByColumns(y, x)
			}
		})
		b.Run(fmt.Sprintf("adjoint/%d", n), func(b *testing.B) {
			b.SetBytes(int64(8 * n * n))
			for b.Loop() {
				d.MulVecT(y, x)
			}
		})
	}
}

// BenchmarkBanded and the direct convolution beside it scale with k·n.
func BenchmarkBanded(b *testing.B) {
	for _, taps := range []int{15, 63, 255, 1023} {
		for _, n := range []int{2048, 32768} {
			l := randomLayer(1, 1, taps)
			x, y := random(n, 1), make([]float64, n)
			perMultiplyAdd := func(b *testing.B) {
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(taps)/float64(n), "ns/multiply-add")
			}
			b.Run(fmt.Sprintf("%dtaps/%dframes/banded", taps, n), func(b *testing.B) {
				m := LayerMatrix(&l, n, conv.Same).Banded()
				for b.Loop() {
					m.MulVec(y, x)
				}
				perMultiplyAdd(b)
			})
			b.Run(fmt.Sprintf("%dtaps/%dframes/convolution", taps, n), func(b *testing.B) {
				c := conv.NewConvolver(l.Kernels[0][0], 0, conv.Direct)
				for b.Loop() {
					y = c.Flush(c.Process(y[:0], x))
				}
				perMultiplyAdd(b)
			})
		}
	}
}
