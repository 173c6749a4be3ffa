package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/inspect"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
	"sigconv/filters"
)

// matrixFlags are all flags of matrix.
type matrixFlags struct {
	kernelFlags
	inputs, layer, channel int
	mode, format           string
	bias                   bool
	output, maxMemory      string
	force                  bool
}

func newMatrix(ui *ui) *cobra.Command {
	var f matrixFlags
	cmd := &cobra.Command{
		Use:   "matrix [flags] KERNEL|STACK",
		Short: "Print the matrix that a kernel is",
		Long: `Matrix prints the matrix A with which A·x is the convolution of x: for a correlation in mode valid, the default,
[a1 a2 a3 0 …; 0 a1 a2 a3 …]. Of a stack it prints the matrix of each layer and, where no activation stands between
them, their product and the single kernel that it comes to.`,
		Example: `  sigconv matrix kernel.txt --inputs 8
  sigconv matrix -k "1 2 3" --order correlation
  sigconv matrix kernel.txt --inputs 512 --mode same -o matrix.png
  sigconv matrix stack.json --layer 2 --format npy -o layer2.npy`,
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := f.job(cmd, args)
			if err != nil {
				return err
			}
			if job.Output == load.Pipe && ui.stdoutTerminal && slices.Contains([]string{"npy", "png"}, job.Format) {
				return usagef("the %s file would go to the terminal (want -o FILE)", job.Format)
			}
			for _, w := range job.Filter.Warnings {
				ui.warn(w)
			}
			return inspect.WriteMatrix(job)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.kernelFlags.register(cmd)
	flags.IntVar(&f.inputs, "inputs", 0, "columns: `N` input frames (default 8, or 5 more than the taps)")
	choice(cmd, &f.mode, "mode", "valid", "rows: the output frames of mode %s", "same", "full", "valid")
	flags.IntVar(&f.layer, "layer", 0, "layer `N` of a stack by itself, counted from 1 (default all, and their product)")
	flags.IntVar(&f.channel, "channel", 0, "channel `N` of a kernel that has several, counted from 1")
	flags.BoolVar(&f.bias, "bias", false, "put the bias into csv, npy, png and svg too, as the first column, for x₀ = 1")
	choice(cmd, &f.format, "format", "", "%s (default as the output is called, else text)", "text", "csv", "npy", "png", "svg")
	flags.StringVarP(&f.output, "output", "o", load.Pipe, "write to `PATH`, - for standard output")
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the output")
	registerMaxMemory(cmd, &f.maxMemory)
	return cmd
}

// job checks the command line and loads the kernel.
func (f *matrixFlags) job(cmd *cobra.Command, args []string) (job inspect.MatrixJob, err error) {
	kernel, err := f.kernelArgument(cmd, args)
	if err != nil {
		return job, err
	}
	flags := cmd.Flags()
	switch {
	case flags.Changed("inputs") && (f.inputs < 1 || f.inputs > filters.MaxInputs):
		return job, usagef("bad --inputs (found %d, want 1 to %d)", f.inputs, filters.MaxInputs)
	case flags.Changed("layer") && f.layer < 1:
		return job, usagef("bad --layer (found %d, want 1 for the first)", f.layer)
	case flags.Changed("channel") && f.channel < 1:
		return job, usagef("bad --channel (found %d, want 1 for the first)", f.channel)
	case f.output == "":
		return job, usagef("the output has no name (want -o FILE)")
	}
	job = inspect.MatrixJob{
		Channel: f.channel, Inputs: f.inputs, Layer: f.layer, Bias: f.bias,
		Format: f.format, Output: outputPath(f.output), Force: f.force,
	}
	if job.Format == "" {
		job.Format = formatOf(f.output)
	}
	if job.MaxMemory, err = memory(f.maxMemory); err != nil {
		return job, err
	}
	job.Mode, _ = conv.ParseMode(f.mode)
	job.Filter, err = f.open(kernel)
	return job, err
}

// formatOf returns the format that the name of a file asks for.
func formatOf(path string) string {
	for _, format := range []string{"csv", "npy", "png", "svg"} {
		if strings.HasSuffix(strings.ToLower(path), "."+format) {
			return format
		}
	}
	return "text"
}
