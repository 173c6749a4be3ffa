package main

import (
	"path/filepath"
	"strings"
	"testing"

	"sigconv/internal/testkit"
)

// TestLearnFromAClick learns from a click, whose held-out spans are silent: there is nothing to measure on there.
func TestLearnFromAClick(t *testing.T) {
	dir := t.TempDir()
	dry, wet := filepath.Join(dir, "dry.wav"), filepath.Join(dir, "wet.wav")
	click, answer := make([]float64, 48000), make([]float64, 48000)
	click[5000] = 0.9
	for i := range 60 {
		answer[5000+i] = 0.9 / float64(1+i)
	}
	writeFloats(t, dry, 48000, click)
	writeFloats(t, wet, 48000, answer)
	for ext, flags := range map[string][]string{".txt": nil, ".json": {"--layers", "1x64", "--epochs", "2", "--crop", "512"}} {
		_, r := learnHere(t, dry, wet, ext, flags...)
		if r.HeldOut != 0 || ext == ".txt" && r.Train > -1 { // null leaves it 0
			t.Errorf("%q: ESR %v held out and %v dB, want none held out", flags, r.HeldOut, r.Train)
		}
		if !strings.Contains(strings.Join(r.Warnings, " "), "nothing but silence is held out") {
			t.Errorf("%q: the warnings are %q", flags, r.Warnings)
		}
	}
}

// TestLearnNamesOnOneLine learns from files whose names have line ends, which are no taps.
func TestLearnNamesOnOneLine(t *testing.T) {
	dir := t.TempDir()
	dry, wet, kernel := filepath.Join(dir, "d\n0.5\n.wav"), filepath.Join(dir, "w.wav"), filepath.Join(dir, "k.txt")
	noise := testkit.Random(4000, 1)
	writeFloats(t, dry, 48000, noise)
	writeFloats(t, wet, 48000, noise)
	runHere(t, "learn", dry, wet, "-o", kernel, "--taps", "2")
	runHere(t, "apply", dry, kernel, "-o", filepath.Join(dir, "y.wav"))
}
