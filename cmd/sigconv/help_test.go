package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// exampleFiles are what the examples of the help call their files, and the samples that stand for them.
var exampleFiles = map[string]string{
	"in.wav": "riff.wav", "dry.wav": "riff.wav", "wet.wav": "riff.wav", "room.wav": "room.wav", "hit.wav": "room.wav",
	"kernel.txt": "smooth.txt", "lowpass.txt": "lowpass.txt", "smooth.txt": "smooth.txt", "telephone.txt": "telephone.txt", "click.txt": "motif.txt", "stack.json": "overdrive.json",
	"out.wav": "riff.wav", "original.wav": "riff.wav", "processed.wav": "riff.wav", "a.wav": "riff.wav", "b.wav": "riff.wav",
	"k1.txt": "smooth.txt", "k2.txt": "telephone.txt", "hall.wav": "room.wav", "recordings/take.wav": "riff.wav", "recordings/day/take.bwf": "riff.wav",
}

// exampleTexts are the others, as they are.
var exampleTexts = map[string]string{
	"1.jsonl": `{"command":"batch","input":"a.wav","status":"done","shard":"1/2","files":1}`,
	"listening/listen-20260101-120000-012345.jsonl": `{"record":"start","schema":1,"test":"abx","listener":"Anna","trials":16}` + "\n",
	"headphone.txt": "GraphicEQ: 20 -3; 100 1.5; 1000 0; 3000 -4; 10000 2; 20000 -6\n",
	"2.jsonl":       `{"command":"batch","input":"b.wav","status":"skipped","shard":"2/2","files":1}`,
}

// TestHelpExamples runs every example of every command's help, each in a folder of its own.
func TestHelpExamples(t *testing.T) {
	for _, cmd := range commands(newRoot(newUI(os.Stdout, os.Stderr))) {
		if cmd.Example == "" && cmd.Name() != "help" {
			t.Errorf("%s has no example", cmd.Name())
		}
		for line := range strings.Lines(cmd.Example) {
			t.Run(strings.TrimSpace(line), func(t *testing.T) { runExample(t, cmd, strings.TrimSpace(line)) })
		}
	}
}

// commands returns a command and those within it.
func commands(root *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{root}
	for _, cmd := range root.Commands() {
		all = append(all, commands(cmd)...)
	}
	return all
}

func runExample(t *testing.T, cmd *cobra.Command, line string) {
	if !strings.HasPrefix(line, "sigconv ") || !strings.Contains(line, cmd.Name()) {
		t.Errorf("%q is no example of %s", line, cmd.Name())
	}
	dir := t.TempDir()
	writeExampleFiles(t, dir)
	if cmd.Name() == "listen" && !strings.Contains(line, "--analyze") {
		listenAndStop(t, dir, line)
		return
	}
	example := exec.Command("sh", "-c", line)
	example.Dir = dir
	if out, err := example.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// writeExampleFiles writes into a folder what the examples name.
func writeExampleFiles(t *testing.T, dir string) {
	t.Helper()
	write := func(name string, data []byte) {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, sample := range exampleFiles {
		data, err := os.ReadFile(filepath.Join("..", "..", "samples", sample))
		if err != nil {
			t.Fatal(err)
		}
		write(name, data)
	}
	for name, text := range exampleTexts {
		write(name, []byte(text))
	}
}

// listenAndStop runs a command that shows a page until it is interrupted.
func listenAndStop(t *testing.T, dir, line string) {
	example := exec.Command("sh", "-c", "exec "+line+" --no-browser")
	example.Dir = dir
	var messages strings.Builder
	example.Stderr = &messages
	out, err := example.StdoutPipe()
	if err == nil {
		err = example.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(first, "listening at http://127.0.0.1:") {
		t.Errorf("%q, %v", first, err)
	}
	example.Process.Signal(os.Interrupt)
	if err := example.Wait(); err != nil {
		t.Errorf("%v\n%s", err, messages.String())
	}
}
