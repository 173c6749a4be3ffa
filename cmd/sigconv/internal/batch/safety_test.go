package batch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sigconv/cmd/sigconv/internal/output"
)

// TestLinkedFolders: through a link in the folder of outputs an input would have a second name, under which it would be
// replaced.
func TestLinkedFolders(t *testing.T) {
	o := options(t, "a.wav", "a-kernel.wav")
	before := outputs(t, o.Input)
	o.Output = filepath.Dir(o.Input)
	if err := os.Symlink("in", filepath.Join(o.Output, "link")); err != nil {
		t.Skip(err)
	}
	o.Name, _ = ParseTemplate("link/{name}-{kernel}.wav")
	o.Force = true
	check(t, o, 0, 0, 2)
	checkOutputs(t, o.Input, before)
}

// TestEditedMeanwhile: an output that is edited while it is made anew is no longer ours.
func TestEditedMeanwhile(t *testing.T) {
	o := options(t, "a.wav")
	check(t, o, 1, 0, 0)
	o.Version = "next"
	o.wrap = func(d output.Disk) output.Disk {
		return &hookedDisk{Disk: d, sealed: func() {
			if err := os.WriteFile(filepath.Join(o.Output, "a-kernel.wav"), []byte("edited"), 0o666); err != nil {
				t.Error(err)
			}
		}}
	}
	o.Sync = SyncFile
	check(t, o, 0, 0, 1)
	checkOutputs(t, o.Output, map[string]string{"a-kernel.wav": "edited"})
}

// A hookedDisk says what is synced and named, and calls sealed when a temporary file is synced.
type hookedDisk struct {
	output.Disk
	sealed func()
	events []string
}

func (d *hookedDisk) OpenFile(name string, flag int, perm os.FileMode) (output.Handle, error) {
	h, err := d.Disk.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return &hookedHandle{h, d, name}, nil
}

func (d *hookedDisk) Link(oldname, newname string) error {
	d.events = append(d.events, "link "+newname)
	return d.Disk.Link(oldname, newname)
}

type hookedHandle struct {
	output.Handle
	disk *hookedDisk
	name string
}

func (h *hookedHandle) Sync() error {
	h.disk.events = append(h.disk.events, "sync "+h.name)
	if isTemporaryPath(h.name) && h.disk.sealed != nil {
		h.disk.sealed()
	}
	return h.Handle.Sync()
}

// TestWhatIsSyncedBeforeANameIsGiven: the file, its record, and the names of the journal and its folder.
func TestWhatIsSyncedBeforeANameIsGiven(t *testing.T) {
	for sync, want := range map[Sync][]string{
		SyncNone: {"link sub/a-kernel.wav"},
		SyncFile: {"sync .sigconv", "sync .", "sync TEMPORARY", "sync .sigconv/journal-1-of-1.jsonl", "link sub/a-kernel.wav", "sync sub", "sync ."},
		SyncFull: {"sync .sigconv", "sync .", "sync .", "sync TEMPORARY", "sync .sigconv/journal-1-of-1.jsonl", "link sub/a-kernel.wav", "sync sub", "sync sub", "sync ."},
	} {
		o := options(t, "sub/a.wav")
		o.Sync = sync
		hooked := &hookedDisk{}
		o.wrap = func(d output.Disk) output.Disk { hooked.Disk = d; return hooked }
		check(t, o, 1, 0, 0)
		for i, event := range hooked.events {
			if isTemporaryPath(event) {
				hooked.events[i] = "sync TEMPORARY"
			}
		}
		if sync != SyncNone { // the folders at the end come in any order
			slices.Sort(hooked.events[len(want)-2:])
			slices.Sort(want[len(want)-2:])
		}
		if !slices.Equal(hooked.events, want) {
			t.Errorf("--sync %s: %q, want %q", syncNames[sync], hooked.events, want)
		}
	}
}

// TestReportsOfOthersStay: those of other shards too.
func TestReportsOfOthersStay(t *testing.T) {
	o := options(t, "a.wav", "b.wav", "c.wav", "d.wav", "e.wav")
	o.Report = filepath.Join(t.TempDir(), "report.jsonl")
	o.Shard = Shard{1, 2}
	if _, err := Run(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), o); err != nil {
		t.Errorf("its own report is not replaced: %v", err)
	}
	o.Shard = Shard{2, 2}
	if s, err := Run(t.Context(), o); !errors.Is(err, output.ErrExists) || s != nil {
		t.Errorf("%+v, %v, want a refusal before anything is done", s, err)
	}
	o.Report = filepath.Join(o.Output, ownFolder, "journal-2-of-2.jsonl")
	if s, err := Run(t.Context(), o); err == nil {
		t.Errorf("a report was written into the journal: %+v", s)
	}
	empty := filepath.Join(t.TempDir(), "zero.wav")
	if err := os.WriteFile(empty, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{empty, os.DevNull, "/dev/zero", t.TempDir()} {
		if isReport(path, "") {
			t.Errorf("%s is taken for a report", path)
		}
	}
}

// TestMergeWithoutLastNewline, as an editor may leave a report.
func TestMergeWithoutLastNewline(t *testing.T) {
	reports := reportsOf(t, options(t, "a.wav", "b.wav", "c.wav"), 1)
	lines := readLines(t, reports[0])
	if err := os.WriteFile(reports[0], []byte(strings.TrimSpace(strings.Join(lines, ""))), 0o666); err != nil {
		t.Fatal(err)
	}
	joined := filepath.Join(t.TempDir(), "joined.jsonl")
	if _, err := Merge(reports, joined); err != nil {
		t.Fatal(err)
	}
	if m, err := Merge([]string{joined}, ""); err != nil || m.Files != 3 {
		t.Errorf("%+v, %v, want 3 files", m, err)
	}
}

// TestDamagedJournal: what no batch has written does not keep one from writing, and from knowing it the next time.
func TestDamagedJournal(t *testing.T) {
	for name, junk := range map[string]string{
		"zeros":        strings.Repeat("\x00", 3<<20),
		"a long line":  strings.Repeat("x", 3<<20) + "\n",
		"other things": "{}\n\t\n{\"id\":\"\"}\n{\"output\":\"../a.wav\",\"recipe\":\"\"}\t{}\nnull\tnull\n",
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t, "a.wav", "b.wav")
			if err := os.MkdirAll(filepath.Dir(journalOf(o)), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(journalOf(o), []byte(junk), 0o666); err != nil {
				t.Fatal(err)
			}
			check(t, o, 2, 0, 0)
			check(t, o, 0, 2, 0)
		})
	}
}

// TestManyShards: as many journals as no process may have open.
func TestManyShards(t *testing.T) {
	o := options(t, "a.wav")
	check(t, o, 1, 0, 0)
	for i := range 5000 {
		path := filepath.Join(o.Output, ownFolder, fmt.Sprintf("journal-%d-of-5000.jsonl", i+1))
		if err := os.WriteFile(path, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	check(t, o, 0, 1, 0)
}

// TestFilesAndFoldersCollide: a name cannot be both.
func TestFilesAndFoldersCollide(t *testing.T) {
	o := options(t, "a.wav", "a-kernel.wav/b.wav")
	check(t, o, 1, 0, 1)
	if _, err := os.Stat(filepath.Join(o.Output, "a-kernel.wav", "b-kernel.wav")); err != nil {
		t.Error(err)
	}
}

// TestRefresh: an input of other times but the same bytes is read once for that.
func TestRefresh(t *testing.T) {
	o := options(t, "a.wav")
	check(t, o, 1, 0, 0)
	path := filepath.Join(o.Input, "a.wav")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	past := info.ModTime().Add(-1e12)
	if err := os.Chtimes(path, past, past); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		check(t, o, 0, 1, 0)
	}
	data, err := os.ReadFile(journalOf(o))
	if records := strings.Count(string(data), "\t"); err != nil || records != 2 {
		t.Errorf("%d records, %v, want the first and a fresh one", records, err)
	}
}

// TestCancelledWhileReading: a resume that reads a long input to compare it stops at once.
func TestCancelledWhileReading(t *testing.T) {
	o := options(t, "a.wav")
	root, err := os.OpenRoot(o.Input)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	info, err := root.Stat("a.wav")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if now, err := (identity{Size: info.Size()}).look(ctx, root, "a.wav"); !errors.Is(err, context.Canceled) || now != nil {
		t.Errorf("%v, %v, want it cancelled", now, err)
	}
}

// TestFoldersByOtherNames: a folder that is reached by way of a link is the same folder.
func TestFoldersByOtherNames(t *testing.T) {
	o := options(t, "x.wav", "x/c.wav", "dir/d.wav")
	if err := os.Symlink(filepath.Join(o.Input, "dir"), o.Output); err != nil {
		t.Skip(err)
	}
	before := outputs(t, o.Input)
	o.Output += "/.." // the folder of inputs
	o.Name, _ = ParseTemplate("{dir}.wav")
	o.Include, o.Force = Patterns{"x.wav", "c.wav"}, true
	check(t, o, 1, 0, 1)
	before["..wav"] = outputs(t, o.Input)["..wav"]
	checkOutputs(t, o.Input, before)
}

// TestLinksToOutputs: a link among the inputs may lead to what is about to be replaced.
func TestLinksToOutputs(t *testing.T) {
	o := options(t, "b.wav", "out/b-kernel.wav")
	o.Output = filepath.Join(o.Input, "out")
	if err := os.Symlink("out/b-kernel.wav", filepath.Join(o.Input, "a.wav")); err != nil {
		t.Skip(err)
	}
	o.Force = true
	check(t, o, 1, 0, 1)
}

// TestLostRecipe: an output whose record has lost what it was made of is made anew; it is ours.
func TestLostRecipe(t *testing.T) {
	o := options(t, "a.wav")
	check(t, o, 1, 0, 0)
	data, err := os.ReadFile(journalOf(o))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(journalOf(o), []byte(strings.Replace(string(data), `{"id"`, `{"xd`, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	check(t, o, 1, 0, 0)
	check(t, o, 0, 1, 0)
}

// TestMergedReportsStay: a merged report has lines of many shards, and none of them takes its place.
func TestMergedReportsStay(t *testing.T) {
	o := options(t, "a.wav", "b.wav", "c.wav", "d.wav", "e.wav", "f.wav")
	reports := reportsOf(t, o, 2)
	joined := filepath.Join(t.TempDir(), "joined.jsonl")
	for i := range 2 {
		if _, err := Merge(reports, joined); (err == nil) != (i == 0) {
			t.Errorf("time %d: %v", i+1, err)
		}
	}
	if isReport(joined, "1/2") || isReport(joined, "2/2") {
		t.Error("a merged report is taken for that of a shard")
	}
}
