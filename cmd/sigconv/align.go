package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/inspect"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
)

// alignFlags are all flags of align.
type alignFlags struct {
	kernelFlags
	output  string
	format  string
	top     int
	channel int
	json    bool
	force   bool
}

func newAlign(ui *ui) *cobra.Command {
	var f alignFlags
	cmd := &cobra.Command{
		Use:   "align [flags] INPUT KERNEL",
		Short: "Find where a sound runs like a kernel",
		Long: `Align runs KERNEL along INPUT and gives the cosine of the alignment at every frame, a·x / (‖a‖·‖x‖): 1 where the
frames from there on run like the kernel, at whatever level; 0 in silence; -1 where they run like it upside down. It
lists the best places, each the best within a kernel's length. A recorded hit or word as KERNEL wants
--order correlation: as an impulse response it would be looked for backwards.`,
		Example: `  sigconv align in.wav click.txt
  sigconv align in.wav hit.wav --order correlation --top 20 -o trace.wav
  sigconv align in.wav click.txt --channel 1 -o trace.csv
  sigconv align - click.txt --json < in.wav`,
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := f.job(cmd, args)
			if err != nil {
				return err
			}
			if job.Output == load.Pipe && ui.stdoutTerminal && !job.CSV {
				return usagef("the trace would go to the terminal (want -o FILE, or a pipe behind -o -)")
			}
			bar := ui.newProgress(load.InputName(filepath.Base(job.Input)))
			job.Progress = bar.at
			result, err := inspect.Align(cmd.Context(), job)
			bar.end()
			if err != nil {
				return err
			}
			report := ui.stdout
			if job.Output == load.Pipe {
				report = ui.stderr
			}
			return ui.report(report, f.json, job.Output != "", load.InputName(job.Input), result.Warnings, result, func(w io.Writer) error {
				return printAlignment(w, result, job.Top)
			})
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.kernelFlags.register(cmd)
	f.registerRate(cmd)
	registerChannel(cmd, &f.channel)
	flags.IntVar(&f.top, "top", 10, "list the best `N` places")
	flags.StringVarP(&f.output, "output", "o", "", "write the alignment of every frame to `PATH`, .wav or .csv, - for standard output")
	choice(cmd, &f.format, "format", "", "of the output: %s (default as it is called)", "wav", "csv")
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the output")
	flags.BoolVar(&f.json, "json", false, "print the result as JSON")
	return cmd
}

// mostPlaces bounds the memory for places.
const mostPlaces = 100_000

// job checks the command line and loads the kernel.
func (f *alignFlags) job(cmd *cobra.Command, args []string) (job inspect.AlignJob, err error) {
	input, kernel, err := f.arguments(cmd, args)
	if err != nil {
		return job, err
	}
	job.Input, job.AnyRate, job.Top, job.Output, job.Force = input, f.anyRate, f.top, outputPath(f.output), f.force
	if f.top < 0 || f.top > mostPlaces {
		return job, usagef("bad --top (found %d, want 0 to %d)", f.top, mostPlaces)
	}
	if job.Channel, err = channelNumber(cmd, f.channel); err != nil {
		return job, err
	}
	switch {
	case cmd.Flags().Changed("output"):
		if job.CSV, err = f.csv(); err != nil {
			return job, err
		}
	case f.format != "":
		return job, usagef("--format is of the trace (want -o FILE with it)")
	}
	job.Filter, err = f.open(kernel)
	return job, err
}

// csv reports whether the trace is to be text.
func (f *alignFlags) csv() (bool, error) {
	if f.format != "" {
		return f.format == "csv", nil
	}
	switch ext := strings.ToLower(filepath.Ext(f.output)); ext {
	case ".wav", ".wave":
		return false, nil
	case ".csv":
		return true, nil
	default:
		return false, usagef("%s: unknown kind of trace (want .wav or .csv, or --format)", f.output)
	}
}

// printAlignment prints a result, of which so many places were asked for.
func printAlignment(w io.Writer, r *inspect.AlignResult, top int) error {
	var b strings.Builder
	title := fmt.Sprintf("%s, %s at %d Hz: aligned with %s (%s) at %s", load.InputName(r.Input),
		words.Channels(r.Channels), r.Rate, shorten(r.Kernel), words.Taps(r.Taps), words.Count(r.Positions, "frame", "frames"))
	if r.Output != "" {
		title += " -> " + load.OutputName(r.Output)
	}
	fmt.Fprintln(&b, words.OneLine(title))
	printPlaces(&b, r.Top, top)
	_, err := io.WriteString(w, b.String())
	return err
}

func printPlaces(w io.Writer, places []inspect.Place, asked int) {
	if asked > 0 && len(places) == 0 {
		fmt.Fprintln(w, "no frame is aligned with it")
	}
	if len(places) == 0 {
		return
	}
	table := newTable(w)
	fmt.Fprintln(table, "cos θ\tframe\tseconds\tchannel\t")
	for _, p := range places {
		fmt.Fprintf(table, "%.6f\t%d\t%.6f\t%d\t\n", p.Cosine, p.Frame, p.Seconds, p.Channel)
	}
	table.Flush()
}
