package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
)

// printResult says in two lines what was done.
func printResult(w io.Writer, r *apply.Result) error {
	applied := fmt.Sprintf("%s * %s (%s) -> %s", load.InputName(r.Input), shorten(r.Kernel), describeKernel(r), load.OutputName(r.Output))
	_, err := fmt.Fprintf(w, "%s\n%s\n", oneLine(applied), describeSound(r))
	return err
}

// shorten keeps a name of many taps to one line.
func shorten(name string) string {
	const most = 60
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return name
}

func describeKernel(r *apply.Result) string {
	taps := "1 tap"
	if r.Taps != 1 {
		taps = fmt.Sprintf("%d taps", r.Taps)
	}
	if r.Layers > 1 {
		taps = fmt.Sprintf("%d layers, %s", r.Layers, taps)
	}
	s := fmt.Sprintf("%s, centre %d, %s, %s", taps, r.Center, r.Mode, r.Engine)
	if r.KernelAbsSum != nil {
		s += fmt.Sprintf(", Σ|h| %.4g", *r.KernelAbsSum)
	}
	if r.Order == conv.Correlation.String() {
		s = r.Order + ", " + s
	}
	if r.KernelPeakGainDB != nil {
		s += fmt.Sprintf(", max |H| %+.2f dB", tidy(*r.KernelPeakGainDB))
	}
	return s
}

func describeSound(r *apply.Result) string {
	length := float64(r.FramesIn) / float64(r.Rate)
	s := fmt.Sprintf("%s, %s at %d Hz, %s, in %s", seconds(length), channels(r.ChannelsOut), r.Rate, r.EncodingOut, seconds(r.Seconds))
	if r.Seconds > 0 && length > 0 {
		s += fmt.Sprintf(": %s times faster than real time", threeFigures(length/r.Seconds))
	}
	if r.GainDB != 0 {
		s += fmt.Sprintf("; gain %+.2f dB", r.GainDB)
	}
	switch {
	case r.PeakDBFS != nil:
		s += fmt.Sprintf("; peak %.2f dBFS", tidy(*r.PeakDBFS))
	case r.FramesOut > 0 && r.NonFinite == 0:
		s += "; silence"
	}
	switch r.Clipped {
	case 0:
		return s + ", nothing clipped"
	case 1:
		return s + ", 1 sample clipped"
	default:
		return s + fmt.Sprintf(", %d samples clipped", r.Clipped)
	}
}

// tidy turns a value that would be printed as -0.00 into 0.
func tidy(v float64) float64 {
	if math.Abs(v) < 0.005 {
		return 0
	}
	return v
}

func channels(n int) string {
	switch n {
	case 1:
		return "mono"
	case 2:
		return "stereo"
	default:
		return fmt.Sprintf("%d channels", n)
	}
}

// seconds writes a duration with three figures.
func seconds(s float64) string {
	switch {
	case s < 0.9995:
		return threeFigures(s*1e3) + " ms"
	case s < 60:
		return threeFigures(s) + " s"
	default:
		return time.Duration(s * float64(time.Second)).Round(time.Second).String()
	}
}

// threeFigures writes a number with three figures and no exponent.
func threeFigures(v float64) string {
	if v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}
