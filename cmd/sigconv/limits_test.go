//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"sigconv/audioio"
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

// TestMemoryOfALongSound: through a pipe, which does not tell how long the sound is.
func TestMemoryOfALongSound(t *testing.T) {
	if testing.Short() {
		t.Skip("short runs are for the race detector, which takes memory of its own")
	}
	kernel := filepath.Join(t.TempDir(), "kernel.txt")
	if err := os.WriteFile(kernel, bytes.Repeat([]byte("1e-3\n"), 1023), 0o666); err != nil {
		t.Fatal(err)
	}
	stereo := audioio.Format{Rate: 48000, Channels: 2, Encoding: audioio.PCM16}
	surround := audioio.Format{Rate: 48000, Channels: 8, Encoding: audioio.Float64}
	overdrive := filepath.Join("..", "..", "samples", "overdrive.json")
	checkMemory(t, stereo, "apply", "-", kernel, "-q", "-o", "-")
	checkMemory(t, surround, "apply", "-", kernel, "-q", "-o", "-")
	checkMemory(t, stereo, "apply", "-", overdrive, "-q", "-o", "-")
	checkMemory(t, surround, "apply", "-", overdrive, "-q", "-o", "-")
	checkMemory(t, stereo, "align", "-", kernel, "-o", "-", "--format", "wav")
}

// checkMemory feeds 200 MiB of silence to a command line, and holds the memory that it takes against a limit.
func checkMemory(t *testing.T, format audioio.Format, args ...string) {
	t.Helper()
	const limit = 48 << 10 // KiB
	cmd := exec.Command("sigconv", args...)
	cmd.Stdout = io.Discard
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w, err := audioio.NewWriter(in, audioio.Header{Format: format, Frames: -1})
	if err != nil {
		t.Fatal(err)
	}
	second := make([]byte, format.Rate*format.FrameSize())
	for range 200 << 20 / len(second) {
		if err := w.WriteRaw(second); err != nil {
			t.Fatal(err)
		}
	}
	peak := peakMemory(t, cmd.Process.Pid)
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%s of %d channels of %v: %d KiB", args[0], format.Channels, format.Encoding, peak)
	if peak > limit {
		t.Errorf("%s of %d channels of %v takes %d KiB, want at most %d", args[0], format.Channels, format.Encoding, peak, limit)
	}
}

// peakMemory returns the most KiB that a running process had in memory so far.
func peakMemory(t *testing.T, pid int) int {
	t.Helper()
	peak := memoryOf(pid)
	if peak == 0 {
		t.Fatalf("process %d does not say how much memory it has", pid)
	}
	return peak
}

// memoryOf is peakMemory, but 0 for a process that has ended.
func memoryOf(pid int) (peak int) {
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, line, _ := strings.Cut(string(status), "VmHWM:")
	fmt.Sscan(line, &peak)
	return peak
}
