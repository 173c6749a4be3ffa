package batch

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/internal/testkit"
)

// silent is a watcher that keeps what it hears.
type silent struct {
	last     Progress
	failures []error
	warnings []string
}

func (s *silent) At(p Progress)    { s.last = p }
func (s *silent) Failed(err error) { s.failures = append(s.failures, err) }
func (s *silent) Warn(text string) { s.warnings = append(s.warnings, text) }

// options returns those of a batch from a new folder with some sounds to one that is not there yet.
func options(t *testing.T, sounds ...string) Options {
	t.Helper()
	dir := t.TempDir()
	for i, name := range sounds {
		writeSound(t, filepath.Join(dir, "in", name), 1000+i, uint64(i))
	}
	filter, err := load.ParseKernel("0.5 0.25", load.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	name, err := ParseTemplate("{dir}/{name}-{kernel}.wav")
	if err != nil {
		t.Fatal(err)
	}
	return Options{
		Input: filepath.Join(dir, "in"), Output: filepath.Join(dir, "out"), Filters: []load.Filter{filter},
		Settings: apply.Settings{Gain: 1, Wet: 1, Encoding: apply.SameEncoding}, Include: Sounds, Name: name,
		Shard: Whole, Resume: true, Sync: SyncNone, Watch: &silent{}, Version: "test",
	}
}

// writeSound writes a file of noise, and makes its folder.
func writeSound(t *testing.T, path string, frames int, seed uint64) {
	t.Helper()
	var file bytes.Buffer
	format := audioio.Format{Rate: 48000, Channels: 1, Encoding: audioio.PCM16}
	w, err := audioio.NewWriter(&file, audioio.Header{Format: format, Frames: int64(frames)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := audioio.Write(w, [][]float64{testkit.Random(frames, seed)}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// check runs a batch and holds its totals against what they are to be.
func check(t *testing.T, o Options, done, skipped, failed int) *Summary {
	t.Helper()
	s, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if s.Done != done || s.Skipped != skipped || s.Failed != failed || s.Files != done+skipped+failed || s.Left != 0 {
		t.Fatalf("%d files: %d done, %d skipped, %d failed, %d left; want %d, %d, %d, 0: %v",
			s.Files, s.Done, s.Skipped, s.Failed, s.Left, done, skipped, failed, o.Watch.(*silent).failures)
	}
	return s
}

// outputs returns what a folder holds, by path; the journal and the lock aside.
func outputs(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ownFolder:
			return fs.SkipDir
		case entry.IsDir():
			return nil
		}
		data, err := os.ReadFile(filepath.Join(folder, path))
		all[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// checkOutputs holds what a folder holds against what it is to hold.
func checkOutputs(t *testing.T, folder string, want map[string]string) {
	t.Helper()
	got := outputs(t, folder)
	for name := range want {
		if _, there := got[name]; !there {
			t.Errorf("%s is missing", name)
		}
	}
	for name, data := range got {
		if wanted, known := want[name]; !known {
			t.Errorf("%s should not be there", name)
		} else if data != wanted {
			t.Errorf("%s has %d other bytes than the %d that it is to have", name, len(data), len(wanted))
		}
	}
}

func TestRunAgainSkips(t *testing.T) {
	o := options(t, "a.wav", "sub/b.WAV", "sub/c.bwf", "text.txt")
	s := check(t, o, 3, 0, 0)
	if s.Bytes != 3*44+2*(1000+1001+1002) {
		t.Errorf("%d bytes, want those of all sounds", s.Bytes)
	}
	want := outputs(t, o.Output)
	if len(want) != 3 {
		t.Errorf("%d outputs, want 3", len(want))
	}
	check(t, o, 0, 3, 0)
	checkOutputs(t, o.Output, want)
}

// TestRedone: what has changed is done again, and said; what is not ours is left alone.
func TestRedone(t *testing.T) {
	o := options(t, "a.wav", "b.wav", "c.wav")
	check(t, o, 3, 0, 0)
	redone := func(o Options, done int, why string) {
		t.Helper()
		if s := check(t, o, done, 3-done, 0); s.Redone[why] != done || len(s.Redone) != 1 {
			t.Errorf("done again: %v, want %d because %s", s.Redone, done, why)
		}
	}
	writeSound(t, filepath.Join(o.Input, "b.wav"), 1001, 99) // as long as before
	redone(o, 1, "the input has changed")
	o.Filters = append([]load.Filter{}, o.Filters...)
	o.Filters[0].Hash = "another"
	redone(o, 3, "the kernel has changed")
	o.Settings.Gain = 0.5
	redone(o, 3, "the settings have changed")
	o.Version = "next"
	redone(o, 3, "another version of sigconv made it")
	o.Settings.AnyRate = true // decides on no sample
	check(t, o, 0, 3, 0)
}

// TestTimesAreNotTrustedAlone: an input of the same size and time of writing, but with other samples.
func TestTimesAreNotTrustedAlone(t *testing.T) {
	o := options(t, "a.wav")
	check(t, o, 1, 0, 0)
	path := filepath.Join(o.Input, "a.wav")
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	writeSound(t, path, 1000, 7)
	if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	check(t, o, 1, 0, 0)
	if err := os.Chtimes(path, info.ModTime().Add(1e9), info.ModTime().Add(1e9)); err != nil {
		t.Fatal(err)
	}
	check(t, o, 0, 1, 0) // only its time is another
}

func TestForeignOutputsStay(t *testing.T) {
	o := options(t, "a.wav", "b.wav", "c.wav")
	check(t, o, 3, 0, 0)
	want := outputs(t, o.Output)
	edited := filepath.Join(o.Output, "b-kernel.wav")
	if err := os.WriteFile(edited, []byte("edited by hand"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(o.Output, "c-kernel.wav")); err != nil {
		t.Fatal(err)
	}
	check(t, o, 1, 1, 1)
	if data, _ := os.ReadFile(edited); string(data) != "edited by hand" {
		t.Error("an output that was edited by hand was overwritten")
	}
	o.Force = true
	check(t, o, 3, 0, 0)
	checkOutputs(t, o.Output, want)
	o.Force, o.Resume = false, false
	check(t, o, 3, 0, 0) // they are ours
}

// TestOwnOutputsAreNoInputs, wherever the folders lie in one another.
func TestOwnOutputsAreNoInputs(t *testing.T) {
	for _, c := range []struct{ name, in, out string }{
		{"the same", "in", "in"}, {"outputs within", "in", "in/out"}, {"inputs within", "in", "."},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options(t, "a.wav", "sub/b.wav")
			dir := filepath.Dir(o.Input)
			o.Output = filepath.Join(dir, c.out)
			o.Name, _ = ParseTemplate("{dir}/{name}-{kernel}.wav")
			if c.out == "." {
				o.Name, _ = ParseTemplate("in/{dir}/{name}-{kernel}.wav")
			}
			check(t, o, 2, 0, 0)
			check(t, o, 0, 2, 0)
			o.Force = true
			check(t, o, 2, 0, 0)
			before := outputs(t, o.Input)
			o.Name, _ = ParseTemplate("{dir}/{name}.wav")
			if c.out == "." {
				o.Name, _ = ParseTemplate("in/{dir}/{name}.wav")
			}
			if c.out == "in/out" {
				check(t, o, 2, 0, 0)
				return
			}
			check(t, o, 0, 0, 2) // the outputs would be the inputs, even by force
			checkOutputs(t, o.Input, before)
		})
	}
}

// TestCollisions: who would overwrite one another fail, the rest is done.
func TestCollisions(t *testing.T) {
	o := options(t, "a.wav", "a.wave", "b.wav", "sub/a.wav")
	check(t, o, 2, 0, 2)
	o.Name, _ = ParseTemplate("{name}.wav")
	o.Output += "2"
	check(t, o, 1, 0, 3)
	second, err := load.ParseKernel("1", load.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	o.Filters = append(o.Filters, second)
	o.Output += "3"
	check(t, o, 0, 0, 8)
	if left := outputs(t, o.Output); len(left) != 0 {
		t.Errorf("%d outputs, want none", len(left))
	}
}

func TestStopAtTheFirstFailure(t *testing.T) {
	o := options(t, "b.wav", "c.wav", "d.wav")
	if err := os.WriteFile(filepath.Join(o.Input, "a.wav"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	o.Stop, o.Jobs = true, 1
	s, err := Run(t.Context(), o)
	if err != nil || s.Failed != 1 || s.Left == 0 || s.Files != 4 || s.Done+s.Left != 3 {
		t.Errorf("%+v, %v, want one failure and some files left", s, err)
	}
}

// TestHugeFilesTakeAllCores, among small ones that do not.
func TestHugeFilesTakeAllCores(t *testing.T) {
	o := options(t, "a.wav", "b.wav", "c.wav")
	o.Jobs = 3
	writeSound(t, filepath.Join(o.Input, "huge.wav"), hugeSize/2, 1)
	check(t, o, 4, 0, 0)
	want := outputs(t, o.Output)
	o.Output += "2"
	o.Jobs = 1
	check(t, o, 4, 0, 0)
	checkOutputs(t, o.Output, want)
}

func TestPreviewWritesNothing(t *testing.T) {
	o := options(t, "a.wav", "b.wav", "b.wave")
	planned, s, err := Preview(t.Context(), o)
	if err != nil || len(planned) != 3 || s.Left != 1 || s.Failed != 2 {
		t.Errorf("%v, %+v, %v, want one to do and two to fail", planned, s, err)
	}
	if _, err := os.Stat(o.Output); err == nil {
		t.Error("the folder of outputs is there")
	}
	check(t, o, 1, 0, 2)
	if _, s, err = Preview(t.Context(), o); err != nil || s.Skipped != 1 || s.Left != 0 {
		t.Errorf("%+v, %v, want one skipped", s, err)
	}
}

// TestAnyRateIsAskedForAgain: what could not be done without the flag is not taken for finished without it.
func TestAnyRateIsAskedForAgain(t *testing.T) {
	o := options(t, "a.wav")
	filter, err := load.OpenFilter(filepath.Join("..", "..", "..", "..", "samples", "lowpass.txt"), load.Listing{})
	if err != nil {
		t.Fatal(err)
	}
	filter.Kernel().Rate = 44100
	o.Filters = []load.Filter{filter}
	o.Settings.AnyRate = true
	check(t, o, 1, 0, 0)
	check(t, o, 0, 1, 0)
	o.Settings.AnyRate = false
	check(t, o, 0, 0, 1)
}
