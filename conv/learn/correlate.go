package learn

import "sigconv/conv/internal/fft"

// A correlator adds up correlations of two signals with a window of a third, block by block, in the frequency domain.
type correlator struct {
	lags, block int // a block is so many frames at most
	sum         *fft.Sum
	re, im      []float64
	reversed    []float64
}

// newCorrelator returns a correlator for so many lags. Of each transform all but the lags is a block: three quarters at least, or half
// where memory counts for more.
func newCorrelator(lags int) *correlator {
	const small, large = 1 << 12, 1 << 16
	size := small
	for size < 2*lags || size < 4*lags && size < large {
		size *= 2
	}
	return &correlator{
		lags: lags, block: size - lags + 1,
		sum:      fft.NewPlan(size).NewSum(),
		re:       make([]float64, size),
		im:       make([]float64, size),
		reversed: make([]float64, size),
	}
}

// add adds Σ_u a[u]·window[lags-1+u-j] to lag j of a, and the same of b to that of b. a and b have the same
// length, a block at most; window has lags-1 samples more.
func (c *correlator) add(a, b, window []float64) {
	clear(c.re[copy(c.re, a):])
	clear(c.im[copy(c.im, b):])
	// Sample v of the window meets sample u of a signal at the output u + size-1-v: lag j lies at block-1+j.
	last := c.block + c.lags - 2
	clear(c.reversed)
	for v, x := range window {
		c.reversed[last-v] = x
	}
	c.sum.Add(c.re, c.im, c.reversed)
}

// take returns the sums, [lag], and begins anew.
func (c *correlator) take() (ofA, ofB []float64) {
	re, im := c.sum.Take()
	return re[c.block-1:][:c.lags], im[c.block-1:][:c.lags]
}

// correlate returns Σ_n y[n]·x[n-first-j] for the lags first+j, with zeros beyond the ends of x.
func correlate(y, x []float64, first, lags int) []float64 {
	c := newCorrelator(lags)
	window := make([]float64, c.block+lags-1)
	for at := 0; at < len(y); at += c.block {
		part := y[at:min(at+c.block, len(y))]
		w := window[:len(part)+lags-1]
		// w[i] is x at i + begin.
		begin := at - first - (lags - 1)
		clear(w)
		if from := max(begin, 0); from < len(x) && begin+len(w) > 0 {
			copy(w[from-begin:], x[from:])
		}
		c.add(part, nil, w)
	}
	r, _ := c.take()
	return r
}
