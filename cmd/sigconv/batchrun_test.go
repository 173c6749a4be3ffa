//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/batch"
)

// nobody is a user without rights, on every system.
const nobody = 65534

// A sandbox is a folder in which the program runs as a user who has no rights elsewhere: permissions hinder nobody less
// than root.
type sandbox struct {
	dir     string
	program string
}

// newSandbox makes a folder that the user may write to, with a copy of the program, whose own folder is root's alone.
func newSandbox(t *testing.T) sandbox {
	t.Helper()
	if os.Getuid() != 0 {
		return sandbox{t.TempDir(), "sigconv"}
	}
	home, err := os.MkdirTemp("", "sigconv-batch-")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(home) })
	s := sandbox{filepath.Join(home, "work"), filepath.Join(home, "sigconv")}
	must(t, os.Mkdir(s.dir, 0o777))
	must(t, os.Chown(s.dir, nobody, nobody))
	must(t, os.Chmod(home, 0o755))
	found, err := exec.LookPath("sigconv")
	must(t, err)
	program, err := os.ReadFile(found)
	must(t, err)
	must(t, os.WriteFile(s.program, program, 0o755))
	if out, err := s.command("--version").CombinedOutput(); err != nil {
		t.Skipf("nobody cannot run the program in %s: %v %s", home, err, out)
	}
	return s
}

// command returns a command line of the program in the sandbox.
func (s sandbox) command(args ...string) *exec.Cmd {
	cmd := exec.Command(s.program, args...)
	cmd.Dir = s.dir
	if os.Getuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return cmd
}

// in returns a command line of the program in a folder.
func in(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("sigconv", args...)
	cmd.Dir = dir
	return cmd
}

// A batchRun is what a batch with --json said.
type batchRun struct {
	batch.Summary
	status int
	stderr string
}

// runBatch runs a batch to its end.
func runBatch(t *testing.T, cmd *exec.Cmd) batchRun {
	t.Helper()
	b := startBatch(t, cmd)
	return b.wait(t)
}

// A running is a batch under way.
type running struct {
	*exec.Cmd
	stdout, stderr bytes.Buffer
}

// startBatch starts a batch, which ends with the test at the latest.
func startBatch(t *testing.T, cmd *exec.Cmd) *running {
	t.Helper()
	r := &running{Cmd: cmd}
	cmd.Stdout, cmd.Stderr = &r.stdout, &r.stderr
	must(t, cmd.Start())
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			cmd.Process.Kill()
			cmd.Wait()
		}
	})
	return r
}

func (r *running) send(t *testing.T, s syscall.Signal) {
	t.Helper()
	must(t, r.Process.Signal(s))
}

// wait waits for the end. A batch with --json that could start says what became of it, and the numbers add up.
func (r *running) wait(t *testing.T) batchRun {
	t.Helper()
	r.Wait() // its error is the exit status, or that somebody has waited already
	b := batchRun{status: r.ProcessState.ExitCode(), stderr: r.stderr.String()}
	if r.stdout.Len() == 0 {
		return b
	}
	if err := json.Unmarshal(r.stdout.Bytes(), &b.Summary); err != nil {
		t.Fatalf("%v: stdout is %q", err, &r.stdout)
	}
	if b.Files != b.Done+b.Skipped+b.Failed+b.Left {
		t.Errorf("the numbers do not add up: %s", &r.stdout)
	}
	return b
}

// check compares the end of a batch with what is wanted.
func (b batchRun) check(t *testing.T, status, done, skipped, failed int) {
	t.Helper()
	if b.status != status || b.Done != done || b.Skipped != skipped || b.Failed != failed {
		t.Fatalf("exit status %d with %d done, %d skipped, %d failed, want %d with %d, %d, %d: %s",
			b.status, b.Done, b.Skipped, b.Failed, status, done, skipped, failed, b.stderr)
	}
}

// await waits until something is true of a process.
func (r *running) await(t *testing.T, what string, ready func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !ready(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the batch never came so far that %s: %s", what, &r.stderr)
		}
	}
}

// freeze stops a process, and returns when it stands still.
func (r *running) freeze(t *testing.T) {
	t.Helper()
	r.send(t, syscall.SIGSTOP)
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(r.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil || !status.Stopped() {
		t.Fatalf("the batch does not stand still: %v, %v", err, status)
	}
}

// must ends the test at an error of its own making.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// writeTone writes a 16-bit file of so many frames, which repeat slowly and depend on seed.
func writeTone(t *testing.T, path string, frames, seed int) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o777))
	format := audioio.Format{Rate: 48000, Channels: 1, Encoding: audioio.PCM16}
	var file bytes.Buffer
	w, err := audioio.NewWriter(&file, audioio.Header{Format: format, Frames: int64(frames)})
	must(t, err)
	sound := make([]byte, 2*frames)
	for i := range sound {
		sound[i] = byte(i * (i>>8 + seed))
	}
	must(t, w.WriteRaw(sound))
	must(t, w.Close())
	must(t, os.WriteFile(path, file.Bytes(), 0o666))
}

// writeKernel writes a kernel of equal taps.
func writeKernel(t *testing.T, path string, taps int) {
	t.Helper()
	must(t, os.WriteFile(path, bytes.Repeat([]byte("1e-6\n"), taps), 0o666))
}

// filesBelow returns the files of a tree with their bytes, without a batch's own folder.
func filesBelow(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.Name() == ".sigconv":
			return fs.SkipDir
		case !entry.Type().IsRegular():
			return nil
		}
		bytes, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = string(bytes)
		return err
	}))
	return all
}

// checkWhole checks that every file that has its final name is whole, and counts them. Temporary files are allowed only
// of a process that was killed.
func checkWhole(t *testing.T, dir string, want map[string]string, killed bool) (finished int) {
	t.Helper()
	if _, err := os.Stat(dir); killed && err != nil {
		return 0
	}
	for name, bytes := range filesBelow(t, dir) {
		temporary := strings.HasPrefix(filepath.Base(name), ".sigconv-")
		whole, known := want[name]
		switch {
		case temporary && !killed:
			t.Fatalf("the temporary file %s was left", name)
		case temporary:
		case !known:
			t.Fatalf("%s is there, which nobody asked for", name)
		case bytes != whole:
			t.Fatalf("%s has %d bytes that differ from the %d wanted", name, len(bytes), len(whole))
		default:
			finished++
		}
	}
	return finished
}

// exists reports whether there is a file.
func exists(path ...string) bool {
	_, err := os.Lstat(filepath.Join(path...))
	return err == nil
}

// hasTemporary reports whether an output is under way in a folder.
func hasTemporary(dir string) bool {
	found, _ := filepath.Glob(filepath.Join(dir, ".sigconv-*.tmp"))
	return len(found) > 0
}
