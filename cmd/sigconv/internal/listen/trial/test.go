package trial

import (
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// A Test runs the sessions of listeners, one after the other. Its methods may be called side by side.
type Test struct {
	program     *Program
	plan        Plan
	comparisons []Comparison
	folder      string // for logs
	tool        string
	dice        dice
	now         func() time.Time

	lock     sync.Mutex
	session  *session       // the last one, nil for none
	sounds   map[string]int // items by the token that plays them now
	finished bool           // a session has been done
	open     []string       // where the sounds of the items are, where nothing is hidden
}

// New returns a test of a program. Logs go into a folder, which is made for the first; random is where keys, tokens and salts are drawn
// from, crypto/rand's Reader unless a test of the tests forces them; tool is the program and its version.
func New(program *Program, plan Plan, folder, tool string, random io.Reader) (*Test, error) {
	t := &Test{
		program: program, plan: plan, comparisons: plan.comparisons(program), folder: folder, tool: tool,
		dice: dice{random}, now: time.Now, sounds: map[string]int{},
	}
	if err := plan.check(program); err != nil || plan.Kind != None {
		return t, err
	}
	for i := range program.Items {
		token, err := t.token(i)
		if err != nil {
			return t, err
		}
		t.open = append(t.open, "sound/"+token)
	}
	return t, nil
}

// ErrStale says that an answer is not about the question that is asked now: it was answered before, or in another window.
var ErrStale = errors.New("this question was answered already")

// An AnswerError says what is wrong with what a page sent.
type AnswerError struct{ error }

func bad(text string) error { return AnswerError{errors.New(text)} }

// A State is where a session is, as far as the listener may know.
type State struct {
	Session    string      `json:"session"`
	Listener   string      `json:"listener"`
	Commitment string      `json:"commitment"`
	Phase      string      `json:"phase"` // training, test, done or aborted
	Trial      int         `json:"trial"` // from 1
	Trials     int         `json:"trials"`
	Comparison *Compared   `json:"comparison"` // null in MUSHRA
	Buttons    []ButtonURL `json:"buttons"`
	Choices    []string    `json:"choices"`  // null in MUSHRA
	Feedback   *string     `json:"feedback"` // right or wrong, about the training answer before; else null
}

// Compared says what a question is about. The names are those of A and B in ABX; in AB they would tell nothing of 1 and 2.
type Compared struct {
	Comparison
	Number int `json:"number"` // from 1
	Of     int `json:"of"`
}

// A ButtonURL is a button, and where its sound is.
type ButtonURL struct {
	Label string `json:"label"`
	Sound string `json:"sound"`
}

// mostName is how long a listener's name may be.
const mostName = 80

// Start begins a session, or goes on with the one that this listener has under way.
func (t *Test) Start(listener string) (State, error) {
	if t.plan.Kind == None {
		return State{}, bad("there is no test: nothing is hidden")
	}
	listener = strings.TrimSpace(listener)
	if listener == "" || len([]rune(listener)) > mostName || strings.ContainsFunc(listener, unicode.IsControl) {
		return State{}, bad("a listener needs a name (want 1 to 80 letters)")
	}
	t.lock.Lock()
	defer t.lock.Unlock()
	if s := t.session; s != nil && s.underWay() {
		if s.listener == listener {
			if err := s.log.write(note{Record: recordResumed, Time: t.now()}); err != nil {
				return State{}, err
			}
			return t.ask(s)
		}
		if err := t.abort(s, "another listener started"); err != nil {
			return State{}, err
		}
	}
	s, err := t.begin(listener)
	if err != nil {
		return State{}, err
	}
	t.session = s
	return t.ask(s)
}

// Answer takes the answer to the question that is asked, writes it down, and returns the next. It is [ErrStale], with the question that is
// asked, where the answer is to another one.
func (t *Test) Answer(a Answer) (State, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	s := t.session
	if s == nil || a.Session != s.id {
		return State{}, bad("there is no such session")
	}
	if q := s.question(); q == nil || a.Phase != q.phase || a.Trial != q.number {
		return s.state, ErrStale
	}
	if err := s.check(a); err != nil {
		return State{}, err
	}
	right, err := s.record(a, t.now())
	if err != nil {
		return State{}, err
	}
	told := ""
	if s.question().phase == phaseTraining && t.plan.Kind == ABX {
		told = map[bool]string{true: "right", false: "wrong"}[right]
	}
	s.at++
	if s.question() == nil {
		if err := s.end(t.now()); err != nil {
			return State{}, err
		}
		t.finished = true
	}
	state, err := t.ask(s)
	if told != "" {
		state.Feedback = &told
	}
	return state, err
}

// Abort ends a session before its time.
func (t *Test) Abort(session, why string) (State, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	s := t.session
	if s == nil || s.id != session {
		return State{}, bad("there is no such session")
	}
	if !s.underWay() {
		return s.state, nil
	}
	if err := t.abort(s, why); err != nil {
		return State{}, err
	}
	return t.ask(s)
}

// Close ends the session that is under way, if there is one, and reports whether there was.
func (t *Test) Close(why string) (underWay bool, err error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.session == nil || !t.session.underWay() {
		return false, nil
	}
	return true, t.abort(t.session, why)
}

func (t *Test) abort(s *session, why string) error {
	s.aborted = true
	clear(t.sounds)
	return s.close(note{Record: recordAborted, Time: t.now(), Why: why})
}

// ask returns where a session is, with new tokens for the sounds of its question: the old ones stop working.
func (t *Test) ask(s *session) (State, error) {
	clear(t.sounds)
	state := State{Session: s.id, Listener: s.listener, Commitment: s.commitment, Buttons: []ButtonURL{}}
	q := s.question()
	switch {
	case s.aborted:
		state.Phase = phaseAborted
	case q == nil:
		state.Phase = phaseDone
	default:
		state.Phase, state.Trial, state.Choices = q.phase, q.number, q.choices
		state.Trials = s.count(q.phase)
		if t.plan.Kind != MUSHRA {
			state.Comparison = &Compared{t.comparisons[q.comparison], q.comparison + 1, len(t.comparisons)}
		}
		for _, b := range q.buttons {
			token, err := t.token(b.item)
			if err != nil {
				return State{}, err
			}
			state.Buttons = append(state.Buttons, ButtonURL{b.label, "sound/" + token})
		}
	}
	s.state = state
	return state, nil
}

// token returns a new name for the sound of an item.
func (t *Test) token(item int) (string, error) {
	token, err := t.dice.hex(16)
	if err == nil {
		t.sounds[token] = item
	}
	return token, err
}

// Sound returns the bytes that a token stands for now.
func (t *Test) Sound(token string) ([]byte, bool) {
	t.lock.Lock()
	defer t.lock.Unlock()
	item, ok := t.sounds[token]
	if !ok {
		return nil, false
	}
	return t.program.Items[item].Data, true
}

// Picture returns a picture by the name of its file.
func (t *Test) Picture(name string) ([]byte, bool) {
	i := slices.IndexFunc(t.program.Pictures, func(p Picture) bool { return p.Name == name })
	if i < 0 || t.plan.Kind != None {
		return nil, false
	}
	return t.program.Pictures[i].PNG, true
}

// ErrNoResults says that there is nothing to tell: no session has been done, or one is under way, whose listener could learn from it.
var ErrNoResults = errors.New("there are no results while a test is under way")

// Results returns the report over all sessions of this test that the folder holds.
func (t *Test) Results() (*Report, error) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if !t.finished || t.session.underWay() {
		return nil, ErrNoResults
	}
	a, err := Analyze(t.folder)
	if err != nil {
		return nil, err
	}
	return a.of(t.session.start), nil
}
