package batch

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func journalOf(o Options) string { return filepath.Join(o.Output, journalName(o.Shard)) }

// TestTornLine: a run that was killed, or lost power, in the middle of a record.
func TestTornLine(t *testing.T) {
	o := options(t, "a.wav", "b.wav")
	check(t, o, 2, 0, 0)
	data, err := os.ReadFile(journalOf(o))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(journalOf(o), append(data, data[:100]...), 0o666); err != nil {
		t.Fatal(err)
	}
	writeSound(t, filepath.Join(o.Input, "c.wav"), 10, 1)
	check(t, o, 1, 2, 0)
	check(t, o, 0, 3, 0)
	if data, err = os.ReadFile(journalOf(o)); err != nil || strings.Count(string(data), "\t") != 3 {
		t.Errorf("the journal has the lines %s, %v; want 3", data, err)
	}
}

// TestCompact: a journal of many runs holds what is true, and little more.
func TestCompact(t *testing.T) {
	o := options(t, "a.wav", "b.wav")
	check(t, o, 2, 0, 0)
	data, err := os.ReadFile(journalOf(o))
	if err != nil {
		t.Fatal(err)
	}
	stale := strings.ReplaceAll(string(data), `"written":1`, `"written":2`)
	if err := os.WriteFile(journalOf(o), []byte(strings.Repeat(stale, spareRecords)+string(data)), 0o666); err != nil {
		t.Fatal(err)
	}
	check(t, o, 0, 2, 0)
	if now, err := os.ReadFile(journalOf(o)); err != nil || string(now) != string(data) {
		t.Errorf("the journal has %d bytes, want %d: %v", len(now), len(data), err)
	}
	check(t, o, 0, 2, 0)
}

func TestSameTime(t *testing.T) {
	at := time.Date(2026, 11, 23, 4, 5, 7, 300, time.UTC)
	for said, want := range map[time.Time]bool{
		at: true, at.Add(1): false, at.Truncate(time.Second): true, at.Truncate(2 * time.Second): true,
		at.Truncate(time.Second).Add(-2 * time.Second): false, at.Truncate(time.Second).Add(time.Second): false,
	} {
		if got := sameTime(at.UnixNano(), said); got != want {
			t.Errorf("written at %v, said %v: %v, want %v", at, said, got, want)
		}
	}
}

// TestSecondRunRefuses, but for a share that has nothing in common with the first.
func TestSecondRunRefuses(t *testing.T) {
	o := options(t, "a.wav")
	check(t, o, 1, 0, 0)
	for _, c := range []struct {
		first, second Shard
		refused       bool
	}{
		{Whole, Whole, true}, {Whole, Shard{1, 2}, true}, {Shard{2, 2}, Whole, true},
		{Shard{1, 2}, Shard{2, 2}, false}, {Shard{1, 2}, Shard{1, 2}, true}, {Shard{1, 2}, Shard{2, 4}, true}, {Shard{1, 2}, Shard{3, 4}, false},
	} {
		o.Shard = c.first
		first, err := start(o)
		if err != nil {
			t.Fatal(err)
		}
		o.Shard = c.second
		second, err := start(o)
		if refused := err != nil && strings.Contains(err.Error(), "another batch works on this folder"); refused != c.refused {
			t.Errorf("%v beside %v: %v", c.second, c.first, err)
		}
		if err == nil {
			second.end()
		}
		first.end()
	}
}

// TestSweep: what dead runs of the same share have left goes, what may be alive stays.
func TestSweep(t *testing.T) {
	o := options(t, "a.wav", "sub/b.wav")
	check(t, o, 2, 0, 0)
	want := outputs(t, o.Output)
	info, err := os.Stat(o.Output)
	if err != nil {
		t.Fatal(err)
	}
	number := fileNumber(info)
	put := func(name string) string {
		path := filepath.Join(o.Output, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("half"), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	put("sub/" + temporaryName(number, "sub/b.wav", "sub/b-kernel.wav"))
	put(temporaryName(number, "gone.wav", "gone-kernel.wav"))
	keep := map[string]bool{
		put(".sigconv-ABCDEFGHIJKLMNOPQRSTUVWXYZ.tmp"):                   true, // of sigconv apply
		put("other/" + temporaryName(number+1, "a.wav", "a-kernel.wav")): true, // of a batch into other
		put("other/" + ownFolder + "/lock"):                              true,
		put("not-ours.tmp"):                                              true,
	}
	check(t, o, 0, 2, 0)
	for path := range keep {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
		os.Remove(path)
	}
	checkOutputs(t, o.Output, want)
	var mine, other string
	for i := 0; mine == "" || other == ""; i++ {
		name := strings.Repeat("x", i)
		if (Shard{1, 2}).has(placeOf(name)) {
			mine = name
		} else {
			other = name
		}
	}
	removed, kept := put(temporaryName(number, mine, "")), put(temporaryName(number, other, ""))
	o.Shard = Shard{1, 2}
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(removed); err == nil {
		t.Error("a temporary file of the share is still there")
	}
	if _, err := os.Stat(kept); err != nil {
		t.Error("a temporary file of another share is gone")
	}
}

// TestRounds: whoever joins has a round that began after.
func TestRounds(t *testing.T) {
	var r rounds
	var begun, calls atomic.Int64
	var wait sync.WaitGroup
	const callers, times = 8, 200
	for range callers {
		wait.Go(func() {
			for range times {
				before := begun.Load()
				r.join(func() error {
					calls.Add(1)
					begun.Add(1)
					return nil
				})
				if begun.Load() == before {
					t.Error("no round began")
				}
			}
		})
	}
	wait.Wait()
	if n := calls.Load(); n < times || n > callers*times {
		t.Errorf("%d rounds for %d callers, %d times", n, callers, times)
	}
}
