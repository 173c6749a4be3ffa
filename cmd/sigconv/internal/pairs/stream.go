package pairs

import (
	"context"
	"fmt"
	"io"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/internal/parallel"
)

// blockFrames is how many frames of a pair are read at a time.
const blockFrames = 1 << 15

// A block is some frames of an aligned pair, [channel][frame].
type block struct {
	dry, wet [][]float64
	err      error
}

// Stream calls take with the frames of the aligned pair, block by block, as many channels of dry as of wet. The next block is read and
// decoded meanwhile; a block holds until take returns.
func (p *Pair) Stream(ctx context.Context, take func(dry, wet [][]float64)) error {
	dry, wet, err := p.reopen()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	blocks, free := make(chan block), make(chan block, 3)
	for range cap(free) {
		free <- block{}
	}
	defer func() {
		cancel()
		for range blocks { // until nobody reads any more
		}
		dry.close()
		wet.close()
	}()
	go func() {
		defer close(blocks)
		readBlocks(ctx, dry, wet, p.Frames, blocks, free)
	}()
	for {
		select {
		case b, more := <-blocks:
			switch {
			case !more:
				return context.Cause(ctx)
			case b.err != nil:
				return b.err
			}
			take(spread(b.dry, len(b.wet)), b.wet)
			free <- b
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// readBlocks fills free blocks with the next frames of both sides, until there are so many, or ctx is cancelled.
func readBlocks(ctx context.Context, dry, wet *side, frames int64, blocks chan<- block, free <-chan block) {
	for at := int64(0); at < frames; {
		var b block
		select {
		case b = <-free:
		case <-ctx.Done():
			return
		}
		n := int(min(blockFrames, frames-at))
		parallel.Do(2, 2, func(i int) {
			if i == 0 {
				b.dry, dry.err = dry.read(b.dry, n)
			} else {
				b.wet, wet.err = wet.read(b.wet, n)
			}
		})
		b.err = dry.err
		if b.err == nil {
			b.err = wet.err
		}
		at += int64(n)
		select {
		case blocks <- b:
		case <-ctx.Done():
			return
		}
		if b.err != nil {
			return
		}
	}
}

// spread returns as many channels as are wanted, of one that serves them all, or of as many.
func spread(channels [][]float64, n int) [][]float64 {
	if len(channels) == n {
		return channels
	}
	all := make([][]float64, n)
	for c := range all {
		all[c] = channels[0]
	}
	return all
}

// reopen opens both recordings where the aligned pair begins.
func (p *Pair) reopen() (dry, wet *side, err error) {
	dryAt, wetAt := p.Offsets()
	if dry, err = openSide(p.Dry, dryAt, p.DryChannels()); err != nil {
		return nil, nil, err
	}
	if wet, err = openSide(p.Wet, wetAt, p.ChannelsOf(p.Wet)); err != nil {
		dry.close()
		return nil, nil, err
	}
	return dry, wet, nil
}

// A side is a recording of a pair that is being read.
type side struct {
	in       *load.Input
	path     string
	channels []int
	at       int64 // the next frame
	raw      []byte
	err      error
}

func openSide(r Recording, at int64, channels []int) (*side, error) {
	in, err := load.OpenInput(r.Path)
	if err != nil {
		return nil, err
	}
	if in.Format() != r.Format {
		in.Close()
		return nil, fmt.Errorf("%s: the recording was changed meanwhile", r.Path)
	}
	if _, err := in.Skip(at); err != nil {
		in.Close()
		return nil, load.Named(r.Path, err)
	}
	return &side{in: in, path: r.Path, channels: channels, at: at}, nil
}

func (s *side) close() { s.in.Close() }

// read decodes the next n frames into dst. It is an error where there are fewer, or where a sample is not finite.
func (s *side) read(dst [][]float64, n int) ([][]float64, error) {
	format := s.in.Format()
	size := format.FrameSize()
	if len(s.raw) < n*size {
		s.raw = make([]byte, n*size)
	}
	got, err := io.ReadFull(rawReader{s.in}, s.raw[:n*size])
	if err != nil {
		return dst, fmt.Errorf("%s: the recording ends early (found %d frames, want %d)", s.path, s.at+int64(got/size), s.at+int64(n))
	}
	dst = resized(dst, len(s.channels), n)
	for i, c := range s.channels {
		if format.DecodeChannel(dst[i], s.raw[:n*size], c) > 0 {
			return dst, notFinite(s.path, dst[i], c, s.at)
		}
	}
	s.at += int64(n)
	return dst, nil
}

// rawReader reads raw frames as bytes.
type rawReader struct{ in *load.Input }

func (r rawReader) Read(p []byte) (int, error) {
	frames, err := r.in.ReadRaw(p)
	return frames * r.in.Format().FrameSize(), err
}

// resized returns memory for so many channels and frames, of any value.
func resized(x [][]float64, channels, frames int) [][]float64 {
	if len(x) != channels {
		x = make([][]float64, channels)
	}
	for c := range x {
		if cap(x[c]) < frames {
			x[c] = make([]float64, frames)
		}
		x[c] = x[c][:frames]
	}
	return x
}

// notFinite says where the first sample is that is no number.
func notFinite(path string, samples []float64, channel int, from int64) error {
	for i, v := range samples {
		if v-v != 0 {
			return load.NonFinite(path, channel, from+int64(i), v)
		}
	}
	return nil
}
