package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/diff"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/cmd/sigconv/internal/plot"
)

// diffFlags are all flags of diff.
type diffFlags struct {
	align, gain string
	maxResidual float64
	picture     string
	json, force bool
}

func newDiff(ui *ui) *cobra.Command {
	var f diffFlags
	cmd := &cobra.Command{
		Use:   "diff [flags] REFERENCE TEST",
		Short: "Measure how a sound differs from another",
		Long: `Diff subtracts REFERENCE from TEST and says what is left: as the files are, and once the best delay and the best
gain are taken out of TEST. It measures the loudness and the true peak of both. With --max-residual it is a check for
scripts: it fails where more is left.`,
		Example: `  sigconv diff in.wav out.wav
  sigconv diff in.wav out.wav --align none --gain none --max-residual -90
  sigconv diff in.wav out.wav --picture difference.png
  sigconv diff in.wav out.wav --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := f.job(cmd, args)
			if err != nil {
				return err
			}
			stages := ui.newStages(filepath.Base(job.Test))
			job.Progress = stages.at
			result, err := diff.Run(cmd.Context(), job)
			stages.end()
			if err != nil {
				return err
			}
			for _, text := range result.Warnings {
				ui.warn(text)
			}
			print := func(w io.Writer) error { return printDifference(w, result) }
			if err := ui.report(ui.stdout, f.json, job.Picture != "", "", nil, result, print); err != nil {
				return err
			}
			if cmd.Flags().Changed("max-residual") {
				return result.CheckResidual(f.maxResidual)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&f.align, "align", "auto", "auto finds the delay of TEST, none takes the files as they lie, `N` is how many frames TEST is later")
	choice(cmd, &f.gain, "gain", "auto", "%s: auto takes out the gain that leaves least", "auto", "none")
	flags.Var(&numberValue{&f.maxResidual, "dB"}, "max-residual", "fail where the residual, as aligned and matched, is above `DB` decibels of REFERENCE")
	flags.StringVar(&f.picture, "picture", "", "draw waveforms, difference, spectra and spectrograms into `PATH`, .png or .svg")
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the picture")
	flags.BoolVar(&f.json, "json", false, "print the result as JSON")
	return cmd
}

// job checks the command line.
func (f *diffFlags) job(cmd *cobra.Command, args []string) (diff.Job, error) {
	if len(args) != 2 {
		return diff.Job{}, usagef("diff takes two sounds (found %s, want REFERENCE TEST)", countArgs(args))
	}
	job := diff.Job{Reference: args[0], Test: args[1], MatchGain: f.gain == "auto", Picture: f.picture, Force: f.force}
	for _, path := range args {
		if path == load.Pipe {
			return job, usagef("diff goes over the sounds more than once (found standard input, want a file)")
		}
	}
	var err error
	if job.Delay, err = delayFlag("align", f.align); err != nil {
		return job, err
	}
	if cmd.Flags().Changed("picture") && f.picture == "" {
		return job, usagef("the picture has no name (want --picture FILE)")
	}
	if f.picture != "" {
		if _, err := plot.Format(f.picture); err != nil {
			return job, usageError{err}
		}
	}
	return job, nil
}

// delayFlag returns the frames that a flag says: nil for auto, 0 for none.
func delayFlag(flag, text string) (*int, error) {
	frames := 0
	switch text {
	case "auto":
		return nil, nil
	case "none":
		return &frames, nil
	}
	frames, err := strconv.Atoi(text)
	if err != nil || frames < -pairs.MostDelay*100 || frames > pairs.MostDelay*100 {
		return nil, usagef("bad --%s (found %s, want auto, none or a number of frames)", flag, fmt.Sprintf("%q", text))
	}
	return &frames, nil
}
