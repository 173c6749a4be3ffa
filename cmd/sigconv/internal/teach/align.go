package teach

import (
	"context"
	"fmt"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
	"sigconv/conv/learn"
)

// How much of both recordings the delay is looked for in at a time: 11 s of mono at 48 kHz, of so many channels at most, and no
// less than a delay can be long.
const (
	openingSamples  = 1 << 20
	openingChannels = 8
	openingFrames   = 2 * AutoDelay
)

// leastDelayFrames is how short recordings may be to look for a delay in: in fewer no delay can stand out.
const leastDelayFrames = 512

// align finds the delay of a pair, or takes that which the user gives. like is what is known of the kernel already, nil for nothing:
// a kernel with several peaks could be aligned by one of them here and by another there.
func (m *material) align(ctx context.Context, p *pair, near int, like []*learn.Fit) error {
	if m.Delay != nil {
		return p.setDelay(*m.Delay)
	}
	unaligned := *p
	if err := unaligned.setDelay(0); err != nil {
		return err
	}
	search := delaySearch{material: m, pair: &unaligned, near: near, like: like}
	best, err := search.run(ctx)
	if err != nil {
		return err
	}
	if !best.Clear() && unaligned.frames < leastDelayFrames {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recording is too short to find its delay (found %d frames, want %d at least)", p.wet.path, unaligned.frames, leastDelayFrames),
			Hint: "--delay N says what it is",
		}
	}
	if !best.Clear() {
		return &load.HintError{
			Err: fmt.Errorf("%s: no delay behind %s stands out (found one of %d frames, %.3g times as likely as the next and %.3g times as the average, want 1.25 and 8, within %d frames)",
				p.wet.path, p.dry.path, best.Frames, best.Dominance, best.Standout, search.most()),
			Hint: "--delay N says what it is; is it the same sound in both, and more than bass or a loop?",
		}
	}
	p.found = best
	return p.setDelay(best.Frames)
}

// A delaySearch looks for the delay of a pair in one stretch of the recordings after the other, until it stands out.
type delaySearch struct {
	*material
	pair *pair // not aligned
	near int
	like []*learn.Fit

	dry, wet  [][]float64 // the stretch
	taken     int64
	best      learn.Delay
	drySounds bool
	wetSounds bool
}

// most returns how far a delay is looked for: no further than leaves half of the recordings to compare.
func (s *delaySearch) most() int { return int(min(AutoDelay, s.pair.frames/2)) }

func (s *delaySearch) run(ctx context.Context) (learn.Delay, error) {
	opening := max(openingSamples/(2*min(s.pair.channels(), openingChannels)), openingFrames)
	within, stop := context.WithCancel(ctx)
	defer stop()
	err := s.pair.stream(within, func(dry, wet [][]float64) {
		if s.best.Clear() {
			return
		}
		s.take(dry, wet)
		if len(s.wet[0]) >= opening {
			if s.try(); s.best.Clear() {
				stop()
			}
		}
	})
	if s.best.Clear() {
		return s.best, nil
	}
	if err != nil {
		return s.best, err
	}
	if len(s.wet) > 0 {
		s.try()
	}
	for _, side := range []struct {
		sounds bool
		path   string
	}{{s.drySounds, s.pair.dry.path}, {s.wetSounds, s.pair.wet.path}} {
		if !side.sounds {
			return s.best, &load.HintError{
				Err:  fmt.Errorf("%s: %w (found no sample but 0)", side.path, learn.ErrSilence),
				Hint: "--start and --duration take another part",
			}
		}
	}
	return s.best, nil
}

// take adds the next frames to the stretch.
func (s *delaySearch) take(dry, wet [][]float64) {
	s.progress("looking for the delay", s.taken, s.pair.frames)
	channels := min(len(wet), openingChannels)
	s.dry, s.wet = appendFrames(s.dry, dry[:channels]), appendFrames(s.wet, wet[:channels])
	s.taken += int64(len(wet[0]))
	s.drySounds = s.drySounds || sounds(dry)
	s.wetSounds = s.wetSounds || sounds(wet)
}

func sounds(channels [][]float64) bool {
	for _, x := range channels {
		for _, v := range x {
			if v != 0 {
				return true
			}
		}
	}
	return false
}

// try looks for the delay in the stretch, and begins another.
func (s *delaySearch) try() {
	for c := range s.dry {
		if s.like != nil {
			k := conv.NewStackConvolver(s.like[c].Stack(), conv.Same, conv.Auto)
			s.dry[c] = k.Flush(k.Process(nil, s.dry[c:c+1]))[0]
		}
	}
	if d := learn.FindDelay(s.dry, s.wet, s.most(), s.near); d.Standout > s.best.Standout {
		s.best = d
	}
	s.dry, s.wet = nil, nil
}

// appendFrames appends frames to every channel of x, nil for none yet.
func appendFrames(x, frames [][]float64) [][]float64 {
	if x == nil {
		x = make([][]float64, len(frames))
	}
	for c := range frames {
		x[c] = append(x[c], frames[c]...)
	}
	return x
}
