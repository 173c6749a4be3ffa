//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestBatchKilled kills a batch at random moments. However often: what has its name is whole, and a run to the end does
// what is missing, no more, and cleans up.
func TestBatchKilled(t *testing.T) {
	t.Parallel()
	rounds := 100
	if testing.Short() {
		rounds = 15
	}
	dir := t.TempDir()
	writeKernel(t, filepath.Join(dir, "k.txt"), 3)
	writeKernel(t, filepath.Join(dir, "j.txt"), 700)
	for i := range 40 {
		folder := []string{"", "sub", "sub/deep"}[i%3]
		writeTone(t, filepath.Join(dir, "in", folder, fmt.Sprintf("%d.wav", i)), 10+i*i*20, i)
	}
	args := func(out, sync string) []string {
		return []string{"batch", "in", "k.txt", "j.txt", "-o", out, "--json", "--sync", sync}
	}
	began := time.Now()
	runBatch(t, in(dir, args("whole", "file")...)).check(t, exitDone, 80, 0, 0)
	took := time.Since(began)
	want := filesBelow(t, filepath.Join(dir, "whole"))

	const seed = 39 // any
	rng := rand.New(rand.NewPCG(seed, 0))
	midway, out := 0, ""
	for round := range rounds {
		if out == "" {
			out = fmt.Sprintf("out%d", round)
		}
		sync := []string{"file", "none", "full"}[rng.IntN(3)]
		b := startBatch(t, in(dir, args(out, sync)...))
		time.Sleep(time.Duration(rng.Int64N(1 + rng.Int64N(int64(took))))) // any moment will do, the early ones most
		b.Process.Kill()
		b.Wait()
		finished := checkWhole(t, filepath.Join(dir, out), want, true)
		if finished > 0 && finished < 80 {
			midway++
		}
		if finished < 80 && rng.IntN(4) > 0 && round < rounds-1 {
			continue // the next kill works on what is there
		}
		runBatch(t, in(dir, args(out, "none")...)).check(t, exitDone, 80-finished, finished, 0)
		if all := checkWhole(t, filepath.Join(dir, out), want, false); all != 80 {
			t.Fatalf("%d outputs are there, want 80", all)
		}
		must(t, os.RemoveAll(filepath.Join(dir, out)))
		out = ""
	}
	t.Logf("%d of %d kills came midway; a whole run takes %v", midway, rounds, took)
}

// writeSlow writes a kernel, two sounds that are done at once with it, and eight that take seconds each.
func writeSlow(t *testing.T, dir string) {
	t.Helper()
	writeKernel(t, filepath.Join(dir, "k.txt"), 20_000)
	for i := range 2 {
		writeTone(t, filepath.Join(dir, "in", fmt.Sprintf("a%d.wav", i)), 100, i)
	}
	for i := range 8 {
		writeTone(t, filepath.Join(dir, "in", fmt.Sprintf("b%d.wav", i)), 2_000_000, i)
	}
}

// startSlowBatch begins a batch that goes on for long, and waits until the two outputs that are done at once are there and
// another is under way.
func startSlowBatch(t *testing.T, dir string, args ...string) *running {
	t.Helper()
	writeSlow(t, dir)
	b := startBatch(t, in(dir, append([]string{"batch", "in", "k.txt", "-o", "out", "--engine", "direct"}, args...)...))
	b.await(t, "the first outputs are there and the next is under way", func() bool {
		return exists(dir, "out", "a0-k.wav") && exists(dir, "out", "a1-k.wav") && hasTemporary(filepath.Join(dir, "out"))
	})
	return b
}

func TestInterruptedBatch(t *testing.T) {
	t.Parallel()
	for _, stop := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		dir := t.TempDir()
		b := startSlowBatch(t, dir, "--json", "--report", "report.jsonl")
		b.send(t, stop)
		ended := b.wait(t)
		if ended.status != exitSignal+int(stop) || ended.Files != 10 || ended.Done != 2 || ended.Failed != 0 || ended.Left != 8 {
			t.Errorf("%v: exit status %d with %+v", stop, ended.status, ended.Summary)
		}
		if ended.stderr != "sigconv: interrupted\n" {
			t.Errorf("%v: stderr is %q", stop, ended.stderr)
		}
		report, err := os.ReadFile(filepath.Join(dir, "report.jsonl"))
		if err != nil || strings.Count(string(report), `"status":"done"`) != 2 || strings.Count(string(report), "\n") != 2 {
			t.Errorf("%v: %v with the report %s", stop, err, report)
		}
		checkTinyOnly(t, dir)
		again := runBatch(t, in(dir, "batch", "in", "k.txt", "-o", "out", "--engine", "direct", "--json", "--include", "a*"))
		again.check(t, exitDone, 0, 2, 0)
	}
}

// checkTinyOnly checks that a slow batch has left the two outputs that were done, whole, and nothing else.
func checkTinyOnly(t *testing.T, dir string) {
	t.Helper()
	want := map[string]string{}
	for _, name := range []string{"a0", "a1"} {
		wanted := filepath.Join(t.TempDir(), "want.wav")
		runHere(t, "apply", filepath.Join(dir, "in", name+".wav"), filepath.Join(dir, "k.txt"), "--engine", "direct", "-q", "-o", wanted)
		bytes, err := os.ReadFile(wanted)
		must(t, err)
		want[name+"-k.wav"] = string(bytes)
	}
	if n := checkWhole(t, filepath.Join(dir, "out"), want, false); n != 2 {
		t.Errorf("%d outputs are there, want 2", n)
	}
}

// TestBatchInterruptedTwice: the second signal does not wait for anything.
func TestBatchInterruptedTwice(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := startSlowBatch(t, dir)
	ended := make(chan error, 1)
	go func() { ended <- b.Wait() }()
	for running := true; running; {
		b.Process.Signal(os.Interrupt) // may come too late, which is as good
		select {
		case <-ended:
			running = false
		case <-time.After(time.Millisecond):
		}
	}
	if status := b.ProcessState.ExitCode(); status != exitSignal+int(syscall.SIGINT) || !strings.HasSuffix(b.stderr.String(), "sigconv: interrupted\n") {
		t.Errorf("exit status %d with %q", status, &b.stderr)
	}
	checkTinyOnly(t, dir)
}

// TestBatchIsAlone: two batches on one folder go one after the other, shares that have nothing in common side by side.
func TestBatchIsAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := startSlowBatch(t, dir)
	b.freeze(t)
	again := func(args ...string) batchRun {
		return runBatch(t, in(dir, append([]string{"batch", "in", "k.txt", "-o", "out", "--engine", "direct", "--json", "--include", "a*"}, args...)...))
	}
	for _, flags := range [][]string{nil, {"--force"}, {"--shard", "2/3"}} {
		second := again(flags...)
		if second.status != exitFailed || second.stderr != "sigconv: out: another batch works on this folder (want one at a time, or shares that have nothing in common)\n" {
			t.Errorf("%q: exit status %d with %q", flags, second.status, second.stderr)
		}
	}
	if !hasTemporary(filepath.Join(dir, "out")) {
		t.Error("a batch that was refused took away the temporary file of the one at work")
	}
	again("--dry-run").check(t, exitDone, 0, 2, 0) // which writes nothing
	b.Process.Kill()
	b.Wait()
	again().check(t, exitDone, 0, 2, 0)
	checkTinyOnly(t, dir)
}

func TestShardsSideBySide(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	writeSlow(t, dir)
	b := startBatch(t, in(dir, "batch", "in", "k.txt", "-o", "out", "--engine", "direct", "--shard", "1/2"))
	b.await(t, "an output is under way", func() bool { return hasTemporary(filepath.Join(dir, "out")) })
	b.freeze(t)
	share := func(shard string) batchRun {
		return runBatch(t, in(dir, "batch", "in", "k.txt", "-o", "out", "--engine", "direct", "--json", "--include", "a*", "--shard", shard))
	}
	if other := share("2/2"); other.status != exitDone || other.Left != 0 {
		t.Errorf("the other share: exit status %d with %s", other.status, other.stderr)
	}
	if !hasTemporary(filepath.Join(dir, "out")) {
		t.Error("a share took away the temporary file of another")
	}
	for _, shard := range []string{"1/2", "1/1", "2/4", "1/3", "2/3"} {
		if same := share(shard); same.status != exitFailed {
			t.Errorf("share %s: exit status %d, want a refusal", shard, same.status)
		}
	}
	for _, shard := range []string{"3/4", "4/4", "3/3"} {
		if other := share(shard); other.status != exitDone {
			t.Errorf("share %s: exit status %d with %s", shard, other.status, other.stderr)
		}
	}
}
