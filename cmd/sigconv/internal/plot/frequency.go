package plot

import (
	"math"
	"strconv"
)

const frequencyLabel = "frequency in Hz"

// A logarithmic axis of all frequencies begins at lowestFrequency, in Hz, and needs a rate of slowest at least.
const (
	lowestFrequency = 20
	slowest         = 1000
)

// FrequencyAxis returns a logarithmic axis with two ticks in every power of ten, from 10 Hz to half the rate.
func FrequencyAxis(rate int) Axis {
	axis := Axis{Label: frequencyLabel, Log: true}
	for _, at := range []float64{10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000} {
		if at <= float64(rate)/2 {
			axis.Ticks = append(axis.Ticks, Tick{At: at, Label: hertz(at)})
		}
	}
	return axis
}

// responseAxis returns the axis of a response: logarithmic from 20 Hz on for rates of 1 kHz or more, linear from 0 for
// lower ones, and from 0 to 1/2 where there is no rate, which is 0 then.
func responseAxis(rate int) Axis {
	switch {
	case rate == 0:
		return Axis{Label: "frequency / rate", Max: 0.5}
	case rate < slowest:
		return Axis{Label: frequencyLabel, Max: float64(rate) / 2}
	}
	axis := FrequencyAxis(rate)
	axis.Min, axis.Max = lowestFrequency, float64(rate)/2
	axis.Ticks = axis.Ticks[1:] // 10 Hz is not on it
	return axis
}

// Frequencies returns so many frequencies, 2 at least, in cycles a frame, at which a response is to be known for its picture: where the axis is
// logarithmic by equal factors, else by equal steps, up to half the rate.
func Frequencies(rate, count int) []float64 {
	all := make([]float64, count)
	for i := range all {
		part := float64(i) / float64(count-1)
		if rate >= slowest {
			lowest := lowestFrequency / float64(rate)
			all[i] = lowest * math.Pow(0.5/lowest, part)
		} else {
			all[i] = part / 2
		}
	}
	all[count-1] = 0.5
	return all
}

// linearFrequencyAxis returns an axis from 0 to half the rate, with as many ticks as count allows, which is 3 at least.
func linearFrequencyAxis(rate, count int) Axis {
	axis := Axis{Label: frequencyLabel}
	ticks, _ := roundTicks(0, float64(rate)/2, count, false)
	for _, t := range ticks {
		axis.Ticks = append(axis.Ticks, Tick{At: t.Value, Label: hertz(t.Value)})
	}
	return axis
}

// hertz writes a frequency, with a k for a thousand.
func hertz(frequency float64) string {
	if frequency < 1000 {
		return strconv.FormatFloat(frequency, 'g', 6, 64)
	}
	return strconv.FormatFloat(frequency/1000, 'g', 6, 64) + " k"
}
