package learn

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"time"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"

	"sigconv/internal/parallel"
)

// A LadderProblem is a sound before and after something happened to it, cut into windows of n frames, from which three
// matrices y = A·x are learnt, of fewer and fewer parameters: see [ClimbLadder].
//
// Windows lie one behind the other: window w has the frames w·n to w·n+n-1 of a channel, of dry as x and of wet as y.
// What is left at the end is not used. Channels are further examples of the same A.
type LadderProblem struct {
	Dry, Wet [][]float64 // [channel][frame], aligned: as many channels and frames in both
	Frames   int         // n, of a window
	Taps     int         // K, of the band and of the kernel, 1 to n
	Center   int         // the tap on the current frame, 0 to K-1
	Ridge    float64     // what the square of a weight costs, as a share of the mean energy of an input; 0 or more

	// HeldOut reports whether a frame is kept from learning, to try the matrices on. A window is held out when all
	// its frames are, learnt from when none is, and not used otherwise.
	HeldOut func(frame int64) bool
}

// A Ladder is what the steps from a dense matrix to one kernel cost, and what they give.
type Ladder struct {
	Rungs                   [3]Rung // dense, band, kernel
	Windows, HeldOutWindows int     // that were learnt from, and tried on, all channels together
	GatherSeconds           float64 // for the correlations of inputs and outputs, which the rungs share

	Kernel            []float64 // the K taps of the third rung, in convolution order
	InBand            float64   // the share of the dense matrix's energy that lies in the band, 0 to 1
	RowSimilarity     float64   // of the dense matrix, -1 to 1: see [ClimbLadder]
	BandRowSimilarity float64   // of the banded one
}

// A Rung is a matrix of n rows, one for every output frame of a window, and n columns, and what it takes.
type Rung struct {
	Name       string  // dense, band or kernel
	Params     float64 // numbers that were learnt
	Bytes      float64 // of them
	WorkBytes  float64 // of the correlations and the Cholesky factor that solving for them reads and makes
	Seconds    float64 // to solve for them
	TrainESR   float64 // error-to-signal ratio Σ(y-A·x)²/Σy² over the windows that were learnt from
	HeldOutESR float64 // over those that were held out

	// Underdetermined says that a row has more parameters than there are equations for it: of all the answers that fit,
	// the ridge takes the smallest, more or less.
	Underdetermined bool
	// Ridge is what was solved with: that of the problem, or more where rounding left no Cholesky factor to rely on.
	Ridge float64

	At func(i, j int) float64 // the entry in row i and column j, counted from 0
}

// ClimbLadder learns from the same windows, by least squares, (1) a dense matrix of n·n parameters, (2) one that is 0
// outside a band, for which locality leaves K parameters to a row, (3) one kernel of K taps, which stationarity lets
// every row share. Row i sees the frames j with 0 <= i+Center-j < K; beyond the window there is nothing, so rows
// near its ends see fewer, as in mode same.
//
// All three make Σ|y-A·x|² + λ·Σa² small over the windows that are not held out, with λ = Ridge·Σ|x|²/n, each among
// fewer matrices than the one before. So the error in training can only grow on the way down, but for the ridge; the
// error in the windows held out tells whether what was given up was knowledge or noise.
//
// The similarity of rows is the mean cosine between them and their mean, each row being its K entries in the band,
// from those rows that have them all: 1 where one kernel serves them, as it does in the third matrix.
//
// Memory is [LadderBytes], of which the result keeps the dense matrix and the band. The time grows with n³ and n·K³.
// ClimbLadder panics for shapes, sizes and a ridge that [LadderProblem] does not allow. It returns an error where samples
// are not finite, where there is no window to learn from or none held out, and where they are silent, or so loud that
// their squares say nothing.
func ClimbLadder(p LadderProblem) (*Ladder, error) {
	p.mustFit()
	if err := checkSamples("dry", p.Dry); err != nil {
		return nil, err
	}
	if err := checkSamples("wet", p.Wet); err != nil {
		return nil, err
	}
	train, heldOut := p.split()
	if err := p.checkWindows(train, heldOut); err != nil {
		return nil, err
	}

	began := time.Now()
	c := p.correlate(train)
	l := &Ladder{Windows: len(train), HeldOutWindows: len(heldOut), GatherSeconds: time.Since(began).Seconds()}
	for i, solve := range []func() (Rung, ladderMatrix){c.dense, c.band, c.kernel} {
		began = time.Now()
		rung, a := solve()
		rung.Seconds = time.Since(began).Seconds()
		rung.Bytes = 8 * rung.Params
		rung.TrainESR, rung.HeldOutESR = p.errorToSignal(a, train), p.errorToSignal(a, heldOut)
		rung.At = a.at
		l.Rungs[i] = rung
	}
	l.Kernel = make([]float64, p.Taps)
	for k := range l.Kernel {
		row := p.Taps - 1 - p.Center // the first that sees all taps
		l.Kernel[k] = l.Rungs[2].At(row, row+p.Center-k)
	}
	l.InBand = p.inBand(l.Rungs[0].At)
	l.RowSimilarity, l.BandRowSimilarity = p.rowSimilarity(l.Rungs[0].At), p.rowSimilarity(l.Rungs[1].At)
	return l, nil
}

// LadderBytes returns the memory that [ClimbLadder] needs for windows of so many frames and a band of so many taps,
// besides the sounds: the correlations of inputs with inputs and with outputs, the dense matrix, its Cholesky factor or,
// where it is more, the band and a small factor for each core, and some windows.
func LadderBytes(frames, taps int) float64 {
	n, k := float64(frames), float64(taps)
	return 8 * (3*n*n + max(n*n, n*k+float64(runtime.GOMAXPROCS(0))*k*k) + 3*ladderBatch*n)
}

// ladderBatch is how many windows are multiplied at a time: so many that reading a matrix costs little beside it.
const ladderBatch = 128

func (p *LadderProblem) mustFit() {
	switch {
	case p.Frames < 1:
		panic(fmt.Sprintf("learn: windows of %d frames, want 1 or more", p.Frames))
	case p.Taps < 1 || p.Taps > p.Frames:
		panic(fmt.Sprintf("learn: %d taps in windows of %d frames, want 1 to %d", p.Taps, p.Frames, p.Frames))
	case p.Center < 0 || p.Center >= p.Taps:
		panic(fmt.Sprintf("learn: centre %d of %d taps", p.Center, p.Taps))
	case !(p.Ridge >= 0) || math.IsInf(p.Ridge, 1):
		panic(fmt.Sprintf("learn: a ridge of %v, want 0 or more", p.Ridge))
	case p.HeldOut == nil:
		panic("learn: a ladder without HeldOut")
	case len(p.Dry) == 0 || len(p.Dry) != len(p.Wet):
		panic(fmt.Sprintf("learn: %d channels of dry and %d of wet, want as many, at least one", len(p.Dry), len(p.Wet)))
	}
	for c := range p.Dry {
		if len(p.Dry[c]) != len(p.Dry[0]) || len(p.Wet[c]) != len(p.Dry[0]) {
			panic(fmt.Sprintf("learn: channel %d has %d frames of dry and %d of wet, channel 0 has %d",
				c, len(p.Dry[c]), len(p.Wet[c]), len(p.Dry[0])))
		}
	}
}

func checkSamples(name string, x [][]float64) error {
	for c := range x {
		for i, v := range x[c] {
			if v-v != 0 {
				return fmt.Errorf("%s is not finite at frame %d of channel %d (found %v)", name, i, c, v)
			}
		}
	}
	return nil
}

// A ladderWindow is the n frames of a channel from a place on.
type ladderWindow struct{ channel, from int }

// split returns the windows to learn from and those held out.
func (p *LadderProblem) split() (train, heldOut []ladderWindow) {
	for from := 0; from+p.Frames <= len(p.Dry[0]); from += p.Frames {
		held := 0
		for i := range p.Frames {
			if p.HeldOut(int64(from + i)) {
				held++
			}
		}
		for c := range p.Dry {
			switch held {
			case 0:
				train = append(train, ladderWindow{c, from})
			case p.Frames:
				heldOut = append(heldOut, ladderWindow{c, from})
			}
		}
	}
	return train, heldOut
}

// checkWindows reports what leaves nothing to learn, or nothing to measure an error by.
func (p *LadderProblem) checkWindows(train, heldOut []ladderWindow) error {
	if len(train) == 0 {
		return fmt.Errorf("there is no window to learn from (want %d frames in a row that are not held out)", p.Frames)
	}
	if len(heldOut) == 0 {
		return fmt.Errorf("there is no window held out (want %d frames in a row)", p.Frames)
	}
	dry, wet := windowEnergy(p.Dry, train, p.Frames), windowEnergy(p.Wet, train, p.Frames)
	dryHeldOut, wetHeldOut := windowEnergy(p.Dry, heldOut, p.Frames), windowEnergy(p.Wet, heldOut, p.Frames)
	switch {
	case dry < quietest:
		return errors.New("dry is silent in the windows to learn from")
	case wet < quietest:
		return errors.New("wet is silent in the windows to learn from")
	case wetHeldOut < quietest:
		return errors.New("wet is silent in the windows held out")
	case max(dry, wet, dryHeldOut, wetHeldOut) > loudest:
		return fmt.Errorf("the samples are too large (want at most %g for the sum of their squares)", loudest)
	}
	return nil
}

// Energies between which neither quotients of samples nor their squares leave the numbers.
const (
	quietest = 1e-140
	loudest  = 1e140
)

// windowEnergy returns the sum of the squares in some windows of x.
func windowEnergy(x [][]float64, windows []ladderWindow, frames int) float64 {
	sum := 0.0
	for _, w := range windows {
		v := blas64.Vector{N: frames, Data: x[w.channel][w.from : w.from+frames], Inc: 1}
		sum += blas64.Dot(v, v)
	}
	return sum
}

// inBatches calls do for all windows, some at a time, each a row of x and of y.
func (p *LadderProblem) inBatches(windows []ladderWindow, do func(x, y blas64.General)) {
	n := p.Frames
	rows := min(ladderBatch, len(windows))
	xs, ys := make([]float64, rows*n), make([]float64, rows*n)
	for len(windows) > 0 {
		rows = min(rows, len(windows))
		for i, w := range windows[:rows] {
			copy(xs[i*n:][:n], p.Dry[w.channel][w.from:])
			copy(ys[i*n:][:n], p.Wet[w.channel][w.from:])
		}
		do(rowMajor(rows, n, xs), rowMajor(rows, n, ys))
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

// sees returns the columns that row i of the band sees, from the first to before the last.
func (p *LadderProblem) sees(i int) (from, to int) {
	return max(i+p.Center-p.Taps+1, 0), min(i+p.Center+1, p.Frames)
}

// seen returns how many entries lie in the band.
func (p *LadderProblem) seen() float64 {
	sum := 0.0
	for i := range p.Frames {
		from, to := p.sees(i)
		sum += float64(to - from)
	}
	return sum
}

// windowCorrelations are what the normal equations of all rungs are made of. The ridge lies on their diagonal once and
// for all: a row of the band takes its share of it with its columns, a tap of the kernel as often as rows have it.
type windowCorrelations struct {
	*LadderProblem
	windows int
	energy  float64       // mean energy of an input, Σ|x|²/n
	xx      *mat.SymDense // Σ x·xᵀ + λ·I
	xy      *mat.Dense    // Σ x·yᵀ: column i belongs to row i of A
}

// ladderStrip is how many rows of correlations, or columns of right sides, are worth a goroutine, and few enough that
// they stay in the cache.
const ladderStrip = 64

func (p *LadderProblem) correlate(windows []ladderWindow) *windowCorrelations {
	n := p.Frames
	c := &windowCorrelations{
		LadderProblem: p,
		windows:       len(windows),
		energy:        windowEnergy(p.Dry, windows, n) / float64(n),
		xx:            mat.NewSymDense(n, nil),
		xy:            mat.NewDense(n, n, nil),
	}
	xx, xy := c.xx.RawSymmetric(), c.xy.RawMatrix()
	p.inBatches(windows, func(x, y blas64.General) {
		// Gemm of the triangle's strips: gonum's Syrk takes one window after the other, on one core.
		inStrips(n, func(from, to int) {
			strip := columnsOf(x, from, to)
			upper := blas64.General{Rows: to - from, Cols: n - from, Stride: n, Data: xx.Data[from*n+from:]}
			blas64.Gemm(blas.Trans, blas.NoTrans, 1, strip, columnsOf(x, from, n), 1, upper)
			blas64.Gemm(blas.Trans, blas.NoTrans, 1, strip, y, 1, rowMajor(to-from, n, xy.Data[from*n:]))
		})
	})
	for i := range n {
		xx.Data[i*n+i] += p.Ridge * c.energy
	}
	return c
}

// inStrips calls do for 0 to n in strips, side by side.
func inStrips(n int, do func(from, to int)) {
	parallel.Do(runtime.GOMAXPROCS(0), (n+ladderStrip-1)/ladderStrip, func(s int) {
		do(s*ladderStrip, min((s+1)*ladderStrip, n))
	})
}

// A ladderMatrix is a matrix that was learnt.
type ladderMatrix interface {
	at(i, j int) float64
	predict(y, x blas64.General) // sets each row of y to A times the same row of x
}

// dense solves for all entries.
func (c *windowCorrelations) dense() (Rung, ladderMatrix) {
	n := c.Frames
	factor, raised := factorise(c.xx, c.energy)
	a := denseRung{mat.NewDense(n, n, nil)}
	inStrips(n, func(from, to int) {
		solve(factor, a.transposed.Slice(0, n, from, to).(*mat.Dense), c.xy.Slice(0, n, from, to))
	})
	entries := float64(n) * float64(n)
	return Rung{
		Name: "dense", Params: entries, WorkBytes: 8 * 3 * entries,
		Underdetermined: c.windows < n, Ridge: c.Ridge + raised,
	}, a
}

// band solves for every row by itself, among the columns that it sees.
func (c *windowCorrelations) band() (Rung, ladderMatrix) {
	n := c.Frames
	a := bandRung{make([][]float64, n), make([]int, n)}
	raised := make([]float64, n)
	parallel.Do(runtime.GOMAXPROCS(0), n, func(i int) {
		from, to := c.sees(i)
		var factor *mat.Cholesky
		factor, raised[i] = factorise(c.xx.SliceSym(from, to), c.energy)
		row := mat.NewDense(to-from, 1, nil)
		solve(factor, row, c.xy.Slice(from, to, i, i+1))
		a.taps[i], a.from[i] = row.RawMatrix().Data, from
	})
	entries, taps := c.seen(), float64(c.Taps)
	return Rung{
		Name: "band", Params: entries,
		WorkBytes:       8 * (2*entries + taps*taps), // half of a symmetric band, as much of the outputs, and the factor
		Underdetermined: c.windows < c.Taps, Ridge: c.Ridge + slices.Max(raised),
	}, a
}

// kernel solves for the taps that all rows share: their equations are the sum of the rows'. Taps lie in correlation
// order here, as columns do.
func (c *windowCorrelations) kernel() (Rung, ladderMatrix) {
	n, taps := c.Frames, c.Taps
	xx, xy := mat.NewSymDense(taps, nil), mat.NewDense(taps, 1, nil)
	parallel.Do(runtime.GOMAXPROCS(0), taps, func(k int) {
		xy.Set(k, 0, c.sumOfRows(k, xx.RawSymmetric().Data[k*taps+k:][:taps-k]))
	})
	factor, raised := factorise(xx, float64(n)*c.energy)
	shared := mat.NewDense(taps, 1, nil)
	solve(factor, shared, xy)

	a := bandRung{make([][]float64, n), make([]int, n)}
	for i := range n {
		from, to := c.sees(i)
		first := i + c.Center - taps + 1
		a.taps[i], a.from[i] = shared.RawMatrix().Data[from-first:to-first], from
	}
	return Rung{
		Name: "kernel", Params: float64(taps), WorkBytes: 8 * (2*float64(taps)*float64(taps) + float64(taps)),
		Ridge: c.Ridge + raised,
	}, a
}

// sumOfRows adds the correlations of tap k with itself and those behind it to xx, over all rows of the band that have
// it, and returns the sum of its correlations with their outputs.
func (c *windowCorrelations) sumOfRows(k int, xx []float64) (xy float64) {
	all, n := c.xx.RawSymmetric(), c.Frames
	for i := range n {
		j := i + c.Center - c.Taps + 1 + k
		if j < 0 || j >= n {
			continue
		}
		m := min(len(xx), n-j)
		blas64.Axpy(1, blas64.Vector{N: m, Data: all.Data[j*n+j:], Inc: 1}, blas64.Vector{N: m, Data: xx, Inc: 1})
		xy += c.xy.At(j, i)
	}
	return xy
}

const (
	// worstCondition is where a solution has two digits left.
	worstCondition = 1e14
	leastRidge     = 1e-12
)

// factorise returns the Cholesky factor of a, and by which share of energy its diagonal had to be raised for that: 0
// but where rounding makes a no positive matrix, or nearly none.
func factorise(a mat.Symmetric, energy float64) (factor *mat.Cholesky, raised float64) {
	factor = new(mat.Cholesky)
	for !factor.Factorize(raisedDiagonal{a, raised * energy}.orAsItIs()) || factor.Cond() > worstCondition {
		raised = max(10*raised, leastRidge)
	}
	return factor, raised
}

// A raisedDiagonal is a symmetric matrix with a number added to every entry of its diagonal.
type raisedDiagonal struct {
	mat.Symmetric
	by float64
}

func (r raisedDiagonal) orAsItIs() mat.Symmetric {
	if r.by == 0 {
		return r.Symmetric // which gonum knows how to copy fast
	}
	return r
}

func (r raisedDiagonal) At(i, j int) float64 {
	if i == j {
		return r.Symmetric.At(i, j) + r.by
	}
	return r.Symmetric.At(i, j)
}

// solve sets dst to the solution for the right sides b.
func solve(factor *mat.Cholesky, dst *mat.Dense, b mat.Matrix) {
	if err := factor.SolveTo(dst, b); err != nil {
		panic(err) // worstCondition is below what gonum warns of
	}
}

// A denseRung has every entry in memory.
type denseRung struct{ transposed *mat.Dense } // as the normal equations have it

func (a denseRung) at(i, j int) float64 { return a.transposed.At(j, i) }

func (a denseRung) predict(y, x blas64.General) {
	blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, x, a.transposed.RawMatrix(), 0, y)
}

// A bandRung has the entries of every row from a column on; the others are 0.
type bandRung struct {
	taps [][]float64 // [row]; those of a kernel are pieces of the same memory
	from []int       // [row]
}

func (a bandRung) at(i, j int) float64 {
	if k := j - a.from[i]; k >= 0 && k < len(a.taps[i]) {
		return a.taps[i][k]
	}
	return 0
}

func (a bandRung) predict(y, x blas64.General) {
	parallel.Do(runtime.GOMAXPROCS(0), x.Rows, func(w int) {
		for i, taps := range a.taps {
			seen := blas64.Vector{N: len(taps), Data: x.Data[w*x.Stride+a.from[i]:], Inc: 1}
			y.Data[w*y.Stride+i] = blas64.Dot(blas64.Vector{N: len(taps), Data: taps, Inc: 1}, seen)
		}
	})
}

// errorToSignal returns Σ(y-A·x)²/Σy² over some windows.
func (p *LadderProblem) errorToSignal(a ladderMatrix, windows []ladderWindow) float64 {
	predicted := make([]float64, min(ladderBatch, len(windows))*p.Frames)
	sum := 0.0
	p.inBatches(windows, func(x, y blas64.General) {
		a.predict(rowMajor(y.Rows, y.Cols, predicted), x)
		for i, v := range y.Data {
			difference := v - predicted[i]
			sum += difference * difference
		}
	})
	return sum / windowEnergy(p.Wet, windows, p.Frames)
}

// inBand returns the share of the energy of a matrix that lies in the band.
func (p *LadderProblem) inBand(at func(i, j int) float64) float64 {
	inside, all := 0.0, 0.0
	for i := range p.Frames {
		from, to := p.sees(i)
		for j := range p.Frames {
			square := at(i, j) * at(i, j)
			all += square
			if j >= from && j < to {
				inside += square
			}
		}
	}
	if all == 0 {
		return 0
	}
	return inside / all
}

// rowSimilarity returns the mean cosine between the rows of a matrix that have all K entries in the band and their mean.
func (p *LadderProblem) rowSimilarity(at func(i, j int) float64) float64 {
	first, rows := p.Taps-1-p.Center, p.Frames-p.Taps+1
	mean := mat.NewVecDense(p.Taps, nil)
	row := mat.NewVecDense(p.Taps, nil)
	load := func(r int) {
		for k := range p.Taps {
			row.SetVec(k, at(first+r, r+k))
		}
	}
	for r := range rows {
		load(r)
		mean.AddScaledVec(mean, 1/float64(rows), row)
	}
	sum := 0.0
	for r := range rows {
		load(r)
		if norms := mat.Norm(row, 2) * mat.Norm(mean, 2); norms > 0 {
			sum += min(max(mat.Dot(row, mean)/norms, -1), 1)
		}
	}
	return sum / float64(rows)
}
