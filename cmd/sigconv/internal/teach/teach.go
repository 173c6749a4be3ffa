// Package teach learns kernels and stacks from pairs of recordings: it opens and aligns them, has conv/learn learn, and
// writes what comes of it with its figures and pictures.
package teach

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/conv/learn"
)

// Material is what is learned from.
type Material struct {
	Pairs    []pairs.Names
	Start    load.Moment // where it begins in both recordings of each pair
	Duration load.Moment // how long it is at most
	Whole    bool        // there is no bound to how long it is
	Channel  int         // counted from 1, 0 for all
	Delay    *int        // frames that the wet recordings come later, nil for finding out
	HeldOut  float64     // share that is held out of the learning
}

// Outputs is what is written.
type Outputs struct {
	Output   string // path of the kernel or the stack
	Report   string // path of the report, "" for none
	Pictures string // folder for pictures, "" for none
	Force    bool   // overwrite
	Reserved string // path of what is written besides, "" for none
}

// A Progress is told what is being done, and how much of it.
type Progress func(what string, done, total int64)

// material is opened and aligned pairs.
type material struct {
	Material
	pairs    []*pairs.Pair
	progress Progress
	warnings []string
}

// A kernelSize is what is known of a kernel before it is learned.
type kernelSize struct {
	taps   int
	center int // below 0 for finding out
	ridge  float64
}

// open opens the pairs, and finds their delays. Delays that a kernel of that size holds as well as another are near to
// one another, and rival none. So the longest pair is aligned by itself, and the others by the kernel that it gives.
func (m Material) open(ctx context.Context, size kernelSize, progress Progress) (*material, error) {
	all := &material{Material: m, progress: progress}
	longest := 0
	for i, names := range m.Pairs {
		p, err := m.openPair(names)
		if err != nil {
			return nil, err
		}
		all.pairs = append(all.pairs, p)
		if err := matches(p, all.pairs[0]); err != nil {
			return nil, err
		}
		if err := holds(p, size.taps); err != nil {
			return nil, err
		}
		if p.Common() > all.pairs[longest].Common() {
			longest = i
		}
	}
	if err := all.alignAll(ctx, size, longest); err != nil {
		return nil, err
	}
	for _, p := range all.pairs {
		all.warnings = append(all.warnings, p.Warnings...)
	}
	return all, nil
}

// openPair opens a pair, and takes the part of it that is learned from.
func (m Material) openPair(names pairs.Names) (*pairs.Pair, error) {
	p, err := pairs.Open(names, m.Channel)
	if err != nil {
		return nil, err
	}
	rate, most := p.Dry.Format.Rate, p.Frames
	if !m.Whole {
		most = m.Duration.At(rate)
	}
	return p, p.Narrow(m.Start.At(rate), most)
}

// matches reports whether p can be learned from together with another pair.
func matches(p, first *pairs.Pair) error {
	if p.Wet.Format.Rate != first.Wet.Format.Rate {
		return fmt.Errorf("%s: the pairs have different sample rates (found %d Hz, want %d Hz, as %s)",
			p.Wet.Path, p.Wet.Format.Rate, first.Wet.Format.Rate, first.Wet.Path)
	}
	if p.Channels() != first.Channels() || len(p.DryChannels()) != len(first.DryChannels()) {
		return fmt.Errorf("%s: the pairs have different channels (found %d of dry and %d of wet, want %d and %d, as the first pair)",
			p.Wet.Path, len(p.DryChannels()), p.Channels(), len(first.DryChannels()), first.Channels())
	}
	return nil
}

// holds reports whether there are more frames than a kernel of so many taps wants for one.
func holds(p *pairs.Pair, taps int) error {
	if p.Common() <= int64(taps) {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recording is too short for so many taps (found %d frames, want more than %d)", p.Wet.Path, p.Common(), taps),
			Hint: "learn fewer taps",
		}
	}
	return nil
}

// alignAll finds the delays of all pairs, first of one.
func (m *material) alignAll(ctx context.Context, size kernelSize, first int) error {
	near := max(size.taps, 32)
	if err := m.align(ctx, m.pairs[first], near, nil); err != nil {
		return err
	}
	var like []*learn.Fit
	if len(m.pairs) > 1 && m.Delay == nil {
		var err error
		if like, err = m.kernelOf(ctx, m.pairs[first], size); ctx.Err() != nil {
			return err // else the pairs together may have what one has not
		}
	}
	for i, p := range m.pairs {
		if i == first {
			continue
		}
		if err := m.align(ctx, p, near, like); err != nil {
			return err
		}
	}
	return nil
}

// kernelOf returns the kernel of one pair, nil where it has none.
func (m *material) kernelOf(ctx context.Context, p *pairs.Pair, size kernelSize) ([]*learn.Fit, error) {
	one := *m
	one.pairs = []*pairs.Pair{p}
	equations, _, err := one.gather(ctx, size)
	if err != nil {
		return nil, err
	}
	return one.solve(equations, size)
}

// rate returns the sample rate of the recordings.
func (m *material) rate() int { return m.pairs[0].Wet.Format.Rate }

// outputs returns how many channels of the wet recordings are learned.
func (m *material) outputs() int { return m.pairs[0].Channels() }

// frames returns how many frames of aligned pairs there are.
func (m *material) frames() (n int64) {
	for _, p := range m.pairs {
		n += p.Frames
	}
	return n
}

// files returns the files that no output may replace.
func (m *material) files() (files []fs.FileInfo) {
	for _, p := range m.pairs {
		files = append(files, p.Dry.Info, p.Wet.Info)
	}
	return files
}

// name is what messages call the material.
func (m *material) name() string {
	name := m.pairs[0].Names.Dry + " -> " + m.pairs[0].Names.Wet
	if n := len(m.pairs) - 1; n > 0 {
		name += fmt.Sprintf(" and %d more", n)
	}
	return name
}

// pass goes over all pairs once, block by block.
func (m *material) pass(ctx context.Context, what string, begin func(learn.Split), take func(dry, wet [][]float64), end func()) error {
	var done int64
	total := m.frames()
	for _, p := range m.pairs {
		begin(learn.Split{Frames: p.Frames, HeldOut: m.HeldOut})
		err := p.Stream(ctx, func(dry, wet [][]float64) {
			take(dry, wet)
			done += int64(len(wet[0]))
			m.progress(what, done, total)
		})
		if err != nil {
			return err
		}
		end()
	}
	return nil
}

// explain names the recordings in an error of learning.
func (m *material) explain(err error) error {
	var channel *learn.ChannelError
	name := m.name()
	if errors.As(err, &channel) && (m.outputs() > 1) {
		name += fmt.Sprintf(": channel %d", channel.Channel+1)
	}
	if channel != nil {
		err = channel.Err
	}
	switch {
	case errors.Is(err, learn.ErrSilence):
		hint := "--start and --duration take another part"
		if m.outputs() > 1 {
			hint += ", --channel one channel"
		}
		return &load.HintError{Err: fmt.Errorf("%s: %w", name, err), Hint: hint}
	case errors.Is(err, learn.ErrSingular):
		return &load.HintError{
			Err:  fmt.Errorf("%s: %w (found equations without one answer, want a sound with all frequencies)", name, err),
			Hint: "--ridge 1e-9 takes the smallest of the answers; fewer --taps may have one",
		}
	default:
		return fmt.Errorf("%s: %w", name, err)
	}
}
