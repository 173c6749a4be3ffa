package teach

import (
	"context"
	"errors"
	"fmt"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/conv"
	"sigconv/conv/learn"
)

// leastDelayFrames is how short recordings may be to look for a delay in: in fewer no delay can stand out.
const leastDelayFrames = 512

// align finds the delay of a pair, or takes that which the user gives. like is what is known of the kernel already, nil for nothing:
// a kernel with several peaks could be aligned by one of them here and by another there.
func (m *material) align(ctx context.Context, p *pairs.Pair, near int, like []*learn.Fit) error {
	if m.Delay != nil {
		return p.SetDelay(*m.Delay)
	}
	search := pairs.DelaySearch{Pair: p, Near: near, Progress: func(done, total int64) { m.progress("looking for the delay", done, total) }}
	if like != nil {
		search.Filter = func(channel int, dry []float64) []float64 {
			k := conv.NewStackConvolver(like[channel].Stack(), conv.Same, conv.Auto)
			return k.Flush(k.Process(nil, [][]float64{dry}))[0]
		}
	}
	best, err := search.Run(ctx)
	if errors.Is(err, learn.ErrSilence) {
		err = &load.HintError{Err: err, Hint: "--start and --duration take another part"}
	}
	if err != nil {
		return err
	}
	if err := p.SetDelay(0); err != nil {
		return err
	}
	if !best.Clear() && p.Frames < leastDelayFrames {
		return &load.HintError{
			Err:  fmt.Errorf("%s: the recording is too short to find its delay (found %d frames, want %d at least)", p.Wet.Path, p.Frames, leastDelayFrames),
			Hint: "--delay N says what it is",
		}
	}
	if !best.Clear() {
		return &load.HintError{
			Err: fmt.Errorf("%s: no delay behind %s stands out (found one of %d frames, %.3g times as likely as the next and %.3g times as the average, want 1.25 and 8, within %d frames)",
				p.Wet.Path, p.Dry.Path, best.Frames, best.Dominance, best.Standout, search.Most()),
			Hint: "--delay N says what it is; is it the same sound in both, and more than bass or a loop?",
		}
	}
	p.Found = best
	return p.SetDelay(best.Frames)
}
