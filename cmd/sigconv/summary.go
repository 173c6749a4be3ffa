package main

import (
	"fmt"
	"io"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
)

// printResult says in two lines what was done.
func printResult(w io.Writer, r *apply.Result) error {
	applied := fmt.Sprintf("%s * %s (%s) -> %s", load.InputName(r.Input), shorten(r.Kernel), describeKernel(r), load.OutputName(r.Output))
	_, err := fmt.Fprintf(w, "%s\n%s\n", words.OneLine(applied), describeSound(r))
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
	taps := words.Taps(r.Taps)
	if r.Layers > 1 {
		taps = words.Count(int64(r.Layers), "layer", "layers") + ", " + taps
	}
	if r.ResampledFrom != 0 {
		taps += fmt.Sprintf(" resampled from %d Hz", r.ResampledFrom)
	}
	s := fmt.Sprintf("%s, centre %d, %s, %s", taps, r.Center, r.Mode, r.Engine)
	if r.KernelAbsSum != nil {
		s += fmt.Sprintf(", Σ|h| %.4g", *r.KernelAbsSum)
	}
	if r.Order == conv.Correlation.String() {
		s = r.Order + ", " + s
	}
	if r.KernelPeakGainDB != nil {
		s += fmt.Sprintf(", max |H| %+.2f dB", words.Tidy(*r.KernelPeakGainDB))
	}
	return s
}

func describeSound(r *apply.Result) string {
	length := float64(r.FramesIn) / float64(r.Rate)
	s := fmt.Sprintf("%s, %s at %d Hz, %s, in %s", words.Seconds(length), words.Channels(r.ChannelsOut), r.Rate, r.EncodingOut, words.Seconds(r.Seconds))
	if r.Seconds > 0 && length > 0 {
		s += fmt.Sprintf(": %s times faster than real time", words.ThreeFigures(length/r.Seconds))
	}
	if r.GainDB != 0 {
		s += fmt.Sprintf("; gain %+.2f dB", r.GainDB)
	}
	switch {
	case r.PeakDBFS != nil:
		s += fmt.Sprintf("; peak %.2f dBFS", words.Tidy(*r.PeakDBFS))
	case r.FramesOut > 0 && r.NonFinite == 0:
		s += "; silence"
	}
	if r.Clipped == 0 {
		return s + ", nothing clipped"
	}
	return s + ", " + words.Count(r.Clipped, "sample", "samples") + " clipped"
}
