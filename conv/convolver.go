package conv

import "slices"

// A Convolver applies the taps of one channel to a stream of samples, block by block. Over a whole
// stream it yields the full convolution: one output for every input, then from Flush one for every tap
// but the first. How the stream is cut into blocks does not change a bit of it.
type Convolver struct {
	section section
	space   *workspace
	// pending is K-1 samples of history, then the inputs whose outputs are still due.
	pending []float64
	fed     bool
}

// NewConvolver returns a convolver for taps h in convolution order with the given bias. h is copied.
// It panics if there are no taps.
func NewConvolver(h []float64, bias float64, e Engine) *Convolver {
	if len(h) == 0 {
		panic("conv: a convolver without taps")
	}
	section := newSection(slices.Clone(h), bias, e)
	return newConvolver(section, section.newWorkspace())
}

// newConvolver returns a convolver of a section, which others may share, in a workspace, which others may share that
// run when it does not.
func newConvolver(s section, w *workspace) *Convolver {
	c := &Convolver{section: s, space: w}
	c.Reset()
	return c
}

// Reset makes c ready for another stream.
func (c *Convolver) Reset() {
	history := c.section.taps() - 1
	c.pending = append(c.pending[:0], make([]float64, history)...)
	c.fed = false
}

// Taps returns the number of taps.
func (c *Convolver) Taps() int { return c.section.taps() }

// Latency returns how many outputs Process may hold back until it has seen more input: 0 for the
// Direct engine.
func (c *Convolver) Latency() int { return c.section.step() - 1 }

// Process takes the next inputs and appends the outputs that are ready to dst, which it returns. src
// may have any length and is not kept.
func (c *Convolver) Process(dst, src []float64) []float64 {
	c.fed = c.fed || len(src) > 0
	c.pending = append(c.pending, src...)
	due := len(c.pending) - (c.section.taps() - 1)
	return c.emit(dst, due-due%c.section.step())
}

// Flush ends the stream: it appends the outputs that were held back and the tail, which sees zeros
// after the last input, to dst and returns it. A stream without input has no output. Afterwards c is
// ready for another stream.
func (c *Convolver) Flush(dst []float64) []float64 {
	if c.fed {
		tail := c.section.taps() - 1
		c.pending = append(c.pending, make([]float64, tail)...)
		dst = c.emit(dst, len(c.pending)-tail)
	}
	c.Reset()
	return dst
}

// emit appends the next n outputs to dst and forgets the inputs that no later one sees.
func (c *Convolver) emit(dst []float64, n int) []float64 {
	if n == 0 {
		return dst
	}
	start := len(dst)
	dst = slices.Grow(dst, n)[:start+n]
	c.space.valid(c.section, dst[start:], c.pending[:n+c.section.taps()-1])
	c.pending = append(c.pending[:0], c.pending[n:]...)
	return dst
}
