//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sigconv/audioio"
)

// TestBatchOnAFullDisk fills a small file system, then makes it larger.
func TestBatchOnAFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	disk := filepath.Join(dir, "disk")
	must(t, os.Mkdir(disk, 0o777))
	if err := syscall.Mount("sigconv", disk, "tmpfs", 0, "size=400k"); err != nil {
		t.Skipf("cannot mount a small file system: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(disk, syscall.MNT_DETACH) })
	writeKernel(t, filepath.Join(dir, "k.txt"), 3)
	for i := range 12 {
		writeTone(t, filepath.Join(dir, "in", fmt.Sprintf("%d.wav", i)), 30_000, i)
	}
	runBatch(t, in(dir, "batch", "in", "k.txt", "-o", "whole", "--json")).check(t, exitDone, 12, 0, 0)
	want := filesBelow(t, filepath.Join(dir, "whole"))

	full := runBatch(t, in(dir, "batch", "in", "k.txt", "-o", "disk/out", "--json", "--jobs", "2"))
	if full.status != exitPartly || full.Done == 0 || full.Failed == 0 || full.Left != 0 {
		t.Fatalf("exit status %d with %+v: %s", full.status, full.Summary, full.stderr)
	}
	if n := strings.Count(full.stderr, ": no space left on device\n"); n != full.Failed {
		t.Errorf("%d of %d failures are for want of space: %s", n, full.Failed, full.stderr)
	}
	if n := checkWhole(t, filepath.Join(disk, "out"), want, false); n != full.Done {
		t.Errorf("%d outputs are there, want %d", n, full.Done)
	}
	must(t, syscall.Mount("sigconv", disk, "tmpfs", syscall.MS_REMOUNT, "size=4m"))
	runBatch(t, in(dir, "batch", "in", "k.txt", "-o", "disk/out", "--json")).check(t, exitDone, full.Failed, full.Done, 0)
	if n := checkWhole(t, filepath.Join(disk, "out"), want, false); n != 12 {
		t.Errorf("%d outputs are there, want 12", n)
	}
}

// TestBatchLosesPermission takes the permission to write away while an output is under way.
func TestBatchLosesPermission(t *testing.T) {
	t.Parallel()
	box := newSandbox(t)
	out := filepath.Join(box.dir, "out")
	writeKernel(t, filepath.Join(box.dir, "k.txt"), 20_000)
	writeTone(t, filepath.Join(box.dir, "in/a.wav"), 100, 1)
	writeTone(t, filepath.Join(box.dir, "in/b.wav"), 1_000_000, 2) // takes a second
	for i := range 10 {
		writeTone(t, filepath.Join(box.dir, "in", fmt.Sprintf("c%d.wav", i)), 100, i)
	}
	args := func(out string) []string {
		return []string{"batch", "in", "k.txt", "--engine", "direct", "--json", "--jobs", "1", "-o", out}
	}
	runBatch(t, box.command(args("whole")...)).check(t, exitDone, 12, 0, 0)
	want := filesBelow(t, filepath.Join(box.dir, "whole"))

	b := startBatch(t, box.command(args("out")...))
	b.await(t, "the first output is there and the next under way", func() bool {
		found, _ := filepath.Glob(filepath.Join(out, ".sigconv-*.tmp"))
		return exists(out, "a-k.wav") && len(found) == 1 && !sameFile(found[0], filepath.Join(out, "a-k.wav"))
	})
	b.freeze(t)
	must(t, os.Chmod(out, 0o555))
	t.Cleanup(func() { os.Chmod(out, 0o777) })
	b.send(t, syscall.SIGCONT)
	lost := b.wait(t)
	lost.check(t, exitPartly, 1, 0, 11)
	if n := strings.Count(lost.stderr, ": permission denied\n"); n != 11 {
		t.Errorf("%d of 11 failures are for want of permission: %s", n, lost.stderr)
	}
	if n := checkWhole(t, out, want, true); n != 1 {
		t.Errorf("%d outputs are there, want 1", n)
	}
	must(t, os.Chmod(out, 0o777))
	runBatch(t, box.command(args("out")...)).check(t, exitDone, 11, 1, 0)
	if n := checkWhole(t, out, want, false); n != 12 {
		t.Errorf("%d outputs are there, want 12", n)
	}
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, e := os.Stat(b)
	return err == nil && e == nil && os.SameFile(one, other)
}

// batchMemory runs a batch and returns the most KiB that it had in memory.
func batchMemory(t *testing.T, cmd *exec.Cmd, files int) (peak int) {
	t.Helper()
	b := startBatch(t, cmd)
	// The process itself is asked, since what its parent hears of its end counts the parent's memory too; one that has
	// ended says nothing any more, so it is asked again and again.
	ended := make(chan error, 1)
	go func() { ended <- b.Wait() }()
	for {
		select {
		case <-ended:
			run := b.wait(t)
			if run.status != exitDone || run.Done != files {
				t.Errorf("exit status %d with %d of %d files done: %s", run.status, run.Done, files, run.stderr)
			}
			return peak
		case <-time.After(2 * time.Millisecond):
			peak = max(peak, memoryOf(cmd.Process.Pid))
		}
	}
}

// writeHole writes a mono 16-bit file of silence that takes no room on the disk.
func writeHole(t *testing.T, path string, frames int64) {
	t.Helper()
	must(t, os.Mkdir(filepath.Dir(path), 0o777))
	file, err := os.Create(path)
	must(t, err)
	defer file.Close()
	format := audioio.Format{Rate: 48000, Channels: 1, Encoding: audioio.PCM16}
	w, err := audioio.NewWriter(struct{ io.Writer }{file}, audioio.Header{Format: format, Frames: frames})
	must(t, err)
	must(t, w.WriteRaw(nil))
	header, err := file.Seek(0, io.SeekCurrent)
	must(t, err)
	must(t, file.Truncate(header+2*frames))
}

func TestMemoryOfABatch(t *testing.T) {
	if testing.Short() {
		t.Skip("short runs are for the race detector, which takes memory of its own")
	}
	const limit = 64 << 10 // KiB
	dir := t.TempDir()
	writeKernel(t, filepath.Join(dir, "k.txt"), 1023)

	// One file of many names.
	writeTone(t, filepath.Join(dir, "many/0.wav"), 100, 1)
	const files = 20_000
	for i := 1; i < files; i++ {
		must(t, os.Link(filepath.Join(dir, "many/0.wav"), filepath.Join(dir, "many", fmt.Sprintf("%d.wav", i))))
	}
	many := batchMemory(t, in(dir, "batch", "many", "k.txt", "-o", "out", "--json", "--sync", "none"), files)
	if many == 0 || many > limit {
		t.Errorf("%d small files take %d KiB, want at most %d", files, many, limit)
	}
	again := runBatch(t, in(dir, "batch", "many", "k.txt", "-o", "out", "--json"))
	again.check(t, exitDone, 0, files, 0)

	// 300 MB of silence, which take no room on the disk but as an output.
	writeHole(t, filepath.Join(dir, "one/long.wav"), 150_000_000)
	one := batchMemory(t, in(dir, "batch", "one", "k.txt", "-o", "out", "--json", "--sync", "none"), 1)
	t.Logf("%d small files: %d KiB; one of 300 MB: %d KiB", files, many, one)
	if one == 0 || one > limit {
		t.Errorf("a file of 300 MB takes %d KiB, want at most %d", one, limit)
	}
}

// TestBatchOfRecordings puts a kernel on real recordings; what comes out is what apply makes of each.
func TestBatchOfRecordings(t *testing.T) {
	t.Parallel()
	kernel := filepath.Join(t.TempDir(), "kernel.txt")
	must(t, os.WriteFile(kernel, []byte("0.25\n0.5\n-0.125\n"), 0o666))
	for _, folder := range []string{alsaFolder, "/usr/share/gx_head/sounds"} {
		if _, err := os.Stat(folder); err != nil {
			t.Logf("left out: %v", err)
			continue
		}
		dir := t.TempDir()
		b := runBatch(t, in(dir, "batch", folder, kernel, "-o", "out", "--json"))
		outputs := filesBelow(t, filepath.Join(dir, "out"))
		if b.status != exitDone || b.Done < 5 || b.Done != len(outputs) {
			t.Errorf("%s: exit status %d with %d done and %d outputs: %s", folder, b.status, b.Done, len(outputs), b.stderr)
		}
		for name, got := range outputs {
			input := filepath.Join(folder, strings.TrimSuffix(name, "-kernel.wav")+".wav")
			applied := filepath.Join(dir, "applied.wav")
			runHere(t, "apply", input, kernel, "-q", "--force", "-o", applied)
			if want, err := os.ReadFile(applied); err != nil || string(want) != got {
				t.Errorf("%s: %v, or not what apply makes", input, err)
			}
		}
	}
}
