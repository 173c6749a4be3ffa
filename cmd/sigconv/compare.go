package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/inspect"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
)

// compareFlags are all flags of compare.
type compareFlags struct {
	kernelFlags
	start, frames   string
	channel         int
	mode, engine    string
	maxMemory       string
	picture, sounds string
	json, force     bool
}

func newCompare(ui *ui) *cobra.Command {
	var f compareFlags
	cmd := &cobra.Command{
		Use:   "compare [flags] INPUT KERNEL|STACK",
		Short: "Compare the convolution with its matrix",
		Long: `Compare sends an excerpt of INPUT through KERNEL in four ways: by streaming convolution, as apply does; by the
full matrix, row by row, each output a dot product; by the same matrix column by column, a weighted sum; and by the
diagonals alone. It says how far the results are apart, and what each way costs.`,
		Example: `  sigconv compare in.wav kernel.txt
  sigconv compare in.wav kernel.txt --start 1.5s --frames 2048 --picture matrix.png
  sigconv compare in.wav stack.json --mode valid --json
  sigconv compare in.wav kernel.txt --frames 200ms --wav listen/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := f.job(cmd, args)
			if err != nil {
				return err
			}
			result, err := inspect.Compare(cmd.Context(), job)
			if err != nil {
				return err
			}
			written := job.Picture != "" || job.Sounds != ""
			return ui.report(ui.stdout, f.json, written, load.InputName(job.Input), result.Warnings, result, func(w io.Writer) error {
				return printComparison(w, result)
			})
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.kernelFlags.register(cmd)
	f.registerRate(cmd)
	flags.StringVar(&f.start, "start", "0", "`WHERE` the excerpt begins: a frame, such as 72000, or a time, such as 1.5s")
	flags.StringVar(&f.frames, "frames", "512", "`LENGTH` of the excerpt: frames, or a time")
	registerChannel(cmd, &f.channel)
	choice(cmd, &f.mode, "mode", "same", "which frames to keep: %s", "same", "full", "valid")
	choice(cmd, &f.engine, "engine", "auto", "of the convolution: %s", "auto", "direct", "fft")
	registerMaxMemory(cmd, &f.maxMemory)
	flags.StringVar(&f.picture, "picture", "", "draw the matrix, the excerpt, the outputs and their difference into `PATH`, .png or .svg")
	flags.StringVar(&f.sounds, "wav", "", "write original, convolution, matrix result and difference as WAV files into the folder `DIR`")
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the outputs")
	flags.BoolVar(&f.json, "json", false, "print the result as JSON")
	return cmd
}

// job checks the command line and loads the kernel.
func (f *compareFlags) job(cmd *cobra.Command, args []string) (job inspect.CompareJob, err error) {
	input, kernel, err := f.arguments(cmd, args)
	if err != nil {
		return job, err
	}
	job.Input, job.AnyRate, job.Picture, job.Sounds, job.Force = input, f.anyRate, f.picture, f.sounds, f.force
	job.Shorten = !cmd.Flags().Changed("frames")
	if job.Channel, err = channelNumber(cmd, f.channel); err != nil {
		return job, err
	}
	if job.Start, err = moment("start", f.start); err != nil {
		return job, err
	}
	if job.Frames, err = moment("frames", f.frames); err != nil {
		return job, err
	}
	if job.MaxMemory, err = memory(f.maxMemory); err != nil {
		return job, err
	}
	job.Mode, _ = conv.ParseMode(f.mode)
	job.Engine, _ = conv.ParseEngine(f.engine)
	if cmd.Flags().Changed("picture") && f.picture == "" {
		return job, usagef("the picture has no name (want --picture FILE)")
	}
	if f.picture != "" {
		if _, err := plot.Format(f.picture); err != nil {
			return job, usageError{err}
		}
	}
	if cmd.Flags().Changed("wav") && f.sounds == "" {
		return job, usagef("the folder for the sounds has no name (want --wav DIR)")
	}
	job.Filter, err = f.open(kernel)
	return job, err
}

// printComparison prints what was compared, what it costs and how far the results are apart.
func printComparison(w io.Writer, r *inspect.CompareResult) error {
	var b strings.Builder
	fmt.Fprintln(&b, words.OneLine(describeExcerpt(r)))
	fmt.Fprintln(&b, describeMatrix(r))
	fmt.Fprintln(&b)
	printWays(&b, r)
	fmt.Fprintln(&b, "(differences to the convolution: the largest and the RMS, in steps of a 24-bit sample and in dBFS)")
	fmt.Fprintf(&b, "\nparameters: %s in A, %s in the kernel", words.Grouped(r.ParamsDense), words.Grouped(r.ParamsKernel))
	if r.ParamsDense >= r.ParamsKernel {
		fmt.Fprintf(&b, ": %s times fewer", ratio(r.ParamsDense/r.ParamsKernel))
	}
	fmt.Fprintln(&b)
	fmt.Fprintf(&b, "zeros:      %.2f %% of A; %s entries are not 0\n", 100*r.ZerosShare, words.Grouped(r.NonZeros))
	fmt.Fprintf(&b, "whole file: x = %s samples: A would have %s parameters: %s, %s multiply-adds; the convolution has %s\n",
		words.Grouped(float64(r.WholeFileFrames)), words.Grouped(r.WholeFileParamsDense), words.Bytes(r.WholeFileBytesDense),
		words.Grouped(r.WholeFileMACsDense), words.Grouped(r.WholeFileMACsConv))
	if r.Picture != "" {
		fmt.Fprintf(&b, "picture:    %s\n", words.OneLine(r.Picture))
	}
	if len(r.Sounds) > 0 {
		fmt.Fprintf(&b, "sounds:     %s\n", words.OneLine(soundList(r.Sounds)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printWays prints a line for each way: what it costs, and how far it is from the convolution.
func printWays(w io.Writer, r *inspect.CompareResult) {
	table := newTable(w)
	row := func(name string, cells ...string) {
		fmt.Fprintf(table, "%-14s\t%s\t\n", name, strings.Join(cells, "\t"))
	}
	row("", "multiply-adds", "bytes", "time", "max LSB", "max dBFS", "RMS LSB", "RMS dBFS")
	row("convolution", words.Grouped(r.MACsConv), words.Bytes(r.BytesKernel), words.Duration(r.SecondsConv), "–", "–", "–", "–")
	way := func(name string, macs, bytes, took, largest, rms float64) {
		row(name, words.Grouped(macs), words.Bytes(bytes), words.Duration(took), leastBits(largest), words.Decibels(largest), leastBits(rms), words.Decibels(rms))
	}
	way("A·x by rows", r.MACsDense, r.BytesDense, r.SecondsDense, r.MaxAbsDiffRows, r.RMSDiffRows)
	way("A·x by columns", r.MACsDense, r.BytesDense, r.SecondsColumns, r.MaxAbsDiffColumns, r.RMSDiffColumns)
	way("banded A·x", r.MACsBanded, r.BytesBanded, r.SecondsBanded, r.MaxAbsDiffBanded, r.RMSDiffBanded)
	table.Flush()
}

// ratio writes how many times something is another.
func ratio(v float64) string {
	if v >= 1000 {
		return words.Grouped(v)
	}
	return words.ThreeFigures(v)
}

// soundList names files of one folder.
func soundList(paths []string) string {
	names := make([]string, len(paths))
	for i, p := range paths {
		names[i] = filepath.Base(p)
	}
	return filepath.Dir(paths[0]) + ": " + strings.Join(names, ", ")
}

// leastBits writes a difference in steps of a 24-bit sample.
func leastBits(v float64) string {
	if v == 0 {
		return "0"
	}
	return fmt.Sprintf("%.2g", v*(1<<23))
}

// describeExcerpt says what goes through what.
func describeExcerpt(r *inspect.CompareResult) string {
	s := fmt.Sprintf("%s: %s from frame %s on (%s)", load.InputName(r.Input), words.Count(int64(r.Frames), "frame", "frames"),
		words.Grouped(float64(r.Start)), words.Seconds(float64(r.Start)/float64(r.Rate)))
	if r.Channel != nil {
		s += fmt.Sprintf(", channel %d", *r.Channel)
	}
	kernel := words.Taps(r.Taps)
	if r.Layers > 1 {
		kernel = words.Count(int64(r.Layers), "layer", "layers") + ", " + kernel
	}
	if r.Order == conv.Correlation.String() {
		kernel = r.Order + ", " + kernel
	}
	return s + fmt.Sprintf(", through %s (%s, %s, %s)", shorten(r.Kernel), kernel, r.Mode, r.Engine)
}

// describeMatrix says what the matrix looks like.
func describeMatrix(r *inspect.CompareResult) string {
	s := fmt.Sprintf("A is %s × %s", words.Grouped(r.Rows), words.Grouped(r.Cols))
	if r.Layers > 1 {
		s = fmt.Sprintf("A is %d matrices one behind the other, from %s inputs to %s outputs", r.Layers, words.Grouped(r.Cols), words.Grouped(r.Rows))
	}
	if r.Biased {
		s += ", with the bias as one more column, for x₀ = 1; to the banded product it is added"
	}
	return s
}
