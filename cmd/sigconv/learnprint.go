package main

import (
	"fmt"
	"io"
	"strings"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/teach"
	"sigconv/cmd/sigconv/internal/words"
)

// printLearned says what kernel was learned, and how well it does.
func printLearned(w io.Writer, r *teach.Result) error {
	var b strings.Builder
	fmt.Fprintln(&b, words.OneLine(describeLearned(r)+fmt.Sprintf(": %s, centre %d -> %s", words.Taps(r.Taps), r.Center, load.OutputName(r.Output))))
	printErrors(&b, r)
	if len(r.Shorter) > 0 {
		var shorter []string
		for _, s := range r.Shorter {
			shorter = append(shorter, fmt.Sprintf("%s %s dB", words.Grouped(float64(s.Taps)), level(s.Outside)))
		}
		fmt.Fprintf(&b, "fewer taps leave out: %s\n", strings.Join(shorter, ", "))
	}
	fmt.Fprintf(&b, "%s, condition %.2g, in %s\n", words.Count(int64(r.Params), "parameter", "parameters"), r.Condition, words.Seconds(r.Seconds))
	fmt.Fprintln(&b, r.Verdict)
	printPictures(&b, r.Pictures)
	_, err := io.WriteString(w, b.String())
	return err
}

// printTrained says what stack was learned, and how well it does.
func printTrained(w io.Writer, r *teach.Result) error {
	var b strings.Builder
	fmt.Fprintln(&b, words.OneLine(describeLearned(r)+fmt.Sprintf(": %s, centre %d -> %s", r.Layers, r.Center, load.OutputName(r.Output))))
	printErrors(&b, r)
	fmt.Fprintf(&b, "%s, the best of %s, %s of %s, in %s: %s\n",
		words.Count(int64(r.Params), "parameter", "parameters"), words.Count(int64(r.Epochs), "epoch", "epochs"),
		words.Count(int64(r.Steps), "step", "steps"), words.Duration(r.StepTime), words.Seconds(r.Seconds), r.Stopped)
	fmt.Fprintln(&b, r.Verdict)
	printPictures(&b, r.Pictures)
	_, err := io.WriteString(w, b.String())
	return err
}

// describeLearned says what was learned from.
func describeLearned(r *teach.Result) string {
	first := r.Recordings[0]
	s := fmt.Sprintf("%s -> %s", first.Dry, first.Wet)
	if r.Pairs > 1 {
		s += fmt.Sprintf(" and %s", words.Count(int64(r.Pairs-1), "more pair", "more pairs"))
	}
	s += fmt.Sprintf(", %s at %d Hz, %s", words.Channels(r.Channels), r.Rate, words.Seconds(float64(r.Frames)/float64(r.Rate)))
	if r.Delay != 0 {
		s += fmt.Sprintf(", delay %s", words.Count(int64(r.Delay), "frame", "frames"))
	}
	if first.Dominance != nil && r.Delay != 0 {
		s += fmt.Sprintf(" (%s times as likely as the next)", words.ThreeFigures(*first.Dominance))
	}
	return s
}

// printErrors prints what is left of the wet sound, in dB below it.
func printErrors(w io.Writer, r *teach.Result) {
	table := newTable(w)
	fmt.Fprintln(table, "error-to-signal ratio in dB\theld out\tlearned from\t")
	name := "this kernel"
	if r.Training != nil {
		name = "these layers"
	}
	row := func(name string, heldOut *float64, learned float64) {
		text := "–"
		if heldOut != nil {
			text = level(*heldOut)
		}
		fmt.Fprintf(table, "%-27s\t%s\t%s\t\n", name, text, level(learned))
	}
	row(name, r.HeldOut, r.Train)
	if r.Training != nil {
		row(fmt.Sprintf("the best kernel, %s", words.Taps(r.Taps)), r.Kernel, r.TrainKernel)
	}
	row("only gain and delay", r.GainOnly, r.TrainGainOnly)
	row("no filter", r.NoFilter, r.TrainNoFilter)
	table.Flush()
}

// level writes dB with two digits behind the point.
func level(db float64) string { return fmt.Sprintf("%.2f", words.Tidy(db)) }

func printPictures(w io.Writer, paths []string) {
	if len(paths) > 0 {
		fmt.Fprintf(w, "pictures: %s\n", words.OneLine(soundList(paths)))
	}
}

// printLadder prints a line for each rung.
func printLadder(w io.Writer, r *teach.LadderResult) error {
	var b strings.Builder
	first := r.Recordings[0]
	fmt.Fprintln(&b, words.OneLine(fmt.Sprintf("%s -> %s: A is %s × %s, learned from %s, measured on %s", first.Dry, first.Wet,
		words.Grouped(float64(r.Rows)), words.Grouped(float64(r.Cols)),
		words.Count(int64(r.Windows), "window", "windows"), words.Grouped(float64(r.WindowsHeldOut)))))
	table := newTable(&b)
	fmt.Fprintf(table, "%-28s\tparameters\theld out dB\tlearned dB\ttime\tmemory\t\n", "")
	for _, rung := range r.Rungs {
		name := map[string]string{
			"dense":  "dense",
			"band":   fmt.Sprintf("band of %s: locality", words.Taps(r.Taps)),
			"kernel": "one kernel: stationarity",
		}[rung.Name]
		fmt.Fprintf(table, "%-28s\t%s\t%s\t%s\t%s\t%s\t\n", name, words.Grouped(rung.Params), level(rung.HeldOut), level(rung.Train),
			words.Duration(rung.Seconds), words.Bytes(rung.Bytes+rung.WorkBytes))
	}
	table.Flush()
	fmt.Fprintf(&b, "of the dense matrix's energy %.2f %% lies in the band; its rows are alike to %.4f, those of the band to %.4f (1 is the same)\n",
		100*r.InBand, r.RowSimilarity, r.BandSimilarity)
	if r.Rungs[0].Underdetermined {
		fmt.Fprintf(&b, "the dense matrix has more columns than there are windows: what it says of them is a guess\n")
	}
	printPictures(&b, r.Pictures)
	_, err := io.WriteString(w, b.String())
	return err
}
