package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadmeTour runs every line of the README that follows a dollar sign, in the order they stand, and
// compares what it prints with the lines below it. Times are not compared.
func TestReadmeTour(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(absolute("../../samples"), filepath.Join(dir, "samples")); err != nil {
		t.Skip(err)
	}
	steps := tour(string(text))
	if len(steps) < 5 {
		t.Fatalf("the tour has %d steps", len(steps))
	}
	for _, s := range steps {
		cmd := exec.Command("sh", "-c", s.command)
		cmd.Dir = dir
		out, _ := cmd.CombinedOutput() // the tour shows failures too
		if got := maskTimes(string(out)); got != maskTimes(s.output) {
			t.Errorf("$ %s\nprints\n%s\nthe README says\n%s", s.command, out, s.output)
		}
	}
}

type tourStep struct{ command, output string }

// tour returns the commands in the console blocks of a text, with what they print.
func tour(text string) (steps []tourStep) {
	inside := false
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = strings.TrimSpace(line) == "```console"
		case inside && strings.HasPrefix(line, "$ "):
			steps = append(steps, tourStep{command: strings.TrimSpace(line[2:])})
		case inside && len(steps) > 0:
			steps[len(steps)-1].output += line
		}
	}
	return steps
}

var times = []*regexp.Regexp{
	regexp.MustCompile(`in [0-9.]+ m?s: [0-9.]+ times`),
	regexp.MustCompile(`"seconds":[0-9.e-]+`),
}

func maskTimes(s string) string {
	for _, r := range times {
		s = r.ReplaceAllString(s, "…")
	}
	return s
}
