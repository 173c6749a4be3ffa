package main

import (
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/load"
)

// applyFlags are all flags of apply.
type applyFlags struct {
	kernelFlags
	processingFlags
	output      string
	json, quiet bool
}

func newApply(ui *ui) *cobra.Command {
	var f applyFlags
	cmd := &cobra.Command{
		Use:   "apply [flags] INPUT KERNEL",
		Short: "Put a kernel on a WAV file",
		Long: `Apply convolves INPUT, a WAV file or - for standard input, with KERNEL: a text file of taps, a WAV
impulse response, a stack of layers (JSON), or the taps that -k gives. The kernel's gain is left as it is, the output has the
encoding and the metadata of the input, and it appears under its name only when it is whole.`,
		Example: `  sigconv apply in.wav kernel.txt
  sigconv apply in.wav room.wav --wet 0.3 --headroom auto -o far.wav
  sigconv apply in.wav -k "0.25 0.5 0.25" --center middle -o smooth.wav
  sigconv apply - kernel.txt -o - < in.wav > out.wav`,
		RunE: func(cmd *cobra.Command, args []string) error {
			effect, job, err := f.job(cmd, args)
			if err != nil {
				return err
			}
			return runApply(cmd, ui, effect, job, f)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	f.kernelFlags.register(cmd)
	f.registerRate(cmd)
	f.registerResample(cmd)
	flags.StringVarP(&f.output, "output", "o", "", "write to `PATH`, - for standard output (default <input>-<kernel>.wav in this folder)")
	f.processingFlags.register(cmd)
	flags.BoolVar(&f.json, "json", false, "print the report as JSON")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing but warnings and errors")
	return cmd
}

// job checks the command line and loads the kernel.
func (f *applyFlags) job(cmd *cobra.Command, args []string) (*apply.Effect, apply.Job, error) {
	input, kernel, err := f.arguments(cmd, args)
	if err != nil {
		return nil, apply.Job{}, err
	}
	settings, err := f.settings(cmd.Flags())
	if err != nil {
		return nil, apply.Job{}, err
	}
	settings.AnyRate, settings.Resample = f.anyRate, f.resample
	if cmd.Flags().Changed("output") && f.output == "" {
		return nil, apply.Job{}, usagef("the output has no name (want -o FILE)")
	}
	if err := f.checkPaths(input); err != nil {
		return nil, apply.Job{}, err
	}
	filter, err := f.open(kernel)
	if err != nil {
		return nil, apply.Job{}, err
	}
	out := outputPath(f.output)
	if out == "" {
		out = load.Stem(input) + "-" + filter.Stem + ".wav"
	}
	job := apply.FileJob(input, out, f.force)
	job.Jobs = f.jobs
	return apply.NewEffect(filter, settings), job, nil
}

// checkPaths refuses what cannot work whatever the files are.
func (f *applyFlags) checkPaths(in string) error {
	if in == load.Pipe {
		if f.output == "" {
			return usagef("standard input has no name to make one of (want -o FILE or -o -)")
		}
		if f.headroom == "auto" {
			return usagef("--headroom auto reads the input twice (found standard input, want a file)")
		}
	}
	return checkWAVName(f.output)
}

// checkWAVName refuses a name that is that of another kind of file.
func checkWAVName(path string) error {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".flac", ".mp3", ".ogg", ".opus", ".aiff", ".aif", ".m4a", ".aac", ".w64", ".wv", ".wma", ".au", ".caf", ".txt":
		return usagef("%s: sigconv writes WAV files (found %s, want .wav)", path, ext)
	}
	return nil
}

// outputPath returns path, or [load.Pipe] for the names that standard output has as a file: what is written there must
// not be followed by a report.
func outputPath(path string) string {
	switch path {
	case "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1":
		return load.Pipe
	}
	return path
}

func runApply(cmd *cobra.Command, ui *ui, effect *apply.Effect, job apply.Job, f applyFlags) error {
	if job.Output == load.Pipe && ui.stdoutTerminal {
		return usagef("the sound would go to the terminal (want -o FILE, or a pipe behind -o -)")
	}
	bar := ui.newProgress(load.InputName(filepath.Base(job.Input)))
	if !f.quiet {
		job.Progress = bar.at
	}
	result, err := effect.Run(cmd.Context(), job)
	bar.end()
	if err != nil {
		return err
	}
	for _, w := range result.Warnings {
		ui.warn(load.InputName(job.Input) + ": " + w)
	}
	report := ui.stdout
	if job.Output == load.Pipe {
		report = ui.stderr
	}
	switch {
	case f.json:
		err = ui.printJSON(report, result)
	case !f.quiet:
		err = printResult(report, result)
	}
	return notPrinted(err, true)
}
