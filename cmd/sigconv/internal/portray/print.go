package portray

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"sigconv/cmd/sigconv/internal/blocks"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
)

// The lines of a picture of text, without its axis.
const (
	gainLines  = 12
	shortLines = 7
)

// Print draws the files as text, no wider than so many columns.
func (v *View) Print(w io.Writer, width int) error {
	var pictures []string
	for i := range v.kernels {
		k := &v.kernels[i]
		heading := fmt.Sprintf("%s: %s, centre %d", words.OneLine(k.Name), words.Taps(len(k.Taps)), k.Center)
		if rate := v.curves[i].kernel.Rate; rate > 0 {
			heading += fmt.Sprintf(", at %d Hz", rate)
		}
		pictures = append(pictures, heading+"\n"+tapsText(k, width)+"\n"+gainText(k, v.Rate, width))
	}
	for i := range v.sounds {
		pictures = append(pictures, v.sounds[i].text(width))
	}
	_, err := io.WriteString(w, strings.Join(pictures, "\n"))
	return err
}

// tapsText draws the taps.
func tapsText(k *plot.Kernel, width int) string {
	wave := blocks.Wave{Width: width, Height: shortLines, Low: make([]float64, len(k.Taps)), High: make([]float64, len(k.Taps))}
	peak := 0.0
	for i, h := range k.Taps {
		wave.Low[i], wave.High[i] = min(h, 0), max(h, 0)
		peak = max(peak, math.Abs(h))
	}
	wave.Left = aroundZero(peak)
	from, to := -k.Center, len(k.Taps)-k.Center
	wave.Bottom = blocks.Axis{From: float64(from), To: float64(to), Ticks: []blocks.Tick{{At: float64(from), Label: strconv.Itoa(from)}}}
	if k.Center > 0 {
		wave.Bottom.Ticks = append(wave.Bottom.Ticks, blocks.Tick{At: 0, Label: "0"})
	}
	wave.Bottom.Ticks = append(wave.Bottom.Ticks, blocks.Tick{At: float64(to), Label: words.Count(int64(to-1), "frame", "frames")})
	return wave.String()
}

// aroundZero returns the axis from -peak to peak.
func aroundZero(peak float64) blocks.Axis {
	if peak == 0 {
		peak = 1
	}
	label := words.ThreeFigures(peak)
	if peak < 0.01 || peak >= 1e6 {
		label = strconv.FormatFloat(peak, 'e', 1, 64)
	}
	return blocks.Axis{From: -peak, To: peak, Ticks: []blocks.Tick{{At: peak, Label: label}, {At: 0, Label: "0"}, {At: -peak, Label: "-" + label}}}
}

// gainText draws the gain of a kernel for a rate in Hz, 0 when unknown, no wider than so many columns.
func gainText(k *plot.Kernel, rate, width int) string {
	peak := math.Inf(-1)
	for _, db := range k.Gain {
		peak = max(peak, db)
	}
	if math.IsInf(peak, -1) {
		return "(silent)\n"
	}
	return blocks.Chart{X: k.Frequency, Y: k.Gain, Bottom: frequencyAxis(k.Frequency, rate), Left: decibelAxis(peak, 72, "dB"), Width: width, Height: gainLines}.String()
}

// decibelAxis returns the axis down from the next multiple of 6 dB above a peak.
func decibelAxis(peak, reach float64, unit string) blocks.Axis {
	top := 6 * math.Ceil(peak/6-0.01)
	axis := blocks.Axis{From: top - reach, To: top}
	for db := top; db > axis.From; db -= reach / 4 {
		axis.Ticks = append(axis.Ticks, blocks.Tick{At: db - reach/2/gainLines, Label: levelText(db) + " " + unit})
	}
	return axis
}

// levelText writes a whole number of decibels.
func levelText(db float64) string {
	if db == 0 {
		return "0"
	}
	return fmt.Sprintf("%+.0f", db)
}

// frequencyAxis returns the axis of rising frequencies.
func frequencyAxis(frequencies []float64, rate int) blocks.Axis {
	axis := blocks.Axis{From: frequencies[0], To: frequencies[len(frequencies)-1], Log: frequencies[0] > 0}
	if !axis.Log {
		last := ""
		if rate == 0 {
			last = " of the rate"
		}
		for _, fifths := range []float64{0, 1, 2, 3, 5} { // the last is a long one
			axis.Ticks = append(axis.Ticks, blocks.Tick{At: axis.To * fifths / 5, Label: words.Short(axis.To * fifths / 5)})
		}
		axis.Ticks[4].Label += last
		return axis
	}
	for _, at := range []float64{20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000} {
		label := words.Short(at)
		if at >= 1000 {
			label = words.Short(at/1000) + "k"
		}
		if at == 1000 {
			label = "1 kHz"
		}
		axis.Ticks = append(axis.Ticks, blocks.Tick{At: at, Label: label})
	}
	return axis
}

// text draws the waveform of a sound, and its spectrum.
func (s *sound) text(width int) string {
	seconds := float64(s.frames) / float64(s.rate)
	heading := fmt.Sprintf("%s: %s, %s at %d Hz\n", words.OneLine(s.name), words.Seconds(seconds), words.Channels(s.channels), s.rate)
	if s.waveform().Peak() == 0 {
		return heading + "(silent)\n"
	}
	wave := blocks.Wave{
		Low: s.envelope.Low, High: s.envelope.High, Left: aroundZero(s.waveform().Peak()), Width: width, Height: shortLines,
		Bottom: blocks.Axis{To: seconds, Ticks: []blocks.Tick{{At: 0, Label: "0"}, {At: seconds, Label: words.Seconds(seconds)}}},
	}
	line := s.spectrum()
	chart := blocks.Chart{X: line.X, Y: line.Y, Bottom: frequencyAxis(line.X, s.rate), Width: width, Height: gainLines}
	peak := math.Inf(-1)
	for _, db := range line.Y {
		peak = max(peak, db)
	}
	chart.Left = decibelAxis(peak, 72, "dBFS")
	return heading + wave.String() + "\n" + chart.String()
}

// KernelText draws the gain of a channel of a kernel, counted from 0.
func KernelText(k *conv.Kernel, channel, width int) string {
	response := responseOf("", k.Taps[channel], k.Center, k.Rate)
	return gainText(&response, k.Rate, width)
}
