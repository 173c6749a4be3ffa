package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
	"sigconv/filters/design"
)

// designFlags are the flags of all types of kernels; each type registers those that it takes.
type designFlags struct {
	rate, taps              int
	cutoff, low, high       float64 // Hz
	window                  string
	transition, attenuation float64 // Hz, dB
	bands                   string
	points                  []string
	curve, kind             string
	frames                  float64
	time, tau               float64 // seconds
	gain                    float64 // dB
	repeats                 int
	spacing                 float64 // Hz
	invert                  bool
	regularization          float64 // dB
	output                  string
	force, json             bool

	notes  []string      // what the file says besides
	warned []string      // what the user is told besides
	inputs []fs.FileInfo // of the files that the kernel is made of
}

func (f *designFlags) note(format string, args ...any) {
	f.notes = append(f.notes, fmt.Sprintf(format, args...))
}

func (f *designFlags) warn(format string, args ...any) {
	f.warned = append(f.warned, fmt.Sprintf(format, args...))
}

// A flagGroup registers flags that types have in common.
type flagGroup func(f *designFlags, cmd *cobra.Command)

func rateFlag(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.rate, "rate", 0, "the sample rate in `HZ` that the kernel is made for")
}

// tapsFlag takes the taps, of which there are so many by default, 0 for none.
func tapsFlag(taps int) flagGroup {
	return func(f *designFlags, cmd *cobra.Command) {
		cmd.Flags().IntVar(&f.taps, "taps", taps, "make `N` taps")
	}
}

func windowFlag(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.window, "window", design.Window{}.String(), "the `WINDOW` that fades the ends: "+strings.Join(design.WindowNames(), ", "))
	cmd.RegisterFlagCompletionFunc("window", cobra.FixedCompletions(design.WindowNames(), cobra.ShellCompDirectiveNoFileComp))
}

func cutoffFlag(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().Var(frequencyValue{&f.cutoff}, "cutoff", "where the gain is half, -6 dB: `HZ`")
}

// edgeFlags take the edges of a band, in words that tell them.
func edgeFlags(low, high string) flagGroup {
	return func(f *designFlags, cmd *cobra.Command) {
		cmd.Flags().Var(frequencyValue{&f.low}, "low", low+": `HZ`")
		cmd.Flags().Var(frequencyValue{&f.high}, "high", high+": `HZ`")
	}
}

// shapeFlags say how long a filter is, or how steep and how deep.
func shapeFlags(f *designFlags, cmd *cobra.Command) {
	tapsFlag(0)(f, cmd)
	cmd.Flags().StringVar(&f.window, "window", "", "with --taps, the `WINDOW` that fades the ends: "+strings.Join(design.WindowNames(), ", ")+" (default hamming)")
	cmd.RegisterFlagCompletionFunc("window", cobra.FixedCompletions(design.WindowNames(), cobra.ShellCompDirectiveNoFileComp))
	cmd.Flags().Var(frequencyValue{&f.transition}, "transition", "in place of --taps, the width in `HZ` from what passes to what is stopped")
	cmd.Flags().Var(&numberValue{&f.attenuation, "dB"}, "attenuation", "of what is stopped, in `DB`, by Kaiser's window (default 80 with --transition)")
}

// shape returns what shapeFlags say.
func (f *designFlags) shape(cmd *cobra.Command) (s design.Shape, err error) {
	flags := cmd.Flags()
	switch {
	case flags.Changed("taps") && flags.Changed("transition"):
		return s, usagef("--taps and --transition both say how long the kernel is (want one of them)")
	case flags.Changed("window") && (flags.Changed("transition") || flags.Changed("attenuation")):
		return s, usagef("--transition and --attenuation take Kaiser's window (found --window %s)", f.window)
	case flags.Changed("transition") && !(f.transition > 0):
		return s, usagef("the transition must be wider than nothing (found %g Hz)", f.transition)
	case flags.Changed("attenuation") && f.attenuation == 0: // which a Shape takes for none
		return s, usagef("the attenuation is out of reach of Kaiser's window (found 0 dB, want 21 to 200)")
	case !flags.Changed("taps") && !flags.Changed("transition"):
		return s, usagef("nothing says how long the kernel is (want --taps N, or --transition HZ and --attenuation DB)")
	case flags.Changed("transition") && !flags.Changed("attenuation"):
		f.attenuation = 80
		flags.Lookup("attenuation").Changed = true
	case f.window == "" && !flags.Changed("attenuation"):
		f.window = design.Window{}.String()
	}
	s = design.Shape{Taps: f.taps, Transition: f.transition, Attenuation: f.attenuation}
	if f.window != "" {
		s.Window, err = f.parseWindow()
	}
	return s, err
}

func (f *designFlags) parseWindow() (design.Window, error) {
	w, err := design.ParseWindow(f.window)
	if err != nil {
		err = usageError{err}
	}
	return w, err
}

func pointFlags(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&f.points, "point", nil, "a gain at a frequency, such as \"100Hz -3dB\": `POINT`; may be repeated")
	cmd.Flags().StringVar(&f.curve, "curve", "", "the points of a `FILE`: GraphicEQ or CSV of AutoEq, text of REW, or two columns")
}

// equalizerPoints returns what pointFlags say.
func (f *designFlags) equalizerPoints() (points []design.Point, err error) {
	switch {
	case len(f.points) == 0 && f.curve == "":
		return nil, usagef("an equalizer has points (want --point \"100Hz -3dB\", or --curve FILE)")
	case len(f.points) > 0 && f.curve != "":
		return nil, usagef("the points are given twice (found --point and --curve, want one of them)")
	}
	for _, text := range f.points {
		p, err := design.ParsePoint(text)
		if err != nil {
			return nil, usageError{err}
		}
		points = append(points, p)
	}
	if f.curve == "" {
		return points, nil
	}
	return f.readCurve()
}

// readCurve returns the points of the curve's file, which the kernel's is to name and not to replace.
func (f *designFlags) readCurve() ([]design.Point, error) {
	file, err := os.Open(f.curve)
	if err != nil {
		return nil, load.Named(f.curve, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, load.Named(f.curve, err)
	}
	f.inputs = append(f.inputs, info)
	sum := sha256.New()
	points, err := design.ReadCurve(f.curve, io.TeeReader(file, sum))
	if syntax := (*conv.SyntaxError)(nil); err != nil && !errors.As(err, &syntax) {
		return nil, load.Named(f.curve, err)
	}
	f.note("of: %s, SHA-256 %s", words.OneLine(f.curve), hex.EncodeToString(sum.Sum(nil)))
	return points, err
}

// kindNames are the words that --kind takes.
const kindNames = "mean, gaussian, gaussian:FRAMES or savgol:ORDER"

func kindFlag(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.kind, "kind", "", "the `KIND` of smoothing: "+kindNames)
}

// parseKind returns what --kind says: a word, and the number behind its colon, or NaN.
func (f *designFlags) parseKind() (kind string, number float64, err error) {
	kind, text, numbered := strings.Cut(f.kind, ":")
	number = math.NaN()
	if numbered {
		if number, err = strconv.ParseFloat(text, 64); err != nil || number-number != 0 {
			kind = ""
		}
	}
	known := kind == "mean" && !numbered || kind == "gaussian" || kind == "savgol" && number == math.Trunc(number)
	if !known {
		return "", 0, usagef("bad --kind (found %q, want %s)", f.kind, kindNames)
	}
	return kind, number, nil
}

func echoFlags(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().Var(timeValue{&f.time}, "time", "from one to the next, such as 250ms: `TIME`")
	cmd.Flags().Var(&numberValue{&f.gain, "dB"}, "gain", "of each against the one before, in `DB`")
	cmd.Flags().IntVar(&f.repeats, "repeats", 1, "make `N` echoes")
}

func combFlags(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().Var(frequencyValue{&f.spacing}, "spacing", "from tooth to tooth in `HZ`")
	cmd.Flags().Var(&numberValue{&f.gain, "dB"}, "gain", "of the delayed sound, in `DB`: 0 makes the notches as deep as can be")
	cmd.Flags().BoolVar(&f.invert, "invert", false, "notches at the multiples of the spacing, in place of peaks: takes out hum")
}

func framesFlag(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().Var(&numberValue{&f.frames, ""}, "frames", "later by `N` frames, which need not be whole; below 0 earlier")
}

func tauFlag(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().Var(timeValue{&f.tau}, "tau", "the time constant, such as 50us or 75us: `TIME`")
}

func bandsFlag(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.bands, "bands", "", "the `BANDS` with their gains and perhaps weights, such as \"0-4000:1, 5000-24000:0:10\"")
}

func regularizationFlag(f *designFlags, cmd *cobra.Command) {
	cmd.Flags().Var(&numberValue{&f.regularization, "dB"}, "regularization", "against the kernel's peak, in `DB`: what lies below is hardly lifted (default -60)")
}

// required refuses a command line without one of the flags that a type cannot do without.
func required(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		if flag := cmd.Flags().Lookup(name); !flag.Changed {
			placeholder, _ := unquote(flag.Usage)
			return usagef("design %s needs --%s (found none, want --%s %s)", cmd.Name(), name, name, placeholder)
		}
	}
	return nil
}

// unquote returns the word in back quotes of a flag's usage.
func unquote(usage string) (word, rest string) {
	_, word, _ = strings.Cut(usage, "`")
	word, rest, _ = strings.Cut(word, "`")
	return word, rest
}
