package inspect

import (
	"context"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/filters"
)

// ComparedSounds are an excerpt and what becomes of it, [channel][frame].
type ComparedSounds struct {
	Rate                          int
	SHA256                        string // of the input, in hexadecimal
	Original, Convolution, Matrix [][]float64
}

// CompareSounds sends an excerpt through the convolution and through the matrix, row by row, to be heard. It takes as many of the frames as
// the memory for matrices allows.
func CompareSounds(ctx context.Context, job CompareJob) (*ComparedSounds, error) {
	in, err := job.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	roomy := job
	roomy.MaxMemory = 1e300
	e, err := roomy.excerpt(in)
	if err != nil {
		return nil, err
	}
	if n := job.largest(e); n < len(e.samples[0]) {
		if n < 1 {
			return nil, job.checkMemory(e.stack, 1)
		}
		for c := range e.samples {
			e.samples[c] = e.samples[c][:n]
		}
	}
	c := filters.Compare(e.stack, e.samples, job.Mode, job.Engine, filters.Patience(0))
	if !finiteSound(c.Convolution.Sound) || !finiteSound(c.ByRows.Sound) {
		return nil, errOverflow(job.Filter, job.name())
	}
	hash, err := load.Hash(job.Input)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return &ComparedSounds{e.rate, hash, e.samples, c.Convolution.Sound, c.ByRows.Sound}, nil
}

// largest returns how many frames of an excerpt the memory for its matrices allows.
func (job CompareJob) largest(e *excerpt) int {
	low, high := 0, min(len(e.samples[0]), filters.MaxInputs)
	for low < high {
		middle := (low + high + 1) / 2
		if filters.Memory(e.stack, middle, job.Mode) <= job.MaxMemory {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}
