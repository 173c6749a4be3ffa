package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
)

// commandLine returns the command line that makes the kernel again, with every parameter, those by default too.
func (d kernelType) commandLine(cmd *cobra.Command, args []string) string {
	line := []string{"sigconv", "design", d.name}
	for _, path := range args {
		if strings.HasPrefix(path, "-") { // or it would be a flag
			path = "./" + path
		}
		line = append(line, shellWord(path))
	}
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		switch flag.Name {
		case "output", "force", "json", "help":
			return
		}
		if list, ok := flag.Value.(pflag.SliceValue); ok {
			for _, v := range list.GetSlice() {
				line = append(line, "--"+flag.Name, shellWord(v))
			}
			return
		}
		switch v := flag.Value.String(); {
		case v == "false" || !flag.Changed && (v == "" || v == "0"): // it has no part in the kernel
		case flag.Value.Type() == "bool":
			line = append(line, "--"+flag.Name)
		default:
			line = append(line, "--"+flag.Name, shellWord(v))
		}
	})
	return strings.Join(line, " ")
}

// shellWord returns a word as a shell reads it.
func shellWord(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,+=@%") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// comments are the lines that a kernel's file begins with.
func comments(r *designed, from []load.Filter, notes []string) []string {
	lines := []string{"made by: " + words.OneLine(r.MadeBy)}
	for _, kernel := range from {
		lines = append(lines, words.OneLine("of: "+kernel.Name)+", SHA-256 "+kernel.Hash)
	}
	return append(lines, notes...)
}

// printDesign says what was made.
func printDesign(w io.Writer, r *designed) error {
	about := words.Taps(r.Taps)
	if r.Channels > 1 {
		about += ", " + words.Channels(r.Channels)
	}
	if r.Rate > 0 {
		about += fmt.Sprintf(" at %d Hz", r.Rate)
	}
	about += fmt.Sprintf(", centre %d, Σ|h| %.4g", r.Center, r.KernelAbsSum)
	if r.KernelPeakGainDB != nil {
		about += fmt.Sprintf(", max |H| %+.2f dB", words.Tidy(*r.KernelPeakGainDB))
	}
	_, err := fmt.Fprintf(w, "%s: %s -> %s\n", r.Type, about, words.OneLine(load.OutputName(r.Output)))
	return err
}

// decibels returns the level of an amplitude, or nil for silence.
func decibels(v float64) *float64 { return words.Finite(20 * math.Log10(v)) }
