package main

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestInterruptedOutputs: what is done, but not yet written, when the user interrupts it is not written.
func TestInterruptedOutputs(t *testing.T) {
	dir := t.TempDir()
	kernel, result := filepath.Join(dir, "k.txt"), filepath.Join(dir, "result.svg")
	if err := os.WriteFile(kernel, []byte("# rate: 48000\n1 0.5\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	said, err := os.Create(filepath.Join(dir, "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(interruption{syscall.SIGINT})
	for _, args := range [][]string{
		{"design", "minphase", kernel, "-o", result},
		{"plot", kernel, "-o", result},
		{"info", kernel},
	} {
		if status := run(ctx, args, said, said); status != exitSignal+int(syscall.SIGINT) {
			t.Errorf("%v: status %d", args, status)
		}
		if _, err := os.Stat(result); err == nil {
			t.Errorf("%v: the output is written", args)
		}
	}
	text, err := os.ReadFile(said.Name())
	if want := "sigconv: interrupted\nsigconv: interrupted\nsigconv: interrupted\n"; err != nil || string(text) != want {
		t.Errorf("said %q, %v", text, err)
	}
}
