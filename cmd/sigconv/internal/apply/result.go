package apply

import (
	"fmt"
	"math"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
)

// A Result says what a job did. Its JSON form is the report of the command; numbers that are not
// defined, such as the peak of silence in decibels, are null.
type Result struct {
	Command          string   `json:"command"`
	Input            string   `json:"input"`
	Kernel           string   `json:"kernel"` // a path, or the taps of -k
	Output           string   `json:"output"`
	Rate             int      `json:"rate"`
	Channels         int      `json:"channels"` // of the input
	ChannelsOut      int      `json:"channels_out"`
	FramesIn         int64    `json:"frames_in"`
	FramesOut        int64    `json:"frames_out"`
	EncodingIn       string   `json:"encoding_in"`
	EncodingOut      string   `json:"encoding_out"`
	Layers           int      `json:"layers"` // of a stack; 1 for a kernel
	Taps             int      `json:"taps"`   // or how many frames an output of a stack depends on
	Center           int      `json:"center"` // in the kernel's order
	Order            string   `json:"order"`
	ResampledFrom    int      `json:"kernel_resampled_from,omitempty"` // Hz; taps, centre and gains are those of the resampled kernel
	Mode             string   `json:"mode"`
	Engine           string   `json:"engine"`
	KernelAbsSum     *float64 `json:"kernel_abs_sum"`      // of the kernel as given, before gain and mix; null for a stack
	KernelPeakGainDB *float64 `json:"kernel_peak_gain_db"` // likewise
	GainDB           float64  `json:"gain_db"`             // what --gain and --headroom did together
	Wet              float64  `json:"wet"`
	PeakDBFS         *float64 `json:"peak_dbfs"` // of the output before clipping
	Clipped          int64    `json:"clipped"`   // samples
	NonFinite        int64    `json:"non_finite"`
	Warnings         []string `json:"warnings"`
	Seconds          float64  `json:"seconds"` // that the work took
}

func newResult(p *pass, in *load.Input, report conv.Report, peakGain float64) *Result {
	f := p.filter
	shape := shapeOf(f.Filter)
	peak := max(-report.Out.Min, report.Out.Max)
	r := &Result{
		Command:          "apply",
		Input:            p.job.Input,
		Kernel:           f.Label,
		Output:           p.job.Output,
		Rate:             in.Format().Rate,
		Channels:         in.Format().Channels,
		ChannelsOut:      p.format.Channels,
		FramesIn:         report.FramesIn,
		FramesOut:        report.FramesOut,
		EncodingIn:       in.Format().Encoding.String(),
		EncodingOut:      p.format.Encoding.String(),
		Layers:           shape.layers,
		Taps:             shape.taps,
		Center:           shape.center,
		Order:            shape.order.String(),
		ResampledFrom:    f.ResampledFrom,
		Mode:             p.settings.Mode.String(),
		Engine:           f.Engines(p.settings.Engine),
		KernelAbsSum:     finite(shape.absSum),
		KernelPeakGainDB: decibels(peakGain),
		GainDB:           math.Round(20e9*math.Log10(p.gain)) / 1e9, // the factor knows no more
		Wet:              p.settings.Wet,
		PeakDBFS:         decibels(peak),
		Clipped:          report.Out.Clipped,
		NonFinite:        report.NonFiniteIn,
	}
	r.Warnings = append([]string{}, f.Warnings...)
	r.Warnings = append(r.Warnings, in.Warnings()...)
	r.Warnings = append(r.Warnings, p.warnings(in, report, r)...)
	return r
}

// A shape is what a report says of a filter.
type shape struct {
	layers, taps, center int
	order                conv.Order
	absSum               float64 // NaN where layers bend the sound
}

func shapeOf(f conv.Filter) shape {
	if s, ok := f.(*conv.Stack); ok {
		return shape{len(s.Layers), s.Len(), s.Center(), conv.Convolution, math.NaN()}
	}
	k := f.(*conv.Kernel)
	_, center := k.Listed()
	return shape{1, k.Len(), center, k.Order, k.AbsSum()}
}

// warnings returns what a user should know about the job, though it is done.
func (p *pass) warnings(in *load.Input, report conv.Report, r *Result) (w []string) {
	f := p.filter
	if f.RateDiffers(in.Format()) {
		w = append(w, fmt.Sprintf("the kernel is made for %d Hz, the sound has %d Hz: the taps were applied as they are",
			f.Rate(), in.Format().Rate))
	}
	fate := "written as 0"
	if p.format.Encoding.Float() {
		fate = "kept"
	}
	switch in, out := report.NonFiniteIn, report.Out.NonFinite; {
	case in > 0:
		w = append(w, fmt.Sprintf("%s NaN or infinite; %d in the output, %s", words.Count(in, "input sample is", "input samples are"), out, fate))
	case out > 0:
		w = append(w, fmt.Sprintf("the kernel overflows: %s NaN or infinite, %s", words.Count(out, "output sample is", "output samples are"), fate))
	}
	if n := report.Out.Clipped; n > 0 {
		peak := ""
		if r.PeakDBFS != nil {
			peak = fmt.Sprintf(" (peak %+.2f dBFS)", *r.PeakDBFS)
		}
		remedy := "--headroom auto or --encoding float32 keeps them"
		if p.format.Encoding.Float() {
			remedy = "--headroom auto keeps them"
		}
		w = append(w, fmt.Sprintf("%s%s; %s", words.Count(n, "sample was clipped", "samples were clipped"), peak, remedy))
	}
	if p.settings.Dither && !p.format.Encoding.Integer() {
		w = append(w, fmt.Sprintf("dither has no effect on %s samples", p.format.Encoding))
	}
	if report.FramesIn > 0 && report.FramesOut == 0 {
		w = append(w, fmt.Sprintf("the output is empty: mode valid of %d frames and %d taps leaves none", report.FramesIn, r.Taps))
	}
	return w
}

// decibels returns 20·log10 v, or nil where that is no finite number.
func decibels(v float64) *float64 { return finite(20 * math.Log10(v)) }

// finite returns v, or nil where JSON has no number for it.
func finite(v float64) *float64 {
	if v-v != 0 {
		return nil
	}
	return &v
}
