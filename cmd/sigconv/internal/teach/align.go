package teach

import (
	"context"
	"fmt"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv/learn"
)

// openingSamples is how many samples of both recordings the delay is looked for in at a time: 11 s of mono at 48 kHz.
const openingSamples = 1 << 20

// align finds the delay of a pair, or takes that which the user gives.
func (m *material) align(ctx context.Context, p *pair, taps int) error {
	if m.Delay != nil {
		return p.setDelay(*m.Delay)
	}
	best, err := m.findDelay(ctx, p, max(taps, 32))
	if err != nil {
		return err
	}
	if !best.Clear() {
		return &load.HintError{
			Err: fmt.Errorf("%s: no delay behind %s stands out (found one of %d frames, %.3g times as likely as the next and %.3g times as the average, want 1.25 and 8, within %d frames)",
				p.wet.path, p.dry.path, best.Frames, best.Dominance, best.Standout, p.delayRange()),
			Hint: "--delay N says what it is; is it the same sound in both?",
		}
	}
	p.found = best
	return p.setDelay(best.Frames)
}

// delayRange returns how far a delay is looked for: no further than leaves half of the recordings to compare.
func (p *pair) delayRange() int {
	shorter := min(p.dry.frames-p.start, p.wet.frames-p.start, p.most)
	return int(min(AutoDelay, shorter/2))
}

// findDelay looks for the delay in one stretch of the recordings after the other, until it stands out.
func (m *material) findDelay(ctx context.Context, p *pair, near int) (best learn.Delay, err error) {
	unaligned := *p
	if err := unaligned.setDelay(0); err != nil {
		return best, err
	}
	opening := openingSamples / (2 * p.channels())
	var dry, wet [][]float64
	taken, found := int64(0), false
	try := func() {
		d := learn.FindDelay(dry, wet, p.delayRange(), near)
		if d.Standout > best.Standout {
			best = d
		}
		found = d.Clear()
		dry, wet = nil, nil
	}
	within, stop := context.WithCancel(ctx)
	defer stop()
	err = unaligned.stream(within, func(x, y [][]float64) {
		if found {
			return
		}
		m.progress("looking for the delay", taken, unaligned.frames)
		dry, wet = appendFrames(dry, x), appendFrames(wet, y)
		taken += int64(len(y[0]))
		if len(wet[0]) >= opening {
			if try(); found {
				stop()
			}
		}
	})
	switch {
	case found:
		return best, nil
	case err != nil:
		return best, err
	}
	if len(wet) > 0 && len(wet[0]) > 0 {
		try()
	}
	return best, nil
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
