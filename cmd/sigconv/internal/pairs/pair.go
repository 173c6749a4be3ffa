// Package pairs opens two recordings of the same, finds how much later one of them is, and reads them side by side, block by block.
package pairs

import (
	"errors"
	"fmt"
	"io/fs"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv/learn"
)

// A Recording is a WAV file that is gone over more than once.
type Recording struct {
	Path   string
	Info   fs.FileInfo
	Format audioio.Format
	Frames int64
}

// Names are the paths of a pair: a recording before something was done to it, and one behind that.
type Names struct{ Dry, Wet string }

// A Pair is two recordings of the same, before and after.
type Pair struct {
	Names    Names
	Dry, Wet Recording
	Delay    int         // frames that the wet recording is later
	Found    learn.Delay // how it was found; zero where it was not
	Frames   int64       // of the aligned pair
	Warnings []string

	channel int // counted from 0, -1 for all
	start   int64
	most    int64
}

// Open opens both recordings, of which a channel counts, counted from 1, or 0 for all, and checks whether they may be a pair.
// They are not aligned yet.
func Open(names Names, channel int) (*Pair, error) {
	p := &Pair{Names: names, channel: channel - 1}
	for _, side := range []struct {
		path string
		into *Recording
	}{{names.Dry, &p.Dry}, {names.Wet, &p.Wet}} {
		var err error
		var warnings []string
		if *side.into, warnings, err = openRecording(side.path); err != nil {
			return nil, err
		}
		p.Warnings = append(p.Warnings, warnings...)
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if p.Dry.Frames != p.Wet.Frames {
		p.Warnings = append(p.Warnings, fmt.Sprintf("%s and %s differ in length (found %d and %d frames): the part that they have in common is used",
			names.Dry, names.Wet, p.Dry.Frames, p.Wet.Frames))
	}
	return p, p.Narrow(0, mostFrames)
}

// mostFrames is more than any recording has.
const mostFrames = 1 << 50

// Narrow takes so many frames of both recordings at most, from one on. It is an error where there are none.
func (p *Pair) Narrow(start, most int64) error {
	p.start, p.most = start, most
	for _, r := range []Recording{p.Dry, p.Wet} {
		if start >= r.Frames {
			return fmt.Errorf("%s: the recording is too short (found %d frames, want some behind frame %d)", r.Path, r.Frames, start)
		}
	}
	return p.SetDelay(0)
}

func openRecording(path string) (r Recording, warnings []string, err error) {
	r.Path = path
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
	r.Info, r.Format, r.Frames = in.Info, in.Format(), in.Frames()
	if r.Frames < 0 {
		if r.Frames, err = in.Length(); err != nil {
			return r, nil, load.Named(path, err)
		}
	}
	for _, w := range in.Warnings() {
		warnings = append(warnings, path+": "+w)
	}
	return r, warnings, nil
}

// check reports what two recordings of the same cannot have.
func (p *Pair) check() error {
	dry, wet := p.Dry.Format, p.Wet.Format
	if dry.Rate != wet.Rate {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recordings have different sample rates (found %d Hz, want %d Hz, as %s)", p.Wet.Path, wet.Rate, dry.Rate, p.Dry.Path),
			Hint: "resample one of them, such as with: sox -G in.wav -r RATE out.wav",
		}
	}
	if p.channel >= 0 {
		most := max(dry.Channels, wet.Channels) // a mono recording serves every channel of the other
		for _, r := range []Recording{p.Dry, p.Wet} {
			if p.channel >= r.Format.Channels && (r.Format.Channels > 1 || p.channel >= most) {
				return fmt.Errorf("%s: the recording has no such channel (found %d, want 1 to %d)", r.Path, p.channel+1, r.Format.Channels)
			}
		}
		return nil
	}
	if dry.Channels != wet.Channels && dry.Channels != 1 {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recordings have different channels (found %d, want %d, as %s, or a dry one with 1)", p.Wet.Path, wet.Channels, dry.Channels, p.Dry.Path),
			Hint: "--channel N takes one of each",
		}
	}
	return nil
}

// Common returns how many frames both recordings have, before a delay is known.
func (p *Pair) Common() int64 { return min(p.Dry.Frames-p.start, p.Wet.Frames-p.start, p.most) }

// ChannelsOf returns the channels of a recording that count, counted from 0. One channel serves any number.
func (p *Pair) ChannelsOf(r Recording) (channels []int) {
	if p.channel >= 0 {
		return []int{min(p.channel, r.Format.Channels-1)}
	}
	for c := range r.Format.Channels {
		channels = append(channels, c)
	}
	return channels
}

// DryChannels returns the channels of the dry recording that count, counted from 0.
func (p *Pair) DryChannels() []int { return p.ChannelsOf(p.Dry) }

// Channels returns how many channels count.
func (p *Pair) Channels() int { return len(p.ChannelsOf(p.Wet)) }

// SetDelay aligns the recordings. It is an error where nothing is left of them.
func (p *Pair) SetDelay(frames int) error {
	p.Delay = frames
	dry, wet := p.Offsets()
	p.Frames = min(p.Dry.Frames-dry, p.Wet.Frames-wet, p.most)
	if p.Frames < 1 {
		return fmt.Errorf("%s: nothing is left of the recordings with a delay of %d frames (found %d frames of dry and %d of wet)",
			p.Wet.Path, frames, p.Dry.Frames, p.Wet.Frames)
	}
	return nil
}

// Offsets returns where the aligned pair begins in both recordings.
func (p *Pair) Offsets() (dry, wet int64) {
	return p.start + int64(max(-p.Delay, 0)), p.start + int64(max(p.Delay, 0))
}

// Excerpt reads some frames of channels that are counted from 0. It is an error where the recording has fewer.
func (r Recording) Excerpt(channels []int, from, frames int64) ([][]float64, error) {
	in, err := load.OpenInput(r.Path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	samples, err := in.Excerpt(channels, from, from+frames)
	if err == nil && int64(len(samples[0])) < frames {
		err = fmt.Errorf("the recording was changed meanwhile")
	}
	if err != nil {
		return nil, load.Named(r.Path, err)
	}
	return samples, nil
}
