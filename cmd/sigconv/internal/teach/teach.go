// Package teach learns kernels and stacks from pairs of recordings: it opens and aligns them, has conv/learn learn, and
// writes what comes of it with its figures and pictures.
package teach

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv/learn"
)

// A Pair names a recording before and after what is to be learned.
type Pair struct{ Dry, Wet string }

// Material is what is learned from.
type Material struct {
	Pairs    []Pair
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

// AutoDelay is the most frames that a delay is looked for, either way: 1.4 s at 48 kHz, and just what a transform holds.
const AutoDelay = 1<<16 - 1

// material is opened and aligned pairs.
type material struct {
	Material
	pairs    []*pair
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
		p, err := openPair(names, m)
		if err != nil {
			return nil, err
		}
		all.pairs = append(all.pairs, p)
		if err := p.matches(all.pairs[0]); err != nil {
			return nil, err
		}
		if err := p.holds(size.taps); err != nil {
			return nil, err
		}
		if p.common() > all.pairs[longest].common() {
			longest = i
		}
	}
	if err := all.alignAll(ctx, size, longest); err != nil {
		return nil, err
	}
	for _, p := range all.pairs {
		all.warnings = append(all.warnings, p.warnings...)
	}
	return all, nil
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
func (m *material) kernelOf(ctx context.Context, p *pair, size kernelSize) ([]*learn.Fit, error) {
	one := *m
	one.pairs = []*pair{p}
	equations, _, err := one.gather(ctx, size)
	if err != nil {
		return nil, err
	}
	return one.solve(equations, size)
}

// rate returns the sample rate of the recordings.
func (m *material) rate() int { return m.pairs[0].wet.format.Rate }

// outputs returns how many channels of the wet recordings are learned.
func (m *material) outputs() int { return m.pairs[0].channels() }

// frames returns how many frames of aligned pairs there are.
func (m *material) frames() (n int64) {
	for _, p := range m.pairs {
		n += p.frames
	}
	return n
}

// files returns the files that no output may replace.
func (m *material) files() (files []fs.FileInfo) {
	for _, p := range m.pairs {
		files = append(files, p.dry.info, p.wet.info)
	}
	return files
}

// name is what messages call the material.
func (m *material) name() string {
	name := m.pairs[0].names.Dry + " -> " + m.pairs[0].names.Wet
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
		begin(p.split(m.HeldOut))
		err := p.stream(ctx, func(dry, wet [][]float64) {
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
