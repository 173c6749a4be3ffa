package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/conv"
)

// processingFlags are the flags that say how a kernel is put on a sound.
type processingFlags struct {
	mode, engine               string
	gain, wet                  float64
	headroom, encoding, dither string
	seed                       uint64
	jobs                       int
	strip, force               bool
}

func (f *processingFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVarP(&f.force, "force", "f", false, "overwrite the output")
	choice(cmd, &f.mode, "mode", "same", "which frames to keep: %s", "same", "full", "valid")
	f.wet = 1
	flags.Var(&numberValue{&f.gain, "dB"}, "gain", "change the gain by `DB` decibels")
	flags.Var(&numberValue{&f.wet, ""}, "wet", "`SHARE` of the filtered sound, from 0 to 1; the rest is the input")
	choice(cmd, &f.headroom, "headroom", "none", "%s: one static gain, never above 0 dB, so that nothing clips; reads the input twice", "none", "auto")
	choice(cmd, &f.encoding, "encoding", apply.SameEncoding, "of the output: %s", append([]string{apply.SameEncoding}, audioio.EncodingNames()...)...)
	choice(cmd, &f.dither, "dither", "none", "noise before rounding to integers: %s (triangular, ±1 LSB)", "none", "tpdf")
	flags.Uint64Var(&f.seed, "seed", 1, "`N` for the dither: the same seed gives the same bytes")
	choice(cmd, &f.engine, "engine", "auto", "%s: auto takes direct for short kernels, fft for long ones", "auto", "direct", "fft")
	flags.IntVar(&f.jobs, "jobs", 0, "work on `N` blocks at once (default one a core)")
	flags.BoolVar(&f.strip, "strip", false, "leave out the chunks that hold no samples: titles, markers, …")
}

// maxGain is the largest gain in dB, either way: far beyond the range of 32-bit samples.
const maxGain = 1000

// fromDecibels returns 10^(db/20). By way of Exp2 it is the same number on every processor of a kind;
// Pow and Exp take fused multiply-adds where there are some.
func fromDecibels(db float64) float64 { return math.Exp2(db * (math.Log2E * math.Ln10 / 20)) }

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

// A numberValue is a flag that takes a number, perhaps with its unit behind it.
type numberValue struct {
	value *float64
	unit  string
}

func (n *numberValue) String() string { return strconv.FormatFloat(*n.value, 'g', -1, 64) }
func (n *numberValue) Type() string   { return "number" }

func (n *numberValue) Set(s string) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(s, n.unit)), 64)
	if err != nil {
		return errors.New("want a number")
	}
	*n.value = v
	return nil
}

// settings checks the flags and returns what they say. The words were checked when they were set.
func (f *processingFlags) settings(flags *pflag.FlagSet) (apply.Settings, error) {
	s := apply.Settings{
		Gain: fromDecibels(f.gain), Wet: f.wet, Seed: f.seed, Encoding: f.encoding,
		Headroom: f.headroom == "auto", Dither: f.dither == "tpdf", Strip: f.strip,
	}
	s.Mode, _ = conv.ParseMode(f.mode)
	s.Engine, _ = conv.ParseEngine(f.engine)
	switch {
	case !(f.wet >= 0 && f.wet <= 1):
		return s, usagef("bad --wet (found %v, want 0 to 1)", f.wet)
	case !(math.Abs(f.gain) <= maxGain):
		return s, usagef("bad --gain (found %v, want %d to %d dB)", f.gain, -maxGain, maxGain)
	case flags.Changed("jobs") && (f.jobs < 1 || f.jobs > maxJobs):
		return s, usagef("bad --jobs (found %d, want 1 to %d)", f.jobs, maxJobs)
	}
	return s, nil
}
