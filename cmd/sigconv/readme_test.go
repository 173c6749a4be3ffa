package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestReadmeTour runs every line of the README that follows a dollar sign, in the order they stand, and
// compares what it prints with the lines below it. Times are not compared, nor how large rounding errors are, which
// other processors round otherwise, nor how far columns are apart. A picture that it draws under a name in docs is
// the picture there. With -update the README and the pictures become what is printed and drawn.
func TestReadmeTour(t *testing.T) {
	const readme = "../../README.md"
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(absolute("../../samples"), filepath.Join(dir, "samples")); err != nil {
		t.Skip(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "docs"), 0o777); err != nil {
		t.Fatal(err)
	}
	steps := tour(string(text))
	if len(steps) < 5 {
		t.Fatalf("the tour has %d steps", len(steps))
	}
	for _, s := range steps {
		cmd := exec.Command("sh", "-c", s.command)
		cmd.Dir = dir
		out, _ := cmd.CombinedOutput() // the tour shows failures too
		switch {
		case mask(string(out)) == mask(s.output):
		case *update:
			before := "$ " + s.command + "\n"
			text = bytes.Replace(text, []byte(before+s.output), append([]byte(before), out...), 1)
		default:
			t.Errorf("$ %s\nprints\n%s\nthe README says\n%s", s.command, out, s.output)
		}
	}
	if *update {
		if err := os.WriteFile(readme, text, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	checkPictures(t, filepath.Join(dir, "docs"))
}

// checkPictures holds the pictures that the tour has drawn in a folder against those in docs. Their noise is rounding,
// which other processors round otherwise.
func checkPictures(t *testing.T, folder string) {
	t.Helper()
	if runtime.GOARCH != "amd64" {
		return
	}
	drawn, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, picture := range drawn {
		got, err := os.ReadFile(filepath.Join(folder, picture.Name()))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("../../docs", picture.Name())
		if *update {
			if err := os.WriteFile(path, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("docs/%s is not what the tour draws", picture.Name())
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

// masks are what may differ from run to run and from machine to machine.
var masks = []struct {
	pattern *regexp.Regexp
	by      string
}{
	{regexp.MustCompile(`in [0-9.]+ m?s: [0-9.]+ times`), "…"},
	{regexp.MustCompile(`, in [0-9.]+ m?s`), "…"},
	{regexp.MustCompile(`in [0-9.]+ m?s(: [0-9.]+ [kMG]B/s)?\n`), "…\n"},
	{regexp.MustCompile(`steps of [0-9.]+ (µs|ms|s)`), "steps of …"},
	{regexp.MustCompile(` [0-9.]+ (µs|ms|s) +([0-9.]+ [kMG]B)`), " … $2"},
	{regexp.MustCompile(`"seconds[a-z_]*":[0-9.e-]+`), "…"},
	{regexp.MustCompile(` +`), " "},
	{regexp.MustCompile(`(bytes|[kMG]B) [0-9.]+ (µs|ms|s) `), "$1 … "},
	{regexp.MustCompile(` ([0-9.]+e-[0-9]+ -3[0-9]{2}\.[0-9]|0 –)`), " …"},
}

// learned are the figures of what was learned, which processors of another kind round to other stacks.
var learned = regexp.MustCompile(`-?[0-9.]+ dB|-[0-9]+\.[0-9]{2}|best of [0-9]+|[0-9.]+ %`)

func mask(s string) string {
	if runtime.GOARCH != "amd64" {
		s = learned.ReplaceAllString(s, "…")
	}
	for _, m := range masks {
		s = m.pattern.ReplaceAllString(s, m.by)
	}
	return s
}
