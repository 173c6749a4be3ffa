package listen

import (
	"context"
	"fmt"
	"slices"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv/learn"
)

// unify gives all sounds the same number of channels: a mono sound is heard on all of them, and measured so. A mono sound beside a stereo
// one would else be 3 dB louder than it reads.
func (p *preparation) unify() error {
	most := 0
	for _, s := range p.sounds {
		most = max(most, len(s.Samples))
	}
	for _, s := range p.sounds {
		if s.Rate != p.rate {
			return &load.HintError{
				Err:  fmt.Errorf("%s: the sounds have different sample rates (found %d Hz, want %d Hz, as %s)", s.Name, s.Rate, p.rate, p.reference().Name),
				Hint: "resample one of them, such as with: sox -G in.wav -r RATE out.wav",
			}
		}
		if n := len(s.Samples); n != most && n != 1 {
			return fmt.Errorf("%s: the sounds have different channels (found %d, want %d or 1)", s.Name, n, most)
		}
		for len(s.Samples) < most {
			s.Samples = append(s.Samples, s.Samples[0])
		}
	}
	return nil
}

// mostDelay is how far a delay is looked for, either way: a second and a half at 44.1 kHz; and alignFrames is in how much.
const (
	mostDelay   = 1<<16 - 1
	alignFrames = 1 << 19
)

// align takes away what the sounds are later than the reference.
func (p *preparation) align(ctx context.Context) error {
	for i, s := range p.sounds[1:] {
		p.progress("aligning", int64(i), int64(len(p.sounds)-1))
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		delay, err := p.delayOf(s)
		if err != nil {
			return err
		}
		s.delay = delay
	}
	// Who is ahead of the reference is where it begins.
	ahead := 0
	for _, s := range p.sounds {
		ahead = max(ahead, -s.delay)
	}
	for _, s := range p.sounds {
		if skip := s.delay + ahead; skip >= len(s.Samples[0]) {
			return fmt.Errorf("%s: nothing is left with a delay of %d frames (found %d frames)", s.Name, s.delay, len(s.Samples[0]))
		} else {
			s.crop(skip, len(s.Samples[0]))
		}
	}
	return nil
}

func (s *Sound) crop(from, to int) {
	s.Samples = slices.Clone(s.Samples)
	for c := range s.Samples {
		s.Samples[c] = s.Samples[c][from:to]
	}
}

// delayOf returns how much later a sound is than the reference: what the user says; what is known of its kernel; what the correlation shows.
func (p *preparation) delayOf(s *Sound) (int, error) {
	if p.job.Delay != nil {
		return *p.job.Delay, nil
	}
	reference := p.reference()
	frames := min(len(s.Samples[0]), len(reference.Samples[0]), alignFrames)
	most := min(mostDelay, frames/2)
	if most < 1 {
		return 0, nil
	}
	const near = 32 // frames: neighbours are no rivals
	found := learn.FindDelay(opening(reference, frames), opening(s, frames), most, near)
	if known, half, ok := linearPhase(s.filter); ok {
		if half {
			p.note("%s delays by half a frame besides whole ones, as kernels of an even number of taps do: what is left of that is %.0f µs.", s.Name, 0.5e6/float64(p.rate))
		}
		if found.Clear() && found.Frames != known && !(half && found.Frames == known+1) {
			p.note("%s: its kernel delays by %d frames, its sound seems to lie %d frames later.", s.Name, known, found.Frames)
		}
		return known, nil
	}
	if !found.Clear() {
		if !equalSounds(reference, s) {
			p.warn("%s: no delay stands out: it is heard as it lies (--delay N says what the delay is)", s.Name)
		}
		return 0, nil
	}
	return found.Frames, nil
}

func opening(s *Sound, frames int) [][]float64 {
	x := make([][]float64, min(len(s.Samples), 2))
	for c := range x {
		x[c] = s.Samples[c][:frames]
	}
	return x
}

func equalSounds(a, b *Sound) bool {
	for c := range a.Samples {
		if !slices.Equal(a.Samples[c], b.Samples[c]) {
			return false
		}
	}
	return true
}

// linearPhase returns the frames by which a kernel delays all frequencies, beyond its centre, and whether it is half a frame more. ok is
// false where it delays some more than others: its taps are not symmetric.
func linearPhase(f *load.Filter) (delay int, half, ok bool) {
	if f == nil || f.Kernel() == nil {
		return 0, false, false
	}
	k := f.Kernel()
	for _, taps := range k.Taps {
		if !symmetric(taps, 1) && !symmetric(taps, -1) {
			return 0, false, false
		}
	}
	twice := k.Len() - 1 - 2*k.Center
	return twice >> 1, twice&1 != 0, true
}

// symmetric reports whether taps are their own mirror image, times a sign.
func symmetric(taps []float64, sign float64) bool {
	for i, h := range taps {
		if h != sign*taps[len(taps)-1-i] {
			return false
		}
	}
	return true
}
