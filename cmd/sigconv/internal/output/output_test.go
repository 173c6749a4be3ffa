package output

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// inFolder returns a path in a new folder.
func inFolder(t *testing.T, name string) string { return filepath.Join(t.TempDir(), name) }

func create(t *testing.T, path string, replace bool) *File {
	t.Helper()
	f, err := Create(path, replace)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func write(t *testing.T, f *File, text string) {
	t.Helper()
	if _, err := io.WriteString(f.Writer(), text); err != nil {
		t.Fatal(err)
	}
}

// checkFolder fails unless the folder of path holds just the named files.
func checkFolder(t *testing.T, path string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

func checkContent(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %q, want %q", filepath.Base(path), got, want)
	}
}

func TestNothingUnderTheNameBeforeCommit(t *testing.T) {
	path := inFolder(t, "a.wav")
	f := create(t, path, false)
	write(t, f, "half")
	if _, err := os.Lstat(path); err == nil {
		t.Error("the file is there before Commit")
	}
	write(t, f, " and half")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	f.Discard()
	checkContent(t, path, "half and half")
	checkFolder(t, path, "a.wav")
}

func TestDiscardLeavesNothing(t *testing.T) {
	path := inFolder(t, "a.wav")
	f := create(t, path, false)
	write(t, f, "half")
	f.Discard()
	checkFolder(t, path)
}

func TestReplace(t *testing.T) {
	path := inFolder(t, "a.wav")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Create(path, false); !errors.Is(err, ErrExists) {
		t.Errorf("got %v, want ErrExists", err)
	}
	f := create(t, path, true)
	write(t, f, "new")
	checkContent(t, path, "old")
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	checkContent(t, path, "new")
	checkFolder(t, path, "a.wav")
}

// TestLateComer: another program makes the file while ours is being written.
func TestLateComer(t *testing.T) {
	path := inFolder(t, "a.wav")
	f := create(t, path, false)
	write(t, f, "ours")
	if err := os.WriteFile(path, []byte("theirs"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := f.Commit(); !errors.Is(err, ErrExists) {
		t.Errorf("got %v, want ErrExists", err)
	}
	checkContent(t, path, "theirs")
	checkFolder(t, path, "a.wav")
}

func TestAvoid(t *testing.T) {
	path := inFolder(t, "a.wav")
	if err := os.WriteFile(path, []byte("input"), 0o666); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	hard := filepath.Join(filepath.Dir(path), "hard.wav")
	if err := os.Link(path, hard); err != nil {
		t.Skip(err)
	}
	for _, name := range []string{path, hard} {
		if _, err := Create(name, true, info); err == nil || !strings.Contains(err.Error(), "one of the inputs") {
			t.Errorf("%s: got %v, want a refusal", filepath.Base(name), err)
		}
	}
	checkContent(t, path, "input")
}

// TestCommitFails: the folder goes away under the file. The error names the output, not the temporary
// file.
func TestCommitFails(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.Mkdir(folder, 0o777); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "a.wav")
	f := create(t, path, false)
	if err := os.RemoveAll(folder); err != nil {
		t.Skip(err)
	}
	err := f.Commit()
	if err == nil || strings.Contains(err.Error(), ".tmp") || !strings.HasPrefix(err.Error(), path+": ") {
		t.Errorf("got %v, want an error that names %s", err, path)
	}
}

func TestWriterSeeksOnlyInFiles(t *testing.T) {
	f := create(t, inFolder(t, "a.wav"), false)
	defer f.Discard()
	if _, ok := f.Writer().(io.WriteSeeker); !ok {
		t.Error("a file cannot seek")
	}
	null := create(t, os.DevNull, false)
	defer null.Discard()
	if _, ok := null.Writer().(io.WriteSeeker); ok {
		t.Error("a device can seek")
	}
}

// abandon is Abandon in a process that goes on.
func abandon() {
	Abandon()
	abandoned.Store(false)
}

// TestAbandon: a process that is made to end removes what is being written.
func TestAbandon(t *testing.T) {
	path := inFolder(t, "a.wav")
	f := create(t, path, false)
	write(t, f, "half")
	abandon()
	checkFolder(t, path)
	f.Discard()
}

// TestReplaceKeepsPermissions, whatever the umask says.
func TestReplaceKeepsPermissions(t *testing.T) {
	path := inFolder(t, "a.wav")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	before, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := create(t, path, true).Commit(); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(path); err != nil || after.Mode() != before.Mode() {
		t.Errorf("the permissions are %v, want %v", after.Mode(), before.Mode())
	}
}

// TestFolder: a folder that was made for outputs goes unless it is kept; one that was there stays.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	exists := func(path string) bool {
		_, err := os.Stat(path)
		return err == nil
	}
	make := func(name string) Folder {
		t.Helper()
		folder, err := MakeFolder(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return folder
	}
	make("discarded").Discard()
	make("kept").Keep()
	make("kept").Discard() // it was there
	abandoned := make("abandoned")
	if _, err := Create(filepath.Join(string(abandoned), "file"), false); err != nil {
		t.Fatal(err)
	}
	abandon()
	for name, want := range map[string]bool{"discarded": false, "kept": true, "abandoned": false} {
		if exists(filepath.Join(dir, name)) != want {
			t.Errorf("%s: exists is %v, want %v", name, !want, want)
		}
	}
	if _, err := MakeFolder(filepath.Join(dir, "no", "such")); err == nil {
		t.Error("a folder was made in one that there is not")
	}
}
