package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/inform"
	"sigconv/cmd/sigconv/internal/kernelfile"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
	"sigconv/filters"
)

func newDesign(ui *ui) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "design TYPE",
		Short: "Make a kernel by hand",
		Long: `Design makes kernels: filters, equalizers, delays, echoes, and kernels out of kernels. What it writes says how it was
made, for which rate, and which tap lies on the current frame, so that it can be made again, and apply moves nothing in time.`,
		Example: `  sigconv design lowpass --rate 48000 --cutoff 1kHz --taps 255 -o low.txt
  sigconv design bandpass --rate 48000 --low 300 --high 3400 --transition 100 --attenuation 60 -o band.txt
  sigconv help design equiripple`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown type of kernel %q (want %s)", args[0], strings.Join(designNames(), ", "))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	for _, d := range kernelTypes {
		cmd.AddCommand(d.command(ui))
	}
	return cmd
}

// designNames returns the types that design knows.
func designNames() (names []string) {
	for _, d := range kernelTypes {
		names = append(names, d.name)
	}
	return names
}

// command returns the command that makes kernels of a type.
func (d kernelType) command(ui *ui) *cobra.Command {
	f := new(designFlags)
	cmd := &cobra.Command{
		Use:     strings.TrimSpace(d.name + " [flags] " + strings.Join(d.kernels, " ")),
		Short:   d.short,
		Long:    d.long,
		Example: "  " + strings.Join(d.examples, "\n  "),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := d.run(f, cmd, args)
			if err != nil {
				return err
			}
			report := ui.stdout
			if r.Output == load.Pipe {
				report = ui.stderr
			}
			for _, text := range r.Warnings {
				ui.warn(text)
			}
			switch {
			case f.json:
				err = ui.printJSON(report, r)
			case r.Output != load.Pipe:
				err = printDesign(report, r)
			}
			return notPrinted(err, true)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	for _, register := range d.flags {
		register(f, cmd)
	}
	flags.StringVarP(&f.output, "output", "o", load.Pipe, "write the kernel to `PATH`, .wav for an impulse response, - for standard output")
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the output")
	flags.BoolVar(&f.json, "json", false, "print what was made as JSON")
	return cmd
}

// run makes a kernel and writes it.
func (d kernelType) run(f *designFlags, cmd *cobra.Command, args []string) (*designed, error) {
	if err := d.check(f, cmd, args); err != nil {
		return nil, err
	}
	from, err := openKernels(args)
	if err != nil {
		return nil, err
	}
	k, err := d.make(f, cmd, kernelsOf(from))
	if usage := (usageError{}); err != nil && !errors.As(err, &usage) && len(args) > 0 {
		err = fmt.Errorf("%s: %w", strings.Join(args, ", "), err)
	}
	if err != nil {
		return nil, err
	}
	r := newDesigned(d.name, outputPath(f.output), k)
	r.MadeBy = d.commandLine(cmd, args)
	for _, kernel := range from {
		r.Warnings = append(r.Warnings, kernel.Warnings...)
		f.inputs = append(f.inputs, kernel.Info)
	}
	r.Warnings = append(r.Warnings, f.warned...)
	if text := kernelfile.Loss(r.Output, k); text != "" {
		r.Warnings = append(r.Warnings, text)
	}
	if err := context.Cause(cmd.Context()); err != nil {
		return nil, err
	}
	return r, f.write(r.Output, k, comments(r, from, f.notes))
}

// check refuses command lines that make no sense whatever the type.
func (d kernelType) check(f *designFlags, cmd *cobra.Command, args []string) error {
	changed := cmd.Flags().Changed
	switch takesRate := cmd.Flags().Lookup("rate") != nil; {
	case len(args) != len(d.kernels) && len(d.kernels) == 0:
		return usagef("design %s takes no kernel (found %s)", d.name, strings.Join(args, " "))
	case len(args) != len(d.kernels):
		return usagef("design %s takes %s (found %s)", d.name, strings.Join(d.kernels, " "), countArgs(args))
	case takesRate && !changed("rate"):
		return usagef("a kernel is made for a sample rate (found no --rate, want --rate HZ, such as --rate 48000)")
	case takesRate && (f.rate < 1 || f.rate > mostRate):
		return usagef("bad --rate (found %d, want 1 to %d Hz)", f.rate, mostRate)
	case f.output == "":
		return usagef("the output has no name (want -o FILE)")
	}
	for _, path := range args {
		if path == load.Pipe {
			return usagef("a kernel cannot come from standard input (want a file)")
		}
	}
	return required(cmd, d.needs...)
}

// mostRate is the highest sample rate that a kernel is made for, in Hz.
const mostRate = 100_000_000

// openKernels reads the kernels that others are made of. A stack whose layers are one kernel is that kernel.
func openKernels(paths []string) (kernels []load.Filter, err error) {
	for _, path := range paths {
		f, err := load.OpenFilter(path, load.Listing{})
		if err != nil {
			return nil, err
		}
		if s := f.Stack(); s != nil {
			var one bool
			if f, one = inform.Collapsed(f); !one {
				return nil, fmt.Errorf("%s: the stack is no kernel (found %s, want linear ones, of one channel)", path, words.Count(int64(len(s.Layers)), "layer", "layers"))
			}
		}
		kernels = append(kernels, f)
	}
	return kernels, nil
}

func kernelsOf(filters []load.Filter) (kernels []*conv.Kernel) {
	for _, f := range filters {
		kernels = append(kernels, f.Kernel())
	}
	return kernels
}

// write writes the kernel under its name, which may not be that of a file it was made of.
func (f *designFlags) write(path string, k *conv.Kernel, comments []string) error {
	content, err := kernelfile.Encode(path, k, comments...)
	if err != nil {
		return load.Named(load.OutputName(path), err)
	}
	file, err := output.Open(path, f.force, f.inputs...)
	if err != nil {
		return load.HintExisting(err, "--force overwrites it")
	}
	defer file.Discard()
	if _, err := file.Writer().Write(content); err != nil {
		return load.Named(load.OutputName(path), err)
	}
	return load.HintExisting(file.Commit(), "--force overwrites it")
}

// A designed is what a kernel that was made is like. Its JSON form is the report of the command.
type designed struct {
	Command          string   `json:"command"`
	Type             string   `json:"type"`
	MadeBy           string   `json:"made_by"`
	Output           string   `json:"output"`
	Rate             int      `json:"rate"` // 0 when unknown
	Channels         int      `json:"channels"`
	Taps             int      `json:"taps"`
	Center           int      `json:"center"`
	KernelAbsSum     float64  `json:"kernel_abs_sum"`
	KernelPeakGainDB *float64 `json:"kernel_peak_gain_db"`
	Warnings         []string `json:"warnings"`
}

func newDesigned(kind, path string, k *conv.Kernel) *designed {
	gain, _ := filters.PeakGain(k)
	return &designed{
		Command: "design", Type: kind, Output: path, Rate: k.Rate, Channels: k.Channels(), Taps: k.Len(), Center: k.Center,
		KernelAbsSum: k.AbsSum(), KernelPeakGainDB: decibels(gain), Warnings: []string{},
	}
}
