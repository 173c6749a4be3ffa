package learn

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"time"

	"gonum.org/v1/gonum/blas/blas64"
)

// A LadderProblem is a sound before and after something happened to it, cut into windows from which three matrices
// y = A·x are learned, of fewer and fewer parameters: see [ClimbLadder].
//
// A window is n frames of a wet channel, y, and the m = n+K-1 dry ones, x, that a kernel of K taps with that centre makes
// them of, as in mode valid: row i of A sees columns i to i+K-1, and tap k lies in column i+K-1-k. Windows of wet
// frames lie one behind the other from the begin of each span of the split on; those of dry frames overlap by K-1. What is left
// at the end of a span is not used, nor are frames made of some beyond the recording. Channels are further examples.
type LadderProblem struct {
	Dry, Wet [][]float64 // [channel][frame], finite and aligned: as many channels and frames in both
	Frames   int         // n, of a window
	Taps     int         // K, of the band and of the kernel
	Center   int         // the tap on the current frame, 0 to K-1
	Ridge    float64     // what the square of a weight costs, as a share of the mean energy of an input; 0 or more
	Split    Split       // of the wet frames
}

// A Ladder is what the steps from a dense matrix to one kernel cost, and what they give.
type Ladder struct {
	Rungs                   [3]Rung // dense, band, kernel
	Windows, HeldOutWindows int     // that were learned from, and measured on, all channels together
	GatherSeconds           float64 // for the correlations of inputs and outputs, which the rungs share

	Kernel            []float64 // the K taps of the third rung, in convolution order
	InBand            float64   // the share of the dense matrix's energy that lies in the band, 0 to 1
	RowSimilarity     float64   // of the dense matrix, -1 to 1: see [ClimbLadder]
	BandRowSimilarity float64   // of the banded one
}

// A Rung is a matrix of n rows, one for every wet frame of a window, and m columns, and what it takes.
type Rung struct {
	Name       string  // dense, band or kernel
	Params     float64 // numbers that were learned
	Bytes      float64 // of them
	WorkBytes  float64 // of the correlations and the Cholesky factor that solving for them reads and makes
	Seconds    float64 // to solve for them
	TrainESR   float64 // error-to-signal ratio Σ(y-A·x)²/Σy² over the windows that were learned from
	HeldOutESR float64 // over those that were held out

	// Underdetermined says that there are fewer equations than parameters for them: of all the answers that fit, the ridge
	// takes the smallest, more or less.
	Underdetermined bool

	At func(i, j int) float64 // the entry in row i and column j, counted from 0
}

// ClimbLadder learns from the same windows, by least squares, (1) a dense matrix of n·m parameters, (2) one that is 0
// outside a band, for which locality leaves K parameters to a row, (3) one kernel of K taps, which stationarity lets
// every row share.
//
// All three make Σ|y-A·x|² + λ·Σa² small over the windows that are not held out, with λ = Ridge·Σ|x|²/m, each among
// fewer matrices than the one before. So the error in training can only grow on the way down, but for the ridge; the
// error in the windows held out tells whether what was given up was knowledge or noise.
//
// The similarity of rows is the mean cosine between them and their mean, each row being its K entries in the band: 1
// where one kernel serves them, as it does in the third matrix.
//
// Memory is [LadderBytes], of which the result keeps the dense matrix and the band. The time grows with m³ and n·K³.
// It is an error where no window is left to learn from or to measure on, where the dry or the wet frames there are
// silent, [ErrSilence], or where they do not determine a matrix, [ErrSingular]: a ridge of 1e-9 helps. ClimbLadder panics
// for shapes, sizes and a ridge that [LadderProblem] does not allow.
func ClimbLadder(p LadderProblem) (*Ladder, error) {
	p.mustFit()
	train, heldOut := p.windows()
	if len(train) == 0 || len(heldOut) == 0 {
		return nil, fmt.Errorf("%d windows of %d frames to learn from and %d to measure on, want one at least",
			len(train), p.Frames, len(heldOut))
	}
	if dry, wet := energies(train); dry == 0 || wet == 0 {
		return nil, ErrSilence
	}
	if _, wet := energies(heldOut); wet == 0 {
		return nil, errors.New("there is only silence to measure on")
	}

	began := time.Now()
	c := p.correlate(train)
	l := &Ladder{Windows: len(train), HeldOutWindows: len(heldOut), GatherSeconds: time.Since(began).Seconds()}
	for i, solve := range []func() (Rung, ladderMatrix, error){c.dense, c.band, c.kernel} {
		began = time.Now()
		rung, a, err := solve()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", rung.Name, err)
		}
		rung.Seconds = time.Since(began).Seconds()
		rung.Bytes = 8 * rung.Params
		rung.TrainESR, rung.HeldOutESR = p.errorToSignal(a, train), p.errorToSignal(a, heldOut)
		rung.At = a.at
		l.Rungs[i] = rung
	}
	l.Kernel = make([]float64, p.Taps)
	for k := range l.Kernel {
		l.Kernel[k] = l.Rungs[2].At(0, p.Taps-1-k)
	}
	l.InBand = p.inBand(l.Rungs[0].At)
	l.RowSimilarity, l.BandRowSimilarity = p.rowSimilarity(l.Rungs[0].At), p.rowSimilarity(l.Rungs[1].At)
	return l, nil
}

// LadderBytes returns the memory that [ClimbLadder] needs for windows of so many wet frames and so many taps, besides
// the sounds: the correlations of inputs with inputs and the Cholesky factor, those with outputs and the dense
// matrix, the band, a small factor for each core and for the kernel's equations, and some windows.
func LadderBytes(frames, taps int) float64 {
	n, k := float64(frames), float64(taps)
	m, small := n+k-1, float64(runtime.GOMAXPROCS(0)+1)
	return 8 * (2*m*m + 2*m*n + n*k + small*k*k + ladderBatch*(m+2*n))
}

func (p *LadderProblem) mustFit() {
	switch {
	case p.Frames < 1:
		panic(fmt.Sprintf("learn: windows of %d frames, want 1 or more", p.Frames))
	case p.Center < 0 || p.Center >= p.Taps:
		panic(fmt.Sprintf("learn: centre %d of %d taps", p.Center, p.Taps))
	case !(p.Ridge >= 0) || math.IsInf(p.Ridge, 1):
		panic(fmt.Sprintf("learn: a ridge of %v, want 0 or more", p.Ridge))
	case len(p.Dry) == 0 || len(p.Dry) != len(p.Wet):
		panic(fmt.Sprintf("learn: %d channels of dry and %d of wet, want as many, at least one", len(p.Dry), len(p.Wet)))
	}
	for c := range p.Dry {
		if dry, wet := int64(len(p.Dry[c])), int64(len(p.Wet[c])); dry != p.Split.Frames || wet != p.Split.Frames {
			panic(fmt.Sprintf("learn: channel %d has %d frames of dry and %d of wet, the split %d", c, dry, wet, p.Split.Frames))
		}
	}
}

// inputs returns m, the dry frames of a window.
func (p *LadderProblem) inputs() int { return p.Frames + p.Taps - 1 }

// inBand returns the share of the energy of a matrix that lies in the band.
func (p *LadderProblem) inBand(at func(i, j int) float64) float64 {
	inside, all := 0.0, 0.0
	for i := range p.Frames {
		for j := range p.inputs() {
			square := at(i, j) * at(i, j)
			all += square
			if j >= i && j < i+p.Taps {
				inside += square
			}
		}
	}
	if all == 0 {
		return 0
	}
	return inside / all
}

// rowSimilarity returns the mean cosine between the rows of a matrix within the band and their mean.
func (p *LadderProblem) rowSimilarity(at func(i, j int) float64) float64 {
	rows, mean := make([][]float64, p.Frames), make([]float64, p.Taps)
	for i := range rows {
		rows[i] = make([]float64, p.Taps)
		for k := range rows[i] {
			rows[i][k] = at(i, i+k)
		}
		blas64.Axpy(1/float64(p.Frames), vector(rows[i]), vector(mean))
	}
	sum := 0.0
	for _, row := range rows {
		if norms := math.Sqrt(dot(row, row)) * math.Sqrt(dot(mean, mean)); norms > 0 {
			sum += min(max(dot(row, mean)/norms, -1), 1)
		}
	}
	return sum / float64(p.Frames)
}
