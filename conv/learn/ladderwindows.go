package learn

import (
	"runtime"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"sigconv/internal/parallel"
)

// A ladderWindow is n wet frames of a channel and the m dry ones that a kernel makes them of.
type ladderWindow struct{ dry, wet []float64 }

// windows returns the windows to learn from and those held out.
func (p *LadderProblem) windows() (train, heldOut []ladderWindow) {
	n, before := p.Frames, p.Taps-1-p.Center
	for _, span := range p.Split.Spans() {
		end := int(min(span.To, p.Split.Frames-int64(p.Center)))
		for from := max(int(span.From), before); from+n <= end; from += n {
			for c := range p.Dry {
				w := ladderWindow{p.Dry[c][from-before:][:p.inputs()], p.Wet[c][from:][:n]}
				if span.HeldOut {
					heldOut = append(heldOut, w)
				} else {
					train = append(train, w)
				}
			}
		}
	}
	return train, heldOut
}

// energies returns the sums of squares in some windows.
func energies(windows []ladderWindow) (dry, wet float64) {
	for _, w := range windows {
		dry += dot(w.dry, w.dry)
		wet += dot(w.wet, w.wet)
	}
	return dry, wet
}

// ladderBatch is how many windows are multiplied at a time: so many that reading a matrix costs little beside it.
const ladderBatch = 128

// inBatches calls do for all windows, some at a time, each a row of x and of y.
func (p *LadderProblem) inBatches(windows []ladderWindow, do func(x, y blas64.General)) {
	n, m := p.Frames, p.inputs()
	rows := min(ladderBatch, len(windows))
	xs, ys := make([]float64, rows*m), make([]float64, rows*n)
	for len(windows) > 0 {
		rows = min(rows, len(windows))
		for i, w := range windows[:rows] {
			copy(xs[i*m:], w.dry)
			copy(ys[i*n:], w.wet)
		}
		do(rowMajor(rows, m, xs), rowMajor(rows, n, ys))
		windows = windows[rows:]
	}
}

// rowMajor returns data, row by row, for gonum.
func rowMajor(rows, cols int, data []float64) blas64.General {
	return blas64.General{Rows: rows, Cols: cols, Stride: cols, Data: data[:rows*cols]}
}

// columnsOf returns some columns of a for gonum.
func columnsOf(a blas64.General, from, to int) blas64.General {
	return blas64.General{Rows: a.Rows, Cols: to - from, Stride: a.Stride, Data: a.Data[from:]}
}

// windowCorrelations are what the normal equations of all rungs are made of. The ridge lies on their diagonal once and
// for all: a row of the band takes its share of it with its columns, a tap of the kernel as often as there are rows.
type windowCorrelations struct {
	*LadderProblem
	windows int
	xx      *mat.SymDense // Σ x·xᵀ + λ·I, m × m
	xy      *mat.Dense    // Σ x·yᵀ, m × n: column i belongs to row i of A
}

func (p *LadderProblem) correlate(windows []ladderWindow) *windowCorrelations {
	n, m := p.Frames, p.inputs()
	c := &windowCorrelations{p, len(windows), mat.NewSymDense(m, nil), mat.NewDense(m, n, nil)}
	xx, xy := c.xx.RawSymmetric(), c.xy.RawMatrix()
	p.inBatches(windows, func(x, y blas64.General) {
		// Gemm of the triangle's strips: gonum's Syrk takes one window after the other, on one core.
		inStrips(m, func(from, to int) {
			strip := columnsOf(x, from, to)
			upper := blas64.General{Rows: to - from, Cols: m - from, Stride: m, Data: xx.Data[from*m+from:]}
			blas64.Gemm(blas.Trans, blas.NoTrans, 1, strip, columnsOf(x, from, m), 1, upper)
			blas64.Gemm(blas.Trans, blas.NoTrans, 1, strip, y, 1, rowMajor(to-from, n, xy.Data[from*n:]))
		})
	})
	energy, _ := energies(windows)
	for i := range m {
		xx.Data[i*m+i] += p.Ridge * energy / float64(m)
	}
	return c
}

// inStrips calls do for 0 to n in strips, side by side, that are worth a goroutine and stay in the cache.
func inStrips(n int, do func(from, to int)) {
	const strip = 64
	parallel.Do(runtime.GOMAXPROCS(0), (n+strip-1)/strip, func(s int) {
		do(s*strip, min((s+1)*strip, n))
	})
}

// errorToSignal returns Σ(y-A·x)²/Σy² over some windows.
func (p *LadderProblem) errorToSignal(a ladderMatrix, windows []ladderWindow) float64 {
	predicted := make([]float64, min(ladderBatch, len(windows))*p.Frames)
	left, signal := 0.0, 0.0
	p.inBatches(windows, func(x, y blas64.General) {
		a.predict(rowMajor(y.Rows, y.Cols, predicted), x)
		blas64.Axpy(-1, vector(y.Data), vector(predicted[:len(y.Data)]))
		left += dot(predicted[:len(y.Data)], predicted[:len(y.Data)])
		signal += dot(y.Data, y.Data)
	})
	return left / signal
}
