package inspect

import (
	"math"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
	"sigconv/filters"
)

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
		SecondsDense: c.ByRows.Seconds, SecondsColumns: c.ByColumns.Seconds,
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
	rows := filters.DifferenceOf(c.ByRows.Sound, c.Convolution.Sound)
	columns := filters.DifferenceOf(c.ByColumns.Sound, c.Convolution.Sound)
	banded := filters.DifferenceOf(c.Banded.Sound, c.Convolution.Sound)
	r.MaxAbsDiffRows, r.MaxAbsDiffColumns, r.MaxAbsDiffBanded = rows.Max, columns.Max, banded.Max
	r.RMSDiffRows, r.RMSDiffColumns, r.RMSDiffBanded = rows.RMS, columns.RMS, banded.RMS
	r.RMSDiffDBFS = words.Finite(20 * math.Log10(max(rows.RMS, columns.RMS, banded.RMS)))
	return r
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
