package conv

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"

	"sigconv/audioio"
)

// Options says how [Stream] applies a filter.
type Options struct {
	Mode     Mode
	Engine   Engine
	Jobs     int               // how many blocks are worked on at once, 0 for one a core
	Dither   bool              // add triangular noise of ±1 LSB before rounding to integers
	Seed     uint64            // of the dither
	Progress func(taken int64) // called now and then with the input frames taken so far; may be nil

	blockFrames int // of a block, for tests; rounded up to whole steps
}

// A Report says what [Stream] did.
type Report struct {
	FramesIn    int64
	FramesOut   int64
	NonFiniteIn int64         // NaNs and infinities among the input samples
	Out         audioio.Stats // of the output samples
}

func newEncoder(out audioio.Format, o Options) audioio.Encoder {
	return audioio.Encoder{Format: out, Dither: o.Dither, Seed: o.Seed}
}

// A streamer is what a filter does to a sound, as [Stream] needs it.
type streamer interface {
	// prepare returns what streams with engine e have in common.
	prepare(e Engine) *preparation
}

// A starter begins streams through a filter whose kernels are ready for an engine.
type starter interface {
	// start returns the blocks of src and those that are to work on them side by side, all in the memory of the kit.
	start(k *kit, src audioio.Source, out audioio.Format, o Options) (*cutter, []processor)
}

// A processor decodes, convolves and encodes blocks, one at a time.
type processor interface {
	// process works on b. With done it says that it touches neither b nor memory of its own any more.
	process(b *block)
}

// Stream applies f to src and writes the result to dst, in one pass and constant memory. The bytes
// that dst gets depend neither on Jobs nor on how src and dst cut the sound.
//
// Raw blocks are read and written in order, one at a time; workers decode, convolve and encode them
// side by side. When ctx is cancelled Stream returns its cause, and when dst fails its error, without
// waiting for a read under way: src is not to be used again. It panics unless f fits the channels of
// src and dst has the channels that come out.
//
// A kernel that changes nothing, the single tap 1 without bias, hands the frames on as they are where
// dst has the format of src and no dither is asked for.
func Stream(ctx context.Context, dst audioio.Sink, src audioio.Source, f Filter, o Options) (Report, error) {
	channels := src.Format().Channels
	if out := f.Outputs(channels); out == 0 || dst.Format().Channels != out {
		panic(fmt.Sprintf("conv: Stream with a filter from %d channels to %d, into %d", channels, out, dst.Format().Channels))
	}
	if o.Jobs < 1 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	ready := f.prepare(o.Engine)
	kit := ready.take()
	cut, workers := ready.start(kit, src, dst.Format(), o)
	ordered := make(chan *block, cap(cut.free))
	go cut.run(ctx, workers, ordered)
	report, ended, err := collect(ctx, dst, ordered, cut.free, o.Progress)
	if ended {
		ready.keep(kit)
	}
	return report, err
}

// collect writes the blocks in order as they are done, adds up what was seen, and reports whether it came to the
// last one: then all blocks are free and nobody works any more.
func collect(ctx context.Context, dst audioio.Sink, ordered <-chan *block, free chan<- *block, progress func(int64)) (report Report, ended bool, err error) {
	for {
		var b *block
		select {
		case b = <-ordered:
		case <-ctx.Done():
			return report, false, context.Cause(ctx)
		}
		select {
		case <-b.done:
		case <-ctx.Done():
			return report, false, context.Cause(ctx)
		}
		if b.panicked != nil {
			panic(b.panicked)
		}
		if err := dst.WriteRaw(b.out); err != nil {
			return report, false, err
		}
		report.FramesIn += int64(b.fresh)
		report.FramesOut += int64(b.kept())
		report.NonFiniteIn += int64(b.nonFinite)
		report.Out.Add(b.stats)
		if progress != nil {
			progress(report.FramesIn)
		}
		last, err := b.last, b.err
		free <- b
		if last {
			return report, true, err
		}
	}
}

// A block is a stretch of the full convolution on its way from the source to the sink. Its inputs are
// lead zeros, the frames in raw, and zeros up to the end.
type block struct {
	count int    // outputs
	from  int    // the first output that is written; those before it are skipped
	at    int64  // place of that output in the result
	lead  int    // zeros before raw, where the window begins before the sound
	raw   []byte // history frames, then fresh ones, as the source stores them
	fresh int    // frames in raw that are new
	last  bool   // no block follows
	err   error  // why, when it was not the end of the sound

	out       []byte
	nonFinite int
	stats     audioio.Stats
	panicked  any           // what cutting or processing it panicked with
	done      chan struct{} // gets a value when the worker is through

	rawMemory, outMemory memory
}

func (b *block) kept() int { return b.count - b.from }

// A cutter cuts a source into blocks on the grid of the section, each with the history it needs.
type cutter struct {
	src    audioio.Source
	past   int // frames of history that a block needs: taps - 1
	frames int // of a block
	skip   int64
	tail   int    // zeros still to feed after the sound
	carry  []byte // the frames of the sound among the past ones before the next block
	start  int64  // of the next block
	read   int64  // frames of the sound so far
	ended  bool
	free   chan *block // the blocks that are not under way
}

// A block is of about mostSamples of all channels: enough that handing it over costs nothing beside the work,
// few enough that its bytes stay in a core's cache. Where a short sound would not keep every worker busy it is
// of fewer, down to leastSamples.
const (
	mostSamples  = 1 << 16
	leastSamples = 1 << 13
)

// blockFrames returns how many frames make a block.
func blockFrames(src audioio.Source, past, step int, o Options) int {
	if o.blockFrames > 0 {
		return roundUp(o.blockFrames, step)
	}
	channels := src.Format().Channels
	frames := mostSamples / channels
	if n := src.Frames(); n >= 0 {
		share := int(min(n/int64(4*o.Jobs), int64(frames)))
		frames = max(share, leastSamples/channels)
	}
	// History is decoded again with every block, so it should not outweigh the block.
	return roundUp(max(frames, past, 1), step)
}

// blocks returns how many blocks are under way: two for every worker, or fewer, but one more than there are
// workers, where they would take more than 8 MiB as they are read, and about as much again as they are written.
func blocks(jobs, size int) int {
	return min(2*jobs, max(jobs+1, 8<<20/max(size, 1)))
}

// begin makes c cut src into blocks that look back on past frames and begin on a grid of step frames, for a
// result that leaves out skip outputs and goes on for tail ones after the sound. Of what c did before it uses the
// memory.
func (c *cutter) begin(src audioio.Source, past, step, skip, tail int, o Options) {
	frames := blockFrames(src, past, step, o)
	*c = cutter{src: src, past: past, frames: frames, skip: int64(skip), tail: tail, carry: c.carry[:0], free: c.free}
	c.provide(blocks(o.Jobs, frames*src.Format().FrameSize()))
}

// provide makes n blocks free, those that are already, and new ones.
func (c *cutter) provide(n int) {
	if cap(c.free) == n {
		return
	}
	before := c.free
	c.free = make(chan *block, n)
	for range n {
		select {
		case b := <-before:
			c.free <- b
		default:
			c.free <- &block{done: make(chan struct{}, 1)}
		}
	}
}

// run has the workers take the blocks until the sound ends. With a short sound it does itself what a single worker
// would: waking that for every block would take a good part of the time.
func (c *cutter) run(ctx context.Context, workers []processor, ordered chan<- *block) {
	if len(workers) == 1 && c.short() {
		c.handOut(ctx, ordered, func(b *block) bool {
			workers[0].process(b)
			return true
		})
		return
	}
	work := make(chan *block)
	defer close(work)
	for _, w := range workers {
		go workOn(w, work)
	}
	c.handOut(ctx, ordered, func(b *block) bool {
		select {
		case work <- b:
			return true
		case <-ctx.Done():
			return false
		}
	})
}

// short reports whether the sound is known to be no longer than one of the largest blocks.
func (c *cutter) short() bool {
	n := c.src.Frames()
	return n >= 0 && n <= int64(mostSamples/c.src.Format().Channels)
}

// workOn is the life of one worker.
func workOn(w processor, work <-chan *block) {
	for b := range work {
		w.process(b)
	}
}

// handOut gives blocks to a worker and to the ordered queue until the sound ends, or give reports that none is wanted.
// It touches nothing after the last: whoever collects that may use the memory for another stream.
func (c *cutter) handOut(ctx context.Context, ordered chan<- *block, give func(*block) bool) {
	for more := true; more; {
		var b *block
		select {
		case b = <-c.free:
		case <-ctx.Done():
			return
		}
		c.fill(b)
		more = b.panicked == nil && !b.last
		if b.panicked != nil {
			b.done <- struct{}{}
		} else if !give(b) {
			return
		}
		ordered <- b // has room for every block there is
	}
}

// fill cuts the next stretch into b. A panic, of the source say, goes to the caller of Stream with it.
func (c *cutter) fill(b *block) {
	defer func() { b.panicked = recover() }()
	c.cut(b)
}

// cut makes b the next stretch.
func (c *cutter) cut(b *block) {
	frameSize := c.src.Format().FrameSize()
	history := len(c.carry) / frameSize
	room := c.frames
	if n := c.src.Frames(); n >= 0 {
		room = int(min(int64(room), n-c.read+1)) // one more, to meet the end
	}
	window := history + max(room, 1)
	b.raw = b.rawMemory.at(c.read*int64(frameSize)-int64(len(c.carry)), window*frameSize)
	copy(b.raw, c.carry)
	b.fresh, b.err = 0, nil
	if !c.ended {
		b.fresh, b.err = c.src.ReadRaw(b.raw[history*frameSize:])
		c.read += int64(b.fresh)
		c.ended = b.err != nil
	}
	b.raw = b.raw[:(history+b.fresh)*frameSize]
	b.count = b.fresh
	if c.ended && c.read > 0 {
		zeros := min(c.frames-b.fresh, c.tail)
		c.tail -= zeros
		b.count += zeros
	}
	if b.err == io.EOF {
		b.err = nil
	}
	b.last = c.ended && (c.tail == 0 || c.read == 0) || b.err != nil
	b.lead = int(max(int64(c.past)-c.start, 0))
	b.from = int(min(max(c.skip-c.start, 0), int64(b.count)))
	b.at = c.start + int64(b.from) - c.skip
	c.start += int64(b.count)
	c.keepHistory(b, frameSize)
}

// keepHistory carries the frames of b that the next block looks back on.
func (c *cutter) keepHistory(b *block, frameSize int) {
	// The window of b is lead zeros, raw, zeros: past+count frames. The next one begins count later.
	dropped := min(max(b.count-b.lead, 0)*frameSize, len(b.raw))
	c.carry = append(c.carry[:0], b.raw[dropped:]...)
}

// memory holds bytes of a stream where they lie in the stream, counted within pages. The kernel's copying takes
// two to three times as long on Zen 4 where the target lies 1 to 15 bytes behind the source, counted likewise; so
// the length of the header alone decides, and it hardly ever is such a one.
type memory []byte

var pageSize = int64(os.Getpagesize())

// at returns n bytes for those at place at of the stream, of any value.
func (m *memory) at(at int64, n int) []byte {
	offset := int((at%pageSize + pageSize) % pageSize)
	if cap(*m) < offset+n {
		*m = make([]byte, int(pageSize)+n)
	}
	return (*m)[offset : offset+n : offset+n]
}

// roundUp returns the least multiple of step that is n or more.
func roundUp(n, step int) int { return (n + step - 1) / step * step }
