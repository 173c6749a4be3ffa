package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestDesignTable holds the README's table of kernels against the types that there are: each has a line with the first example of its help and a
// picture, docs/design/<type>.svg, which is what sigconv plot draws of what that example makes. With -update the pictures become what is drawn.
func TestDesignTable(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range kernelTypes {
		t.Run(d.name, func(t *testing.T) {
			command, _, found := strings.Cut(d.examples[0], " -o ")
			row := fmt.Sprintf("| `%s` | `%s` | ![", d.name, strings.TrimPrefix(command, "sigconv design "))
			picture := fmt.Sprintf("](docs/design/%s.svg) |", d.name)
			if !found || strings.Count(string(readme), row) != 1 || strings.Count(string(readme), picture) != 1 {
				t.Errorf("the README has no line %s…%s", row, picture)
			}
			drawn := drawExample(t, d)
			path := filepath.Join("../../docs/design", d.name+".svg")
			if *update {
				if err := os.WriteFile(path, drawn, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if runtime.GOARCH == "amd64" && !bytes.Equal(drawn, want) {
				t.Errorf("%s is not what sigconv plot draws", path)
			}
		})
	}
}

// drawExample makes the kernel of a type's first example and returns its picture.
func drawExample(t *testing.T, d kernelType) []byte {
	t.Helper()
	dir := t.TempDir()
	writeExampleFiles(t, dir)
	_, output, _ := strings.Cut(d.examples[0], " -o ")
	picture := fmt.Sprintf("sigconv plot %s --panels taps,magnitude --size 840x260 -o picture.svg", output)
	draw := exec.Command("sh", "-c", d.examples[0]+" && "+picture)
	draw.Dir = dir
	if out, err := draw.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	drawn, err := os.ReadFile(filepath.Join(dir, "picture.svg"))
	if err != nil {
		t.Fatal(err)
	}
	return drawn
}

// TestMadeAgain runs the command line that a kernel's file says made it: the same file comes out.
func TestMadeAgain(t *testing.T) {
	for _, d := range kernelTypes {
		for _, example := range d.examples {
			t.Run(example, func(t *testing.T) {
				dir := t.TempDir()
				writeExampleFiles(t, dir)
				command, _, _ := strings.Cut(example, " -o ")
				first := printed(t, dir, command)
				line, _, _ := strings.Cut(strings.TrimPrefix(string(first), "# made by: "), "\n")
				if again := printed(t, dir, line); !bytes.Equal(first, again) {
					t.Errorf("%s makes another kernel", line)
				}
			})
		}
	}
}

// printed returns what a command line prints.
func printed(t *testing.T, dir, line string) []byte {
	t.Helper()
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	return out
}
