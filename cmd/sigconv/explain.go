package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/inspect"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
)

// explainFlags are all flags of explain.
type explainFlags struct {
	kernelFlags
	at      string
	channel int
	json    bool
}

func newExplain(ui *ui) *cobra.Command {
	var f explainFlags
	cmd := &cobra.Command{
		Use:   "explain [flags] INPUT KERNEL --at WHERE",
		Short: "Show one output sample as a row and as a column of the matrix",
		Long: `Explain shows one output frame of mode same as the lecture does: as a row of the matrix, which input frames times
which taps add up, and how the taps are aligned with the sound; and one input frame as a column, where it goes and
with which weight.`,
		Example: `  sigconv explain in.wav kernel.txt --at 1.5s
  sigconv explain in.wav -k "1 -1" --at 72000 --channel 2
  sigconv explain in.wav kernel.txt --at 72000 --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := f.job(cmd, args)
			if err != nil {
				return err
			}
			result, err := inspect.Explain(job)
			if err != nil {
				return err
			}
			return ui.report(ui.stdout, f.json, false, load.InputName(job.Input), result.Warnings, result, func(w io.Writer) error {
				return printExplanation(w, result)
			})
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.kernelFlags.register(cmd)
	f.registerRate(cmd)
	flags.StringVar(&f.at, "at", "", "`WHERE`: a frame, such as 72000, or a time, such as 1.5s")
	registerChannel(cmd, &f.channel)
	flags.BoolVar(&f.json, "json", false, "print the result as JSON, with every tap")
	return cmd
}

// job checks the command line and loads the kernel.
func (f *explainFlags) job(cmd *cobra.Command, args []string) (job inspect.ExplainJob, err error) {
	input, kernel, err := f.arguments(cmd, args)
	if err != nil {
		return job, err
	}
	job.Input, job.AnyRate = input, f.anyRate
	if !cmd.Flags().Changed("at") {
		return job, usagef("explain shows one frame (want --at FRAME, or --at 1.5s)")
	}
	if job.At, err = moment("at", f.at); err != nil {
		return job, err
	}
	if job.Channel, err = channelNumber(cmd, f.channel); err != nil {
		return job, err
	}
	job.Filter, err = f.open(kernel)
	return job, err
}

// mostTerms is how many lines a sum gets. Of a longer one the largest terms are shown.
const mostTerms = 24

func printExplanation(w io.Writer, r *inspect.ExplainResult) error {
	var b strings.Builder
	title := fmt.Sprintf("%s through %s: frame %s (%s), channel %d", load.InputName(r.Input), shorten(r.Kernel),
		words.Grouped(float64(r.Frame)), words.Seconds(r.Seconds), r.Channel)
	fmt.Fprintf(&b, "%s\n\n", words.OneLine(title))
	printRow(&b, r)
	b.WriteByte('\n')
	printColumn(&b, r)
	_, err := io.WriteString(w, b.String())
	return err
}

// printRow prints an output as the sum of taps times input frames.
func printRow(b *strings.Builder, r *inspect.ExplainResult) {
	fmt.Fprintf(b, "as a row: output frame %d is a·x, the taps times the input frames that they lie on\n", r.Frame)
	table := newTable(b)
	fmt.Fprintln(table, "input frame\ttap a\tsample x\ta·x\t")
	shown := largest(r.Row.Products)
	for _, i := range shown {
		frame := r.Row.First + int64(i)
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t\n", frame, words.Short(r.Row.Taps[i]), words.Short(r.Row.Samples[i]), words.Short(r.Row.Products[i]))
	}
	printOthers(table, "\t\t", r.Row.Products, shown)
	if r.Bias != 0 {
		fmt.Fprintf(table, "bias\t%s\t1\t%s\t\n", words.Short(r.Bias), words.Short(r.Bias))
	}
	fmt.Fprintf(table, "output\t\t\t%s\t\n", words.Short(r.Output))
	table.Flush()
	fmt.Fprintf(b, "‖a‖ = %s, ‖x‖ = %s, cos θ = %s, θ = %.1f°: a·x = ‖a‖·‖x‖·cos θ = %s\n",
		words.Short(r.Row.NormA), words.Short(r.Row.NormX), words.Short(r.Row.Cosine), r.Row.Degrees, words.Short(r.Row.Dot))
}

// printColumn prints where an input goes.
func printColumn(b *strings.Builder, r *inspect.ExplainResult) {
	fmt.Fprintf(b, "as a column: input frame %d, x = %s, goes to these output frames\n", r.Frame, words.Short(r.Sample))
	table := newTable(b)
	fmt.Fprintln(table, "output frame\tweight\tadds\t")
	shown := largest(r.Column.Products)
	for _, i := range shown {
		fmt.Fprintf(table, "%d\t%s\t%s\t\n", r.Column.First+int64(i), words.Short(r.Column.Weights[i]), words.Short(r.Column.Products[i]))
	}
	printOthers(table, "\t", r.Column.Products, shown)
	table.Flush()
}

// printOthers prints what the products that are not shown add up to.
func printOthers(w io.Writer, skip string, products []float64, shown []int) {
	if len(shown) == len(products) {
		return
	}
	rest := 0.0
	for i, v := range products {
		if !slices.Contains(shown, i) {
			rest += v
		}
	}
	fmt.Fprintf(w, "%d others\t%s%s\t\n", len(products)-len(shown), skip, words.Short(rest))
}

// largest returns the places of the products with the largest magnitudes, in rising order.
func largest(products []float64) []int {
	at := make([]int, len(products))
	for i := range at {
		at[i] = i
	}
	slices.SortStableFunc(at, func(i, j int) int { return cmp.Compare(math.Abs(products[j]), math.Abs(products[i])) })
	at = at[:min(len(at), mostTerms)]
	slices.Sort(at)
	return at
}
