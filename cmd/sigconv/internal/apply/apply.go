// Package apply puts a kernel or a stack on sounds: it opens an input, checks the kernel against it, and
// writes the output whole or not at all.
package apply

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/conv"
)

// A Job is one sound to put an effect on.
type Job struct {
	Input, Output string // what reports call them: a path, or [load.Pipe]
	Jobs          int    // blocks worked on at once, 0 for one a core

	Open     func() (*load.Input, error) // called once more where the headroom is measured
	Create   func(avoid ...fs.FileInfo) (*output.File, error)
	Progress func(taken, total int64) // called now and then with input frames, total -1 when unknown; may be nil
}

// FileJob returns the job for an input and an output that are paths or [load.Pipe]. An output is overwritten only
// where replace is set.
func FileJob(input, out string, replace bool) Job {
	return Job{
		Input:  input,
		Output: out,
		Open:   func() (*load.Input, error) { return load.OpenInput(input) },
		Create: func(avoid ...fs.FileInfo) (*output.File, error) {
			if out == load.Pipe {
				load.WidenPipe(os.Stdout)
			}
			return output.Open(out, replace, avoid...)
		},
	}
}

// Run does the job. Everything that can be checked is checked before the output is begun; when
// something fails later, or ctx is cancelled, nothing is left under the name of the output.
func (e *Effect) Run(ctx context.Context, job Job) (*Result, error) {
	began := time.Now()
	in, err := job.Open()
	if errors.Is(err, audioio.ErrNotWAV) && e.filter.WAV {
		err = &load.HintError{Err: err, Hint: load.InputFirst}
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	out, result, err := e.Write(ctx, job, in)
	if err != nil {
		return nil, hintAtExisting(err)
	}
	if err := out.Commit(); err != nil {
		return nil, hintAtExisting(err)
	}
	result.Seconds = time.Since(began).Seconds()
	return result, nil
}

// hintAtExisting adds what to do about an output that exists already.
func hintAtExisting(err error) error {
	return load.HintExisting(err, "--force overwrites it, -o names another file")
}

// Write does the job with an input that is open already, but for giving the output its name.
func (e *Effect) Write(ctx context.Context, job Job, in *load.Input) (*output.File, *Result, error) {
	began := time.Now()
	pass, err := e.newPass(job, in)
	if err != nil {
		return nil, nil, err
	}
	out, err := job.Create(load.Files(in, e.filter)...)
	if err != nil {
		return nil, nil, err
	}
	whole := false
	defer func() {
		if !whole {
			out.Discard()
		}
	}()
	result, err := pass.fill(ctx, in, out)
	if err != nil {
		return nil, nil, err
	}
	whole = true
	result.Seconds = time.Since(began).Seconds()
	return out, result, nil
}

// A pass is a job made ready for its input.
type pass struct {
	*Effect
	job    Job
	format audioio.Format // of the output
	mixed  conv.Filter    // with gain and mix
	gain   float64        // the factor in all
}

// newPass checks the effect against an input.
func (e *Effect) newPass(job Job, in *load.Input) (*pass, error) {
	e, err := e.at(in.Format().Rate)
	if err != nil {
		return nil, err
	}
	p := &pass{Effect: e, job: job, format: in.Format(), gain: e.settings.Gain}
	if err := e.filter.CheckFit(p.format, e.settings.AnyRate); err != nil {
		return nil, e.hintAtRate(err)
	}
	inputs, outputs := p.format.Channels, e.filter.Outputs(p.format.Channels)
	if e.settings.Wet != 1 && inputs != outputs {
		return nil, fmt.Errorf("%s: --wet mixes the input with as many channels (found %d input channels and %d of the stack)",
			e.filter.Name, inputs, outputs)
	}
	if e.settings.Headroom && !in.Info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: --headroom auto reads the input twice (found a pipe, want a file)", job.Input)
	}
	if outputs != inputs {
		p.format.Channels, p.format.ChannelMask, p.format.Ambisonic = outputs, 0, false
	}
	if e.settings.Encoding != SameEncoding {
		// The name was checked with the flags.
		encoding, err := audioio.ParseEncoding(e.settings.Encoding)
		if err != nil {
			panic(err)
		}
		p.format = p.format.WithEncoding(encoding)
	}
	p.mixed, err = e.prepared()
	return p, err
}

// hintAtRate adds what to do about a kernel for another rate.
func (e *Effect) hintAtRate(err error) error {
	if errors.Is(err, load.ErrRate) && e.filter.Kernel() != nil {
		return &load.HintError{Err: err, Hint: "--resample-kernel makes it one for the input's rate, --any-rate applies its taps as they are"}
	}
	return err
}

// fill writes the sound into out.
func (p *pass) fill(ctx context.Context, in *load.Input, out *output.File) (*Result, error) {
	if p.settings.Headroom {
		if err := p.measureHeadroom(ctx); err != nil {
			return nil, err
		}
	}
	peakGain := make(chan float64, 1)
	go func() { peakGain <- p.peakGain() }()
	report, err := p.write(ctx, in, out)
	if err != nil {
		return nil, err
	}
	// The report is complete before the output has its name: whoever is interrupted has neither.
	select {
	case gain := <-peakGain:
		return newResult(p, in, report, gain), nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func (p *pass) options(total int64) conv.Options {
	s := p.settings
	o := conv.Options{Mode: s.Mode, Engine: s.Engine, Jobs: p.job.Jobs, Dither: s.Dither, Seed: s.Seed}
	if p.job.Progress != nil {
		o.Progress = func(taken int64) { p.job.Progress(taken, total) }
	}
	return o
}

// measureHeadroom runs the job without an output and lowers the gain until the largest sample fits.
func (p *pass) measureHeadroom(ctx context.Context) error {
	in, err := p.job.Open()
	if err != nil {
		return err
	}
	defer in.Close()
	report, err := conv.Stream(ctx, audioio.Discard(p.format), in, p.mixed, p.options(in.Frames()))
	if err != nil {
		return load.Named(load.InputName(p.job.Input), err)
	}
	low, high := p.format.FullScale()
	if p.settings.Dither {
		low, high = low+p.format.LSB(), high-p.format.LSB()
	}
	factor := 1.0
	if report.Out.Max > high {
		factor = high / report.Out.Max
	}
	if report.Out.Min < low {
		factor = min(factor, low/report.Out.Min)
	}
	if factor == 1 {
		return nil
	}
	p.gain *= factor
	if p.gain == 0 {
		return fmt.Errorf("%s: no gain is small enough for this kernel (found a peak of %.3g)", load.InputName(p.job.Input), max(report.Out.Max, -report.Out.Min))
	}
	p.mixed, err = p.mix(p.gain)
	return err
}

// write streams the sound into out.
func (p *pass) write(ctx context.Context, in *load.Input, out *output.File) (conv.Report, error) {
	header := audioio.Header{Format: p.format, Container: in.Container(), Frames: -1}
	if n := in.Frames(); n >= 0 {
		header.Frames = p.mixed.Frames(n, p.settings.Mode)
	}
	if !p.settings.Strip {
		header.Before, header.AfterSize = in.Before(), in.AfterSize()
	}
	writer, err := audioio.NewWriter(out.Writer(), header)
	if err != nil {
		return conv.Report{}, load.Named(load.OutputName(p.job.Output), err)
	}
	sink := &failingSink{Writer: writer}
	report, err := conv.Stream(ctx, sink, in, p.mixed, p.options(in.Frames()))
	switch {
	case sink.err != nil:
		return report, load.Named(load.OutputName(p.job.Output), sink.err)
	case err != nil && ctx.Err() != nil:
		return report, err
	case err != nil:
		return report, load.Named(load.InputName(p.job.Input), err)
	}
	if !p.settings.Strip {
		writer.SetAfter(in.After())
	}
	if err := writer.Close(); err != nil {
		return report, load.Named(load.OutputName(p.job.Output), err)
	}
	return report, nil
}

// failingSink remembers which error came from writing.
type failingSink struct {
	*audioio.Writer
	err error
}

func (s *failingSink) WriteRaw(p []byte) error {
	s.err = s.Writer.WriteRaw(p)
	return s.err
}
