package trial

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// chance is a source of random bytes that a seed decides.
type chance struct{ *rand.ChaCha8 }

func newChance(seed byte) chance { return chance{rand.NewChaCha8([32]byte{seed})} }

// program has a reference, so many candidates, and, where it is for MUSHRA, both anchors.
func program(candidates int, anchors bool) *Program {
	p := &Program{Rate: 8000, Channels: 1, Frames: 4, Loop: [2]int{0, 4}}
	add := func(name string, role Role) {
		p.Items = append(p.Items, Item{Name: name, Role: role, Data: fmt.Appendf(nil, "%16s", name), Gain: 1, Unmatched: 1})
	}
	add("original", Reference)
	for i := range candidates {
		add(fmt.Sprintf("candidate %d", i+1), Candidate)
	}
	if anchors {
		add("low", LowAnchor)
		add("mid", MidAnchor)
	}
	return p
}

func newTest(t testing.TB, p *Program, plan Plan, random io.Reader) *Test {
	t.Helper()
	plan.Alpha = 0.05
	test, err := New(p, plan, t.TempDir(), "sigconv test", random)
	if err != nil {
		t.Fatal(err)
	}
	return test
}

// play runs a session to its end, with the answers that choose gives.
func play(t testing.TB, test *Test, listener string, choose func(State) Answer) State {
	t.Helper()
	state, err := test.Start(listener)
	for err == nil && state.Phase != phaseDone {
		a := choose(state)
		a.Session, a.Phase, a.Trial = state.Session, state.Phase, state.Trial
		a.Played = map[string]int{}
		for _, b := range state.Buttons {
			a.Played[b.Label] = 1
		}
		state, err = test.Answer(a)
	}
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// sounds returns what each button plays.
func sounds(t testing.TB, test *Test, s State) map[string]string {
	t.Helper()
	played := map[string]string{}
	for _, b := range s.Buttons {
		data, ok := test.Sound(strings.TrimPrefix(b.Sound, "sound/"))
		if !ok {
			t.Fatalf("%s has no sound", b.Label)
		}
		played[b.Label] = strings.TrimSpace(string(data))
	}
	return played
}

// knowing hears which of A and B X is.
func knowing(t testing.TB, test *Test) func(State) Answer {
	return func(s State) Answer {
		heard := sounds(t, test, s)
		if heard["X"] == heard["A"] {
			return Answer{Answer: "A"}
		}
		return Answer{Answer: "B"}
	}
}

func results(t testing.TB, test *Test) *Report {
	t.Helper()
	r, err := test.Results()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// logOf returns the lines of the only log.
func logOf(t testing.TB, test *Test) []string {
	t.Helper()
	logs, _ := filepath.Glob(filepath.Join(test.folder, "*.jsonl"))
	if len(logs) != 1 {
		t.Fatalf("logs %q", logs)
	}
	content, err := os.ReadFile(logs[0])
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
}

// TestWhoKnows has all answers right, of each comparison.
func TestWhoKnows(t *testing.T) {
	test := newTest(t, program(2, false), Plan{Kind: ABX, Trials: 10}, newChance(1))
	play(t, test, "Anna", knowing(t, test))
	r := results(t, test)
	if len(r.Comparisons) != 2 {
		t.Fatalf("%d comparisons", len(r.Comparisons))
	}
	for _, c := range r.Comparisons {
		if *c.Correct != 10 || c.Trials != 10 || *c.P != 1.0/1024 || *c.AdjustedP != 2.0/1024 || !c.Significant {
			t.Errorf("%s: %d of %d, p %g, adjusted %g", c.B, *c.Correct, c.Trials, *c.P, *c.AdjustedP)
		}
	}
	if s := r.Sessions[0]; s.State != StateDone || s.Answers != 20 || !*s.CommitmentHolds {
		t.Errorf("session %+v", s)
	}
}

// TestWhoGuesses: the chance to pass is no larger than alpha, and right and wrong are even.
func TestWhoGuesses(t *testing.T) {
	const sessions, trials = 300, 10
	test := newTest(t, program(1, false), Plan{Kind: ABX, Trials: trials}, newChance(2))
	passed, right := 0, 0
	guess := rand.New(rand.NewPCG(3, 3))
	for range sessions {
		questions, err := test.draw()
		if err != nil {
			t.Fatal(err)
		}
		hits := 0
		for _, q := range questions[test.plan.training():] {
			if q.key["X"] == []string{"A", "B"}[guess.IntN(2)] {
				hits++
			}
		}
		right += hits
		if *newTally("abx", hits, trials).P <= 0.05 {
			passed++
		}
	}
	if share := float64(right) / (sessions * trials); share < 0.47 || share > 0.53 {
		t.Errorf("guessing is right in %g of the trials", share)
	}
	if passed > 15 { // 1.07 % of 300 are expected
		t.Errorf("guessing passed %d of %d tests", passed, sessions)
	}
}

// TestBothKeysLookAlike: with X = A and with X = B, and in whatever order, all that a page is told is the same but for random names.
func TestBothKeysLookAlike(t *testing.T) {
	names := regexp.MustCompile(`[0-9a-f]{32,64}`)
	for _, c := range []struct {
		kind Kind
		p    *Program
	}{{ABX, program(1, false)}, {AB, program(1, false)}, {MUSHRA, program(2, true)}} {
		if c.kind == AB {
			c.p.Items[0].Role = Candidate
		}
		var told, keys []string
		for seed := byte(1); seed <= 6; seed++ {
			test := newTest(t, c.p, Plan{Kind: c.kind, Trials: 3}, newChance(seed))
			var all strings.Builder
			tell := func(v any) { all.Write(compact(v)) }
			page := test.Page()
			page.Plan.Results = ""
			tell(page)
			play(t, test, "Anna", func(s State) Answer {
				if s.Phase == phaseTest && s.Trial > 1 && s.Feedback != nil {
					t.Errorf("%s tells %q in the test", c.kind, *s.Feedback)
				}
				s.Feedback = nil // about the training, where it may be told
				tell(s)
				if c.kind == MUSHRA {
					ratings := map[string]int{}
					for _, b := range s.Buttons[1:] {
						ratings[b.Label] = 50
					}
					return Answer{Ratings: ratings}
				}
				return Answer{Answer: s.Choices[0]}
			})
			told = append(told, names.ReplaceAllString(all.String(), "…"))
			keys = append(keys, string(keysJSON(test.session.questions)))
		}
		if len(slices.Compact(slices.Sorted(slices.Values(keys)))) < 2 {
			t.Fatalf("%s: the keys do not differ", c.kind)
		}
		if len(slices.Compact(told)) != 1 {
			t.Errorf("%s: what is told depends on the key:\n%s", c.kind, strings.Join(slices.Compact(told), "\n"))
		}
	}
}

// TestSoundsHaveNewNames in every question; the old ones stop working.
func TestSoundsHaveNewNames(t *testing.T) {
	test := newTest(t, program(1, false), Plan{Kind: ABX, Trials: 3}, newChance(1))
	seen := map[string]bool{}
	play(t, test, "Anna", func(s State) Answer {
		for name := range seen {
			if _, ok := test.Sound(name); ok {
				t.Error("a sound of an earlier question can still be had")
			}
		}
		for _, b := range s.Buttons {
			name := strings.TrimPrefix(b.Sound, "sound/")
			if seen[name] {
				t.Error("a sound has a name again")
			}
			seen[name] = true
		}
		return Answer{Answer: "A"}
	})
	if len(seen) != 15 {
		t.Errorf("%d names for 3 sounds of 5 questions", len(seen))
	}
}

// TestAnswersAreWrittenBeforeTheyAreAcknowledged, one line each, and nothing is counted twice.
func TestAnswersAreWrittenBeforeTheyAreAcknowledged(t *testing.T) {
	test := newTest(t, program(1, false), Plan{Kind: ABX, Trials: 2}, newChance(1))
	s, err := test.Start("Anna")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 4 {
		if lines := logOf(t, test); len(lines) != 1+n {
			t.Fatalf("%d lines after %d answers", len(lines), n)
		}
		a := Answer{Session: s.Session, Phase: s.Phase, Trial: s.Trial, Answer: "A", Played: map[string]int{"X": 1}}
		before := s
		if s, err = test.Answer(a); err != nil {
			t.Fatal(err)
		}
		if again, err := test.Answer(a); !errors.Is(err, ErrStale) || n < 3 && again.Trial == before.Trial && again.Phase == before.Phase {
			t.Fatalf("the same answer again: %v, %+v", err, again)
		}
	}
	lines := logOf(t, test)
	if len(lines) != 6 || !strings.Contains(lines[5], `"record":"end"`) {
		t.Fatalf("the log is\n%s", strings.Join(lines, "\n"))
	}
	// Anybody can check the commitment from the text.
	var first struct{ Commitment string }
	var last struct {
		Salt string
		Keys json.RawMessage
	}
	if json.Unmarshal([]byte(lines[0]), &first) != nil || json.Unmarshal([]byte(lines[5]), &last) != nil {
		t.Fatal("the log is no JSON")
	}
	sum := sha256.Sum256([]byte(last.Salt + string(last.Keys)))
	if first.Commitment != hex.EncodeToString(sum[:]) {
		t.Error("the commitment does not hold")
	}
}

// TestAnswersThatMakeNoSense count nothing.
func TestAnswersThatMakeNoSense(t *testing.T) {
	played := map[string]int{"A": 1, "B": 1, "X": 1, "1": 1, "2": 1, "3": 1}
	for _, c := range []struct {
		kind Kind
		a    Answer
	}{
		{ABX, Answer{Answer: "C", Played: played}},
		{ABX, Answer{Answer: "A"}},
		{ABX, Answer{Answer: "A", Played: played, Ratings: map[string]int{"1": 1}}},
		{ABX, Answer{Answer: "A", Played: played, Seconds: -1}},
		{AB, Answer{Answer: "1", Played: map[string]int{"1": 1}}},
		{MUSHRA, Answer{Answer: "1", Played: played}},
		{MUSHRA, Answer{Ratings: map[string]int{"1": 50, "2": 50}, Played: played}},
		{MUSHRA, Answer{Ratings: map[string]int{"1": 50, "2": 50, "3": 101}, Played: played}},
		{MUSHRA, Answer{Ratings: map[string]int{"1": 50, "2": 50, "3": 50}, Played: map[string]int{"1": 1, "2": 1}}},
	} {
		test := newTest(t, program(2, false), Plan{Kind: c.kind, Trials: 2}, newChance(1))
		s, err := test.Start("Anna")
		if err != nil {
			t.Fatal(err)
		}
		c.a.Session, c.a.Phase, c.a.Trial = s.Session, s.Phase, s.Trial
		var wrong AnswerError
		if _, err := test.Answer(c.a); !errors.As(err, &wrong) {
			t.Errorf("%s %+v: %v", c.kind, c.a, err)
		}
		if n := len(logOf(t, test)); n != 1 {
			t.Errorf("%s %+v: %d lines", c.kind, c.a, n)
		}
	}
}

// TestSessionsThatEndEarly are listed, and do not count.
func TestSessionsThatEndEarly(t *testing.T) {
	test := newTest(t, program(1, false), Plan{Kind: ABX, Trials: 5}, newChance(1))
	if _, err := test.Start("Ben"); err != nil { // ended by Cleo's start
		t.Fatal(err)
	}
	cleo, err := test.Start("Cleo")
	if err != nil {
		t.Fatal(err)
	}
	again, err := test.Start("Cleo")
	if err != nil || again.Session != cleo.Session || again.Buttons[0] == cleo.Buttons[0] {
		t.Errorf("a session is not gone on with: %v", err)
	}
	if _, err := test.Results(); !errors.Is(err, ErrNoResults) {
		t.Errorf("results while a test is under way: %v", err)
	}
	if s, err := test.Abort(cleo.Session, "enough"); err != nil || s.Phase != phaseAborted || len(s.Buttons) > 0 {
		t.Errorf("%+v, %v", s, err)
	}
	play(t, test, "Anna", knowing(t, test))
	if _, err := test.Start("Dora"); err != nil { // the log of a program that was killed
		t.Fatal(err)
	}
	a, err := Analyze(test.folder)
	if err != nil || len(a.Tests) != 1 {
		t.Fatalf("%+v, %v", a, err)
	}
	states := map[string]string{}
	for _, s := range a.Tests[0].Sessions {
		states[s.Listener] = s.State
	}
	if want := map[string]string{"Anna": StateDone, "Ben": StateAborted, "Cleo": StateAborted, "Dora": StateCutOff}; fmt.Sprint(states) != fmt.Sprint(want) {
		t.Errorf("states %v, want %v", states, want)
	}
	if c := a.Tests[0].Comparisons[0]; c.Trials != 5 || *c.Correct != 5 || len(c.Listeners) != 1 {
		t.Errorf("%d trials, %d right, of %d listeners", c.Trials, *c.Correct, len(c.Listeners))
	}
}

// TestLogsThatWereChanged, torn, or are no logs.
func TestLogsThatWereChanged(t *testing.T) {
	test := newTest(t, program(1, false), Plan{Kind: ABX, Trials: 5}, newChance(1))
	play(t, test, "Anna", knowing(t, test))
	lines := logOf(t, test)
	logs, _ := filepath.Glob(filepath.Join(test.folder, "*.jsonl"))
	analyze := func(content string) *Analysis {
		if err := os.WriteFile(logs[0], []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		a, err := Analyze(test.folder)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	whole := strings.Join(lines, "\n") + "\n"
	swapped := strings.NewReplacer(`"key":{"X":"A"}`, `"key":{"X":"B"}`, `"key":{"X":"B"}`, `"key":{"X":"A"}`).Replace(whole)
	if a := analyze(swapped); *a.Tests[0].Sessions[0].CommitmentHolds || len(a.Tests[0].Notes) != 1 {
		t.Error("changed keys go unnoticed")
	}
	torn := strings.Join(lines[:4], "\n") + "\n" + lines[4][:20]
	if a := analyze(torn); a.Tests[0].Sessions[0].State != StateCutOff || a.Tests[0].Sessions[0].Answers != 1 {
		t.Errorf("a torn log: %+v", a.Tests[0].Sessions)
	}
	for _, content := range []string{"", "{}\n", "no JSON\n", strings.Replace(whole, `"schema":1`, `"schema":2`, 1), strings.Join(lines[1:], "\n") + "\n"} {
		if a := analyze(content); len(a.Tests) > 0 || len(a.Notes) != 1 {
			t.Errorf("%.30q: %d tests, notes %q", content, len(a.Tests), a.Notes)
		}
	}
}

// TestResultsThatCannotBeWritten stop the test.
func TestResultsThatCannotBeWritten(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	test, err := New(program(1, false), Plan{Kind: ABX, Trials: 5, Alpha: 0.05}, filepath.Join(file, "results"), "", newChance(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := test.Start("Anna"); err == nil || !strings.Contains(err.Error(), "results") {
		t.Error(err)
	}
}

// TestPreferences: who always prefers the same of three has it in both of its comparisons.
func TestPreferences(t *testing.T) {
	p := program(2, false)
	p.Items[0].Role = Candidate
	test := newTest(t, p, Plan{Kind: AB, Trials: 8}, newChance(1))
	first := 0
	play(t, test, "Anna", func(s State) Answer {
		heard := sounds(t, test, s)
		if heard["2"] == "original" {
			return Answer{Answer: "2"}
		}
		if heard["1"] == "original" {
			first++
		}
		return Answer{Answer: "1"}
	})
	r := results(t, test)
	for _, c := range r.Comparisons[:2] {
		if *c.First != 8 || *c.P != 2.0/256 || !c.Significant {
			t.Errorf("%s, %s: %d, p %g", c.A, c.B, *c.First, *c.P)
		}
	}
	if first == 0 || first == 17 || r.Comparisons[2].Significant {
		t.Errorf("the original came first %d times of 16 or 17", first)
	}
}

// TestMushra: who rates the hidden reference low is left out, in a report of its own.
func TestMushra(t *testing.T) {
	test := newTest(t, program(2, true), Plan{Kind: MUSHRA, Trials: 2}, newChance(1))
	scores := map[string]int{"original": 100, "candidate 1": 80, "candidate 2": 40, "low": 10, "mid": 30}
	rate := func(reference int) func(State) Answer {
		return func(s State) Answer {
			a := Answer{Ratings: map[string]int{}}
			for label, name := range sounds(t, test, s) {
				if label == "Reference" {
					continue
				}
				a.Ratings[label] = scores[name]
				if name == "original" {
					a.Ratings[label] = reference
				}
			}
			return a
		}
	}
	for i := range 6 {
		play(t, test, fmt.Sprintf("listener %d", i), rate(100))
	}
	play(t, test, "deaf", rate(60))
	m := results(t, test).Mushra
	if len(m.Dropped) != 1 || m.Dropped[0].Listener != "deaf" {
		t.Fatalf("left out %+v", m.Dropped)
	}
	if m.Before[0].N != 14 || m.After[0].N != 12 || *m.After[0].Mean != 100 || *m.Before[1].Median != 80 {
		t.Errorf("before %+v, after %+v", m.Before[0], m.After[0])
	}
	if p := m.Pairs[0]; len(m.Pairs) != 1 || p.Over != "listeners" || p.N != 6 || p.P != 2.0/64 || !p.Significant {
		t.Errorf("pairs %+v", m.Pairs)
	}
	var csv strings.Builder
	if err := results(t, test).WriteCSV(&csv); err != nil || strings.Count(csv.String(), "\n") != 1+7*3*5 {
		t.Errorf("%d lines of CSV, %v", strings.Count(csv.String(), "\n"), err)
	}
}

// TestNothingIsAskedWhereNothingIsHidden: all is told, and no session can begin.
func TestNothingIsAskedWhereNothingIsHidden(t *testing.T) {
	test := newTest(t, program(1, false), Plan{Kind: None}, newChance(1))
	page := test.Page()
	if len(page.Items) != 2 || page.Plan != nil {
		t.Fatalf("%+v", page)
	}
	if data, ok := test.Sound(strings.TrimPrefix(page.Items[1].Sound, "sound/")); !ok || strings.TrimSpace(string(data)) != "candidate 1" {
		t.Errorf("%q", data)
	}
	if _, err := test.Start("Anna"); err == nil {
		t.Error("a session began")
	}
}

// TestManyTrials are drawn in a random order too, more of them than a byte can count.
func TestManyTrials(t *testing.T) {
	p := program(2, false)
	p.Items[0].Role = Candidate
	test := newTest(t, p, Plan{Kind: AB, Trials: 1000}, newChance(1))
	questions, err := test.draw()
	if err != nil || len(questions) != 3001 {
		t.Fatalf("%d questions, %v", len(questions), err)
	}
	var first [3]int
	for _, q := range questions[1:1001] {
		first[q.comparison]++
	}
	for c, n := range first {
		if n < 270 || n > 400 { // 333 ± 15
			t.Errorf("comparison %d has %d of the first 1,000 trials", c, n)
		}
	}
}
