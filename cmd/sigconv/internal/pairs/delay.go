package pairs

import (
	"context"
	"fmt"

	"sigconv/conv/learn"
)

// How much of both recordings the delay is looked for in at a time: 11 s of mono at 48 kHz, of so many channels at most, and no
// less than a delay can be long.
const (
	openingSamples  = 1 << 20
	openingChannels = 8
	openingFrames   = 2 * MostDelay
)

// MostDelay is the most frames that a delay is looked for, either way: 1.4 s at 48 kHz, and just what a transform holds.
const MostDelay = 1<<16 - 1

// A DelaySearch looks for the delay of a pair in one stretch of the recordings after the other, until it stands out.
type DelaySearch struct {
	Pair     *Pair
	Near     int                                        // delays that close are no rivals
	Filter   func(channel int, dry []float64) []float64 // what is known to have been done to the dry recording; nil for nothing
	Progress func(done, total int64)                    // may be nil

	dry, wet  [][]float64 // the stretch
	taken     int64
	best      learn.Delay
	drySounds bool
	wetSounds bool
}

// Most returns how far a delay is looked for: no further than leaves half of the recordings to compare.
func (s *DelaySearch) Most() int { return int(min(MostDelay, s.Pair.Frames/2)) }

// Run returns the delay that stands out most, which may be none that is clear. It is an error, of [learn.ErrSilence], where a recording is
// silent. The pair is left as it is.
func (s *DelaySearch) Run(ctx context.Context) (learn.Delay, error) {
	unaligned := *s.Pair
	if err := unaligned.SetDelay(0); err != nil {
		return s.best, err
	}
	s.Pair = &unaligned
	opening := max(openingSamples/(2*min(s.Pair.Channels(), openingChannels)), openingFrames)
	within, stop := context.WithCancel(ctx)
	defer stop()
	err := s.Pair.Stream(within, func(dry, wet [][]float64) {
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
	return s.best, s.silence()
}

// silence reports a recording without a sound.
func (s *DelaySearch) silence() error {
	for _, side := range []struct {
		sounds bool
		path   string
	}{{s.drySounds, s.Pair.Dry.Path}, {s.wetSounds, s.Pair.Wet.Path}} {
		if !side.sounds {
			return fmt.Errorf("%s: %w (found no sample but 0)", side.path, learn.ErrSilence)
		}
	}
	return nil
}

// take adds the next frames to the stretch.
func (s *DelaySearch) take(dry, wet [][]float64) {
	if s.Progress != nil {
		s.Progress(s.taken, s.Pair.Frames)
	}
	channels := min(len(wet), openingChannels)
	s.dry, s.wet = AppendFrames(s.dry, dry[:channels]), AppendFrames(s.wet, wet[:channels])
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
func (s *DelaySearch) try() {
	if s.Filter != nil {
		for c := range s.dry {
			s.dry[c] = s.Filter(c, s.dry[c])
		}
	}
	if d := learn.FindDelay(s.dry, s.wet, s.Most(), s.Near); d.Standout > s.best.Standout {
		s.best = d
	}
	s.dry, s.wet = nil, nil
}

// AppendFrames appends frames to every channel of x, nil for none yet.
func AppendFrames(x, frames [][]float64) [][]float64 {
	if x == nil {
		x = make([][]float64, len(frames))
	}
	for c := range frames {
		x[c] = append(x[c], frames[c]...)
	}
	return x
}
