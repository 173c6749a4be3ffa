package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/inform"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
)

// infoFlags are all flags of info.
type infoFlags struct{ impulse, json bool }

func newInfo(ui *ui) *cobra.Command {
	var f infoFlags
	cmd := &cobra.Command{
		Use:   "info [flags] FILE [FILE …]",
		Short: "Say what a sound, a kernel or a stack is like",
		Long: `Info says of a WAV file its format, its length, its peaks, its loudness, its metadata and its chunks; of a kernel what it does to
frequencies, whether its phase is linear or minimum, and where its energy lies; of a stack its layers. In a terminal it draws
the response of a kernel. A WAV file is a sound, unless --impulse says that it is an impulse response.`,
		Example: `  sigconv info in.wav
  sigconv info kernel.txt stack.json
  sigconv info --impulse room.wav
  sigconv info in.wav --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) == 0:
				return usagef("info takes sounds, kernels or stacks (found nothing, want FILE)")
			case count(args, load.Pipe) > 1:
				return usagef("standard input is named more than once (want - once)")
			}
			return f.informAll(cmd, ui, args)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.BoolVar(&f.impulse, "impulse", false, "take WAV files as impulse responses")
	flags.BoolVar(&f.json, "json", false, "print a line of JSON for each file")
	return cmd
}

// informAll says what files are like. One that cannot be read does not keep the others from being told of.
func (f *infoFlags) informAll(cmd *cobra.Command, ui *ui, paths []string) error {
	failed := 0
	for i, path := range paths {
		if i > failed && !f.json {
			fmt.Fprintln(ui.stdout)
		}
		err := f.inform(cmd, ui, path)
		switch {
		case err == nil:
		case len(paths) == 1 || cmd.Context().Err() != nil:
			return err
		default:
			ui.fail(err)
			failed++
		}
	}
	if failed > 0 {
		return fmt.Errorf("%s of %s could not be told of", grouped(failed), words.Count(int64(len(paths)), "file", "files"))
	}
	return nil
}

// inform says what a file is like.
func (f *infoFlags) inform(cmd *cobra.Command, ui *ui, path string) error {
	e, err := load.OpenEither(path, f.impulse)
	if err != nil {
		return err
	}
	if e.Sound != nil {
		defer e.Sound.Close()
		bar := ui.newProgress(filepath.Base(e.Name))
		r, err := inform.MeasureSound(cmd.Context(), e.Name, e.Sound, bar.at)
		bar.end()
		if err != nil {
			return err
		}
		return ui.report(ui.stdout, f.json, false, e.Name, r.Warnings, r, func(w io.Writer) error { return printSound(w, r) })
	}
	for _, text := range e.Warnings {
		ui.warn(text)
	}
	if e.Stack() != nil {
		r := inform.DescribeStack(e.Filter)
		return ui.report(ui.stdout, f.json, false, e.Name, nil, r, func(w io.Writer) error { return printStack(w, r, ui) })
	}
	r := inform.DescribeKernel(e.Filter)
	if err := context.Cause(cmd.Context()); err != nil {
		return err
	}
	return ui.report(ui.stdout, f.json, false, e.Name, nil, r, func(w io.Writer) error { return printKernel(w, r, ui) })
}

// joined returns words with commas between.
func joined(all []string) string { return strings.Join(all, ", ") }
