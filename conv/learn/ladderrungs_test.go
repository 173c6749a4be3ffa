package learn

import (
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sigconv/internal/testkit"
)

// TestLadderAgainstEquations: every rung is the least-squares answer of its equations written out one by one, ridge
// and all, also where there is no kernel to be found.
func TestLadderAgainstEquations(t *testing.T) {
	const n, taps, frames = 7, 4, 423
	const m = n + taps - 1
	for _, ridge := range []float64{0, 0.3} {
		for center := range taps {
			p := LadderProblem{
				Dry: [][]float64{testkit.Random(frames, 1)}, Wet: [][]float64{testkit.Random(frames, 2)},
				Frames: n, Taps: taps, Center: center, Ridge: ridge, Split: Split{frames, 0.3},
			}
			l := climb(t, p)
			dense := func(i, j int) int { return i*m + j }
			band := func(i, j int) int {
				if j >= i && j < i+taps {
					return i*taps + j - i
				}
				return -1
			}
			kernel := func(i, j int) int { return max(band(i, j)-i*taps, -1) }
			train, heldOut := p.windows()
			for r, count := range []int{n * m, n * taps, taps} {
				want := byEquations(train, ridge, count, []func(i, j int) int{dense, band, kernel}[r])
				for i := range n {
					for j := range m {
						what := fmt.Sprintf("ridge %v, centre %d, %s: entry %d, %d", ridge, center, l.Rungs[r].Name, i, j)
						checkNear(t, what, l.Rungs[r].At(i, j), want(i, j), 1e-10)
					}
				}
				checkNear(t, "error in training", l.Rungs[r].TrainESR, errorOf(train, want), 1e-12)
				checkNear(t, "error held out", l.Rungs[r].HeldOutESR, errorOf(heldOut, want), 1e-12)
			}
		}
	}
}

// byEquations returns the matrix whose entry i, j is the parameter of that number, of so many, or 0 for -1: the solution
// by QR of an equation for every wet frame, and one for every entry and the ridge.
func byEquations(windows []ladderWindow, ridge float64, parameters int, parameter func(i, j int) int) func(i, j int) float64 {
	n, m := len(windows[0].wet), len(windows[0].dry)
	var rows, rights []float64
	equation := func(right float64) []float64 {
		rows = append(rows, make([]float64, parameters)...)
		rights = append(rights, right)
		return rows[len(rows)-parameters:]
	}
	energy := 0.0
	for _, w := range windows {
		for _, x := range w.dry {
			energy += x * x / float64(m)
		}
		for i, y := range w.wet {
			e := equation(y)
			for j, x := range w.dry {
				if k := parameter(i, j); k >= 0 {
					e[k] += x
				}
			}
		}
	}
	for i := range n {
		for j := range m {
			if k := parameter(i, j); k >= 0 && ridge > 0 {
				equation(0)[k] = math.Sqrt(ridge * energy)
			}
		}
	}
	var qr mat.QR
	qr.Factorize(mat.NewDense(len(rights), parameters, rows))
	var solution mat.VecDense
	if err := qr.SolveVecTo(&solution, false, mat.NewVecDense(len(rights), rights)); err != nil {
		panic(err)
	}
	return func(i, j int) float64 {
		if k := parameter(i, j); k >= 0 {
			return solution.AtVec(k)
		}
		return 0
	}
}

// errorOf returns the error-to-signal ratio of a matrix, product by product.
func errorOf(windows []ladderWindow, at func(i, j int) float64) float64 {
	left, signal := 0.0, 0.0
	for _, w := range windows {
		for i, y := range w.wet {
			signal += y * y
			for j, x := range w.dry {
				y -= at(i, j) * x
			}
			left += y * y
		}
	}
	return left / signal
}

// TestLadderSilentColumns: dry frames that are always 0 leave nothing to divide by, and with a ridge get no weight.
func TestLadderSilentColumns(t *testing.T) {
	p := filteredNoise(5*15*12, 5, []float64{1, -0.5}, 0, 0)
	p.Ridge = 1e-9
	train, heldOut := p.windows()
	for _, w := range append(train, heldOut...) {
		clear(w.dry[2:4])
	}
	l := climb(t, p)
	for _, r := range l.Rungs {
		if !(r.HeldOutESR < 1) {
			t.Errorf("%s: error %v", r.Name, r.HeldOutESR)
		}
		if r.Name != "kernel" && (r.At(2, 2) != 0 || r.At(2, 3) != 0) {
			t.Errorf("%s: weights %v and %v of silence", r.Name, r.At(2, 2), r.At(2, 3))
		}
	}
}
