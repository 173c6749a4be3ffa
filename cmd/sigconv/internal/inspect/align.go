package inspect

import (
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/filters"
)

// An AlignJob is a sound along which a kernel is run.
type AlignJob struct {
	Subject
	Output   string // path of the trace, WAV or CSV, or [load.Pipe]; "" for none
	CSV      bool   // what the trace is
	Top      int    // how many places to find
	Force    bool   // overwrite
	Progress func(taken, total int64)
}

// An AlignResult says where a sound is aligned with a kernel.
type AlignResult struct {
	Command   string   `json:"command"`
	Input     string   `json:"input"`
	Kernel    string   `json:"kernel"`
	Output    string   `json:"output,omitempty"`
	Rate      int      `json:"rate"`
	Channels  int      `json:"channels"` // of the trace
	Taps      int      `json:"taps"`
	Order     string   `json:"order"`
	Frames    int64    `json:"frames"`    // of the sound
	Positions int64    `json:"positions"` // of the trace
	Top       []Place  `json:"top"`
	Warnings  []string `json:"warnings"`
	Seconds   float64  `json:"seconds"` // that the work took
}

// A Place is a frame from which on the sound runs like the kernel.
type Place struct {
	Frame   int64   `json:"frame"`
	Seconds float64 `json:"seconds"`
	Channel int     `json:"channel"` // of the sound, counted from 1
	Cosine  float64 `json:"cosine"`
}

// Align does the job, in one pass and in memory that does not grow with the sound.
func Align(ctx context.Context, job AlignJob) (*AlignResult, error) {
	began := time.Now()
	k, err := job.kernel("align")
	if err != nil {
		return nil, err
	}
	if k.AbsSum() == 0 {
		return nil, fmt.Errorf("%s: all taps are 0: they are aligned with nothing (want one that is not)", job.Filter.Name)
	}
	in, err := job.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	run := &alignment{job: job, in: in, places: filters.NewPlaces(job.Top, max(k.Len()-1, 1))}
	if err := run.chooseChannels(); err != nil {
		return nil, err
	}
	for _, c := range run.channels {
		run.aligners = append(run.aligners, filters.NewAligner(k.Taps[c%k.Channels()]))
	}
	if run.trace, err = newTrace(job, in, len(run.channels), k.Len()); err != nil {
		return nil, hintAtExisting(err)
	}
	defer run.trace.discard()
	if err := run.stream(ctx); err != nil {
		return nil, err
	}
	if run.positions == 0 {
		return nil, fmt.Errorf("%s: the sound is shorter than the kernel (found %d frames, want at least %d)",
			job.name(), run.frames, k.Len())
	}
	if err := run.trace.commit(); err != nil {
		return nil, hintAtExisting(err)
	}
	r := &AlignResult{
		Command: "align", Input: job.Input, Kernel: job.Filter.Label, Output: job.Output,
		Rate: in.Format().Rate, Channels: len(run.channels), Taps: k.Len(), Order: k.Order.String(),
		Frames: run.frames, Positions: run.positions,
		Top: run.top(), Warnings: job.warnings(in), Seconds: time.Since(began).Seconds(),
	}
	if run.spoilt > 0 {
		r.Warnings = append(r.Warnings, fmt.Sprintf("%d alignments count as 0: their samples are NaN, infinite or too large", run.spoilt))
	}
	return r, nil
}

// An alignment is the work under way.
type alignment struct {
	job      AlignJob
	in       *load.Input
	channels []int // of the sound, counted from 0
	aligners []*filters.Aligner
	places   *filters.Places
	trace    *trace

	cosines           [][]float64 // of the block
	frames, positions int64
	spoilt            int64
}

func (a *alignment) chooseChannels() error {
	if a.job.Channel != 0 {
		c, err := a.in.Channel(a.job.name(), a.job.Channel)
		a.channels = []int{c}
		return err
	}
	for c := range a.in.Format().Channels {
		a.channels = append(a.channels, c)
	}
	return nil
}

// alignBlock is how many samples of all channels are read at a time.
const alignBlock = 1 << 16

// stream reads the sound block by block; the channels of a block are aligned side by side.
func (a *alignment) stream(ctx context.Context) error {
	format := a.in.Format()
	raw := make([]byte, max(alignBlock/format.Channels, 1)*format.FrameSize())
	samples := make([][]float64, len(a.channels))
	a.cosines = make([][]float64, len(a.channels))
	for ended := false; !ended; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n, err := a.in.ReadRaw(raw)
		if err != nil && err != io.EOF {
			return load.Named(a.job.name(), err)
		}
		ended = err == io.EOF
		a.frames += int64(n)
		a.each(func(i int) {
			samples[i] = slices.Grow(samples[i][:0], n)[:n]
			format.DecodeChannel(samples[i], raw[:n*format.FrameSize()], a.channels[i])
			a.cosines[i] = a.aligners[i].Process(a.cosines[i][:0], samples[i])
			if ended {
				a.cosines[i] = a.aligners[i].Flush(a.cosines[i])
			}
		})
		if err := a.keep(); err != nil {
			return err
		}
		if a.job.Progress != nil {
			a.job.Progress(a.frames, a.in.Frames())
		}
	}
	for _, aligner := range a.aligners {
		a.spoilt += aligner.Spoilt()
	}
	return nil
}

// each calls do for every channel of the trace, side by side.
func (a *alignment) each(do func(i int)) {
	var wait sync.WaitGroup
	for i := range a.channels {
		wait.Go(func() { do(i) })
	}
	wait.Wait()
}

// keep takes the alignments of a block to the places and the trace.
func (a *alignment) keep() error {
	a.places.Add(a.cosines)
	err := a.trace.write(a.cosines, a.positions)
	a.positions += int64(len(a.cosines[0]))
	return err
}

func (a *alignment) top() []Place {
	top := []Place{}
	for _, p := range a.places.Best() {
		top = append(top, Place{
			Frame: p.Frame, Seconds: float64(p.Frame) / float64(a.in.Format().Rate),
			Channel: a.channels[p.Channel] + 1, Cosine: p.Cosine,
		})
	}
	return top
}
