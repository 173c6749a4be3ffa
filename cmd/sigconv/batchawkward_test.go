//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// An awkward is a folder with everything that a folder can have, and why each sound in it fails, "" for not at all.
type awkward struct {
	t    *testing.T
	dir  string // with in and out
	want map[string]string
}

// add says what becomes of a sound, and returns its path.
func (a *awkward) add(name, why string) string {
	path := filepath.Join(a.dir, "in", name)
	must(a.t, os.MkdirAll(filepath.Dir(path), 0o777))
	a.want[name] = why
	return path
}

func (a *awkward) sound(name, why string) {
	writeTone(a.t, a.add(name, why), 50+len(a.want), len(a.want))
}

func (a *awkward) link(name, target, why string) {
	must(a.t, os.Symlink(target, a.add(name, why)))
}

// sameAsApply stands for the reason that apply gives.
const sameAsApply = "as apply says"

// names adds sounds of odd names.
func (a *awkward) names() {
	for _, name := range []string{
		"plain.wav", "two words.wav", "two\nlines.wav", "-o.wav", "--.wav", "ÄÖ ☃ 🎵.wav", "\xff\xfe.wav", "100%41.wav", "tab\t.wav",
		`back\slash.wav`, `"quoted".wav`, "CAPITALS.WAV", "longer.wave", "broadcast.bwf", ".hidden.wav", "..wav", ".wav", "a{b}[c]*?.wav",
		" /  /x.wav", "-r/f.wav", strings.Repeat("d/", 60) + "deep.wav", strings.Repeat("n", 249) + ".wav",
		strings.Repeat("l", 240) + "/" + strings.Repeat("m", 240) + "/x.wav",
	} {
		a.sound(name, "")
	}
	a.sound(strings.Repeat("n", 251)+".wav", "file name too long")
	a.sound("case.wav", "the output would be that of")
	a.sound("case.WAV", "the output would be that of")
	a.sound("Case.wav", "")
	must(a.t, os.WriteFile(filepath.Join(a.dir, "in", "notes.txt"), []byte("no sound"), 0o666))
}

// sounds adds what is in the zoo: sounds of every kind, huge sizes declared, no sounds.
func (a *awkward) sounds() {
	files, err := filepath.Glob("../../testdata/zoo/*.wav")
	must(a.t, err)
	if len(files) < 60 {
		a.t.Fatalf("found %d files in the zoo", len(files))
	}
	for _, file := range files {
		sound, err := os.ReadFile(file)
		must(a.t, err)
		must(a.t, os.WriteFile(a.add("zoo/"+filepath.Base(file), sameAsApply), sound, 0o666))
	}
	must(a.t, os.WriteFile(a.add("empty.wav", sameAsApply), nil, 0o666))
	a.sound("other rate.wav", "")
}

// links adds links.
func (a *awkward) links() {
	writeTone(a.t, filepath.Join(a.dir, "outside/secret.wav"), 70, 7)
	a.link("link.wav", "plain.wav", "")
	a.link("links/up.wav", "../plain.wav", "")
	a.link("links/self.wav", "self.wav", "leads out of the folder, or to nothing")
	a.link("links/gone.wav", "nothing.wav", "leads out of the folder, or to nothing")
	a.link("links/out.wav", "../../outside/secret.wav", "leads out of the folder, or to nothing")
	a.link("links/absolute.wav", filepath.Join(a.dir, "outside/secret.wav"), "leads out of the folder, or to nothing")
	a.link("links/text.wav", "../notes.txt", sameAsApply)
	for name, target := range map[string]string{"loop": "..", "away": "../../outside", "folder.wav": "../zoo", "root": "/"} {
		must(a.t, os.Symlink(target, filepath.Join(a.dir, "in/links", name)))
	}
}

// devices adds what is no file.
func (a *awkward) devices() {
	must(a.t, syscall.Mkfifo(a.add("pipe.wav", "found a named pipe"), 0o666))
	a.link("links/pipe.wav", "../pipe.wav", "found a named pipe")
	// The name of a socket is short, so it is moved to where it belongs.
	short := filepath.Join(a.t.TempDir(), "s")
	socket, err := net.ListenUnix("unix", &net.UnixAddr{Name: short, Net: "unix"})
	must(a.t, err)
	socket.SetUnlinkOnClose(false)
	must(a.t, socket.Close())
	if err := os.Rename(short, a.add("socket.wav", "found a socket")); err != nil {
		delete(a.want, "socket.wav")
	}
	if path := a.add("null.wav", "found a device"); syscall.Mknod(path, syscall.S_IFCHR|0o666, 1<<8|3) != nil {
		delete(a.want, "null.wav") // root alone may do that
	}
	must(a.t, os.Mkdir(filepath.Join(a.dir, "in/sounds.wav"), 0o777))
	a.sound("sounds.wav/x.wav", "")
}

// outputs puts things in the way of outputs.
func (a *awkward) outputs() {
	out := func(name string) string { return filepath.Join(a.dir, "out", name) }
	must(a.t, os.Mkdir(out(""), 0o777))
	a.sound("taken/file.wav", "exists already")
	a.sound("taken/folder.wav", "is a folder")
	a.sound("taken/link.wav", "exists already")
	must(a.t, os.MkdirAll(out("taken/folder-k.wav"), 0o777))
	must(a.t, os.WriteFile(out("taken/file-k.wav"), []byte("mine"), 0o666))
	must(a.t, os.Symlink(filepath.Join(a.dir, "outside/new.wav"), out("taken/link-k.wav")))
	a.sound("file/x.wav", "not a directory")
	must(a.t, os.WriteFile(out("file"), []byte("mine"), 0o666))
	a.sound("escape/x.wav", "path escapes from parent")
	must(a.t, os.Symlink("../outside", out("escape")))
	a.sound("read only output/x.wav", "permission denied")
	must(a.t, os.Mkdir(out("read only output"), 0o555))
}

// permissions takes away permissions, and gives all else to the user of the sandbox.
func (a *awkward) permissions() {
	a.sound("secret.wav", "permission denied")
	a.sound("read only/x.wav", "")
	a.sound("closed/x.wav", "")
	delete(a.want, "closed/x.wav")
	a.want["closed"] = "the folder cannot be read: permission denied"
	a.sound("listed/x.wav", "")
	delete(a.want, "listed/x.wav")
	a.want["listed"] = "the folder cannot be read: permission denied"
	if os.Getuid() == 0 {
		must(a.t, filepath.WalkDir(a.dir, func(path string, _ fs.DirEntry, err error) error {
			if err == nil {
				err = os.Lchown(path, nobody, nobody)
			}
			return err
		}))
	}
	for name, mode := range map[string]fs.FileMode{"secret.wav": 0, "read only": 0o555, "closed": 0, "listed": 0o444} {
		path := filepath.Join(a.dir, "in", name)
		must(a.t, os.Chmod(path, mode))
		a.t.Cleanup(func() { os.Chmod(path, 0o777) })
	}
	a.t.Cleanup(func() { os.Chmod(filepath.Join(a.dir, "out/read only output"), 0o777) })
}

// state returns what can be seen of a tree: names, kinds, permissions, sizes, times.
func state(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if os.IsPermission(err) {
			return nil // as the user of the sandbox sees it
		}
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			all[path] = fmt.Sprintf("%v %d %v", info.Mode(), info.Size(), info.ModTime())
		} else if os.IsPermission(err) {
			err = nil
		}
		return err
	}))
	return all
}

// reportLines returns the lines of a report by their inputs below the folder in.
func reportLines(t *testing.T, path string) (status, failures map[string]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	must(t, err)
	status, failures = map[string]string{}, map[string]string{}
	for line := range strings.Lines(string(text)) {
		var l struct{ Input, Status, Error string }
		must(t, json.Unmarshal([]byte(line), &l))
		name := strings.TrimPrefix(l.Input, "in/")
		if status[name] != "" {
			t.Errorf("the report has %q twice", name)
		}
		status[name], failures[name] = l.Status, l.Error
	}
	return status, failures
}

// TestAwkwardFolder: each sound of a folder with everything in it becomes what apply makes of it, or fails for its own
// reason, and nothing else is touched.
func TestAwkwardFolder(t *testing.T) {
	t.Parallel()
	box := newSandbox(t)
	a := &awkward{t, box.dir, map[string]string{}}
	writeKernel(t, filepath.Join(box.dir, "k.txt"), 5)
	must(t, os.Mkdir(filepath.Join(box.dir, "applied"), 0o777))
	a.names()
	a.sounds()
	a.links()
	a.devices()
	a.outputs()
	a.permissions()
	inside, outside := state(t, filepath.Join(box.dir, "in")), state(t, filepath.Join(box.dir, "outside"))

	b := runBatch(t, box.command("batch", "in", "k.txt", "-o", "out", "--json", "--report", "report.jsonl"))
	status, failures := reportLines(t, filepath.Join(box.dir, "report.jsonl"))
	failed, made := 0, map[string]bool{}
	for name, why := range a.want {
		shown := strings.ReplaceAll(strings.ReplaceAll(name, "\xff", "%FF"), "\xfe", "%FE")
		why := a.reason(box, name, why)
		if why == "" {
			a.checkOutput(box, name)
			made[outputOf(name)] = true
			if status[shown] != "done" {
				t.Errorf("%q: %s %s, want it done", name, status[shown], failures[shown])
			}
			continue
		}
		failed++
		if status[shown] != "failed" || !strings.Contains(failures[shown], why) {
			t.Errorf("%q: %s %q, want %q", name, status[shown], failures[shown], why)
		}
	}
	if b.status != exitPartly || b.Files != len(a.want) || b.Failed != failed || b.Done != len(made) || b.Left != 0 || len(status) != len(a.want) {
		t.Errorf("exit status %d, want %d files, %d of them done, %d failed: %+v", b.status, len(a.want), len(made), failed, b.Summary)
	}
	checkErrorLines(t, b.stderr, failed)
	for name := range filesBelow(t, filepath.Join(box.dir, "out")) {
		if !made[name] && name != "taken/file-k.wav" && name != "file" {
			t.Errorf("%q is among the outputs", name)
		}
	}
	checkState(t, inside, state(t, filepath.Join(box.dir, "in")))
	checkState(t, outside, state(t, filepath.Join(box.dir, "outside")))

	again := runBatch(t, box.command("batch", "in", "k.txt", "-o", "out", "--json"))
	again.check(t, exitPartly, 0, len(made), failed)
}

// outputOf returns the name of an output.
func outputOf(input string) string {
	stem := input
	for _, end := range []string{".wav", ".WAV", ".wave", ".bwf"} {
		if s, found := strings.CutSuffix(input, end); found && filepath.Base(input) != end {
			stem = s
		}
	}
	return stem + "-k.wav"
}

// reason returns why a sound fails, asking apply where that knows.
func (a *awkward) reason(box sandbox, name, why string) string {
	if why != sameAsApply {
		return why
	}
	out, err := box.command("apply", "in/"+name, "k.txt", "-q", "-o", filepath.Join("applied", filepath.Base(name))).CombinedOutput()
	if err == nil {
		return ""
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimPrefix(line, "sigconv: ")
}

// checkOutput compares an output with that of apply.
func (a *awkward) checkOutput(box sandbox, name string) {
	a.t.Helper()
	applied := filepath.Join("applied", "one.wav")
	if out, err := box.command("apply", "in/"+name, "k.txt", "-q", "--force", "-o", applied).CombinedOutput(); err != nil {
		a.t.Fatalf("%q: %s", name, out)
	}
	want, err := os.ReadFile(filepath.Join(box.dir, applied))
	must(a.t, err)
	got, err := os.ReadFile(filepath.Join(box.dir, "out", outputOf(name)))
	if err != nil || string(got) != string(want) {
		a.t.Errorf("%q: %v, or not what apply makes", name, err)
	}
}

// checkErrorLines checks that each failure has one line, and that one more says how many there are.
func checkErrorLines(t *testing.T, stderr string, failed int) {
	t.Helper()
	lines := 0
	for line := range strings.Lines(stderr) {
		switch {
		case strings.HasPrefix(line, "sigconv: warning: "), strings.HasPrefix(line, "hint: "):
		case strings.HasPrefix(line, "sigconv: "):
			lines++
		default:
			t.Errorf("stderr has the line %q", line)
		}
	}
	if lines != failed+1 {
		t.Errorf("stderr has %d lines, want %d: %s", lines, failed+1, stderr)
	}
}

func checkState(t *testing.T, before, after map[string]string) {
	t.Helper()
	for path, was := range before {
		if after[path] != was {
			t.Errorf("%q was %s and is %s", path, was, after[path])
		}
	}
	if len(after) != len(before) {
		t.Errorf("%d files and folders are %d", len(before), len(after))
	}
}
