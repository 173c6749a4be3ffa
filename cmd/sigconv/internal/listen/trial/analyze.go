package trial

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// An Analysis is what the logs of a folder hold, test by test.
type Analysis struct {
	Tests []*Report `json:"tests"`
	Notes []string  `json:"notes"` // about files that are no logs, or only in part
}

// States of a recorded session.
const (
	StateDone    = "done"
	StateAborted = "aborted"
	StateCutOff  = "cut off" // the log ends in the middle: the program or the machine was stopped
)

// A recorded is a session as its log has it.
type recorded struct {
	start   start
	answers []answered
	Session
}

// Analyze reads the logs of a folder, which may be of several tests and listeners. Sessions are of one test where kind, trials and items are
// the same. It is an error where the folder cannot be read.
func Analyze(folder string) (*Analysis, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	a := &Analysis{Notes: []string{}}
	sessions := map[string][]*recorded{}
	var order []string
	for _, entry := range entries {
		if entry.IsDir() || filepath.Ext(entry.Name()) != ".jsonl" {
			continue
		}
		r, err := readLog(filepath.Join(folder, entry.Name()), entry)
		if err != nil {
			a.Notes = append(a.Notes, fmt.Sprintf("%s: %v", entry.Name(), err))
			continue
		}
		id := r.start.identity()
		if sessions[id] == nil {
			order = append(order, id)
		}
		sessions[id] = append(sessions[id], r)
	}
	for _, id := range order {
		a.Tests = append(a.Tests, newReport(sessions[id]))
	}
	return a, nil
}

// of returns the report of the test that a session was one of.
func (a *Analysis) of(s start) *Report {
	for _, r := range a.Tests {
		if r.identity == s.identity() {
			return r
		}
	}
	return nil
}

// identity is the same for sessions that can be counted together: what was heard, and what was asked.
func (s start) identity() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d %g %d", s.Test, s.Trials, s.Alpha, s.Rate)
	for _, item := range s.Items {
		fmt.Fprintf(&b, " %s %q %s", item.Role, item.Name, item.SoundSHA256)
	}
	return b.String()
}

// readLog reads a log. A last line that is not whole counts as not written.
func readLog(path string, entry fs.DirEntry) (*recorded, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := &recorded{Session: Session{File: entry.Name(), State: StateCutOff}}
	content = content[:bytes.LastIndexByte(content, '\n')+1]
	number := 0
	for line := range bytes.Lines(content) {
		number++
		if err := r.take(number, line); err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
	}
	if r.start.Record == "" {
		return nil, errors.New("this is no log of a listening test (found nothing in it)")
	}
	r.Listener, r.Started = r.start.Listener, r.start.Time
	return r, nil
}

// take takes a line of a log.
func (r *recorded) take(number int, line []byte) error {
	var kind struct {
		Record string    `json:"record"`
		Schema int       `json:"schema"`
		Time   time.Time `json:"time"`
	}
	if err := json.Unmarshal(line, &kind); err != nil {
		return fmt.Errorf("this is no record of a listening test (%w)", err)
	}
	if (number == 1) != (kind.Record == recordStart) {
		return fmt.Errorf("a record in the wrong place (found %q)", kind.Record)
	}
	r.Ended = kind.Time
	switch kind.Record {
	case recordStart:
		if kind.Schema != schema {
			return fmt.Errorf("the log is of another version (found schema %d, want %d)", kind.Schema, schema)
		}
		return json.Unmarshal(line, &r.start)
	case recordTrial:
		var a answered
		if err := json.Unmarshal(line, &a); err != nil {
			return err
		}
		if err := r.checkAnswer(a); err != nil {
			return err
		}
		r.answers = append(r.answers, a)
		if a.Phase == phaseTest {
			r.Answers++
		}
	case recordAborted:
		r.State = StateAborted
	case recordEnd:
		var e ended
		if err := json.Unmarshal(line, &e); err != nil {
			return err
		}
		r.State = StateDone
		holds := Commitment(e.Salt, e.Keys) == r.start.Commitment && bytes.Equal(e.Keys, r.keys())
		r.CommitmentHolds = &holds
	}
	return nil
}

// checkAnswer refuses an answer that no test of ours would have written.
func (r *recorded) checkAnswer(a answered) error {
	if slices.ContainsFunc(r.answers, func(b answered) bool { return b.Phase == a.Phase && b.Trial == a.Trial }) {
		return fmt.Errorf("trial %d was answered before", a.Trial)
	}
	seen := map[string]bool{}
	for _, name := range a.Key {
		if seen[name] {
			return fmt.Errorf("trial %d has %q twice", a.Trial, name)
		}
		seen[name] = true
	}
	return nil
}

// keys returns the keys of the answers, as the commitment has them.
func (r *recorded) keys() []byte {
	questions := make([]question, len(r.answers))
	for i, a := range r.answers {
		questions[i].key = a.Key
	}
	return keysJSON(questions)
}

// counted returns the answers that count: those of the test, where it was done.
func (r *recorded) counted() (answers []answered) {
	if r.State != StateDone {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(r.answers), func(a answered) bool { return a.Phase != phaseTest })
}
