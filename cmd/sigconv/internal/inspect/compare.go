package inspect

import (
	"context"
	"fmt"
	"math"
	"time"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
	"sigconv/filters"
)

// A CompareJob is an excerpt of a sound that goes through a filter by convolution and by its matrix.
type CompareJob struct {
	Subject
	Start     load.Moment
	Frames    load.Moment
	Shorten   bool // take fewer frames where the sound has no more
	Mode      conv.Mode
	Engine    conv.Engine
	MaxMemory float64 // bytes that matrices may take
	Picture   string  // path of a picture, "" for none
	Sounds    string  // folder for the sounds, "" for none
	Force     bool    // overwrite
}

// A CompareResult says how far the ways are apart and what each costs. Differences are to the convolution, full
// scale 1. For a stack the counts are the sums of its layers'.
type CompareResult struct {
	Command string  `json:"command"`
	Input   string  `json:"input"`
	Kernel  string  `json:"kernel"`
	Rate    int     `json:"rate"`
	Channel *int    `json:"channel"` // counted from 1; null for all
	Start   int64   `json:"start"`
	Frames  int     `json:"frames"`
	Mode    string  `json:"mode"`
	Order   string  `json:"order"`
	Engine  string  `json:"engine"`
	Layers  int     `json:"layers"`
	Biased  bool    `json:"biased"`
	Rows    float64 `json:"rows"` // of the last layer's matrix
	Cols    float64 `json:"cols"` // of the first layer's
	Taps    int     `json:"taps"` // or how many frames an output of a stack depends on

	ParamsDense       float64  `json:"params_dense"`  // with a bias for each row, where there are biases
	ParamsKernel      float64  `json:"params_kernel"` // likewise for each output channel
	NonZeros          float64  `json:"nonzeros"`
	ZerosShare        float64  `json:"zeros_share"`
	MACsDense         float64  `json:"macs_dense"`
	MACsBanded        float64  `json:"macs_banded"`
	MACsConv          float64  `json:"macs_conv"`
	BytesDense        float64  `json:"bytes_dense"`
	BytesBanded       float64  `json:"bytes_banded"`
	BytesKernel       float64  `json:"bytes_kernel"`
	MaxAbsDiffRows    float64  `json:"max_abs_diff_rows"`
	MaxAbsDiffColumns float64  `json:"max_abs_diff_columns"`
	MaxAbsDiffBanded  float64  `json:"max_abs_diff_banded"`
	RMSDiffRows       float64  `json:"rms_diff_rows"`
	RMSDiffColumns    float64  `json:"rms_diff_columns"`
	RMSDiffBanded     float64  `json:"rms_diff_banded"`
	RMSDiffDBFS       *float64 `json:"rms_diff_dbfs"` // of the largest of the three; null for no difference at all
	SecondsDense      float64  `json:"seconds_dense"` // by rows
	SecondsColumns    float64  `json:"seconds_columns"`
	SecondsBanded     float64  `json:"seconds_banded"`
	SecondsConv       float64  `json:"seconds_conv"`

	WholeFileFrames      int64   `json:"whole_file_frames"`
	WholeFileParamsDense float64 `json:"whole_file_params_dense"`
	WholeFileBytesDense  float64 `json:"whole_file_bytes_dense"`
	WholeFileMACsDense   float64 `json:"whole_file_macs_dense"`
	WholeFileMACsConv    float64 `json:"whole_file_macs_conv"`

	Picture  string   `json:"picture,omitempty"`
	Sounds   []string `json:"sounds,omitempty"`
	Warnings []string `json:"warnings"`
}

// comparePatience is how long each product is repeated for the time of its fastest run.
const comparePatience = 10 * time.Millisecond

// Compare does the job. Each file that it is to write appears whole, or not at all.
func Compare(ctx context.Context, job CompareJob) (*CompareResult, error) {
	in, err := job.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	e, err := job.excerpt(in)
	if err != nil {
		return nil, err
	}
	files, err := job.begin(in)
	if err != nil {
		return nil, hintAtExisting(err)
	}
	defer files.discard()
	patience := comparePatience / time.Duration(len(e.stack.Layers))
	c := filters.Compare(e.stack, e.samples, job.Mode, job.Engine, filters.Patience(patience))
	if !finiteSound(c.Convolution.Sound) || !finiteSound(c.Rows.Sound) {
		return nil, errOverflow(job.Filter, job.name())
	}
	if err := job.fill(files, e, c); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err := files.commit(); err != nil {
		return nil, hintAtExisting(err)
	}
	r := newCompareResult(job, in, e, c)
	r.Sounds = files.soundPaths()
	return r, nil
}

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
				return errNonFinite(name, channels[c], e.start+int64(i), v)
			}
		}
	}
	return nil
}

func finiteSound(sound [][]float64) bool {
	for _, samples := range sound {
		for _, v := range samples {
			if v-v != 0 {
				return false
			}
		}
	}
	return true
}

// orderOf returns the order in which the layers list their taps.
func orderOf(s *conv.Stack) string {
	for i := range s.Layers {
		if s.Layers[i].Order != s.Layers[0].Order {
			return "mixed"
		}
	}
	return s.Layers[0].Order.String()
}

func newCompareResult(job CompareJob, in *load.Input, e *excerpt, c *filters.Comparison) *CompareResult {
	total := filters.Total(c.Costs)
	whole := filters.Total(filters.Costs(e.stack, int(min(e.whole, filters.MaxInputs)), job.Mode))
	r := &CompareResult{
		Command: "compare", Input: job.Input, Kernel: job.Filter.Label,
		Rate: e.rate, Channel: e.channel, Start: e.start, Frames: len(e.samples[0]),
		Mode: job.Mode.String(), Order: orderOf(e.stack), Engine: e.stack.Engines(job.Engine),
		Layers: len(e.stack.Layers),
		Rows:   total.Rows, Cols: total.Cols, Taps: total.Taps,
		ParamsDense: total.ParamsDense, ParamsKernel: total.ParamsKernel,
		NonZeros: total.NonZeros, ZerosShare: total.ZerosShare(),
		MACsDense: total.MACsDense, MACsBanded: total.MACsBanded, MACsConv: total.MACsConv,
		BytesDense: total.BytesDense, BytesBanded: total.BytesBanded, BytesKernel: total.BytesKernel,
		SecondsDense: c.Rows.Seconds, SecondsColumns: c.Columns.Seconds,
		SecondsBanded: c.Banded.Seconds, SecondsConv: c.Convolution.Seconds,
		WholeFileFrames:      e.whole,
		WholeFileParamsDense: whole.ParamsDense, WholeFileBytesDense: whole.BytesDense,
		WholeFileMACsDense: whole.MACsDense, WholeFileMACsConv: whole.MACsConv,
		Picture:  job.Picture,
		Warnings: job.warnings(in),
	}
	for i := range e.stack.Layers {
		r.Biased = r.Biased || e.stack.Layers[i].Biased()
	}
	rows := filters.DifferenceOf(c.Rows.Sound, c.Convolution.Sound)
	columns := filters.DifferenceOf(c.Columns.Sound, c.Convolution.Sound)
	banded := filters.DifferenceOf(c.Banded.Sound, c.Convolution.Sound)
	r.MaxAbsDiffRows, r.MaxAbsDiffColumns, r.MaxAbsDiffBanded = rows.Max, columns.Max, banded.Max
	r.RMSDiffRows, r.RMSDiffColumns, r.RMSDiffBanded = rows.RMS, columns.RMS, banded.RMS
	r.RMSDiffDBFS = finite(20 * math.Log10(max(rows.RMS, columns.RMS, banded.RMS)))
	return r
}
