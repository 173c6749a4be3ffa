//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestBatchCannotMakeAFolder: a folder that cannot be made fails the files in it, for its own reason.
func TestBatchCannotMakeAFolder(t *testing.T) {
	box := newSandbox(t)
	writeKernel(t, filepath.Join(box.dir, "k.txt"), 3)
	writeTone(t, filepath.Join(box.dir, "in/a.wav"), 100, 1)
	writeTone(t, filepath.Join(box.dir, "in/sub/deep/b.wav"), 100, 2)
	must(t, os.MkdirAll(filepath.Join(box.dir, "out/sub"), 0o777))
	must(t, os.Chown(filepath.Join(box.dir, "out"), nobody, nobody))
	must(t, os.Chown(filepath.Join(box.dir, "out/sub"), nobody, nobody))
	must(t, os.Chmod(filepath.Join(box.dir, "out/sub"), 0o555))
	for _, sync := range []string{"none", "file", "full"} {
		b := runBatch(t, box.command("batch", "in", "k.txt", "-o", "out", "--json", "--force", "--sync", sync))
		if b.status != exitPartly || b.Failed != 1 || !strings.Contains(b.stderr, "permission denied") {
			t.Errorf("--sync %s: exit status %d: %s", sync, b.status, b.stderr)
		}
	}
}

// TestKilledBatchLeavesNoReport: the temporary file of a report goes with those of the outputs.
func TestKilledBatchLeavesNoReport(t *testing.T) {
	dir := t.TempDir()
	b := startSlowBatch(t, dir, "--report", "out/report.jsonl")
	b.send(t, syscall.SIGKILL)
	b.Wait()
	runBatch(t, in(dir, "batch", "in", "k.txt", "-o", "out", "--engine", "direct", "--json", "--include", "a*", "--report", "out/report.jsonl"))
	if hasTemporary(filepath.Join(dir, "out")) {
		t.Errorf("%v was left", names(t, filepath.Join(dir, "out")))
	}
}
