package main

import (
	"fmt"
	"io"
	"strings"

	"sigconv/cmd/sigconv/internal/inform"
	"sigconv/cmd/sigconv/internal/portray"
	"sigconv/cmd/sigconv/internal/words"
)

// printKernel says what a kernel does, and in a terminal draws it.
func printKernel(w io.Writer, r *inform.Kernel, ui *ui) error {
	var b strings.Builder
	about := words.Taps(r.Taps)
	if r.Channels > 1 {
		about += ", " + words.Channels(r.Channels)
	}
	if r.Rate != nil {
		about += fmt.Sprintf(" at %d Hz", *r.Rate)
	}
	if r.Order != "convolution" {
		about += ", " + r.Order
	}
	about += fmt.Sprintf(", centre %d", r.Center)
	if r.Bias != 0 {
		about += fmt.Sprintf(", bias %.4g", r.Bias)
	}
	fmt.Fprintf(&b, "%s: %s\n", words.OneLine(r.File), about)
	for _, line := range r.Comments {
		if line != "" {
			fmt.Fprintf(&b, "  # %s\n", words.OneLine(line))
		}
	}
	for i := range r.Response {
		if r.Channels > 1 {
			fmt.Fprintf(&b, "channel %d\n", i+1)
		}
		printResponse(&b, &r.Response[i])
		if ui.stdoutTerminal {
			b.WriteString("\n" + portray.KernelText(r.Filter, i, ui.width()))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printResponse says what one channel of a kernel does.
func printResponse(w io.Writer, c *inform.KernelChannel) {
	line := func(name, format string, args ...any) {
		fmt.Fprintf(w, "  %-10s %s\n", name, fmt.Sprintf(format, args...))
	}
	if c.PeakGainDB == nil {
		line("gain", "nothing: every tap is 0")
		return
	}
	line("gain", "max |H| %s at %s, 0 Hz %s, half the rate %s, Σ|h| %.4g", decibelsOrNothing(c.PeakGainDB), frequencyText(c.PeakFrequency),
		decibelsOrNothing(c.DCGainDB), decibelsOrNothing(c.NyquistGainDB), c.AbsSum)
	line("-3 dB", "%s", edgesText(c))
	phase := c.Phase
	if c.LinearPhaseType > 0 {
		phase += fmt.Sprintf(", type %s: the taps have %s symmetry", []string{"", "I", "II", "III", "IV"}[c.LinearPhaseType], c.Symmetry)
	}
	line("phase", "%s", phase)
	if c.Delay != nil {
		line("delay", "%s", framesText(*c.Delay))
	}
	line("energy", "%s; half of it in %s, 99 %% in %s", decibelsOrNothing(c.EnergyDB), spanText(c.Half), spanText(c.Most))
	if len(c.Energy) > 1 && len(c.Energy) <= mostTapsPrinted {
		shares := make([]string, len(c.Energy))
		for i, share := range c.Energy {
			shares[i] = words.ThreeFigures(100*share) + " %"
		}
		line("a tap", "%s", joined(shares))
	}
}

// mostTapsPrinted is how many shares of energy fit into a line.
const mostTapsPrinted = 12

// framesText writes a number of frames that need not be whole.
func framesText(frames float64) string {
	text := words.Short(words.Tidy(frames))
	if text == "1" {
		return "1 frame"
	}
	return text + " frames"
}

func spanText(s inform.Span) string {
	if s.First == s.Last {
		return fmt.Sprintf("tap %d", s.First)
	}
	return fmt.Sprintf("taps %d to %d", s.First, s.Last)
}

// edgesText lists where the gain passes 3 dB below its peak.
func edgesText(c *inform.KernelChannel) string {
	if len(c.Edges) == 0 {
		return "nowhere: the gain stays within 3 dB"
	}
	const most = 8
	var edges []string
	for _, e := range c.Edges[:min(len(c.Edges), most)] {
		edges = append(edges, frequencyText(e))
	}
	text := joined(edges)
	if more := c.EdgesInAll - len(edges); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// frequencyText writes a frequency in Hz, or as a share of an unknown rate.
func frequencyText(f inform.Frequency) string {
	if f.Hz == nil {
		return words.Short(f.Share) + " of the rate"
	}
	return words.Short(*f.Hz) + " Hz"
}

// decibelsOrNothing writes a level, or that there is nothing.
func decibelsOrNothing(db *float64) string {
	if db == nil {
		return "nothing"
	}
	return fmt.Sprintf("%+.2f dB", words.Tidy(*db))
}

// printStack says what layers a stack has, and what kernel they come to.
func printStack(w io.Writer, r *inform.Stack, ui *ui) error {
	var b strings.Builder
	about := words.Count(int64(len(r.Layers)), "layer", "layers") + ", " + words.Taps(r.Taps)
	if r.Rate != nil {
		about += fmt.Sprintf(" at %d Hz", *r.Rate)
	}
	fmt.Fprintf(&b, "%s: %s, centre %d, from %d to %s, %s\n", words.OneLine(r.File), about, r.Center, r.Inputs,
		words.Count(int64(r.Outputs), "channel", "channels"), words.Count(int64(r.Parameters), "parameter", "parameters"))
	table := newTable(&b)
	fmt.Fprintln(table, "layer\tchannels\ttaps\tcentre\torder\tbias\tactivation\t")
	for i, l := range r.Layers {
		bias := "–"
		if l.Biased {
			bias = "yes"
		}
		fmt.Fprintf(table, "%d\t%d -> %d\t%s\t%d\t%s\t%s\t%s\t\n", i+1, l.Inputs, l.Outputs, grouped(l.Taps), l.Center, l.Order, bias, l.Activation)
	}
	table.Flush()
	switch {
	case r.Kernel != nil:
		b.WriteString("without activations between them the layers are one kernel:\n")
		printResponse(&b, &r.Kernel.Response[0])
		if ui.stdoutTerminal {
			b.WriteString("\n" + portray.KernelText(r.Kernel.Filter, 0, ui.width()))
		}
	case !r.Linear:
		b.WriteString("the activations bend the sound: no single kernel does this\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
