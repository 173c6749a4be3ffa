package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/cmd/sigconv/internal/portray"
	"sigconv/cmd/sigconv/internal/words"
)

// plotFlags are all flags of plot.
type plotFlags struct {
	output, panels, size string
	impulse, force       bool
	channel              int
}

func newPlot(ui *ui) *cobra.Command {
	var f plotFlags
	cmd := &cobra.Command{
		Use:   "plot [flags] FILE [FILE …]",
		Short: "Draw kernels or sounds",
		Long: `Plot draws kernels, one upon the other: their taps, and what they do to each frequency, its gain, its phase and how late it
comes; or sounds, side by side: waveform, spectrum and spectrogram. Without -o it draws what fits into the terminal, with
block characters. A WAV file is a sound, unless --impulse says that it is an impulse response. A kernel that does not say its
sample rate is drawn for that of the others.`,
		Example: `  sigconv plot kernel.txt -o kernel.svg
  sigconv plot kernel.txt
  sigconv plot k1.txt k2.txt --panels magnitude,delay -o both.png
  sigconv plot --impulse room.wav --channel 1 -o room.png
  sigconv plot in.wav -o in.png`,
		RunE: func(cmd *cobra.Command, args []string) error {
			drawing, err := f.drawing(cmd, args)
			if err != nil {
				return err
			}
			view, err := portray.Read(cmd.Context(), portray.Job{
				Paths: args, Impulse: f.impulse, Channel: f.channel,
				Progress: func(name string) (func(taken, total int64), func()) {
					bar := ui.newProgress(filepath.Base(name))
					return bar.at, bar.end
				},
			})
			if err != nil {
				return err
			}
			for _, text := range view.Warnings {
				ui.warn(text)
			}
			if err := context.Cause(cmd.Context()); err != nil {
				return err
			}
			if f.output == "" {
				return notPrinted(view.Print(ui.stdout, ui.width()), false)
			}
			return writePicture(outputPath(f.output), f.force, view, drawing)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.output, "output", "o", "", "draw into `PATH`, .png or .svg (default text, to standard output)")
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the picture")
	flags.BoolVar(&f.impulse, "impulse", false, "take WAV files as impulse responses")
	registerChannel(cmd, &f.channel)
	flags.StringVar(&f.panels, "panels", "", "draw only these `PANELS`: "+strings.Join(portray.PanelNames(), ", ")+" (default all that the files have)")
	flags.StringVar(&f.size, "size", "", "make the picture `WIDTHxHEIGHT` pixels large (default 1200x800)")
	return cmd
}

// drawing checks the command line and returns how the picture is to be drawn.
func (f *plotFlags) drawing(cmd *cobra.Command, args []string) (d portray.Drawing, err error) {
	switch {
	case len(args) == 0:
		return d, usagef("plot takes kernels or sounds (found nothing, want FILE)")
	case cmd.Flags().Changed("output") && f.output == "":
		return d, usagef("the picture has no name (want -o FILE)")
	case f.output == "" && (f.panels != "" || f.size != "" || f.force):
		return d, usagef("--panels, --size and --force are of a picture (want -o FILE with them)")
	case cmd.Flags().Changed("channel") && f.channel < 1:
		return d, usagef("bad --channel (found %d, want 1 for the first)", f.channel)
	}
	if n := count(args, load.Pipe); n > 1 {
		return d, usagef("standard input is named more than once (found - %d times)", n)
	}
	if f.panels != "" {
		d.Panels = strings.Split(strings.ReplaceAll(f.panels, " ", ""), ",")
		for _, name := range d.Panels {
			if !slices.Contains(portray.PanelNames(), name) {
				return d, usagef("bad --panels (found %q, want some of %s)", name, strings.Join(portray.PanelNames(), ", "))
			}
		}
	}
	if f.size != "" {
		if d.Width, d.Height, err = parseSize(f.size); err != nil {
			return d, err
		}
	}
	if f.output != "" {
		if d.Format, err = plot.Format(f.output); err != nil {
			return d, usageError{err}
		}
	}
	return d, nil
}

// parseSize reads a size such as 1200x800.
func parseSize(text string) (width, height int, err error) {
	across, down, found := strings.Cut(text, "x")
	width, notWide := strconv.Atoi(across)
	height, notHigh := strconv.Atoi(down)
	if !found || notWide != nil || notHigh != nil {
		return 0, 0, usagef("bad --size (found %q, want WIDTHxHEIGHT such as 1200x800)", text)
	}
	if err := plot.CheckSize(width, height); err != nil {
		return 0, 0, usageError{err}
	}
	return width, height, nil
}

// count returns how often a word is among others.
func count(all []string, word string) (n int) {
	for _, s := range all {
		if s == word {
			n++
		}
	}
	return n
}

// writePicture draws the picture under its name.
func writePicture(path string, force bool, view *portray.View, d portray.Drawing) error {
	file, err := output.Create(path, force, view.Files...)
	if err != nil {
		return load.HintExisting(err, "--force overwrites it")
	}
	defer file.Discard()
	content, err := view.Draw(d)
	if err != nil {
		return fmt.Errorf("%s: %w", words.OneLine(path), err)
	}
	if _, err := file.Writer().Write(content); err != nil {
		return load.Named(path, err)
	}
	return load.HintExisting(file.Commit(), "--force overwrites it")
}
