package conv

import (
	"math"

	"gonum.org/v1/gonum/dsp/fourier"
)

// overlapSave is the section of the FFT engine. A transform of size n over n inputs gives a circular
// convolution whose first K-1 outputs are spoilt by the wrap-around; the other n-K+1 are right.
type overlapSave struct {
	k        int
	n        int
	bias     float64
	spectrum []complex128 // of the taps, scaled by 1/n
}

// A workspace is what a transform of n samples writes.
type workspace struct {
	plan  *fourier.FFT
	block []float64 // n samples
	bins  []complex128
}

// transformSize returns the size of the transforms for a kernel of taps taps: a power of two that the
// wrap-around spoils a quarter of at most, and not so short that its calls cost more than its work.
// Beyond 2^17 taps memory counts for more, and half may be spoilt.
func transformSize(taps int) int {
	n := 1 << 10
	for n < 4*taps && n < 1<<19 || n < 2*taps {
		n *= 2
	}
	return n
}

func newOverlapSave(h []float64, bias float64) *overlapSave {
	n := transformSize(len(h))
	o := &overlapSave{k: len(h), n: n, bias: bias, spectrum: make([]complex128, n/2+1)}
	padded := make([]float64, n)
	copy(padded, h)
	fourier.NewFFT(n).Coefficients(o.spectrum, padded)
	for i := range o.spectrum {
		o.spectrum[i] *= complex(1/float64(n), 0)
	}
	return o
}

func (o *overlapSave) newWorkspace() *workspace {
	return &workspace{fourier.NewFFT(o.n), make([]float64, o.n), make([]complex128, o.n/2+1)}
}

func (o *overlapSave) taps() int { return o.k }
func (o *overlapSave) step() int { return o.n - o.k + 1 }

func (o *overlapSave) valid(dst, x []float64, w *workspace) {
	for len(dst) > 0 {
		n := min(len(dst), o.step())
		o.transform(dst[:n], x[:n+o.k-1], w)
		dst, x = dst[n:], x[n:]
	}
}

// transform computes up to step outputs. Missing inputs count as zeros, as at the end of a stream.
func (o *overlapSave) transform(dst, x []float64, w *workspace) {
	clear(w.block[copy(w.block, x):])
	spoilt := zeroNonFinite(w.block[:len(x)])
	w.plan.Coefficients(w.bins, w.block)
	for i, h := range o.spectrum {
		w.bins[i] *= h
	}
	w.plan.Sequence(w.block, w.bins)
	copy(dst, w.block[o.k-1:])
	if spoilt {
		o.spread(dst, x)
	}
	addBias(dst, o.bias)
}

// zeroNonFinite replaces NaNs and infinities by 0 and reports whether there were any. In a transform
// one would spoil the whole block, not just the outputs that its taps reach.
func zeroNonFinite(x []float64) (found bool) {
	for i, v := range x {
		if v-v != 0 {
			x[i] = 0
			found = true
		}
	}
	return found
}

// spread makes NaN of every output that a NaN or an infinity in x reaches.
func (o *overlapSave) spread(dst, x []float64) {
	reach := 0 // outputs up to here are reached by what was seen so far
	for i, v := range x {
		if v-v != 0 {
			reach = i + 1
		}
		// Input i is the newest that output i-(k-1) sees; the oldest is i-(k-1) itself.
		if out := i - (o.k - 1); out >= 0 && out < reach {
			dst[out] = math.NaN()
		}
	}
}
