package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"sigconv/audioio"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"sigconv": main})
}

// TestScripts runs the command lines in testdata/script. They have, beside the usual commands:
//
//	mkwav FILE RATE CHANNELS ENCODING VALUE…   write a WAV file of interleaved samples
//	mknoise FILE RATE CHANNELS ENCODING FRAMES SEED   write noise within half of full scale
//	showwav FILE                               print its format, then a line of samples a frame
//	oneline                                    check that stderr is one line, a hint or warnings aside
//	exits STATUS ARGUMENT…                     run sigconv, which ends with the status
//
// and the variables ZOO, SAMPLES, and ALSA for the folders of test sounds.
func TestScripts(t *testing.T) {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) // else processes that the tests start would ignore it where nohup runs them
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("ZOO", absolute("../../testdata/zoo"))
			env.Setenv("SAMPLES", absolute("../../samples"))
			env.Setenv("ALSA", alsaFolder)
			env.Setenv("GORACE", os.Getenv("GORACE")) // as .ci/run sets it
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"mkwav":   makeWAV,
			"mknoise": makeNoise,
			"showwav": showWAV,
			"oneline": oneErrorLine,
			"exits":   exits,
		},
	})
}

const (
	alsaFolder   = "/usr/share/sounds/alsa"
	guitarFolder = "/usr/share/gx_head/sounds/amps"
)

// TestToolsArePresent fails in CI where a tool is missing whose tests would be skipped.
func TestToolsArePresent(t *testing.T) {
	if os.Getenv("CI") == "" {
		t.Skip("only CI must have every tool")
	}
	if _, err := exec.LookPath("sox"); err != nil {
		t.Error(err)
	}
	for _, folder := range []string{alsaFolder, guitarFolder} {
		if _, err := os.Stat(folder); err != nil {
			t.Error(err)
		}
	}
}

func absolute(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		panic(err)
	}
	return path
}

func makeWAV(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 4 {
		ts.Fatalf("usage: mkwav FILE RATE CHANNELS ENCODING VALUE…")
	}
	rate, err := strconv.Atoi(args[1])
	ts.Check(err)
	channels, err := strconv.Atoi(args[2])
	ts.Check(err)
	encoding, err := audioio.ParseEncoding(args[3])
	ts.Check(err)
	samples := make([][]float64, channels)
	for i, arg := range args[4:] {
		v, err := strconv.ParseFloat(arg, 64)
		ts.Check(err)
		samples[i%channels] = append(samples[i%channels], v)
	}
	writeScriptWAV(ts, args[0], audioio.Format{Rate: rate, Channels: channels, Encoding: encoding}, samples)
}

func makeNoise(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 6 {
		ts.Fatalf("usage: mknoise FILE RATE CHANNELS ENCODING FRAMES SEED")
	}
	var numbers [4]int
	for i, arg := range []string{args[1], args[2], args[4], args[5]} {
		n, err := strconv.Atoi(arg)
		ts.Check(err)
		numbers[i] = n
	}
	encoding, err := audioio.ParseEncoding(args[3])
	ts.Check(err)
	rng := rand.New(rand.NewPCG(uint64(numbers[3]), 0))
	samples := make([][]float64, numbers[1])
	for c := range samples {
		for range numbers[2] {
			samples[c] = append(samples[c], rng.Float64()-0.5)
		}
	}
	writeScriptWAV(ts, args[0], audioio.Format{Rate: numbers[0], Channels: numbers[1], Encoding: encoding}, samples)
}

func writeScriptWAV(ts *testscript.TestScript, path string, format audioio.Format, samples [][]float64) {
	var file bytes.Buffer
	w, err := audioio.NewWriter(&file, audioio.Header{Format: format, Frames: int64(len(samples[0]))})
	ts.Check(err)
	_, err = audioio.Write(w, samples)
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(path), file.Bytes(), 0o666))
}

func showWAV(ts *testscript.TestScript, neg bool, args []string) {
	file := ts.ReadFile(args[0])
	r, err := audioio.NewReader(strings.NewReader(file), int64(len(file)))
	ts.Check(err)
	samples, err := audioio.ReadAll(r, 1<<20)
	ts.Check(err)
	f := r.Format()
	fmt.Fprintf(ts.Stdout(), "%s %d Hz, %d channels, %s, %d bits, %d frames\n", r.Container(), f.Rate, f.Channels, f.Encoding, f.Bits(), len(samples[0]))
	for i := range samples[0] {
		for c := range samples {
			fmt.Fprintf(ts.Stdout(), "%v ", samples[c][i])
		}
		fmt.Fprintln(ts.Stdout())
	}
}

func oneErrorLine(ts *testscript.TestScript, neg bool, args []string) {
	lines := strings.Split(strings.TrimSuffix(ts.ReadFile("stderr"), "\n"), "\n")
	errors := 0
	for _, line := range lines {
		switch {
		case strings.HasPrefix(line, "hint: "), strings.HasPrefix(line, "sigconv: warning: "):
		case strings.HasPrefix(line, "sigconv: "):
			errors++
		default:
			ts.Fatalf("stderr has the line %q", line)
		}
	}
	if errors != 1 {
		ts.Fatalf("stderr has %d lines of errors, want 1", errors)
	}
}

// exits runs the program like exec, whose failures say nothing of the exit status.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: exits STATUS ARGUMENT…")
	}
	var failed *exec.ExitError
	status := 0
	if err := ts.Exec("sigconv", args[1:]...); errors.As(err, &failed) {
		status = failed.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(status) != args[0] {
		ts.Fatalf("exit status %d, want %s: %s", status, args[0], ts.ReadFile("stderr"))
	}
}
