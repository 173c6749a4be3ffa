package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"sigconv/cmd/sigconv/internal/diff"
	"sigconv/cmd/sigconv/internal/words"
)

// printDifference says what was compared, how it differs as it is and matched, and how loud both are.
func printDifference(w io.Writer, r *diff.Result) error {
	var b strings.Builder
	fmt.Fprintln(&b, words.OneLine(fmt.Sprintf("%s against %s: %s, %s at %d Hz", r.Test, r.Reference,
		words.Seconds(float64(r.Frames)/float64(r.Rate)), words.Channels(r.Channels), r.Rate)))
	fmt.Fprintln(&b, describeDifference(r))
	fmt.Fprintln(&b)
	printFigures(&b, r)
	fmt.Fprintln(&b)
	printLevels(&b, r)
	if r.Picture != "" {
		fmt.Fprintf(&b, "\npicture: %s\n", words.OneLine(r.Picture))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// describeDifference says in a sentence what lies between the sounds.
func describeDifference(r *diff.Result) string {
	if r.IdenticalShare == 1 && r.Delay == 0 {
		return "all samples are identical"
	}
	var found []string
	switch {
	case r.Delay > 0:
		found = append(found, words.Count(int64(r.Delay), "frame", "frames")+" later")
	case r.Delay < 0:
		found = append(found, words.Count(int64(-r.Delay), "frame", "frames")+" earlier")
	}
	if r.GainDB != nil && words.Tidy(*r.GainDB) != 0 {
		found = append(found, fmt.Sprintf("%+.2f dB", *r.GainDB))
	}
	if r.Inverted {
		found = append(found, "inverted")
	}
	if len(found) == 0 {
		return "no delay, no gain"
	}
	return "the test is " + strings.Join(found, ", ")
}

// printFigures prints a line for each figure, raw and matched.
func printFigures(w io.Writer, r *diff.Result) {
	table := newTable(w)
	matched := r.Matched.Figures
	row := func(name string, value func(f diff.Figures) string) {
		fmt.Fprintf(table, "%s\t%s\t%s\t\n", name, value(r.Figures), value(matched))
	}
	fmt.Fprintln(table, "\tas it is\tmatched\t")
	row("identical samples", func(f diff.Figures) string { return share(f.IdenticalShare) })
	row("first difference, frame", func(f diff.Figures) string { return frameOrDash(f.FirstDifference) })
	row("largest difference", func(f diff.Figures) string { return levelOf(f.MaxAbs) })
	row("in steps of 16 bits", func(f diff.Figures) string { return words.Short(f.MaxAbsLSB16) })
	row("in steps of 24 bits", func(f diff.Figures) string { return words.Short(f.MaxAbsLSB24) })
	row("at frame", func(f diff.Figures) string { return frameOrDash(f.MaxAbsFrame) })
	for _, line := range []struct {
		name, unit string
		value      func(f diff.Figures) *float64
	}{
		{"null residual", "dB", func(f diff.Figures) *float64 { return f.NullResidual }},
		{"null residual", "dBFS", func(f diff.Figures) *float64 { return f.NullResidualFS }},
		{"signal to noise", "dB", func(f diff.Figures) *float64 { return f.SNR }},
		{"SI-SDR", "dB", func(f diff.Figures) *float64 { return f.SISDR }},
		{"segmental SNR", "dB", func(f diff.Figures) *float64 { return f.SegmentalSNR }},
		{"log-spectral distance", "dB", func(f diff.Figures) *float64 { return f.SpectralDistance }},
	} {
		row(line.name+", "+line.unit, func(f diff.Figures) string { return twoPlaces(line.value(f)) })
	}
	row("correlation", func(f diff.Figures) string { return sixPlaces(f.Correlation) })
	row("angle, degrees", func(f diff.Figures) string { return shortOrDash(f.Angle) })
	table.Flush()
}

// printLevels prints how loud both sounds are.
func printLevels(w io.Writer, r *diff.Result) {
	table := newTable(w)
	fmt.Fprintln(table, "\treference\ttest\tdifference\t")
	for _, line := range []struct {
		name            string
		reference, test *float64
	}{
		{"integrated, LUFS", r.LevelReference.Integrated, r.LevelTest.Integrated},
		{"largest short-term, LUFS", r.LevelReference.ShortTerm, r.LevelTest.ShortTerm},
		{"loudness range, LU", r.LevelReference.Range, r.LevelTest.Range},
		{"true peak, dBTP", r.LevelReference.TruePeak, r.LevelTest.TruePeak},
		{"sample peak, dBFS", r.LevelReference.SamplePeakFS, r.LevelTest.SamplePeakFS},
	} {
		difference := "–"
		if line.reference != nil && line.test != nil {
			difference = fmt.Sprintf("%+.2f", words.Tidy(*line.test-*line.reference))
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t\n", line.name, twoPlaces(line.reference), twoPlaces(line.test), difference)
	}
	table.Flush()
}

func share(v float64) string { return strconv.FormatFloat(100*v, 'f', 2, 64) + " %" }

func frameOrDash(at *int64) string {
	if at == nil {
		return "–"
	}
	return words.Grouped(float64(*at))
}

// levelOf writes an amplitude in dBFS.
func levelOf(v float64) string {
	if v == 0 {
		return "–"
	}
	return words.Decibels(v) + " dBFS"
}

func twoPlaces(v *float64) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(words.Tidy(*v), 'f', 2, 64)
}

func sixPlaces(v *float64) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(*v, 'f', 6, 64)
}

func shortOrDash(v *float64) string {
	if v == nil {
		return "–"
	}
	return words.Short(*v)
}
