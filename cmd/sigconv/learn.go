package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/cmd/sigconv/internal/teach"
	"sigconv/conv/learn"
)

// learnFlags are all flags of learn.
type learnFlags struct {
	output           string
	taps             int
	center, delay    string
	ridge, heldOut   float64
	start, duration  string
	channel          int
	layers           string
	training         trainingFlags
	ladder           bool
	frames           int
	maxMemory        string
	report, pictures string
	json, force      bool
}

// trainingFlags are those of learn that are of layers alone.
type trainingFlags struct {
	epochs, batch, crop, patience int
	rate                          float64
	optimizer, loss               string
	seed                          uint64
	checkpoint, resume            string
}

// Defaults and bounds of what learn is asked for.
const (
	mostEpochs = 1_000_000
	mostBatch  = 4096
	mostCrop   = 1 << 22
	mostFrames = 1 << 14 // of a ladder's windows
	mostDelay  = 1 << 30
)

func newLearn(ui *ui) *cobra.Command {
	var f learnFlags
	cmd := &cobra.Command{
		Use:   "learn [flags] DRY WET [DRY WET …]",
		Short: "Learn a kernel or a stack from recordings before and after",
		Long: `Learn finds the kernel that turns DRY into WET: two recordings of the same sound, before and behind an amplifier, a
room, a microphone, a codec. It finds the delay between them, solves for the kernel by least squares, and says how well
it does on parts of the recordings that it has not learned from, and what else would help. With --layers it learns a
stack of convolution layers by backpropagation, for what bends the sound. With --ladder it compares a dense matrix, a
band of it, and one kernel, all learned from the same recordings.`,
		Example: `  sigconv learn dry.wav wet.wav -o amp.txt
  sigconv learn dry.wav wet.wav --taps 255 --report report.json --plot pictures/
  sigconv learn dry.wav wet.wav --layers "4x8:tanh, 1x8" --epochs 2 -o amp.json
  sigconv learn dry.wav wet.wav --ladder --frames 64 --taps 16 --report ladder.json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.check(cmd, args); err != nil {
				return err
			}
			switch {
			case f.ladder:
				return f.climb(cmd, ui, args)
			case f.layers != "":
				return f.learnStack(cmd, ui, args)
			default:
				return f.learnKernel(cmd, ui, args)
			}
		},
	}
	f.register(cmd)
	return cmd
}

func (f *learnFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.output, "output", "o", "", "write the kernel to `PATH`, .wav for an impulse response, or the stack, - for standard output (default <wet>.txt, or .json with --layers)")
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the outputs")
	flags.IntVar(&f.taps, "taps", 64, "learn a kernel of `N` taps")
	flags.StringVar(&f.center, "center", "auto", "the tap that lies on the current frame: causal, middle, its number `N` from 0, or auto: as few taps ahead as do no harm")
	flags.StringVar(&f.delay, "delay", "auto", "`N` frames that WET comes later, which are taken out; auto finds it")
	f.ridge, f.heldOut = 1e-9, 0.2
	flags.Var(&numberValue{&f.ridge, ""}, "ridge", "what large taps cost, as a `SHARE` of the energy of DRY")
	flags.Var(&numberValue{&f.heldOut, ""}, "holdout", "`SHARE` of the recordings that is held out, to measure on")
	flags.StringVar(&f.start, "start", "0", "`WHERE` to begin in both recordings: a frame, or a time, such as 1.5s")
	flags.StringVar(&f.duration, "duration", "", "`LENGTH` to learn from: frames, or a time (default all)")
	registerChannel(cmd, &f.channel)
	flags.StringVar(&f.layers, "layers", "", "learn these `LAYERS`, channels x taps : activation, such as \"8x32:tanh, 1x32\"")
	f.training.register(cmd)
	flags.BoolVar(&f.ladder, "ladder", false, "compare a dense matrix, a band of it, and one kernel")
	flags.IntVar(&f.frames, "frames", 256, "of the windows that --ladder learns from: `N`")
	registerMaxMemory(cmd, &f.maxMemory)
	flags.StringVar(&f.report, "report", "", "write the result as JSON to `PATH`")
	flags.StringVar(&f.pictures, "plot", "", "draw what was learned, and the loss curve, into the folder `DIR`")
	flags.BoolVar(&f.json, "json", false, "print the result as JSON")
}

func (f *trainingFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.IntVar(&f.epochs, "epochs", 100, "go `N` times through the recordings, each time at least 64 steps")
	flags.IntVar(&f.batch, "batch", 16, "take `N` crops a step")
	flags.IntVar(&f.crop, "crop", 2048, "of `FRAMES` each")
	f.rate = 1e-3
	flags.Var(&numberValue{&f.rate, ""}, "lr", "the learning `RATE`; it halves where nothing gets better")
	choice(cmd, &f.optimizer, "optimizer", "adam", "%s", learn.OptimizerNames()...)
	choice(cmd, &f.loss, "loss", "esr", "what is made small: %s", learn.LossNames()...)
	flags.Uint64Var(&f.seed, "seed", 1, "`N` for weights and crops: the same seed gives the same stack")
	flags.IntVar(&f.patience, "patience", 20, "stop after `N` epochs without a better stack")
	flags.StringVar(&f.checkpoint, "checkpoint", "", "keep the state of the training in `PATH`, epoch by epoch")
	flags.StringVar(&f.resume, "resume", "", "go on from the checkpoint at `PATH`")
}

// ofLayers and ofLadder are the flags that only one way of learning has.
var (
	ofLayers = []string{"epochs", "batch", "crop", "lr", "optimizer", "loss", "seed", "patience", "checkpoint", "resume"}
	ofLadder = []string{"frames", "max-memory"}
)

// check refuses command lines that make no sense.
func (f *learnFlags) check(cmd *cobra.Command, args []string) error {
	changed := cmd.Flags().Changed
	if len(args) < 2 || len(args)%2 != 0 {
		return usagef("learn takes pairs of recordings (found %s, want DRY WET)", countArgs(args))
	}
	only := func(names []string, allowed bool, with string) error {
		for _, name := range names {
			if changed(name) && !allowed {
				return usagef("--%s is of %s (want %s with it)", name, with, with)
			}
		}
		return nil
	}
	t := f.training
	switch {
	case changed("layers") && f.layers == "":
		return usagef("--layers names no layer (want such as \"8x32:tanh, 1x32\")")
	case f.ladder && f.layers != "":
		return usagef("--ladder has no layers (found --layers %q)", f.layers)
	case f.ladder && len(args) != 2:
		return usagef("--ladder takes one pair (found %d recordings, want DRY WET)", len(args))
	case f.ladder && changed("output"):
		return usagef("--ladder has no output but --report and --plot (found -o %s)", f.output)
	case f.layers != "" && changed("taps"):
		return usagef("the layers have taps of their own (found --taps %d)", f.taps)
	case f.taps < 1 || f.taps > learn.MostTaps:
		return usagef("bad --taps (found %d, want 1 to %d)", f.taps, learn.MostTaps)
	case !(f.ridge >= 0 && f.ridge <= 1e3):
		return usagef("bad --ridge (found %v, want 0 to 1000)", f.ridge)
	case !(f.heldOut >= 0 && f.heldOut <= 0.9):
		return usagef("bad --holdout (found %v, want 0 to 0.9)", f.heldOut)
	case f.ladder && f.heldOut == 0:
		return usagef("--ladder measures on what is held out (found --holdout 0)")
	case f.frames < 1 || f.frames > mostFrames:
		return usagef("bad --frames (found %d, want 1 to %d)", f.frames, mostFrames)
	case t.epochs < 1 || t.epochs > mostEpochs:
		return usagef("bad --epochs (found %d, want 1 to %d)", t.epochs, mostEpochs)
	case t.batch < 1 || t.batch > mostBatch:
		return usagef("bad --batch (found %d, want 1 to %d)", t.batch, mostBatch)
	case t.crop < 1 || t.crop > mostCrop:
		return usagef("bad --crop (found %d, want 1 to %d)", t.crop, mostCrop)
	case t.patience < 1:
		return usagef("bad --patience (found %d, want 1 at least)", t.patience)
	case !(t.rate > 0 && t.rate <= 1e6):
		return usagef("bad --lr (found %v, want above 0)", t.rate)
	case f.report == load.Pipe:
		return usagef("the report is a file (found --report -, want a name; --json prints it)")
	case changed("report") && f.report == "" || changed("plot") && f.pictures == "" || changed("output") && f.output == "":
		return usagef("an output has no name (want --report FILE, --plot DIR, -o FILE)")
	}
	if err := only(ofLayers, f.layers != "", "--layers"); err != nil {
		return err
	}
	return only(ofLadder, f.ladder, "--ladder")
}

// material returns what is to be learned from.
func (f *learnFlags) material(cmd *cobra.Command, args []string) (m teach.Material, err error) {
	for i := 0; i < len(args); i += 2 {
		m.Pairs = append(m.Pairs, pairs.Names{Dry: args[i], Wet: args[i+1]})
	}
	m.HeldOut = f.heldOut
	if m.Start, err = moment("start", f.start); err != nil {
		return m, err
	}
	if m.Whole = !cmd.Flags().Changed("duration"); !m.Whole {
		if m.Duration, err = moment("duration", f.duration); err != nil {
			return m, err
		}
		if m.Duration.At(1<<20) == 0 {
			return m, usagef("bad --duration (found %s, want more than nothing)", f.duration)
		}
	}
	if m.Channel, err = channelNumber(cmd, f.channel); err != nil {
		return m, err
	}
	if f.delay != "auto" {
		n, err := strconv.Atoi(f.delay)
		if err != nil || n < -mostDelay || n > mostDelay {
			return m, usagef("bad --delay %q (want auto, or a number of frames, below 0 where WET is ahead)", f.delay)
		}
		m.Delay = &n
	}
	return m, nil
}

// centerOf returns what --center says of so many taps, below 0 for finding out.
func (f *learnFlags) centerOf(taps int) (int, error) {
	switch f.center {
	case "auto":
		return -1, nil
	case "causal":
		return 0, nil
	case "middle":
		return (taps - 1) / 2, nil
	}
	n, err := strconv.Atoi(f.center)
	if err != nil || n < 0 || n >= taps {
		return 0, usagef("bad --center %q (want auto, causal, middle or the number of a tap, 0 to %d)", f.center, taps-1)
	}
	return n, nil
}

// outputs returns what is written, the kernel or stack by default under the name of the wet recording.
func (f *learnFlags) outputs(args []string, ext string) teach.Outputs {
	o := teach.Outputs{Output: outputPath(f.output), Report: f.report, Pictures: f.pictures, Force: f.force}
	if f.output == "" && ext != "" {
		o.Output = load.Stem(args[1]) + ext
	}
	return o
}

// learnKernel learns a kernel by least squares.
func (f *learnFlags) learnKernel(cmd *cobra.Command, ui *ui, args []string) (err error) {
	job := teach.KernelJob{Outputs: f.outputs(args, ".txt"), Taps: f.taps, Ridge: f.ridge}
	if job.Material, err = f.material(cmd, args); err != nil {
		return err
	}
	if job.Center, err = f.centerOf(f.taps); err != nil {
		return err
	}
	if strings.EqualFold(filepath.Ext(job.Output), ".json") {
		return usagef("%s: a kernel is a text or a WAV file (want .txt or .wav, or --layers for a stack)", job.Output)
	}
	bar := ui.newStages(args[1])
	job.Progress = bar.at
	result, err := teach.Kernel(cmd.Context(), job)
	bar.end()
	if err != nil {
		return err
	}
	return f.print(ui, job.Output, result.Warnings, result, func(w io.Writer) error { return printLearned(w, result) })
}

// learnStack learns a stack by backpropagation.
func (f *learnFlags) learnStack(cmd *cobra.Command, ui *ui, args []string) (err error) {
	t := f.training
	job := teach.StackJob{
		Outputs: f.outputs(args, ".json"), Ridge: f.ridge, Epochs: t.epochs, Checkpoint: t.checkpoint, Resume: t.resume,
		Options: learn.Options{Batch: t.batch, Crop: t.crop, Rate: t.rate, Patience: t.patience, Seed: t.seed},
	}
	job.Options.Optimizer, _ = learn.ParseOptimizer(t.optimizer)
	job.Options.Loss, _ = learn.ParseLoss(t.loss)
	if job.Material, err = f.material(cmd, args); err != nil {
		return err
	}
	if job.Shapes, err = learn.ParseShapes(f.layers); err != nil {
		return usageError{fmt.Errorf("--layers: %w", err)}
	}
	reach := learn.Reach(job.Shapes)
	if reach > learn.MostTaps {
		return usagef("--layers reach too far (found %d frames, want at most %d)", reach, learn.MostTaps)
	}
	if job.Center, err = f.centerOf(reach); err != nil {
		return err
	}
	if ext := strings.ToLower(filepath.Ext(job.Output)); ext != ".json" && job.Output != load.Pipe {
		return usagef("%s: a stack is a JSON file (want .json)", job.Output)
	}
	bar := ui.newStages(args[1])
	job.Progress = bar.at
	job.Tell = func(p teach.TrainingProgress) { bar.at(describeEpoch(p), p.Done, p.Total) }
	result, err := teach.Stack(cmd.Context(), job)
	bar.end()
	if result == nil {
		return err
	}
	if err != nil { // interrupted, with the best so far
		ui.warn(fmt.Sprintf("%s: the best stack so far is written, that of epoch %d of %d", load.OutputName(job.Output), result.BestEpoch, t.epochs))
	}
	return errors.Join(err, f.print(ui, job.Output, result.Warnings, result, func(w io.Writer) error { return printTrained(w, result) }))
}

// describeEpoch says how far a training is.
func describeEpoch(p teach.TrainingProgress) string {
	s := fmt.Sprintf("epoch %d of %d", p.Epoch, p.Epochs)
	if p.Last == nil {
		return s
	}
	s += fmt.Sprintf(", loss %.3g", p.Last.Train)
	if p.Last.HeldOut >= 0 {
		s += fmt.Sprintf(", held out %.1f dB", 10*math.Log10(p.Last.HeldOut))
	}
	return s + fmt.Sprintf(", best %.1f dB", p.Best)
}

// climb compares three matrices.
func (f *learnFlags) climb(cmd *cobra.Command, ui *ui, args []string) (err error) {
	job := teach.LadderJob{Outputs: f.outputs(args, ""), Frames: f.frames, Taps: f.taps, Ridge: f.ridge}
	if job.Material, err = f.material(cmd, args); err != nil {
		return err
	}
	if job.Center, err = f.centerOf(f.taps); err != nil {
		return err
	}
	if job.MaxMemory, err = memory(f.maxMemory); err != nil {
		return err
	}
	bar := ui.newStages(args[1])
	job.Progress = bar.at
	result, err := teach.Ladder(cmd.Context(), job)
	bar.end()
	if err != nil {
		return err
	}
	return f.print(ui, "", result.Warnings, result, func(w io.Writer) error { return printLadder(w, result) })
}

// print prints a result, to stderr where the kernel goes to stdout.
func (f *learnFlags) print(ui *ui, output string, warnings []string, result any, print func(io.Writer) error) error {
	to := ui.stdout
	if output == load.Pipe {
		to = ui.stderr
	}
	for _, text := range warnings {
		ui.warn(text)
	}
	return ui.report(to, f.json, output != "" || f.report != "" || f.pictures != "", "", nil, result, print)
}
