package conv

import "sigconv/audioio"

// prepare returns what streams of k with engine e have in common.
func (k *Kernel) prepare(e Engine) *preparation {
	return &preparation{starter: &preparedKernel{k, newSections(k.Taps, k.Bias, e)}}
}

// A preparedKernel is a kernel that is ready for an engine. It is never written, so that streams share it.
type preparedKernel struct {
	*Kernel
	sections []section // one, or one a channel
}

// start begins the streaming of a kernel: blocks with their history, which any worker can take.
func (k *preparedKernel) start(kit *kit, src audioio.Source, out audioio.Format, o Options) (*cutter, []processor) {
	task := newTask(k, src.Format(), out, o)
	workers := make([]processor, o.Jobs)
	for i := range workers {
		if i == len(kit.workers) {
			kit.workers = append(kit.workers, &worker{past: k.Len() - 1})
		}
		kit.workers[i].task = task
		workers[i] = kit.workers[i]
	}
	skip, tail := o.Mode.Span(k.Len(), k.Center)
	kit.cutter.begin(src, k.Len()-1, k.sections[0].step(), skip, tail, o)
	return &kit.cutter, workers
}

// A task is what is to be done with every block. It is not written once the work has begun.
type task struct {
	sections []section // one, or one a channel
	format   audioio.Format
	encoder  audioio.Encoder
	verbatim bool // the output is the input
}

func newTask(k *preparedKernel, in, out audioio.Format, o Options) *task {
	t := &task{sections: k.sections, format: in, encoder: newEncoder(out, o)}
	t.verbatim = k.identity() && in.Encoding == out.Encoding && in.Bits() == out.Bits() && !o.Dither
	return t
}

// A worker decodes, convolves and encodes blocks, a channel at a time, and of that as much at a time as a
// workspace holds: so the samples stay in the cache on their way.
type worker struct {
	*task
	space *workspace // nil until there is a block for it
	past  int        // taps - 1
}

// process works on b. See [processor].
func (w *worker) process(b *block) {
	defer func() {
		b.panicked = recover() // collect passes it on
		b.done <- struct{}{}
	}()
	if w.space == nil {
		w.space = w.sections[0].newWorkspace()
	}
	size := w.encoder.Format.FrameSize()
	b.out = b.outMemory.at(b.at*int64(size), b.kept()*size)
	b.stats, b.nonFinite = audioio.Stats{}, 0
	for c := range w.format.Channels {
		w.channel(b, c)
	}
	if w.verbatim {
		copy(b.out, b.raw)
		b.stats.Clipped = 0
	}
}

// channel does channel c of b.
func (w *worker) channel(b *block, c int) {
	section := w.sections[c%len(w.sections)]
	for at := 0; at < b.count; at += w.space.size() {
		w.load(b, at, c)
		section.run(w.space, min(w.space.size(), b.count-at))
		w.store(b, at, c)
	}
}

// load decodes what the outputs of channel c of b from number at on are made of.
func (w *worker) load(b *block, at, c int) {
	w.space.suspect = false
	for _, lane := range w.space.lanes {
		past := w.decode(lane.in[:w.past], b, at, c)
		fresh := w.decode(lane.in[w.past:], b, at+w.past, c)
		b.nonFinite += fresh
		w.space.suspect = w.space.suspect || past+fresh > 0
		at += len(lane.out)
	}
}

// store encodes the outputs of channel c of b from number at on.
func (w *worker) store(b *block, at, c int) {
	for _, lane := range w.space.lanes {
		w.encode(b, lane.out[:min(len(lane.out), max(b.count-at, 0))], at, c)
		at += len(lane.out)
	}
}

// decode fills x with what channel c of b's window has from place at on, and returns how much of it is not
// finite.
func (w *worker) decode(x []float64, b *block, at, c int) (nonFinite int) {
	size := w.format.FrameSize()
	// Frame i of raw is at place lead+i of the window.
	begin := min(max(b.lead-at, 0), len(x))
	end := min(max(b.lead+len(b.raw)/size-at, begin), len(x))
	clear(x[:begin])
	clear(x[end:])
	if begin == end {
		return 0
	}
	return w.format.DecodeChannel(x[begin:end], b.raw[(at+begin-b.lead)*size:(at+end-b.lead)*size], c)
}

// encode puts y, the outputs of channel c of b from number at on, where they belong.
func (w *worker) encode(b *block, y []float64, at, c int) {
	y = y[min(max(b.from-at, 0), len(y)):]
	if len(y) == 0 {
		return
	}
	place := max(at-b.from, 0)
	size := w.encoder.Format.FrameSize()
	b.stats.Add(w.encoder.EncodeChannel(b.out[place*size:][:len(y)*size], y, b.at+int64(place), c))
}
