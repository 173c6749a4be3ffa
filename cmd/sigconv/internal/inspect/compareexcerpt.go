package inspect

import (
	"fmt"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
	"sigconv/filters"
)

// An excerpt is the stretch that is compared, and the layers that it goes through.
type excerpt struct {
	samples [][]float64
	stack   *conv.Stack
	channel *int // counted from 1; nil for all
	start   int64
	whole   int64 // frames of the sound
	rate    int
}

// excerpt reads what is to be compared, if it may be.
func (job CompareJob) excerpt(in *load.Input) (*excerpt, error) {
	e := &excerpt{start: job.Start.At(in.Format().Rate), whole: in.Frames(), rate: in.Format().Rate}
	channels, err := job.layers(in, e)
	if err != nil {
		return nil, err
	}
	frames := job.Frames.At(e.rate)
	if err := job.checkExcerpt(e, frames); err != nil {
		return nil, err
	}
	if e.samples, err = in.Excerpt(channels, e.start, e.start+job.shortened(e, frames)); err != nil {
		return nil, load.Named(job.name(), err)
	}
	if found := int64(len(e.samples[0])); e.whole < 0 || found < job.shortened(e, frames) {
		// A pipe, or a file that was cut off: only now its length is known.
		if e.whole, err = in.Length(); err != nil {
			return nil, load.Named(job.name(), err)
		}
		if err := job.checkExcerpt(e, frames); err != nil {
			return nil, err
		}
	}
	return e, checkFinite(job.name(), e, channels)
}

// layers sets the layers of e, and returns the channels that go through them, counted from 0.
func (job CompareJob) layers(in *load.Input, e *excerpt) (channels []int, err error) {
	s := job.Filter.Stack()
	if s != nil && s.Outputs(1) != 1 {
		if job.Channel != 0 {
			return nil, fmt.Errorf("%s: the stack takes all channels at once (found --channel %d)", job.Filter.Name, job.Channel)
		}
		e.stack = s
		for c := range s.Inputs() {
			channels = append(channels, c)
		}
		return channels, nil
	}
	number := max(job.Channel, 1)
	channel, err := in.Channel(job.name(), number)
	if err != nil {
		return nil, err
	}
	if s == nil {
		s = &conv.Stack{Layers: []conv.Layer{job.Filter.Kernel().Layer(channel)}}
	}
	e.stack, e.channel = s, &number
	return []int{channel}, nil
}

// shortened returns how many frames the excerpt has.
func (job CompareJob) shortened(e *excerpt, frames int64) int64 {
	if job.Shorten && e.whole >= 0 {
		return min(frames, e.whole-e.start)
	}
	return frames
}

// checkExcerpt refuses an excerpt that the sound does not have, that leaves nothing, or that takes too much memory,
// as far as the length of the sound is known.
func (job CompareJob) checkExcerpt(e *excerpt, frames int64) error {
	if e.whole == 0 {
		return fmt.Errorf("%s: the sound is empty (found 0 frames, want at least one)", job.name())
	}
	if e.whole > 0 && e.start >= e.whole {
		return fmt.Errorf("%s: the excerpt begins behind the end (found frame %d, want 0 to %d)", job.name(), e.start, e.whole-1)
	}
	n := job.shortened(e, frames)
	if n < 1 {
		return fmt.Errorf("%s: the excerpt is empty (found %d frames, want at least 1)", job.name(), n)
	}
	if left := e.whole - e.start; e.whole > 0 && n > left {
		return fmt.Errorf("%s: the excerpt is longer than the sound (found %d frames from frame %d on, want at most %d)",
			job.name(), n, e.start, left)
	}
	if e.stack.Frames(n, job.Mode) == 0 {
		return fmt.Errorf("%s: the excerpt is shorter than the kernel (found %d frames, mode %s wants at least %d)",
			job.name(), n, job.Mode, e.stack.Len())
	}
	return job.checkMemory(e.stack, int(min(n, filters.MaxInputs)))
}

// checkMemory refuses an excerpt whose matrices take too much memory.
func (job CompareJob) checkMemory(s *conv.Stack, n int) error {
	memory := func(n int) float64 { return filters.Memory(s, n, job.Mode) }
	if memory(n) <= job.MaxMemory {
		return nil
	}
	return tooLarge(job.name(), "--frames", n, memory, job.MaxMemory, func(n int) bool { return s.Frames(int64(n), job.Mode) > 0 })
}

func checkFinite(name string, e *excerpt, channels []int) error {
	for c, samples := range e.samples {
		for i, v := range samples {
			if v-v != 0 {
				return load.NonFinite(name, channels[c], e.start+int64(i), v)
			}
		}
	}
	return nil
}
