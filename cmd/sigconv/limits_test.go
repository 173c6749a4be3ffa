//go:build linux

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestFullDisk fills a small file system, where this process may mount one.
func TestFullDisk(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("sigconv", disk, "tmpfs", 0, "size=64k"); err != nil {
		t.Skipf("cannot mount a small file system: %v", err)
	}
	defer syscall.Unmount(disk, 0)
	input := filepath.Join(t.TempDir(), "in.wav")
	writeSilence(t, input, 200_000)
	status, stderr := runProcess(t, "apply", input, "-k", "1", "-o", filepath.Join(disk, "out.wav"))
	if status != exitFailed || stderr != "sigconv: "+disk+"/out.wav: no space left on device\n" {
		t.Errorf("exit status %d with %q", status, stderr)
	}
	if entries, _ := os.ReadDir(disk); len(entries) > 0 {
		t.Errorf("%v was left on the full disk", entries)
	}
}

// TestFileSizeLimit meets the limit that a shell's ulimit -f sets, as on a full quota.
func TestFileSizeLimit(t *testing.T) {
	dir := t.TempDir()
	input := filepath.Join(dir, "in.wav")
	writeSilence(t, input, 200_000)
	cmd := exec.Command("sh", "-c", `trap "" XFSZ; ulimit -f 64; exec sigconv apply in.wav -k 1 -o out.wav`)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.HasPrefix(string(out), "sigconv: out.wav: ") || strings.Count(string(out), "\n") != 1 {
		t.Errorf("%v with %q", err, out)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("%v was left, want in.wav alone", entries)
	}
}

// TestForgedFilesTakeLittleMemory runs the program on every bad file of the zoo, and on 200,000 empty
// chunks. All that it allocates, which is more than it ever holds, stays below 64 MiB.
func TestForgedFilesTakeLittleMemory(t *testing.T) {
	files, err := filepath.Glob("../../testdata/zoo/bad-*.wav")
	if err != nil || len(files) < 30 {
		t.Fatalf("found %d bad files, %v", len(files), err)
	}
	chunks := filepath.Join(t.TempDir(), "chunks.wav")
	if err := os.WriteFile(chunks, append([]byte("RIFF\x00\x00\x00\x00WAVE"), bytes.Repeat([]byte("none\x00\x00\x00\x00"), 200_000)...), 0o666); err != nil {
		t.Fatal(err)
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for _, file := range append(files, chunks) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		status := run(t.Context(), []string{"apply", file, "-k", "1", "-o", filepath.Join(t.TempDir(), "out.wav")}, null, null)
		runtime.ReadMemStats(&after)
		if status != exitFailed {
			t.Errorf("%s: exit status %d, want %d", file, status, exitFailed)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
			t.Errorf("%s: %d bytes, want at most 64 MiB", file, used)
		}
	}
}
