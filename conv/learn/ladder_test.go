package learn

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// everyThird holds out each third window of n frames.
func everyThird(n int) func(int64) bool {
	return func(frame int64) bool { return frame/int64(n)%3 == 2 }
}

// inWindows returns x with the kernel put on every window of n frames by itself, in mode same.
func inWindows(x, taps []float64, center, n int) []float64 {
	k := conv.NewKernel([][]float64{taps}, center, conv.Convolution)
	s := &conv.Stack{Layers: []conv.Layer{k.Layer(0)}}
	c := conv.NewStackConvolver(s, conv.Same, conv.Direct)
	y := make([]float64, 0, len(x))
	for from := 0; from+n <= len(x); from += n {
		y = append(y, c.Flush(c.Process(nil, [][]float64{x[from : from+n]}))[0]...)
	}
	return append(y, make([]float64, len(x)-len(y))...)
}

// withNoise returns x with so much noise.
func withNoise(x []float64, level float64, seed uint64) []float64 {
	y := testkit.Random(len(x), seed)
	for i := range y {
		y[i] = x[i] + level*y[i]
	}
	return y
}

// filteredNoise returns a problem of so many windows of noise, in two channels, that a kernel was put on.
func filteredNoise(windows, n int, taps []float64, center int, noise float64) LadderProblem {
	p := LadderProblem{Frames: n, Taps: len(taps), Center: center, HeldOut: everyThird(n)}
	for c := range uint64(2) {
		dry := testkit.Random((windows/2)*n, 10+c)
		p.Dry = append(p.Dry, dry)
		p.Wet = append(p.Wet, withNoise(inWindows(dry, taps, center, n), noise, 20+c))
	}
	return p
}

func climb(t *testing.T, p LadderProblem) *Ladder {
	t.Helper()
	l, err := ClimbLadder(p)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func checkNear(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v within %v", what, got, want, tolerance)
	}
}

// TestLadderRecovers: a kernel that was put on every window is found on all rungs, wherever its centre is.
func TestLadderRecovers(t *testing.T) {
	taps := []float64{0.2, 1, -0.6, 0.3, -0.05}
	for _, n := range []int{5, 16, 70} { // as long as the kernel; some windows; more than a strip
		for _, center := range []int{0, 2, 4} {
			t.Run(fmt.Sprintf("%d/%d", n, center), func(t *testing.T) {
				p := filteredNoise(6*n, n, taps, center, 0)
				l := climb(t, p)
				if l.Windows != 4*n || l.HeldOutWindows != 2*n {
					t.Errorf("%d and %d windows, want %d and %d", l.Windows, l.HeldOutWindows, 4*n, 2*n)
				}
				for _, r := range l.Rungs {
					checkRecovered(t, r, p, taps)
				}
				for k := range taps {
					checkNear(t, fmt.Sprintf("tap %d", k), l.Kernel[k], taps[k], 1e-12)
				}
				checkNear(t, "share in the band", l.InBand, 1, 1e-12)
				checkNear(t, "similarity of rows", l.RowSimilarity, 1, 1e-9)
				checkNear(t, "similarity of the band's rows", l.BandRowSimilarity, 1, 1e-12)
			})
		}
	}
}

func checkRecovered(t *testing.T, r Rung, p LadderProblem, taps []float64) {
	t.Helper()
	for i := range p.Frames {
		for j := range p.Frames {
			want := 0.0
			if k := i + p.Center - j; k >= 0 && k < len(taps) {
				want = taps[k]
			}
			checkNear(t, fmt.Sprintf("%s: entry %d, %d", r.Name, i, j), r.At(i, j), want, 1e-6)
		}
	}
	checkNear(t, r.Name+": error in training", r.TrainESR, 0, 1e-12)
	checkNear(t, r.Name+": error held out", r.HeldOutESR, 0, 1e-12)
	if r.Underdetermined || r.Ridge != 0 || r.Seconds < 0 {
		t.Errorf("%s: underdetermined %v, ridge %v, %v s", r.Name, r.Underdetermined, r.Ridge, r.Seconds)
	}
}

// TestLadderCounts: what the rungs take, by hand for rows that see frames 0 0-1 1-2 2-3.
func TestLadderCounts(t *testing.T) {
	l := climb(t, filteredNoise(60, 4, []float64{1, 0.5}, 0, 0))
	for i, want := range []Rung{
		{Name: "dense", Params: 16, Bytes: 128, WorkBytes: 3 * 128},
		{Name: "band", Params: 7, Bytes: 56, WorkBytes: 8 * (14 + 4)},
		{Name: "kernel", Params: 2, Bytes: 16, WorkBytes: 8 * (4 + 4 + 2)},
	} {
		r := l.Rungs[i]
		if r.Name != want.Name || r.Params != want.Params || r.Bytes != want.Bytes || r.WorkBytes != want.WorkBytes {
			t.Errorf("%s: %v parameters, %v and %v bytes, want %s: %v, %v and %v",
				r.Name, r.Params, r.Bytes, r.WorkBytes, want.Name, want.Params, want.Bytes, want.WorkBytes)
		}
	}
	if got, want := LadderBytes(1000, 10), 8*(4e6+3*128e3); got != want {
		t.Errorf("LadderBytes is %v, want %v", got, want)
	}
}

// TestLadderGeneralises is the argument of the ladder: what can only remember noise is worse where the noise is another,
// although it is better where it learnt.
func TestLadderGeneralises(t *testing.T) {
	taps := []float64{0.1, 0.5, 1, -0.4, 0.2, -0.1, 0.05}
	l := climb(t, filteredNoise(240, 48, taps, 3, 1))
	dense, band, kernel := l.Rungs[0], l.Rungs[1], l.Rungs[2]
	if !(kernel.HeldOutESR < 0.98*band.HeldOutESR && band.HeldOutESR < 0.9*dense.HeldOutESR) {
		t.Errorf("errors held out are %v, %v, %v for kernel, band, dense: want them to grow",
			kernel.HeldOutESR, band.HeldOutESR, dense.HeldOutESR)
	}
	if !(kernel.TrainESR > band.TrainESR && band.TrainESR > dense.TrainESR) {
		t.Errorf("errors in training are %v, %v, %v for kernel, band, dense: want them to shrink",
			kernel.TrainESR, band.TrainESR, dense.TrainESR)
	}
	if !(l.InBand > 0.5 && l.InBand < 0.95 && l.RowSimilarity > 0.8 && l.RowSimilarity < l.BandRowSimilarity && l.BandRowSimilarity < 1) {
		t.Errorf("share in the band %v, similarities %v and %v", l.InBand, l.RowSimilarity, l.BandRowSimilarity)
	}
}

// TestLadderAgainstEquations: every rung is the least-squares answer of its equations written out one by one, ridge
// and all, also where there is no kernel to be found.
func TestLadderAgainstEquations(t *testing.T) {
	const n, taps, windows = 7, 4, 60
	for _, ridge := range []float64{0, 0.3} {
		for center := range taps {
			p := LadderProblem{
				Dry: [][]float64{testkit.Random(windows*n+3, 1)}, Wet: [][]float64{testkit.Random(windows*n+3, 2)},
				Frames: n, Taps: taps, Center: center, Ridge: ridge, HeldOut: everyThird(n),
			}
			l := climb(t, p)
			dense := func(i, j int) int { return i*n + j }
			band := func(i, j int) int {
				if k := i + center - j; k >= 0 && k < taps {
					return i*taps + k
				}
				return -1
			}
			kernel := func(i, j int) int { return max(band(i, j)-i*taps, -1) }
			for r, parameter := range []func(i, j int) int{dense, band, kernel} {
				want := byEquations(p, parameter)
				for i := range n {
					for j := range n {
						what := fmt.Sprintf("ridge %v, centre %d, %s: entry %d, %d", ridge, center, l.Rungs[r].Name, i, j)
						checkNear(t, what, l.Rungs[r].At(i, j), want(i, j), 1e-10)
					}
				}
				checkNear(t, "error in training", l.Rungs[r].TrainESR, errorOf(p, want, false), 1e-12)
				checkNear(t, "error held out", l.Rungs[r].HeldOutESR, errorOf(p, want, true), 1e-12)
			}
		}
	}
}

// byEquations returns the matrix whose entry i, j is the parameter of that number, or 0 for -1: the solution by QR of
// an equation for every frame, and one for every entry and the ridge.
func byEquations(p LadderProblem, parameter func(i, j int) int) func(i, j int) float64 {
	n := p.Frames
	numbers := map[int]int{} // of those parameters that there are, one behind the other
	for i := range n {
		for j := range n {
			if k := parameter(i, j); k >= 0 {
				if _, known := numbers[k]; !known {
					numbers[k] = len(numbers)
				}
			}
		}
	}
	var rows, rights []float64
	equation := func() []float64 {
		rows = append(rows, make([]float64, len(numbers))...)
		return rows[len(rows)-len(numbers):]
	}
	energy := 0.0
	for from := 0; from+n <= len(p.Dry[0]); from += n {
		if p.HeldOut(int64(from)) {
			continue
		}
		for i := range n {
			energy += p.Dry[0][from+i] * p.Dry[0][from+i] / float64(n)
			e := equation()
			for j := range n {
				if k := parameter(i, j); k >= 0 {
					e[numbers[k]] += p.Dry[0][from+j]
				}
			}
			rights = append(rights, p.Wet[0][from+i])
		}
	}
	for i := range n {
		for j := range n {
			if k := parameter(i, j); k >= 0 && p.Ridge > 0 {
				equation()[numbers[k]] = math.Sqrt(p.Ridge * energy)
				rights = append(rights, 0)
			}
		}
	}
	var qr mat.QR
	qr.Factorize(mat.NewDense(len(rights), len(numbers), rows))
	var solution mat.VecDense
	if err := qr.SolveVecTo(&solution, false, mat.NewVecDense(len(rights), rights)); err != nil {
		panic(err)
	}
	return func(i, j int) float64 {
		if k := parameter(i, j); k >= 0 {
			return solution.AtVec(numbers[k])
		}
		return 0
	}
}

// errorOf returns the error-to-signal ratio of a matrix, product by product.
func errorOf(p LadderProblem, at func(i, j int) float64, heldOut bool) float64 {
	errors, signal := 0.0, 0.0
	for from := 0; from+p.Frames <= len(p.Dry[0]); from += p.Frames {
		if p.HeldOut(int64(from)) != heldOut {
			continue
		}
		for i := range p.Frames {
			y := p.Wet[0][from+i]
			signal += y * y
			for j := range p.Frames {
				y -= at(i, j) * p.Dry[0][from+j]
			}
			errors += y * y
		}
	}
	return errors / signal
}

// TestLadderUnderdetermined: with fewer windows than frames the dense matrix learns them by heart, and nothing else.
func TestLadderUnderdetermined(t *testing.T) {
	for _, ridge := range []float64{0, 1e-6} {
		p := filteredNoise(36, 40, []float64{1, -0.5, 0.25}, 1, 0.01)
		p.Ridge = ridge
		l := climb(t, p)
		dense, band, kernel := l.Rungs[0], l.Rungs[1], l.Rungs[2]
		if !dense.Underdetermined || band.Underdetermined || kernel.Underdetermined {
			t.Errorf("underdetermined: %v %v %v, want only dense", dense.Underdetermined, band.Underdetermined, kernel.Underdetermined)
		}
		if wantRaised := ridge == 0; (dense.Ridge > ridge) != wantRaised || dense.Ridge > 1e-6 || band.Ridge != ridge || kernel.Ridge != ridge {
			t.Errorf("ridges of %v: %v %v %v", ridge, dense.Ridge, band.Ridge, kernel.Ridge)
		}
		if !(dense.TrainESR < 1e-8 && dense.HeldOutESR > 0.1 && kernel.HeldOutESR < 1e-3) {
			t.Errorf("errors: dense %v, held out %v, kernel held out %v", dense.TrainESR, dense.HeldOutESR, kernel.HeldOutESR)
		}
	}
}

// TestLadderRaisesSilentColumns: frames that are always 0 leave nothing to divide by, and get no weight.
func TestLadderRaisesSilentColumns(t *testing.T) {
	p := filteredNoise(120, 10, []float64{1, -0.5}, 0, 0)
	for _, x := range p.Dry {
		for i := range x {
			if i%10 < 3 {
				x[i] = 0
			}
		}
	}
	l := climb(t, p)
	for _, r := range l.Rungs {
		if !(r.HeldOutESR < 1) {
			t.Errorf("%s: error %v", r.Name, r.HeldOutESR)
		}
	}
	checkNear(t, "weight of silence", l.Rungs[1].At(1, 1), 0, 0)
	if l.Rungs[0].Ridge == 0 || l.Rungs[1].Ridge == 0 || l.Rungs[2].Ridge != 0 {
		t.Errorf("ridges %v %v %v, want more than 0 but for the kernel", l.Rungs[0].Ridge, l.Rungs[1].Ridge, l.Rungs[2].Ridge)
	}
}

// TestLadderMixedWindows: a window that is partly held out counts in neither, nor does what is left at the end.
func TestLadderMixedWindows(t *testing.T) {
	p := filteredNoise(60, 10, []float64{1, 0.5}, 0, 0) // 30 windows in each of two channels
	p.HeldOut = func(frame int64) bool { return frame >= 205 }
	for c := range p.Dry {
		for i := 200; i < 210; i++ {
			p.Wet[c][i] = 9 // what would spoil both
		}
		p.Dry[c], p.Wet[c] = append(p.Dry[c], 9), append(p.Wet[c], -9)
	}
	l := climb(t, p)
	if l.Windows != 40 || l.HeldOutWindows != 18 {
		t.Errorf("%d and %d windows, want 40 and 18", l.Windows, l.HeldOutWindows)
	}
	checkNear(t, "error", l.Rungs[2].TrainESR+l.Rungs[2].HeldOutESR, 0, 1e-12)
}

func TestLadderErrors(t *testing.T) {
	fill := func(x [][]float64, from, to int, v float64) {
		for _, c := range x {
			for i := from; i < to; i++ {
				c[i] = v
			}
		}
	}
	for _, test := range []struct {
		want  string
		spoil func(p *LadderProblem)
	}{
		{"no window to learn from", func(p *LadderProblem) { p.HeldOut = func(int64) bool { return true } }},
		{"no window held out", func(p *LadderProblem) { p.HeldOut = func(int64) bool { return false } }},
		{"no window to learn from", func(p *LadderProblem) { p.Frames = 1000 }},
		{"dry is silent in the windows to learn from", func(p *LadderProblem) { fill(p.Dry, 0, 20, 0) }},
		{"wet is silent in the windows to learn from", func(p *LadderProblem) { fill(p.Wet, 0, 20, 0) }},
		{"wet is silent in the windows held out", func(p *LadderProblem) { fill(p.Wet, 20, 30, 0) }},
		{"dry is not finite at frame 7 of channel 0 (found NaN)", func(p *LadderProblem) { p.Dry[0][7] = math.NaN() }},
		{"wet is not finite at frame 29 of channel 1 (found -Inf)", func(p *LadderProblem) { p.Wet[1][29] = math.Inf(-1) }},
		{"too large", func(p *LadderProblem) { p.Dry[1][3] = 1e160 }},
	} {
		p := filteredNoise(6, 10, []float64{1, 0.5}, 0, 0)
		test.spoil(&p)
		if _, err := ClimbLadder(p); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
}

func TestLadderPanics(t *testing.T) {
	for _, test := range []struct {
		want  string
		spoil func(p *LadderProblem)
	}{
		{"learn: windows of 0 frames, want 1 or more", func(p *LadderProblem) { p.Frames = 0 }},
		{"learn: 0 taps in windows of 10 frames, want 1 to 10", func(p *LadderProblem) { p.Taps = 0 }},
		{"learn: 11 taps in windows of 10 frames, want 1 to 10", func(p *LadderProblem) { p.Taps = 11 }},
		{"learn: centre -1 of 2 taps", func(p *LadderProblem) { p.Center = -1 }},
		{"learn: centre 2 of 2 taps", func(p *LadderProblem) { p.Center = 2 }},
		{"learn: a ridge of -1, want 0 or more", func(p *LadderProblem) { p.Ridge = -1 }},
		{"learn: a ridge of NaN, want 0 or more", func(p *LadderProblem) { p.Ridge = math.NaN() }},
		{"learn: a ridge of +Inf, want 0 or more", func(p *LadderProblem) { p.Ridge = math.Inf(1) }},
		{"learn: a ladder without HeldOut", func(p *LadderProblem) { p.HeldOut = nil }},
		{"learn: 0 channels of dry and 0 of wet, want as many, at least one", func(p *LadderProblem) { p.Dry, p.Wet = nil, nil }},
		{"learn: 2 channels of dry and 1 of wet, want as many, at least one", func(p *LadderProblem) { p.Wet = p.Wet[:1] }},
		{"learn: channel 1 has 30 frames of dry and 29 of wet, channel 0 has 30", func(p *LadderProblem) { p.Wet[1] = p.Wet[1][:29] }},
	} {
		t.Run(test.want, func(t *testing.T) {
			p := filteredNoise(6, 10, []float64{1, 0.5}, 0, 0)
			test.spoil(&p)
			defer func() {
				if got := recover(); got != test.want {
					t.Errorf("panic %v, want %q", got, test.want)
				}
			}()
			_, _ = ClimbLadder(p)
		})
	}
}

func BenchmarkLadder(b *testing.B) {
	for _, size := range []struct{ frames, taps, windows int }{{256, 31, 900}, {1024, 63, 1500}} {
		b.Run(fmt.Sprintf("%d/%d", size.frames, size.taps), func(b *testing.B) {
			p := filteredNoise(size.windows, size.frames, testkit.Random(size.taps, 3), size.taps/2, 0.1)
			var l *Ladder
			for b.Loop() {
				var err error
				if l, err = ClimbLadder(p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(l.GatherSeconds*1e3, "gather-ms")
			for _, r := range l.Rungs {
				b.ReportMetric(r.Seconds*1e3, r.Name+"-ms")
			}
		})
	}
}
