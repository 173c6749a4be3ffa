package main

import (
	"fmt"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/conv"
)

// processingFlags are the flags that say how a kernel is put on a sound.
type processingFlags struct {
	order, center, mode, engine string
	gain, wet                   float64
	headroom, encoding, dither  string
	seed                        uint64
	jobs                        int
	anyRate, strip, force       bool
}

// applyFlags are all flags of apply.
type applyFlags struct {
	processingFlags
	taps, output string
	json, quiet  bool
}

func newApply(ui *ui) *cobra.Command {
	var f applyFlags
	cmd := &cobra.Command{
		Use:   "apply [flags] INPUT KERNEL",
		Short: "Put a kernel on a WAV file",
		Long: `Apply convolves INPUT, a WAV file or - for standard input, with KERNEL: a text file of taps, a WAV
impulse response, or the taps that -k gives. The kernel's gain is left as it is, the output has the
encoding and the metadata of the input, and it appears under its name only when it is whole.`,
		Example: `  sigconv apply in.wav kernel.txt
  sigconv apply in.wav room.wav --wet 0.3 --headroom auto -o far.wav
  sigconv apply in.wav -k "0.25 0.5 0.25" --center middle -o smooth.wav
  sigconv apply - kernel.txt -o - < in.wav > out.wav`,
		RunE: func(cmd *cobra.Command, args []string) error {
			job, err := f.job(cmd.Flags(), args)
			if err != nil {
				return err
			}
			return runApply(cmd, ui, job, f)
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVarP(&f.taps, "kernel", "k", "", `the taps themselves, such as "1 -1", in place of KERNEL`)
	flags.StringVarP(&f.output, "output", "o", "", "the file to write, - for standard output (default <input>-<kernel>.wav in this folder)")
	f.processingFlags.register(cmd)
	flags.BoolVar(&f.json, "json", false, "print the report as JSON")
	flags.BoolVarP(&f.quiet, "quiet", "q", false, "print nothing but warnings and errors")
	return cmd
}

func (f *processingFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the output")
	choice(cmd, &f.mode, "mode", "same", "which frames to keep: %s", "same", "full", "valid")
	choice(cmd, &f.order, "order", "", "how the taps are listed: %s (default the file's, else convolution)", "convolution", "correlation")
	flags.StringVar(&f.center, "center", "", "the tap that lies on the current frame: causal, middle or its number from 0 (default the file's, else causal)")
	flags.Float64Var(&f.gain, "gain", 0, "change the gain by so many dB")
	flags.Float64Var(&f.wet, "wet", 1, "share of the filtered sound, the rest is the input: 0 to 1")
	choice(cmd, &f.headroom, "headroom", "none", "%s: one static gain, never above 0 dB, so that nothing clips; reads the input twice", "none", "auto")
	choice(cmd, &f.encoding, "encoding", apply.SameEncoding, "of the output: %s", append([]string{apply.SameEncoding}, audioio.EncodingNames()...)...)
	choice(cmd, &f.dither, "dither", "none", "noise before rounding to integers: %s (triangular, ±1 LSB)", "none", "tpdf")
	flags.Uint64Var(&f.seed, "seed", 1, "of the dither: the same seed gives the same bytes")
	choice(cmd, &f.engine, "engine", "auto", "%s: auto takes direct for short kernels, fft for long ones", "auto", "direct", "fft")
	flags.IntVar(&f.jobs, "jobs", 0, "how many blocks to work on at once (default one a core)")
	flags.BoolVar(&f.anyRate, "any-rate", false, "take a kernel that is made for another sample rate as it is")
	flags.BoolVar(&f.strip, "strip", false, "leave out the chunks that hold no samples: titles, markers, …")
}

// maxJobs bounds the memory that blocks under way can take.
const maxJobs = 1024

// choice registers a flag that takes one of a few words.
func choice(cmd *cobra.Command, value *string, name, fallback, usage string, words ...string) {
	c := &choiceValue{value, words}
	*value = fallback
	cmd.Flags().Var(c, name, fmt.Sprintf(usage, strings.Join(words, ", ")))
	cmd.RegisterFlagCompletionFunc(name, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

type choiceValue struct {
	value *string
	words []string
}

func (c *choiceValue) String() string { return *c.value }
func (c *choiceValue) Type() string   { return "word" }

func (c *choiceValue) Set(s string) error {
	if !slices.Contains(c.words, s) {
		return fmt.Errorf("want %s", strings.Join(c.words, ", "))
	}
	*c.value = s
	return nil
}

// settings checks the flags and returns what they say. The words were checked when they were set.
func (f *processingFlags) settings(flags *pflag.FlagSet) (apply.Settings, error) {
	s := apply.Settings{
		Jobs: f.jobs, Gain: f.gain, Wet: f.wet, Seed: f.seed, Encoding: f.encoding,
		Headroom: f.headroom == "auto", Dither: f.dither == "tpdf",
		AnyRate: f.anyRate, Strip: f.strip, Force: f.force,
	}
	s.Mode, _ = conv.ParseMode(f.mode)
	s.Engine, _ = conv.ParseEngine(f.engine)
	switch {
	case !(f.wet >= 0 && f.wet <= 1):
		return s, usagef("bad --wet (found %v, want 0 to 1)", f.wet)
	case !(math.Abs(f.gain) <= 1000):
		return s, usagef("bad --gain (found %v, want -1000 to 1000 dB)", f.gain)
	case flags.Changed("jobs") && (f.jobs < 1 || f.jobs > maxJobs):
		return s, usagef("bad --jobs (found %d, want 1 to %d)", f.jobs, maxJobs)
	}
	if _, err := conv.ParseCenter(f.center, 1); f.center != "" && err != nil {
		return s, usageError{err}
	}
	return s, nil
}

// job checks the command line and loads the kernel.
func (f *applyFlags) job(flags *pflag.FlagSet, args []string) (job apply.Job, err error) {
	inline := flags.Changed("kernel")
	switch {
	case inline && len(args) == 2:
		return job, usagef("two kernels (found -k and %s, want one)", args[1])
	case inline && len(args) != 1:
		return job, usagef("apply -k takes an input (found %s, want INPUT)", countArgs(args))
	case !inline && len(args) != 2:
		return job, usagef("apply takes an input and a kernel (found %s, want INPUT KERNEL)", countArgs(args))
	}
	job.Input, job.Output = args[0], f.output
	if job.Settings, err = f.settings(flags); err != nil {
		return job, err
	}
	if flags.Changed("output") && f.output == "" {
		return job, usagef("the output has no name (want -o FILE)")
	}
	if err := f.checkPaths(job.Input); err != nil {
		return job, err
	}
	if inline {
		job.Kernel, err = apply.ParseKernel(f.taps, f.order, f.center)
	} else {
		job.Kernel, err = apply.LoadKernel(args[1], f.order, f.center)
	}
	if job.Output == "" {
		stem := strings.TrimSuffix(filepath.Base(job.Input), filepath.Ext(job.Input))
		job.Output = stem + "-" + job.Kernel.Stem + ".wav"
	}
	return job, err
}

func countArgs(args []string) string {
	switch len(args) {
	case 0:
		return "nothing"
	case 1:
		return "only " + args[0]
	default:
		return strings.Join(args, " ")
	}
}

// checkPaths refuses what cannot work whatever the files are.
func (f *applyFlags) checkPaths(in string) error {
	if in == apply.Pipe {
		if f.output == "" {
			return usagef("standard input has no name to make one of (want -o FILE or -o -)")
		}
		if f.headroom == "auto" {
			return usagef("--headroom auto reads the input twice (found standard input, want a file)")
		}
	}
	switch ext := strings.ToLower(filepath.Ext(f.output)); ext {
	case ".flac", ".mp3", ".ogg", ".opus", ".aiff", ".aif", ".m4a", ".aac", ".w64", ".caf", ".txt":
		return usagef("%s: sigconv writes WAV files (found %s, want .wav)", f.output, ext)
	}
	return nil
}

func runApply(cmd *cobra.Command, ui *ui, job apply.Job, f applyFlags) error {
	if job.Output == apply.Pipe && ui.stdoutTerminal {
		return usagef("the sound would go to the terminal (want -o FILE, or a pipe behind -o -)")
	}
	bar := ui.newProgress(apply.InputName(filepath.Base(job.Input)))
	if !f.quiet {
		job.Progress = bar.at
	}
	result, err := apply.Run(cmd.Context(), job)
	bar.end()
	if err != nil {
		return err
	}
	for _, w := range result.Warnings {
		ui.warn(apply.InputName(job.Input) + ": " + w)
	}
	report := ui.stdout
	if job.Output == apply.Pipe {
		report = ui.stderr
	}
	if f.json {
		return ui.printJSON(report, result)
	}
	if !f.quiet {
		printResult(report, result)
	}
	return nil
}

// printResult says in two lines what was done.
func printResult(w io.Writer, r *apply.Result) {
	fmt.Fprintln(w, oneLine(fmt.Sprintf("%s * %s (%s) -> %s",
		apply.InputName(r.Input), shorten(r.Kernel), describeKernel(r), apply.OutputName(r.Output))))
	fmt.Fprintln(w, describeSound(r))
}

// shorten keeps a name of many taps to one line.
func shorten(name string) string {
	const most = 60
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return name
}

func describeKernel(r *apply.Result) string {
	taps := "1 tap"
	if r.Taps != 1 {
		taps = fmt.Sprintf("%d taps", r.Taps)
	}
	s := fmt.Sprintf("%s, centre %d, %s, %s, Σ|h| %.4g", taps, r.Center, r.Mode, r.Engine, r.KernelAbsSum)
	if r.Order == conv.Correlation.String() {
		s = r.Order + ", " + s
	}
	if r.KernelPeakGainDB != nil {
		s += fmt.Sprintf(", max |H| %+.2f dB", tidy(*r.KernelPeakGainDB))
	}
	return s
}

func describeSound(r *apply.Result) string {
	length := float64(r.FramesIn) / float64(r.Rate)
	s := fmt.Sprintf("%s, %s at %d Hz, %s, in %s", seconds(length), channels(r.Channels), r.Rate, r.EncodingOut, seconds(r.Seconds))
	if r.Seconds > 0 && length > 0 {
		s += fmt.Sprintf(": %.0f times faster than real time", length/r.Seconds)
	}
	if r.GainDB != 0 {
		s += fmt.Sprintf("; gain %+.2f dB", r.GainDB)
	}
	if r.PeakDBFS == nil {
		return s + "; silence"
	}
	s += fmt.Sprintf("; peak %.2f dBFS, ", tidy(*r.PeakDBFS))
	if r.Clipped == 0 {
		return s + "nothing clipped"
	}
	return s + fmt.Sprintf("%d samples clipped", r.Clipped)
}

// tidy turns a value that would be printed as -0.00 into 0.
func tidy(v float64) float64 {
	if math.Abs(v) < 0.005 {
		return 0
	}
	return v
}

func channels(n int) string {
	switch n {
	case 1:
		return "mono"
	case 2:
		return "stereo"
	default:
		return fmt.Sprintf("%d channels", n)
	}
}

// seconds writes a duration with three figures.
func seconds(s float64) string {
	switch {
	case s < 1:
		return fmt.Sprintf("%.3g ms", s*1e3)
	case s < 60:
		return fmt.Sprintf("%.3g s", s)
	default:
		return time.Duration(s * float64(time.Second)).Round(time.Second).String()
	}
}
