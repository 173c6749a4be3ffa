package main

import (
	"bytes"
	"os"
	"os/exec"
	"testing"

	"sigconv/audioio"
)

// runProcess runs the program, which TestMain put on the path, and returns its exit status and what it says on stderr.
func runProcess(t *testing.T, args ...string) (status int, stderr string) {
	t.Helper()
	var said bytes.Buffer
	cmd := exec.Command("sigconv", args...)
	cmd.Stderr = &said
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), said.String()
}

// writeSilence writes a mono 16-bit file of so many frames.
func writeSilence(t *testing.T, path string, frames int) {
	t.Helper()
	format := audioio.Format{Rate: 48000, Channels: 1, Encoding: audioio.PCM16}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w, err := audioio.NewWriter(file, audioio.Header{Format: format, Frames: int64(frames)})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteRaw(make([]byte, 2*frames)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}
