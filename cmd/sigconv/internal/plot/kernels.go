package plot

import (
	"fmt"
	"math"
)

// A Kernel is a filter with its name and its response. Where there is no response, at a zero of it or in silence, the phase
// and the delay are NaN, and the gain is NaN or -Inf: so the line has a gap, or ends at the frame.
type Kernel struct {
	Name      string
	Taps      []float64
	Center    int       // the tap on the current frame
	Frequency []float64 // ascending, in Hz, or in cycles a frame for a rate of 0
	Gain      []float64 // in dB, for each frequency
	Phase     []float64 // in degrees
	Delay     []float64 // group delay in frames
}

// The panels of kernels.
const (
	Taps      = "taps"
	Gains     = "magnitude"
	Phases    = "phase"
	Delays    = "delay"
	inColumns = 2
)

// KernelPanels returns the names of all panels of kernels.
func KernelPanels() []string { return []string{Taps, Gains, Phases, Delays} }

// Kernels returns the picture of 1 to 7 kernels: taps over time, and over frequency the gain, the phase and the group delay, or those of them
// that panels names, in its order, from left to right and then down. The frequency axis is logarithmic, from 20 Hz on, for rates of 1 kHz or
// more; it is linear for lower ones, and for a rate of 0, where there is none, it is in shares of it. What lies beyond the axes is cut: gains
// 120 dB below the highest, and spikes of the delay. It panics unless gain, phase and delay are as many as the frequencies, and for panels that
// are none.
func Kernels(title string, kernels []Kernel, rate int, panels ...string) Figure {
	if len(panels) == 0 {
		panels = KernelPanels()
	}
	f := Figure{Title: title, Columns: make([][]Panel, min(inColumns, len(panels))), legend: legendOf(kernels)}
	for i, name := range panels {
		column := i % inColumns
		f.Columns[column] = append(f.Columns[column], kernelPanel(name, kernels, responseAxis(rate)))
	}
	return f
}

func kernelPanel(name string, kernels []Kernel, axis Axis) Panel {
	chart := Chart{X: axis, Alike: true, named: true}
	switch name {
	case Taps:
		chart.Title, chart.X, chart.Y = "taps", Axis{Label: "frames after the current one"}, Axis{Label: "tap"}
		for _, k := range kernels {
			impulse := Samples(k.Name, -int64(k.Center), k.Taps)
			impulse.Stems = true
			chart.Lines = append(chart.Lines, impulse)
		}
	case Gains:
		chart = magnitude(kernels, axis)
		chart.Title = "magnitude"
	case Phases:
		chart.Title, chart.Y = "phase", phaseAxis(kernels, axis)
		for _, k := range kernels {
			chart.Lines = append(chart.Lines, k.curve(k.Phase, axis))
		}
	case Delays:
		chart.Title, chart.Y = "group delay", delayAxis(kernels, axis)
		for _, k := range kernels {
			chart.Lines = append(chart.Lines, k.curve(k.audible(k.Delay, trustworthy, axis), axis))
		}
	default:
		panic("plot: there is no panel " + name)
	}
	return chart
}

// magnitude returns the chart of the gains.
func magnitude(kernels []Kernel, axis Axis) Chart {
	gains := nothing
	chart := Chart{X: axis, Alike: true, named: true}
	for _, k := range kernels {
		line := k.curve(k.Gain, axis)
		gains = gains.with(extentOf(k.audible(k.Gain, deepest, axis)))
		chart.Lines = append(chart.Lines, line)
	}
	shown := gainExtent(gains)
	chart.Y = Axis{Label: "gain in dB", Min: shown.low, Max: shown.high, Steps: decibelSteps}
	return chart
}

// phaseAxis returns the axis that shows the phases wherever the gain is shown.
func phaseAxis(kernels []Kernel, axis Axis) Axis {
	phases := nothing
	for _, k := range kernels {
		phases = phases.with(extentOf(k.audible(k.Phase, deepest, axis)))
	}
	shown := phaseExtent(phases)
	return Axis{Label: "phase in degrees", Min: shown.low, Max: shown.high, Steps: degreeSteps}
}

// delayAxis returns the axis that shows the delays where the gain is high, but for spikes.
func delayAxis(kernels []Kernel, axis Axis) Axis {
	delays := nothing
	for _, k := range kernels {
		delays = delays.with(robustExtent(k.audible(k.Delay, trustworthy, axis), axis.shares(k.Frequency)))
	}
	shown := delayExtent(delays)
	return Axis{Label: "group delay in frames", Min: shown.low, Max: shown.high}
}

// mustFit panics unless there is a value for each frequency.
func (k Kernel) mustFit(values []float64) {
	if len(values) != len(k.Frequency) {
		panic(fmt.Sprintf("plot: a kernel has %d values for %d frequencies", len(values), len(k.Frequency)))
	}
}

const (
	silent = -1e4 // stands for a gain of -Inf dB
	absurd = 1e9  // no axis is made for values from it on
)

// curve returns the line of values over the frequencies, without the frequency 0 where that has no place.
func (k Kernel) curve(values []float64, axis Axis) Line {
	k.mustFit(values)
	l := Line{Name: k.Name, Gaps: true}
	for i, f := range k.Frequency {
		if axis.shows(f) {
			v := values[i]
			if math.IsInf(v, -1) {
				v = silent
			}
			l.X, l.Y = append(l.X, f), append(l.Y, v)
		}
	}
	return l
}

// audible returns the values where the axis has a place for the frequency, and where the gain is no more than so many dB
// below its peak. The others are NaN, and absurd ones.
func (k Kernel) audible(values []float64, below float64, axis Axis) []float64 {
	k.mustFit(values)
	peak := math.Inf(-1)
	for i, gain := range k.Gain {
		if axis.holds(k.Frequency[i]) && gain > peak {
			peak = gain
		}
	}
	shown := make([]float64, len(values))
	for i, v := range values {
		shown[i] = math.NaN()
		if axis.holds(k.Frequency[i]) && k.Gain[i] >= peak-below && math.Abs(v) < absurd {
			shown[i] = v
		}
	}
	return shown
}

// legendOf returns the names of several kernels.
func legendOf(kernels []Kernel) (l legend) {
	if len(kernels) < 2 {
		return nil
	}
	for i, k := range kernels[:min(len(kernels), len(alike))] {
		if k.Name != "" {
			l = append(l, alike[i].entry(shortened(k.Name, longestName)))
		}
	}
	return l
}

// longestName is how many letters of a name a legend shows.
const longestName = 40

// shortened returns a name of so many letters at most, with dots for those left out of its middle.
func shortened(name string, most int) string {
	letters := []rune(name)
	if len(letters) <= most {
		return name
	}
	return string(letters[:most/2]) + "…" + string(letters[len(letters)-(most-most/2-1):])
}
