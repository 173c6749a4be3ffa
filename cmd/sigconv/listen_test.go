package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A listening is a process that shows a page.
type listening struct {
	t       *testing.T
	process *exec.Cmd
	url     string
	results string
}

// startListening shows an ABX of a shipped sound and a shipped kernel.
func startListening(t *testing.T) *listening {
	t.Helper()
	l := &listening{t: t, results: filepath.Join(t.TempDir(), "results")}
	l.process = exec.Command("sigconv", "listen", "../../samples/riff.wav", "--kernel", "../../samples/smooth.txt", "--test", "abx",
		"--trials", "5", "--results", l.results, "--no-browser")
	out, err := l.process.StdoutPipe()
	if err == nil {
		err = l.process.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.process.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	url, found := strings.CutPrefix(line, "listening at ")
	if err != nil || !found {
		t.Fatalf("%q, %v", line, err)
	}
	l.url = strings.TrimSpace(url)
	return l
}

// post sends a page's request and returns the state that comes back.
func (l *listening) post(what string, body map[string]any) (state map[string]any) {
	l.t.Helper()
	content, _ := json.Marshal(body)
	response, err := http.Post(l.url+what, "application/json", bytes.NewReader(content))
	if err != nil {
		l.t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&state); err != nil || response.StatusCode != http.StatusOK {
		l.t.Fatalf("%s: %s, %v, %v", what, response.Status, state, err)
	}
	return state
}

// answerSome answers so many questions.
func (l *listening) answerSome(n int) {
	l.t.Helper()
	state := l.post("start", map[string]any{"listener": "Anna"})
	for range n {
		state = l.post("answer", map[string]any{
			"session": state["session"], "phase": state["phase"], "trial": state["trial"], "answer": "A", "played": map[string]int{"X": 1},
		})
	}
}

// records returns which records the log has, which must be one file.
func (l *listening) records() (kinds []string) {
	l.t.Helper()
	logs, err := filepath.Glob(filepath.Join(l.results, "*.jsonl"))
	if err != nil || len(logs) != 1 {
		l.t.Fatalf("logs %q, %v", logs, err)
	}
	content, err := os.ReadFile(logs[0])
	if err != nil {
		l.t.Fatal(err)
	}
	for line := range bytes.Lines(content) {
		var record struct {
			Record string `json:"record"`
		}
		if err := json.Unmarshal(line, &record); err != nil {
			l.t.Fatalf("%q: %v", line, err)
		}
		kinds = append(kinds, record.Record)
	}
	return kinds
}

// TestListenKilled: every answer that was acknowledged is on the disk, and the report says what happened.
func TestListenKilled(t *testing.T) {
	l := startListening(t)
	l.answerSome(4)
	l.process.Process.Kill()
	l.process.Wait()
	if got := strings.Join(l.records(), " "); got != "start trial trial trial trial" {
		t.Errorf("the log has %s", got)
	}
	out, err := exec.Command("sigconv", "listen", "--analyze", l.results).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "0 sessions done, 1 cut off, which does not count") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestListenInterrupted: a test under way is logged as aborted, and the status says so.
func TestListenInterrupted(t *testing.T) {
	l := startListening(t)
	l.answerSome(3)
	l.process.Process.Signal(os.Interrupt)
	err := l.process.Wait()
	if got := l.process.ProcessState.ExitCode(); got != exitSignal+int(syscall.SIGINT) {
		t.Errorf("status %d, %v", got, err)
	}
	if got := strings.Join(l.records(), " "); got != "start trial trial trial aborted" {
		t.Errorf("the log has %s", got)
	}
}

// TestListenQuit: the page ends the program.
func TestListenQuit(t *testing.T) {
	l := startListening(t)
	response, err := http.Post(l.url+"quit", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if err := l.process.Wait(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(l.results); err == nil {
		t.Error("a folder for results was made though nobody answered")
	}
}
