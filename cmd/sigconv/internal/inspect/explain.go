package inspect

import (
	"fmt"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
	"sigconv/filters"
)

// An ExplainJob is one frame of a sound through a kernel.
type ExplainJob struct {
	Subject
	At load.Moment
}

// An ExplainResult shows an output frame as a row of the matrix and the input frame of the same number as a column,
// in mode same.
type ExplainResult struct {
	Command  string   `json:"command"`
	Input    string   `json:"input"`
	Kernel   string   `json:"kernel"`
	Rate     int      `json:"rate"`
	Channel  int      `json:"channel"` // counted from 1
	Frame    int64    `json:"frame"`
	Seconds  float64  `json:"seconds"`
	Taps     int      `json:"taps"`
	Center   int      `json:"center"` // in the kernel's order
	Order    string   `json:"order"`
	Bias     float64  `json:"bias"`
	Output   float64  `json:"output"` // of that frame
	Sample   float64  `json:"sample"` // input of that frame
	Row      Row      `json:"row"`
	Column   Column   `json:"column"`
	Warnings []string `json:"warnings"`
}

// A Row is an output as the dot product of a row of taps with the input frames that it lies on, and a bias.
type Row struct {
	First    int64     `json:"first"` // input frame under the first tap; frames outside the sound are 0
	Taps     []float64 `json:"taps"`
	Samples  []float64 `json:"samples"`
	Products []float64 `json:"products"`
	Dot      float64   `json:"dot"`
	NormA    float64   `json:"norm_a"`
	NormX    float64   `json:"norm_x"`
	Cosine   float64   `json:"cosine"`
	Degrees  float64   `json:"degrees"`
}

// A Column is where an input frame goes: its sample times a weight is added to each of these output frames.
type Column struct {
	First    int64     `json:"first"` // output frame
	Weights  []float64 `json:"weights"`
	Products []float64 `json:"products"`
}

// Explain does the job.
func Explain(job ExplainJob) (*ExplainResult, error) {
	k, err := job.kernel("explain")
	if err != nil {
		return nil, err
	}
	in, err := job.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	number := max(job.Channel, 1)
	channel, err := in.Channel(job.name(), number)
	if err != nil {
		return nil, err
	}
	rate := in.Format().Rate
	at := job.At.At(rate)
	around, err := job.read(in, k, at, channel)
	if err != nil {
		return nil, err
	}
	taps := k.Taps[channel%k.Channels()]
	r := &ExplainResult{
		Command: "explain", Input: job.Input, Kernel: job.Filter.Label,
		Rate: rate, Channel: number, Frame: at, Seconds: float64(at) / float64(rate),
		Taps: k.Len(), Order: k.Order.String(), Bias: k.Bias,
		Sample: around.at(at),
		Row:    newRow(taps, k.Center, at, around),
		Column: newColumn(taps, k.Center, at, around),
	}
	_, r.Center = k.Listed()
	r.Output = r.Row.Dot + k.Bias
	if !finiteSound([][]float64{{r.Output, r.Row.NormA, r.Row.NormX}, r.Row.Products, r.Column.Products}) {
		return nil, errOverflow(job.Filter, job.name())
	}
	r.Warnings = job.warnings(in)
	return r, nil
}

// A stretch is some frames of a channel; those outside the sound are 0.
type stretch struct {
	first   int64
	samples []float64
	end     int64 // a frame of the sound's end, or one behind all that matter
}

func (s stretch) at(frame int64) float64 {
	if i := frame - s.first; i >= 0 && i < int64(len(s.samples)) {
		return s.samples[i]
	}
	return 0
}

// read reads what lies under the taps for the output frame at, and as far as the input frame at goes.
func (job ExplainJob) read(in *load.Input, k *conv.Kernel, at int64, channel int) (s stretch, err error) {
	s.first = max(at+int64(k.Center-k.Len()+1), 0)
	last := at + int64(k.Len())
	samples, err := in.Excerpt([]int{channel}, s.first, last+1)
	if err != nil {
		return s, load.Named(job.name(), err)
	}
	s.samples = samples[0]
	s.end = s.first + int64(len(s.samples))
	if at >= s.end {
		length, err := in.Length()
		if err != nil {
			return s, load.Named(job.name(), err)
		}
		if length == 0 {
			return s, fmt.Errorf("%s: the sound is empty (found 0 frames, want at least one)", job.name())
		}
		return s, fmt.Errorf("%s: there is no such frame (found %d, want 0 to %d)", job.name(), at, length-1)
	}
	for i, v := range s.samples {
		if v-v != 0 {
			return s, load.NonFinite(job.name(), channel, s.first+int64(i), v)
		}
	}
	return s, nil
}

// newRow returns the row of output frame at: tap k of the convolution lies on input frame at+center-k.
func newRow(taps []float64, center int, at int64, x stretch) Row {
	r := Row{First: at + int64(center-len(taps)+1)}
	for i := range taps {
		a, v := taps[len(taps)-1-i], x.at(r.First+int64(i))
		r.Taps = append(r.Taps, a)
		r.Samples = append(r.Samples, v)
		r.Products = append(r.Products, a*v)
	}
	a := filters.AlignmentOf(r.Taps, r.Samples)
	r.Dot, r.NormA, r.NormX, r.Cosine, r.Degrees = a.Dot, a.NormA, a.NormX, a.Cosine, a.Degrees()
	return r
}

// newColumn returns the column of input frame at: with tap k it goes to output frame at-center+k, where there is one.
func newColumn(taps []float64, center int, at int64, x stretch) Column {
	c := Column{First: max(at-int64(center), 0)}
	for k, tap := range taps {
		if frame := at - int64(center) + int64(k); frame >= 0 && frame < x.end {
			c.Weights = append(c.Weights, tap)
			c.Products = append(c.Products, tap*x.at(at))
		}
	}
	return c
}
