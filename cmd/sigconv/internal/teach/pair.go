package teach

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv/learn"
	"sigconv/internal/parallel"
)

// A recording is a WAV file that is gone over more than once.
type recording struct {
	path   string
	info   fs.FileInfo
	format audioio.Format
	frames int64
}

// A pair is two recordings of the same, before and after.
type pair struct {
	names    Pair
	dry, wet recording
	channel  int   // counted from 0, -1 for all
	start    int64 // in both
	most     int64 // frames from there on

	delay    int
	found    learn.Delay
	frames   int64 // of the aligned pair
	warnings []string
}

func openRecording(path string) (r recording, warnings []string, err error) {
	r.path = path
	if path == load.Pipe {
		return r, nil, errors.New("a recording cannot come from standard input, since it is gone over more than once (want a file)")
	}
	in, err := load.OpenInput(path)
	if err != nil {
		return r, nil, err
	}
	defer in.Close()
	if !in.Info.Mode().IsRegular() {
		return r, nil, fmt.Errorf("%s: a recording is gone over more than once (found a pipe or a device, want a file)", path)
	}
	r.info, r.format, r.frames = in.Info, in.Format(), in.Frames()
	if r.frames < 0 {
		if r.frames, err = in.Length(); err != nil {
			return r, nil, load.Named(path, err)
		}
	}
	for _, w := range in.Warnings() {
		warnings = append(warnings, path+": "+w)
	}
	return r, warnings, nil
}

// openPair opens both recordings, and checks whether they may be a pair.
func openPair(names Pair, m Material) (*pair, error) {
	p := &pair{names: names, channel: m.Channel - 1}
	var err error
	for _, side := range []struct {
		path string
		into *recording
	}{{names.Dry, &p.dry}, {names.Wet, &p.wet}} {
		var warnings []string
		if *side.into, warnings, err = openRecording(side.path); err != nil {
			return nil, err
		}
		p.warnings = append(p.warnings, warnings...)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	p.start, p.most = m.Start.At(p.dry.format.Rate), 1<<50
	if !m.Whole {
		p.most = m.Duration.At(p.dry.format.Rate)
	}
	for _, r := range []recording{p.dry, p.wet} {
		if p.start >= r.frames {
			return nil, fmt.Errorf("%s: there is nothing to learn from (found %d frames, want some behind frame %d)", r.path, r.frames, p.start)
		}
	}
	if p.dry.frames != p.wet.frames {
		p.warnings = append(p.warnings, fmt.Sprintf("%s and %s differ in length (found %d and %d frames): the part that they have in common is used",
			names.Dry, names.Wet, p.dry.frames, p.wet.frames))
	}
	return p, nil
}

// check reports what two recordings of the same cannot have.
func (p *pair) check() error {
	dry, wet := p.dry.format, p.wet.format
	if dry.Rate != wet.Rate {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recordings have different sample rates (found %d Hz, want %d Hz, as %s)", p.wet.path, wet.Rate, dry.Rate, p.dry.path),
			Hint: "resample one of them, such as with: sox -G in.wav -r RATE out.wav",
		}
	}
	if p.channel >= 0 {
		for _, r := range []recording{p.dry, p.wet} {
			if p.channel >= r.format.Channels && r.format.Channels > 1 {
				return fmt.Errorf("%s: the recording has no such channel (found %d, want 1 to %d)", r.path, p.channel+1, r.format.Channels)
			}
		}
		return nil
	}
	if dry.Channels != wet.Channels && dry.Channels != 1 {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recordings have different channels (found %d, want %d, as %s, or a dry one with 1)", p.wet.path, wet.Channels, dry.Channels, p.dry.path),
			Hint: "--channel N takes one of each",
		}
	}
	return nil
}

// matches reports whether p can be learned from together with another pair.
func (p *pair) matches(first *pair) error {
	if p.wet.format.Rate != first.wet.format.Rate {
		return fmt.Errorf("%s: the pairs have different sample rates (found %d Hz, want %d Hz, as %s)",
			p.wet.path, p.wet.format.Rate, first.wet.format.Rate, first.wet.path)
	}
	if p.channels() != first.channels() || len(p.dryChannels()) != len(first.dryChannels()) {
		return fmt.Errorf("%s: the pairs have different channels (found %d of dry and %d of wet, want %d and %d, as the first pair)",
			p.wet.path, len(p.dryChannels()), p.channels(), len(first.dryChannels()), first.channels())
	}
	return nil
}

// holds reports whether there are more frames than a kernel of so many taps wants for one.
func (p *pair) holds(taps int) error {
	if shorter := min(p.dry.frames-p.start, p.wet.frames-p.start, p.most); shorter <= int64(taps) {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recording is too short for so many taps (found %d frames, want more than %d)", p.wet.path, shorter, taps),
			Hint: "learn fewer taps",
		}
	}
	return nil
}

// channelsOf returns the channels of a recording that are learned, counted from 0. One channel serves any number.
func (p *pair) channelsOf(r recording) (channels []int) {
	if p.channel >= 0 {
		return []int{min(p.channel, r.format.Channels-1)}
	}
	for c := range r.format.Channels {
		channels = append(channels, c)
	}
	return channels
}

func (p *pair) dryChannels() []int { return p.channelsOf(p.dry) }

// channels returns how many channels are learned.
func (p *pair) channels() int { return len(p.channelsOf(p.wet)) }

// setDelay aligns the recordings.
func (p *pair) setDelay(frames int) error {
	p.delay = frames
	dry, wet := p.offsets()
	p.frames = min(p.dry.frames-dry, p.wet.frames-wet, p.most)
	if p.frames < 1 {
		return fmt.Errorf("%s: nothing is left of the recordings with a delay of %d frames (found %d frames of dry and %d of wet)",
			p.wet.path, frames, p.dry.frames, p.wet.frames)
	}
	return nil
}

// offsets returns where the aligned pair begins in both recordings.
func (p *pair) offsets() (dry, wet int64) {
	return p.start + int64(max(-p.delay, 0)), p.start + int64(max(p.delay, 0))
}

func (p *pair) split(heldOut float64) learn.Split {
	return learn.Split{Frames: p.frames, HeldOut: heldOut}
}

// blockFrames is how many frames of a pair are read at a time.
const blockFrames = 1 << 15

// A block is some frames of an aligned pair, [channel][frame].
type block struct {
	dry, wet [][]float64
	err      error
}

// stream calls take with the frames of the aligned pair, block by block, as many channels of dry as of wet. The next block is read and
// decoded meanwhile; a block holds until take returns.
func (p *pair) stream(ctx context.Context, take func(dry, wet [][]float64)) error {
	dry, wet, err := p.reopen()
	if err != nil {
		return err
	}
	defer dry.close()
	defer wet.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	blocks, free := make(chan block), make(chan block, 3)
	for range cap(free) {
		free <- block{}
	}
	go func() {
		defer close(blocks)
		for at := int64(0); at < p.frames; {
			b := <-free
			n := int(min(blockFrames, p.frames-at))
			parallel.Do(2, 2, func(i int) {
				side, into := dry, &b.dry
				if i == 1 {
					side, into = wet, &b.wet
				}
				*into, side.err = side.read(*into, n)
			})
			b.err = errors.Join(dry.err, wet.err)
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
	}()
	for {
		select {
		case b, more := <-blocks:
			switch {
			case !more:
				return nil
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
func (p *pair) reopen() (dry, wet *side, err error) {
	dryAt, wetAt := p.offsets()
	if dry, err = openSide(p.dry, dryAt, p.dryChannels()); err != nil {
		return nil, nil, err
	}
	if wet, err = openSide(p.wet, wetAt, p.channelsOf(p.wet)); err != nil {
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

func openSide(r recording, at int64, channels []int) (*side, error) {
	in, err := load.OpenInput(r.path)
	if err != nil {
		return nil, err
	}
	if in.Format() != r.format {
		in.Close()
		return nil, fmt.Errorf("%s: the recording was changed meanwhile", r.path)
	}
	if _, err := in.Skip(at); err != nil {
		in.Close()
		return nil, load.Named(r.path, err)
	}
	return &side{in: in, path: r.path, channels: channels, at: at}, nil
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
			return fmt.Errorf("%s: a sample is not finite (found %v in frame %d of channel %d)", path, v, from+int64(i), channel+1)
		}
	}
	return nil
}
