package teach

import (
	"errors"
	"fmt"
	"io/fs"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv/learn"
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
		most := max(dry.Channels, wet.Channels) // a mono recording serves every channel of the other
		for _, r := range []recording{p.dry, p.wet} {
			if p.channel >= r.format.Channels && (r.format.Channels > 1 || p.channel >= most) {
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

// common returns how many frames both recordings have, before a delay is known.
func (p *pair) common() int64 { return min(p.dry.frames-p.start, p.wet.frames-p.start, p.most) }

// holds reports whether there are more frames than a kernel of so many taps wants for one.
func (p *pair) holds(taps int) error {
	if p.common() <= int64(taps) {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recording is too short for so many taps (found %d frames, want more than %d)", p.wet.path, p.common(), taps),
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
