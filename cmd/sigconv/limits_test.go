//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
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
