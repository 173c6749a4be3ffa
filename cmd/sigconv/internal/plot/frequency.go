package plot

import "strconv"

const frequencyLabel = "frequency in Hz"

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
