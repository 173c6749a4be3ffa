//go:build linux

package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sigconv/audioio"
)

// writeNoise writes two stereo recordings of 16-bit noise: one, and the same behind the taps 0, 1/2, -1/4.
func writeNoise(t *testing.T, dry, wet string, frames int) {
	t.Helper()
	format := audioio.Format{Rate: 48000, Channels: 2, Encoding: audioio.PCM16}
	var writers [2]*audioio.Writer
	for i, path := range []string{dry, wet} {
		file, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if writers[i], err = audioio.NewWriter(file, audioio.Header{Format: format, Frames: int64(frames)}); err != nil {
			t.Fatal(err)
		}
	}
	rng := rand.New(rand.NewPCG(3, 4))
	var before [2][2]int16 // [frames ago - 1][channel]
	var blocks [2][]byte
	for at := 0; at < frames; {
		blocks[0], blocks[1] = blocks[0][:0], blocks[1][:0]
		for range min(1<<16, frames-at) {
			bits := rng.Uint32()
			now := [2]int16{int16(bits) / 2, int16(bits>>16) / 2}
			for c, x := range now {
				blocks[0] = binary.LittleEndian.AppendUint16(blocks[0], uint16(x))
				blocks[1] = binary.LittleEndian.AppendUint16(blocks[1], uint16(before[0][c]/2-before[1][c]/4))
			}
			before[0], before[1] = now, before[0]
			at++
		}
		for i, w := range writers {
			if err := w.WriteRaw(blocks[i]); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, w := range writers {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestMemoryOfLongLearning learns 255 taps from 10 minutes of 16-bit stereo.
func TestMemoryOfLongLearning(t *testing.T) {
	if testing.Short() {
		t.Skip("short runs are for the race detector, which takes memory of its own")
	}
	const limit = 128 << 10 // KiB
	dir := t.TempDir()
	writeNoise(t, filepath.Join(dir, "dry.wav"), filepath.Join(dir, "wet.wav"), 600*48000)
	cmd := exec.Command("sigconv", "learn", "dry.wav", "wet.wav", "--taps", "255", "-o", "kernel.txt", "--json")
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	began := time.Now()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// A process that has ended says no more of its memory, so it is asked again and again.
	ended, peak := make(chan error, 1), 0
	go func() { ended <- cmd.Wait() }()
	for running := true; running; {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v: %s", err, &out)
			}
			running = false
		case <-time.After(2 * time.Millisecond):
			peak = max(peak, memoryOf(cmd.Process.Pid))
		}
	}
	t.Logf("%d KiB, %.1f s", peak, time.Since(began).Seconds())
	if peak == 0 || peak > limit {
		t.Errorf("learning takes %d KiB, want at most %d", peak, limit)
	}
	if !strings.Contains(out.String(), `"frames":28799999,"taps":255,`) || !strings.Contains(out.String(), `"delay":1,`) {
		t.Errorf("the report is %s", &out)
	}
}

// interruptLearn starts learn in dir, interrupts it when ready says so, and returns what it says on stderr.
func interruptLearn(t *testing.T, dir string, ready func() bool, args ...string) (stderr string) {
	t.Helper()
	cmd := exec.Command("sigconv", append([]string{"learn", "dry.wav", "wet.wav"}, args...)...)
	var said bytes.Buffer
	cmd.Dir, cmd.Stderr = dir, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); !ready(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			cmd.Process.Kill()
			cmd.Wait()
			t.Fatalf("learn never came so far: %s", &said)
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	sent := time.Now()
	var failed *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &failed) || failed.ExitCode() != exitSignal+int(syscall.SIGINT) {
		t.Errorf("%v, want exit status 130: %s", err, &said)
	}
	if took := time.Since(sent); took > 4*time.Second {
		t.Errorf("it took %v to stop", took)
	}
	if !strings.HasSuffix(said.String(), "sigconv: interrupted\n") {
		t.Errorf("stderr is %q, want an end that says that it was interrupted", &said)
	}
	return said.String()
}

// names returns the files in a folder.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

// begun reports whether learn has begun its outputs in dir.
func begun(t *testing.T, dir string) bool {
	return slices.ContainsFunc(names(t, dir), func(name string) bool { return strings.HasPrefix(name, ".sigconv-") })
}

func TestInterruptedTraining(t *testing.T) {
	dir := t.TempDir()
	writeNoise(t, filepath.Join(dir, "dry.wav"), filepath.Join(dir, "wet.wav"), 20_000)
	layers := []string{"--layers", "2x8:tanh, 1x8", "--crop", "256", "--center", "0", "--channel", "1"}

	// Behind an epoch the best stack so far is written, with its report and pictures.
	checkpoint := filepath.Join(dir, "state")
	said := interruptLearn(t, dir, func() bool { _, err := os.Stat(checkpoint); return err == nil },
		append(layers, "--epochs", "1000000", "--patience", "1000000", "--checkpoint", "state", "-o", "best.json", "--report", "report.json", "--plot", "pictures")...)
	if !strings.HasPrefix(said, "sigconv: warning: best.json: the best stack so far is written, that of epoch ") {
		t.Errorf("stderr is %q", said)
	}
	if got, want := names(t, dir), []string{"best.json", "dry.wav", "pictures", "report.json", "state", "wet.wav"}; !slices.Equal(got, want) {
		t.Errorf("%q are there, want %q", got, want)
	}
	if got, want := names(t, filepath.Join(dir, "pictures")), []string{"loss.svg", "sound.svg"}; !slices.Equal(got, want) {
		t.Errorf("%q are the pictures, want %q", got, want)
	}
	report, err := os.ReadFile(filepath.Join(dir, "report.json"))
	if err != nil || !strings.Contains(string(report), `"stopped": "interrupted"`) {
		t.Errorf("%v, with the report\n%s", err, report)
	}
	runHere(t, "apply", filepath.Join(dir, "dry.wav"), filepath.Join(dir, "best.json"), "-o", filepath.Join(dir, "applied.wav"))

	// The checkpoint has the same.
	again := exec.Command("sigconv", append([]string{"learn", "dry.wav", "wet.wav", "--epochs", "1", "--patience", "1000000", "--resume", "state", "-o", "again.json"}, layers...)...)
	again.Dir = dir
	if out, err := again.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	best, _ := os.ReadFile(filepath.Join(dir, "best.json"))
	if resumed, err := os.ReadFile(filepath.Join(dir, "again.json")); err != nil || !bytes.Equal(resumed, best) {
		t.Errorf("%v, with another best stack than was written", err)
	}
}

func TestInterruptedBeforeAnEpoch(t *testing.T) {
	dir := t.TempDir()
	writeNoise(t, filepath.Join(dir, "dry.wav"), filepath.Join(dir, "wet.wav"), 100_000)
	var since time.Time
	interruptLearn(t, dir, func() bool {
		if since.IsZero() && begun(t, dir) {
			since = time.Now()
		}
		return !since.IsZero() && time.Since(since) > 500*time.Millisecond
	}, "--layers", "32x64:tanh, 32x64:tanh, 1x64", "--crop", "16384", "--batch", "64", "--checkpoint", "state", "--report", "report.json", "--plot", "pictures")
	if got, want := names(t, dir), []string{"dry.wav", "wet.wav"}; !slices.Equal(got, want) {
		t.Errorf("%q are there, want %q", got, want)
	}
}

func TestInterruptedLeastSquares(t *testing.T) {
	dir := t.TempDir()
	writeNoise(t, filepath.Join(dir, "dry.wav"), filepath.Join(dir, "wet.wav"), 30*48000)
	interruptLearn(t, dir, func() bool { return begun(t, dir) }, "--taps", "20000", "--report", "report.json", "--plot", "pictures")
	if got, want := names(t, dir), []string{"dry.wav", "wet.wav"}; !slices.Equal(got, want) {
		t.Errorf("%q are there, want %q", got, want)
	}
}
