// Package inform says what files are like: sounds, kernels and stacks.
package inform

import (
	"math"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
	"sigconv/filters"
)

// A Kernel says what a kernel does. Its JSON form is the report of the command; levels of nothing are null.
type Kernel struct {
	Command  string          `json:"command"`
	Kind     string          `json:"kind"`
	File     string          `json:"file"`
	SHA256   string          `json:"sha256"`
	Rate     *int            `json:"rate"` // null when unknown
	Channels int             `json:"channels"`
	Taps     int             `json:"taps"`
	Center   int             `json:"center"` // in the kernel's order
	Order    string          `json:"order"`
	Bias     float64         `json:"bias"`
	AbsSum   float64         `json:"abs_sum"` // the largest of the channels
	PeakGain *float64        `json:"peak_gain_db"`
	Response []KernelChannel `json:"response"` // of each channel
	Comments []string        `json:"comments"`
	Warnings []string        `json:"warnings"`

	Filter *conv.Kernel `json:"-"`
}

// A KernelChannel says what one channel of a kernel does. Frequencies are in Hz, or null where the rate is unknown; shares of the rate are always there.
type KernelChannel struct {
	AbsSum          float64     `json:"abs_sum"`
	DCGain          float64     `json:"dc_gain"` // factors
	NyquistGain     float64     `json:"nyquist_gain"`
	DCGainDB        *float64    `json:"dc_gain_db"`
	NyquistGainDB   *float64    `json:"nyquist_gain_db"`
	PeakGainDB      *float64    `json:"peak_gain_db"`
	PeakFrequency   Frequency   `json:"peak_frequency"`
	Edges           []Frequency `json:"edges_3db"` // where the gain passes 3 dB below the peak
	EdgesInAll      int         `json:"edges_3db_in_all"`
	Symmetry        string      `json:"symmetry"`
	LinearPhaseType int         `json:"linear_phase_type"` // 1 to 4, 0 for none
	Phase           string      `json:"phase"`
	Delay           *float64    `json:"delay_frames"` // behind the current frame
	EnergyDB        *float64    `json:"energy_db"`
	Half            Span        `json:"energy_50"` // the shortest stretch of taps with so much of the energy
	Most            Span        `json:"energy_99"`
	NonZeroTaps     int         `json:"non_zero_taps"`
	Energy          []float64   `json:"energy_per_tap"` // shares, null for more than 4,096 taps
}

// A Frequency is one in Hz and as a share of the rate.
type Frequency struct {
	Hz    *float64 `json:"hz"`
	Share float64  `json:"share"`
}

// A Span is taps from one to another, counted from 0 in convolution order.
type Span struct {
	First int `json:"first"`
	Last  int `json:"last"`
}

// mostListed is how many taps a report lists one by one.
const mostListed = 4096

// DescribeKernel says what a filter does that is a kernel.
func DescribeKernel(f load.Filter) *Kernel {
	k := f.Kernel()
	_, center := k.Listed()
	gain, _ := filters.PeakGain(k)
	r := &Kernel{
		Command: "info", Kind: "kernel", File: f.Name, SHA256: f.Hash, Rate: rateOf(k.Rate), Channels: k.Channels(), Taps: k.Len(), Center: center,
		Order: k.Order.String(), Bias: k.Bias, AbsSum: k.AbsSum(), PeakGain: decibels(gain),
		Comments: append([]string{}, f.Comments...), Warnings: append([]string{}, f.Warnings...), Filter: k,
	}
	for _, taps := range k.Taps {
		r.Response = append(r.Response, describeChannel(taps, k))
	}
	return r
}

func describeChannel(taps []float64, k *conv.Kernel) KernelChannel {
	t := filters.Describe(taps, k.Center)
	c := KernelChannel{
		AbsSum: t.AbsSum, DCGain: t.DC, NyquistGain: t.Nyquist, DCGainDB: decibels(t.DC), NyquistGainDB: decibels(t.Nyquist),
		PeakGainDB: decibels(t.PeakGain), PeakFrequency: frequency(t.PeakFrequency, k.Rate), EdgesInAll: t.EdgesTotal,
		Symmetry: t.Symmetry.String(), LinearPhaseType: t.LinearPhaseType(), Phase: t.Phase.String(),
		Delay: words.Finite(t.Delay), EnergyDB: words.Finite(t.EnergyDB), Edges: []Frequency{},
		Half: Span(t.HalfOfEnergy), Most: Span(t.MostOfEnergy), NonZeroTaps: t.NonZeroTaps, Energy: energies(taps),
	}
	for _, edge := range t.Edges {
		c.Edges = append(c.Edges, frequency(edge, k.Rate))
	}
	return c
}

// energies returns the share of the energy that each tap has, nil for too many taps or no energy.
func energies(taps []float64) []float64 {
	if len(taps) > mostListed {
		return nil
	}
	return filters.EnergyShares(taps)
}

// rateOf returns a rate, or nil for an unknown one.
func rateOf(rate int) *int {
	if rate == 0 {
		return nil
	}
	return &rate
}

// frequency returns one that is given in cycles a frame.
func frequency(cycles float64, rate int) Frequency {
	f := Frequency{Share: cycles}
	if rate > 0 {
		hertz := cycles * float64(rate)
		f.Hz = &hertz
	}
	return f
}

// decibels returns the level of a factor of either sign, or nil for 0.
func decibels(v float64) *float64 { return words.Finite(20 * math.Log10(math.Abs(v))) }
