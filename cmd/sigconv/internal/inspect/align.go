package inspect

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
	"sigconv/filters"
	"sigconv/internal/parallel"
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
	in, err := job.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if n := in.Frames(); n >= 0 && n < int64(k.Len()) {
		return nil, job.tooShort(n, k)
	}
	run, err := newAlignment(job, in, k)
	if err != nil {
		return nil, err
	}
	defer run.trace.discard()
	if err := run.stream(ctx); err != nil {
		return nil, err
	}
	if run.positions == 0 {
		return nil, job.tooShort(run.frames, k)
	}
	if err := run.trace.commit(); err != nil {
		return nil, hintAtExisting(err)
	}
	return run.result(k, time.Since(began)), nil
}

func (job AlignJob) tooShort(frames int64, k *conv.Kernel) error {
	return fmt.Errorf("%s: the sound is shorter than the kernel (found %d frames, want at least %d)", job.name(), frames, k.Len())
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

func newAlignment(job AlignJob, in *load.Input, k *conv.Kernel) (a *alignment, err error) {
	a = &alignment{job: job, in: in, places: filters.NewPlaces(job.Top, max(k.Len()-1, 1))}
	if a.channels, err = job.channels(in); err != nil {
		return nil, err
	}
	for _, c := range a.channels {
		taps := k.Taps[c%k.Channels()]
		if slices.Max(taps) == 0 && slices.Min(taps) == 0 {
			return nil, fmt.Errorf("%s: all taps for channel %d are 0: they are aligned with nothing (want one that is not)",
				job.Filter.Name, c+1)
		}
		a.aligners = append(a.aligners, filters.NewAligner(taps))
	}
	a.trace, err = newTrace(job, in, a.channels, k.Len())
	return a, hintAtExisting(err)
}

// channels returns the channels that are aligned, counted from 0.
func (job AlignJob) channels(in *load.Input) (channels []int, err error) {
	if job.Channel != 0 {
		c, err := in.Channel(job.name(), job.Channel)
		return []int{c}, err
	}
	for c := range in.Format().Channels {
		channels = append(channels, c)
	}
	return channels, nil
}

func (a *alignment) result(k *conv.Kernel, took time.Duration) *AlignResult {
	r := &AlignResult{
		Command: "align", Input: a.job.Input, Kernel: a.job.Filter.Label, Output: a.job.Output,
		Rate: a.in.Format().Rate, Channels: len(a.channels), Taps: k.Len(), Order: k.Order.String(),
		Frames: a.frames, Positions: a.positions,
		Top: a.top(), Warnings: a.job.warnings(a.in), Seconds: took.Seconds(),
	}
	if a.spoilt > 0 {
		r.Warnings = append(r.Warnings, words.Count(a.spoilt, "alignment counts", "alignments count")+
			" as 0: the samples are NaN, infinite or too large")
	}
	return r
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
		parallel.Do(len(a.channels), len(a.channels), func(i int) {
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
