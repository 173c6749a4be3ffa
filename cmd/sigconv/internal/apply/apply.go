// Package apply puts a kernel or a stack on one sound: it opens the input, checks the kernel against it, and
// writes the output whole or not at all.
package apply

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/conv"
	"sigconv/filters"
)

// Settings is how a kernel is put on sounds.
type Settings struct {
	Mode     conv.Mode
	Engine   conv.Engine
	Jobs     int     // blocks worked on at once, 0 for one a core
	Gain     float64 // factor
	Wet      float64 // share of the filtered sound, 0 to 1
	Headroom bool    // attenuate just so much that nothing clips
	Encoding string  // of the output, or "same"
	Dither   bool
	Seed     uint64
	AnyRate  bool // take a kernel that is made for another rate
	Strip    bool // leave out the chunks that hold no samples
	Force    bool // overwrite
}

// SameEncoding asks for the encoding of the input.
const SameEncoding = "same"

// A Job is one sound to put a filter on.
type Job struct {
	Input    string // a path, or [load.Pipe]
	Output   string // a path, or [load.Pipe]
	Filter   load.Filter
	Settings Settings
	Progress func(taken, total int64) // called now and then with input frames, total -1 when unknown
}

// Run does the job. Everything that can be checked is checked before the output is begun; when
// something fails later, or ctx is cancelled, nothing is left under the name of the output.
func Run(ctx context.Context, job Job) (*Result, error) {
	began := time.Now()
	in, err := load.OpenInput(job.Input)
	if errors.Is(err, audioio.ErrNotWAV) && job.Filter.WAV {
		err = &load.HintError{Err: err, Hint: load.InputFirst}
	}
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if err := job.Filter.CheckFit(in.Format(), job.Settings.AnyRate); err != nil {
		return nil, err
	}
	if in, out := in.Format().Channels, job.Filter.Outputs(in.Format().Channels); job.Settings.Wet != 1 && in != out {
		return nil, fmt.Errorf("%s: --wet mixes the input with as many channels (found %d input channels and %d of the stack)",
			job.Filter.Name, in, out)
	}
	pass := newPass(job, in.Format())
	if k, ok := pass.filter.(*conv.Kernel); ok && !k.Finite() {
		return nil, fmt.Errorf("%s: the gain makes a tap infinite (found %.4g times a largest sum of %.4g)",
			job.Filter.Name, job.Settings.Gain, job.Filter.Kernel().AbsSum())
	}
	if job.Settings.Headroom && !in.Info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: --headroom auto reads the input twice (found a pipe, want a file)", job.Input)
	}
	out, err := createOutput(job, in)
	if err != nil {
		return nil, err
	}
	defer out.Discard()

	if job.Settings.Headroom {
		if err := pass.measureHeadroom(ctx); err != nil {
			return nil, err
		}
	}
	peakGain := make(chan float64, 1)
	go func() { peakGain <- peakGainOf(job.Filter) }()
	report, err := pass.write(ctx, in, out)
	if err != nil {
		return nil, err
	}
	// The report is complete before the output has its name: whoever is interrupted has neither.
	select {
	case pass.peakGain = <-peakGain:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if err := out.Commit(); err != nil {
		return nil, hintAtExisting(err)
	}
	return newResult(pass, in, report, time.Since(began)), nil
}

// peakGainOf returns the most that a sine can gain, or NaN where layers bend the sound.
func peakGainOf(f load.Filter) float64 {
	k := f.Kernel()
	if k == nil {
		return math.NaN()
	}
	gain, _ := filters.PeakGain(k)
	return gain
}

// createOutput begins the file of the output, which is neither the input nor the kernel.
func createOutput(job Job, in *load.Input) (*output.File, error) {
	if job.Output == load.Pipe {
		load.WidenPipe(os.Stdout)
	}
	out, err := output.Open(job.Output, job.Settings.Force, load.Files(in, job.Filter)...)
	return out, hintAtExisting(err)
}

// hintAtExisting adds what to do about an output that exists already.
func hintAtExisting(err error) error {
	return load.HintExisting(err, "--force overwrites it, -o names another file")
}

// A pass is a job made ready for its input.
type pass struct {
	job    Job
	format audioio.Format // of the output
	filter conv.Filter    // with gain and mix
	gain   float64        // the factor in all

	peakGain float64 // of the kernel as given
}

func newPass(job Job, in audioio.Format) *pass {
	p := &pass{job: job, format: in, gain: job.Settings.Gain}
	if out := job.Filter.Outputs(in.Channels); out != in.Channels {
		p.format.Channels, p.format.ChannelMask, p.format.Ambisonic = out, 0, false
	}
	if job.Settings.Encoding != SameEncoding {
		// The name was checked with the flags.
		e, err := audioio.ParseEncoding(job.Settings.Encoding)
		if err != nil {
			panic(err)
		}
		p.format = p.format.WithEncoding(e)
	}
	p.mix()
	return p
}

// mix puts the gain and the untouched share of the input into the filter.
func (p *pass) mix() {
	p.filter = conv.Mix(p.job.Filter.Filter, p.gain, p.job.Settings.Wet)
}

func (p *pass) options(total int64) conv.Options {
	s := p.job.Settings
	o := conv.Options{Mode: s.Mode, Engine: s.Engine, Jobs: s.Jobs, Dither: s.Dither, Seed: s.Seed}
	if p.job.Progress != nil {
		o.Progress = func(taken int64) { p.job.Progress(taken, total) }
	}
	return o
}

// measureHeadroom runs the job without an output and lowers the gain until the largest sample fits.
func (p *pass) measureHeadroom(ctx context.Context) error {
	in, err := load.OpenInput(p.job.Input)
	if err != nil {
		return err
	}
	defer in.Close()
	report, err := conv.Stream(ctx, audioio.Discard(p.format), in, p.filter, p.options(in.Frames()))
	if err != nil {
		return load.Named(load.InputName(p.job.Input), err)
	}
	low, high := p.format.FullScale()
	if p.job.Settings.Dither {
		low, high = low+p.format.LSB(), high-p.format.LSB()
	}
	factor := 1.0
	if report.Out.Max > high {
		factor = high / report.Out.Max
	}
	if report.Out.Min < low {
		factor = min(factor, low/report.Out.Min)
	}
	p.gain *= factor
	if p.gain == 0 {
		return fmt.Errorf("%s: no gain is small enough for this kernel (found a peak of %.3g)", load.InputName(p.job.Input), max(report.Out.Max, -report.Out.Min))
	}
	p.mix()
	return nil
}

// write streams the sound into out.
func (p *pass) write(ctx context.Context, in *load.Input, out *output.File) (conv.Report, error) {
	header := audioio.Header{Format: p.format, Container: in.Container(), Frames: -1}
	if n := in.Frames(); n >= 0 {
		header.Frames = p.filter.Frames(n, p.job.Settings.Mode)
	}
	if !p.job.Settings.Strip {
		header.Before, header.AfterSize = in.Before(), in.AfterSize()
	}
	writer, err := audioio.NewWriter(out.Writer(), header)
	if err != nil {
		return conv.Report{}, load.Named(load.OutputName(p.job.Output), err)
	}
	sink := &failingSink{Writer: writer}
	report, err := conv.Stream(ctx, sink, in, p.filter, p.options(in.Frames()))
	switch {
	case sink.err != nil:
		return report, load.Named(load.OutputName(p.job.Output), sink.err)
	case err != nil && ctx.Err() != nil:
		return report, err
	case err != nil:
		return report, load.Named(load.InputName(p.job.Input), err)
	}
	if !p.job.Settings.Strip {
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
