package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pkg/browser"
	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/inspect"
	"sigconv/cmd/sigconv/internal/listen"
	"sigconv/cmd/sigconv/internal/listen/server"
	"sigconv/cmd/sigconv/internal/listen/trial"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
)

// listenFlags are all flags of listen.
type listenFlags struct {
	test, reference      string
	trials               int
	match, delay, loop   string
	kernels              []string
	compare              bool
	start, frames        string
	maxMemory            string
	order, center        string
	anyRate              bool
	results, analyze     string
	port                 int
	noBrowser, json, csv bool
}

func newListen(ui *ui) *cobra.Command {
	var f listenFlags
	cmd := &cobra.Command{
		Use:   "listen [flags] SOUND [SOUND …]",
		Short: "Compare sounds by ear, fairly",
		Long: `Listen shows sounds in a browser on this machine, equally loud and one beside the other in time, and lets you switch
between them within a moment. With --test it asks: which of two you prefer (ab), which of two a third one is (abx), or how
good each of many is beside the reference (mushra); what is played is hidden until the last answer, and every answer is
written down at once. A sound may also be made by a --kernel, or by a matrix with --compare.`,
		Example: `  sigconv listen original.wav processed.wav
  sigconv listen in.wav --kernel k1.txt --kernel k2.txt --test abx
  sigconv listen original.wav a.wav b.wav --test mushra --loop 1s:3s
  sigconv listen --compare in.wav kernel.txt --start 1s
  sigconv listen --analyze listening`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flags().Changed("analyze") {
				return f.printAnalysis(ui, args)
			}
			return f.run(cmd, ui, args)
		},
	}
	f.register(cmd)
	return cmd
}

func (f *listenFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	choice(cmd, &f.test, "test", "none", "what is asked: %s", trial.KindNames()...)
	flags.StringVar(&f.reference, "reference", "", "the `SOUND` that the others are compared with (default the first; in ab none)")
	flags.IntVar(&f.trials, "trials", 16, "of each comparison: `N`; pages of mushra (default 1 there)")
	choice(cmd, &f.match, "match", "loudness", "levels: %s", "loudness", "none")
	flags.StringVar(&f.delay, "delay", "auto", "auto finds how much later a sound is than the reference, and takes it away; none leaves it; or `N` frames")
	flags.StringVar(&f.loop, "loop", "", "the part `FROM:TO` that is played over and over, such as 2s:6s; a test takes nothing else")
	flags.StringArrayVarP(&f.kernels, "kernel", "k", nil, "make another sound of the first one by this `KERNEL`, stack or list of taps; may be given several times")
	flags.BoolVar(&f.compare, "compare", false, "take INPUT KERNEL, and compare the convolution with its matrix")
	flags.StringVar(&f.start, "start", "0", "`WHERE` to begin in all sounds: a frame, or a time, such as 1.5s")
	flags.StringVar(&f.frames, "frames", "", "`LENGTH` to take: frames, or a time (default all; with --compare what a matrix of --max-memory holds)")
	registerMaxMemory(cmd, &f.maxMemory)
	choice(cmd, &f.order, "order", "", "how the taps of kernels are listed: %s (default the file's, else convolution)", "convolution", "correlation")
	flags.StringVar(&f.center, "center", "", "the tap of kernels that lies on the current frame: causal, middle or its number `N` from 0 (default the file's, else causal)")
	flags.BoolVar(&f.anyRate, "any-rate", false, "take kernels that are made for another sample rate as they are")
	flags.StringVar(&f.results, "results", "listening", "write answers into the folder `DIR`")
	flags.StringVar(&f.analyze, "analyze", "", "print what the answers in the folder `DIR` say, in place of a test")
	flags.IntVar(&f.port, "port", 0, "`N` of the page's address, 0 for a free one")
	flags.BoolVar(&f.noBrowser, "no-browser", false, "open no browser")
	flags.BoolVar(&f.json, "json", false, "print the analysis as JSON")
	flags.BoolVar(&f.csv, "csv", false, "print all answers of the analysis as CSV")
}

// mostTrials keeps a test from being one that nobody ends.
const mostTrials = 1000

// alpha is the chance that a guess has to pass at most.
const alpha = 0.05

// What a test takes at most: BS.1534 asks for 12 s; longer than a minute nobody remembers.
var mostSeconds = map[trial.Kind]float64{trial.AB: 60, trial.ABX: 60, trial.MUSHRA: 12}

// run prepares the sounds and shows them until the page or a signal ends it.
func (f *listenFlags) run(cmd *cobra.Command, ui *ui, args []string) error {
	kind, _ := trial.ParseKind(f.test)
	job, err := f.job(cmd, kind, args)
	if err != nil {
		return err
	}
	if kind != trial.None {
		if err := trial.CheckFolder(f.results); err != nil {
			return err
		}
	}
	stages := ui.newStages("listen")
	job.Progress = stages.at
	program, warnings, err := listen.Prepare(cmd.Context(), job)
	stages.end()
	if err != nil {
		return err
	}
	for _, text := range warnings {
		ui.warn(text)
	}
	plan := trial.Plan{Kind: kind, Trials: f.trials, Alpha: alpha}
	if kind == trial.MUSHRA && !cmd.Flags().Changed("trials") {
		plan.Trials = 1
	}
	test, err := trial.New(program, plan, f.results, "sigconv "+version(), rand.Reader)
	if err != nil {
		return err
	}
	return f.show(cmd.Context(), ui, test)
}

// show serves the page.
func (f *listenFlags) show(ctx context.Context, ui *ui, test *trial.Test) error {
	l, err := server.Listen(f.port)
	if err != nil {
		return err
	}
	s := server.New(test)
	url := s.URL(l)
	if _, err := fmt.Fprintf(ui.stdout, "listening at %s\n", url); err != nil {
		l.Close()
		return notPrinted(err, false)
	}
	if !f.noBrowser {
		browser.Stdout, browser.Stderr = io.Discard, io.Discard
		if browser.OpenURL(url) != nil {
			ui.say("no browser could be opened: open the address above in one")
		}
	}
	ui.say("Ctrl-C ends it")
	underWay, err := s.Serve(ctx, l)
	switch {
	case err != nil:
		return err
	case underWay && ctx.Err() != nil:
		return context.Cause(ctx)
	}
	return nil
}

// job checks the command line.
func (f *listenFlags) job(cmd *cobra.Command, kind trial.Kind, args []string) (job listen.Job, err error) {
	job = listen.Job{
		Paths: args, Reference: f.reference, AnyRate: f.anyRate, Match: f.match == "loudness", Whole: f.frames == "", Free: kind == trial.None,
		Anchors: kind == trial.MUSHRA, Compared: kind != trial.AB || f.reference != "", MostSeconds: mostSeconds[kind],
	}
	if err := f.checkFlags(cmd, args); err != nil {
		return job, err
	}
	if job.Delay, err = delayFlag("delay", f.delay); err != nil {
		return job, err
	}
	if job.Start, err = moment("start", f.start); err != nil {
		return job, err
	}
	if f.frames != "" {
		if job.Frames, err = moment("frames", f.frames); err != nil {
			return job, err
		}
	}
	if f.loop != "" {
		if job.Loop, err = loopOf(f.loop); err != nil {
			return job, err
		}
		job.Looped = true
	}
	if f.compare {
		job.Sounds, err = f.compared(cmd, args)
		return job, err
	}
	for _, kernel := range f.kernels {
		filter, err := f.openKernel(kernel)
		if err != nil {
			return job, err
		}
		job.Filters = append(job.Filters, filter)
	}
	return job, nil
}

func (f *listenFlags) checkFlags(cmd *cobra.Command, args []string) error {
	switch sounds := len(args) + len(f.kernels); {
	case f.json || f.csv:
		return usagef("--json and --csv are for --analyze")
	case f.trials < 1 || f.trials > mostTrials:
		return usagef("bad --trials (found %d, want 1 to %d)", f.trials, mostTrials)
	case f.port < 0 || f.port > 65535:
		return usagef("bad --port (found %d, want 0 to 65535)", f.port)
	case f.results == "":
		return usagef("the folder for results has no name (want --results DIR)")
	case f.compare && (len(args) != 2 || len(f.kernels) > 0):
		return usagef("listen --compare takes an input and a kernel (found %s, want INPUT KERNEL)", countArgs(args))
	case !f.compare && (len(args) == 0 || sounds < 2):
		return usagef("listen takes two sounds at least (found %s, want SOUND SOUND, or SOUND --kernel KERNEL)", countArgs(args))
	case f.reference != "" && (f.compare || len(f.kernels) > 0 && !slices.Equal(args, []string{f.reference})):
		return usagef("--reference names one of several sounds (found kernels, whose reference is the first sound)")
	}
	if f.center != "" {
		if _, err := conv.ParseCenter(f.center, 1); err != nil {
			return usageError{err}
		}
	}
	return nil
}

// loopOf returns the part of the sounds that --loop names.
func loopOf(text string) (loop [2]load.Moment, err error) {
	from, to, found := strings.Cut(text, ":")
	if !found {
		return loop, usagef("bad --loop (found %q, want FROM:TO, such as 2s:6s)", text)
	}
	if loop[0], err = moment("loop", from); err != nil {
		return loop, err
	}
	loop[1], err = moment("loop", to)
	return loop, err
}

// openKernel opens a kernel's file, or takes taps as they stand.
func (f *listenFlags) openKernel(text string) (load.Filter, error) {
	as := load.Listing{Order: f.order, Center: f.center}
	if text != "" && strings.Trim(text, "0123456789+-.eE, \t") == "" {
		return load.ParseKernel(text, as)
	}
	return load.OpenFilter(text, as)
}

// compared returns what compare computes of an excerpt: the original, the convolution, and what the matrix gives.
func (f *listenFlags) compared(cmd *cobra.Command, args []string) ([]listen.Sound, error) {
	job := inspect.CompareJob{Subject: inspect.Subject{Input: args[0], AnyRate: f.anyRate}, Shorten: true}
	var err error
	if job.Start, err = moment("start", f.start); err != nil {
		return nil, err
	}
	if job.Frames, err = moment("frames", cmp.Or(f.frames, "2s")); err != nil {
		return nil, err
	}
	if job.MaxMemory, err = memory(f.maxMemory); err != nil {
		return nil, err
	}
	if job.Filter, err = f.openKernel(args[1]); err != nil {
		return nil, err
	}
	c, err := inspect.CompareSounds(cmd.Context(), job)
	if err != nil {
		return nil, err
	}
	sound := func(name string, samples [][]float64) listen.Sound {
		return listen.Sound{Name: name, Path: args[0], SHA256: c.SHA256, Samples: samples, Rate: c.Rate}
	}
	return []listen.Sound{
		sound(filepath.Base(args[0]), c.Original), sound("convolution", c.Convolution), sound("matrix", c.Matrix),
	}, nil
}

// printAnalysis prints what the logs of a folder say.
func (f *listenFlags) printAnalysis(ui *ui, args []string) error {
	switch {
	case len(args) > 0:
		return usagef("--analyze takes no sounds (found %s)", strings.Join(args, " "))
	case f.json && f.csv:
		return usagef("--json or --csv (found both)")
	}
	a, err := trial.Analyze(f.analyze)
	if err != nil {
		return load.Named(f.analyze, err)
	}
	for _, note := range a.Notes {
		ui.warn(filepath.Join(f.analyze, note))
	}
	if len(a.Tests) == 0 {
		return fmt.Errorf("%s: there are no results of listening tests (want files listen-….jsonl)", f.analyze)
	}
	switch {
	case f.json:
		err = ui.printJSON(ui.stdout, a)
	case f.csv:
		err = a.WriteCSV(ui.stdout)
	default:
		err = printAnalysis(ui.stdout, a)
	}
	return notPrinted(err, false)
}
