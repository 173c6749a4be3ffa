package main

import (
	"fmt"
	"io"
	"math"
	"time"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/conv"
)

// printResult says in two lines what was done.
func printResult(w io.Writer, r *apply.Result) {
	fmt.Fprintln(w, oneLine(fmt.Sprintf("%s * %s (%s) -> %s",
		apply.InputName(r.Input), shorten(r.Kernel), describeKernel(r), apply.OutputName(r.Output))))
	fmt.Fprintln(w, describeSound(r))
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
	s := fmt.Sprintf("%s, centre %d, %s, %s, Σ|h| %.4g", taps, r.Center, r.Mode, r.Engine, r.KernelAbsSum)
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
	s := fmt.Sprintf("%s, %s at %d Hz, %s, in %s", seconds(length), channels(r.Channels), r.Rate, r.EncodingOut, seconds(r.Seconds))
	if r.Seconds > 0 && length > 0 {
		s += fmt.Sprintf(": %.0f times faster than real time", length/r.Seconds)
	}
	if r.GainDB != 0 {
		s += fmt.Sprintf("; gain %+.2f dB", r.GainDB)
	}
	if r.PeakDBFS == nil {
		return s + "; silence"
	}
	s += fmt.Sprintf("; peak %.2f dBFS, ", tidy(*r.PeakDBFS))
	if r.Clipped == 0 {
		return s + "nothing clipped"
	}
	return s + fmt.Sprintf("%d samples clipped", r.Clipped)
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
	case s < 1:
		return fmt.Sprintf("%.3g ms", s*1e3)
	case s < 60:
		return fmt.Sprintf("%.3g s", s)
	default:
		return time.Duration(s * float64(time.Second)).Round(time.Second).String()
	}
}
