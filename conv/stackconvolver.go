package conv

import (
	"fmt"

	"sigconv/internal/parallel"
)

// A StackConvolver applies a stack to a stream of samples, block by block. How the stream is cut into blocks does
// not change a bit of the result.
type StackConvolver struct {
	layers []*layerConvolver
	mixer  *mixer // nil for none
}

// NewStackConvolver returns a convolver for s with mode m in every layer. The taps are not copied. It panics
// where [Stack.Check] has something to say.
func NewStackConvolver(s *Stack, m Mode, e Engine) *StackConvolver {
	return newPreparedStack(s, e).convolver(m, 1)
}

// A preparedStack is a stack whose kernels are ready for an engine. It is never written, so that convolvers share it.
type preparedStack struct {
	*Stack
	sections [][]section // [layer][out·inputs+in]
}

func newPreparedStack(s *Stack, e Engine) *preparedStack {
	if err := s.Check(); err != nil {
		panic("conv: " + err.Error())
	}
	p := &preparedStack{Stack: s}
	for i := range s.Layers {
		l := &s.Layers[i]
		var taps [][]float64
		var biases []float64
		for o, kernels := range l.Kernels {
			taps = append(taps, kernels...)
			biases = append(biases, l.Offset(o))
			biases = append(biases, make([]float64, l.Inputs()-1)...) // once is enough
		}
		p.sections = append(p.sections, newBiasedSections(taps, biases, e))
	}
	return p
}

// convolver returns a convolver that works on so many channels of a layer at once.
func (p *preparedStack) convolver(m Mode, jobs int) *StackConvolver {
	c := &StackConvolver{}
	for i := range p.Layers {
		c.layers = append(c.layers, newLayerConvolver(&p.Layers[i], p.sections[i], m, jobs))
	}
	if p.mix != nil {
		c.mixer = newMixer(p.Stack, m)
	}
	return c
}

// Process takes the next inputs, src[channel][frame], and appends the outputs that are ready to dst[channel], which
// it returns; nil stands for empty channels. src is not kept. It panics unless src has the input channels of the
// stack, all of one length, and dst the output channels.
func (c *StackConvolver) Process(dst, src [][]float64) [][]float64 {
	dst = c.checked(dst, src)
	// Piece by piece, so that a block stays in the cache on its way through the layers, of which there may be many.
	piece := make([][]float64, len(src))
	for at := 0; at < len(src[0]); at += stackPiece {
		for i, x := range src {
			piece[i] = x[at:min(at+stackPiece, len(x))]
		}
		dst = c.feed(dst, piece, false)
	}
	return dst
}

// stackPiece is how many frames go through the layers at a time.
const stackPiece = 1 << 12

// Flush ends the stream: it appends the outputs that are still due to dst and returns it. Every layer is flushed
// in turn, so that none takes another's bias for sound. Afterwards c is ready for another stream.
func (c *StackConvolver) Flush(dst [][]float64) [][]float64 {
	src := make([][]float64, c.layers[0].inputs())
	dst = c.feed(c.checked(dst, src), src, true)
	c.Reset()
	return dst
}

// Reset makes c ready for another stream.
func (c *StackConvolver) Reset() {
	for _, l := range c.layers {
		l.reset()
	}
	if c.mixer != nil {
		c.mixer.reset()
	}
}

// checked returns dst, or empty channels for nil. It panics where dst or src have the wrong shape.
func (c *StackConvolver) checked(dst, src [][]float64) [][]float64 {
	inputs, outputs := c.layers[0].inputs(), len(c.layers[len(c.layers)-1].full)
	if dst == nil {
		dst = make([][]float64, outputs)
	}
	if len(src) != inputs || len(dst) != outputs {
		panic(fmt.Sprintf("conv: %d channels into %d of a stack from %d to %d", len(src), len(dst), inputs, outputs))
	}
	for i := range src {
		if len(src[i]) != len(src[0]) {
			panic(fmt.Sprintf("conv: %d frames of channel %d and %d of channel 0", len(src[i]), i, len(src[0])))
		}
	}
	return dst
}

// feed takes the next inputs, the last ones or not, through all layers, and appends what comes out to dst.
func (c *StackConvolver) feed(dst, src [][]float64, last bool) [][]float64 {
	y := src
	for _, l := range c.layers {
		y = l.feed(y, last)
	}
	if c.mixer != nil {
		c.mixer.add(y, src)
	}
	for o := range y {
		dst[o] = append(dst[o], y[o]...)
	}
	return dst
}

// A layerConvolver streams one layer.
type layerConvolver struct {
	convolvers [][]*Convolver // [out][in]
	activation Activation
	jobs       int
	skip, drop int // how much of the full convolution the mode leaves out, at its begin and at its end

	left int         // of skip
	full [][]float64 // [out], the last outputs of the full convolution; kept for its memory
	part [][]float64 // [out], likewise what one input adds
	kept [][]float64 // [out], what the mode leaves of full
}

// newLayerConvolver returns a convolver for a layer whose kernels are the given sections, [out·inputs+in].
func newLayerConvolver(l *Layer, sections []section, m Mode, jobs int) *layerConvolver {
	skip, tail := m.Span(l.Len(), l.Center)
	c := &layerConvolver{
		convolvers: make([][]*Convolver, l.Outputs()),
		activation: l.Activation,
		jobs:       jobs,
		skip:       skip, drop: l.Len() - 1 - tail,
		left: skip,
		full: make([][]float64, l.Outputs()),
		part: make([][]float64, l.Outputs()),
		kept: make([][]float64, l.Outputs()),
	}
	for o := range c.convolvers {
		space := sections[0].newWorkspace() // one output channel is the work of one goroutine
		for i := range l.Inputs() {
			c.convolvers[o] = append(c.convolvers[o], newConvolver(sections[o*l.Inputs()+i], space))
		}
	}
	return c
}

func (l *layerConvolver) inputs() int { return len(l.convolvers[0]) }

func (l *layerConvolver) reset() {
	l.left = l.skip
	for _, row := range l.convolvers {
		for _, c := range row {
			c.Reset()
		}
	}
}

// feed takes the next inputs, the last ones or not, and returns the outputs that are ready, which hold until the
// next call.
func (l *layerConvolver) feed(x [][]float64, last bool) [][]float64 {
	parallel.Do(l.jobs, len(l.full), func(o int) { l.convolve(o, x, last) })
	ready := len(l.full[0])
	from := min(l.left, ready)
	l.left -= from
	to := ready
	if last {
		to = max(ready-l.drop, from)
	}
	for o := range l.full {
		l.kept[o] = l.full[o][from:to]
	}
	parallel.Do(l.jobs, len(l.full), func(o int) { l.activation.Apply(l.kept[o]) })
	return l.kept
}

// convolve sets full[o] to what x makes of output channel o.
func (l *layerConvolver) convolve(o int, x [][]float64, last bool) {
	l.full[o] = emit(l.convolvers[o][0], l.full[o][:0], x[0], last)
	for i, c := range l.convolvers[o][1:] {
		l.part[o] = emit(c, l.part[o][:0], x[i+1], last)
		for n, v := range l.part[o] {
			l.full[o][n] += v
		}
	}
}

// emit feeds c, to the end of the stream or not, and appends its outputs to dst.
func emit(c *Convolver, dst, x []float64, last bool) []float64 {
	dst = c.Process(dst, x)
	if last {
		dst = c.Flush(dst)
	}
	return dst
}
