package conv

import (
	"slices"

	"sigconv/audioio"
	"sigconv/internal/parallel"
)

// prepare returns what streams of s with engine e have in common.
func (s *Stack) prepare(e Engine) *preparation { return &preparation{starter: newPreparedStack(s, e)} }

// start begins the streaming of a stack: blocks without history, which one worker takes in order, since every
// layer keeps its own. It works on as many channels of the sound or of a layer at once as there are jobs.
func (p *preparedStack) start(kit *kit, src audioio.Source, out audioio.Format, o Options) (*cutter, []processor) {
	shape := stackShape{src.Format().Channels, out.Channels, o.Mode, o.Jobs}
	if kit.stack == nil || kit.stack.stackShape != shape {
		kit.stack = newStackWorker(p, shape)
	}
	w := kit.stack
	w.format, w.encoder, w.written = src.Format(), newEncoder(out, o), 0
	kit.cutter.begin(src, 0, 1, 0, 0, o)
	return &kit.cutter, []processor{w}
}

// A stackShape is what the memory of a stackWorker depends on.
type stackShape struct {
	inputs, outputs int
	mode            Mode
	jobs            int
}

// A stackWorker decodes blocks, feeds them to the layers and encodes what comes out.
type stackWorker struct {
	stackShape
	format  audioio.Format
	encoder audioio.Encoder
	stacks  []*StackConvolver // one, or one a channel; between streams at their begin
	written int64             // output frames so far

	in, out   [][]float64     // [channel][frame] of the block
	stats     []audioio.Stats // [channel] of its output
	nonFinite []int           // [channel] of its input
}

func newStackWorker(p *preparedStack, shape stackShape) *stackWorker {
	w := &stackWorker{
		stackShape: shape,
		in:         make([][]float64, shape.inputs),
		out:        make([][]float64, shape.outputs),
		stats:      make([]audioio.Stats, shape.outputs),
		nonFinite:  make([]int, shape.inputs),
	}
	channels, each := 1, shape.jobs
	if p.perChannel() {
		channels = shape.inputs
		each = (shape.jobs + channels - 1) / channels
	}
	for range channels {
		w.stacks = append(w.stacks, p.convolver(shape.mode, each))
	}
	return w
}

// process works on b. See [processor].
func (w *stackWorker) process(b *block) {
	defer func() {
		b.panicked = recover() // collect passes it on
		b.done <- struct{}{}
	}()
	w.decode(b)
	w.convolve(b.last)
	w.encode(b)
}

func (w *stackWorker) decode(b *block) {
	parallel.Do(w.jobs, len(w.in), func(c int) {
		w.in[c] = slices.Grow(w.in[c][:0], b.fresh)[:b.fresh]
		w.nonFinite[c] = w.format.DecodeChannel(w.in[c], b.raw, c)
	})
	b.nonFinite = 0
	for _, n := range w.nonFinite {
		b.nonFinite += n
	}
}

// convolve sets out to what the stacks make of in.
func (w *stackWorker) convolve(last bool) {
	for c := range w.out {
		w.out[c] = w.out[c][:0]
	}
	if len(w.stacks) == 1 {
		w.stacks[0].next(w.out, w.in, last)
		return
	}
	parallel.Do(w.jobs, len(w.stacks), func(c int) {
		w.stacks[c].next(w.out[c:c+1], w.in[c:c+1], last)
	})
}

func (w *stackWorker) encode(b *block) {
	size := w.encoder.Format.FrameSize()
	frames := len(w.out[0])
	b.from, b.count, b.at = 0, frames, w.written
	b.out = b.outMemory.at(b.at*int64(size), frames*size)
	parallel.Do(w.jobs, len(w.out), func(c int) {
		w.stats[c] = w.encoder.EncodeChannel(b.out, w.out[c], b.at, c)
	})
	b.stats = audioio.Stats{}
	for _, s := range w.stats {
		b.stats.Add(s)
	}
	w.written += int64(frames)
}

// next appends to dst what x makes of the stream, and what is still due where it ends.
func (c *StackConvolver) next(dst, x [][]float64, last bool) {
	dst = c.Process(dst, x)
	if last {
		c.Flush(dst)
	}
}
