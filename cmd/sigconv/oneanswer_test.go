package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// aWay is a way to run the same job.
type aWay struct {
	name string
	env  string // GODEBUG
	jobs string
	pipe bool
}

var allWays = []aWay{
	{name: "plain"},
	{name: "one worker", jobs: "1"},
	{name: "seven workers", jobs: "7"},
	{name: "pipe", pipe: true},
	{name: "no AVX-512", env: "cpu.avx512f=off"},
	{name: "portable loops", env: "cpu.avx2=off"},
	{name: "portable loops, one worker, pipe", env: "cpu.avx2=off", jobs: "1", pipe: true},
}

// run applies kernel to the sound and returns the output without its header, which differs for pipes.
func (w aWay) run(t *testing.T, sound, kernel string, flags ...string) []byte {
	t.Helper()
	args := append([]string{"apply", sound, kernel, "-q", "-o", "-"}, flags...)
	if w.jobs != "" {
		args = append(args, "--jobs", w.jobs)
	}
	cmd := exec.Command("sigconv", args...)
	if w.env != "" {
		cmd.Env = append(os.Environ(), "GODEBUG="+w.env)
	}
	if w.pipe {
		file, err := os.Open(sound)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		cat := exec.Command("cat")
		cat.Stdin = file
		if cmd.Stdin, err = cat.StdoutPipe(); err != nil {
			t.Fatal(err)
		}
		if err := cat.Start(); err != nil {
			t.Skip(err)
		}
		defer cat.Wait()
		args[1] = "-"
		cmd.Args = append([]string{"sigconv"}, args...)
	}
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", w.name, err, &said)
	}
	at := bytes.Index(out, []byte("data"))
	if at < 0 {
		t.Fatalf("%s: the output has no data chunk", w.name)
	}
	return out[at+8:]
}

// TestOneAnswer: the samples do not depend on workers, pipes and processors. How the blocks are cut is conv's
// to test.
func TestOneAnswer(t *testing.T) {
	folder := t.TempDir()
	kernel := func(taps int) string {
		var text bytes.Buffer
		for k := range taps {
			fmt.Fprintf(&text, "%d.5e-5\n", (k*7919)%1009-500)
		}
		path := filepath.Join(folder, fmt.Sprintf("%d.txt", taps))
		if err := os.WriteFile(path, text.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	samples := filepath.Join("..", "..", "samples")
	riff := filepath.Join(samples, "riff.wav")
	filters := []string{filepath.Join(samples, "overdrive.json"), filepath.Join("testdata", "layers.json")}
	for _, taps := range []int{3, 24, 25, 255, 1023, 40000} {
		filters = append(filters, kernel(taps))
	}
	for _, filter := range filters {
		for _, flags := range [][]string{{"--encoding", "float64"}, {"--encoding", "pcm16", "--dither", "tpdf"}, {"--encoding", "pcm24", "--mode", "full"}} {
			t.Run(filepath.Base(filter)+"/"+flags[1], func(t *testing.T) {
				want := allWays[0].run(t, riff, filter, flags...)
				for _, way := range allWays[1:] {
					if !bytes.Equal(way.run(t, riff, filter, flags...), want) {
						t.Errorf("%s: the samples differ", way.name)
					}
				}
			})
		}
	}
}
