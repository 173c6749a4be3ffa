package trial

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// A session is one listener's way through the questions.
type session struct {
	id, listener string
	salt         string
	commitment   string
	questions    []question
	at           int // the question that is asked
	aborted      bool
	log          *log
	start        start
	state        State // that was told last
}

// An Answer is what a page sends.
type Answer struct {
	Session     string         `json:"session"`
	Phase       string         `json:"phase"`
	Trial       int            `json:"trial"`
	Answer      string         `json:"answer"`
	Ratings     map[string]int `json:"ratings"`
	Seconds     float64        `json:"seconds"`
	Switches    int            `json:"switches"`
	Played      map[string]int `json:"played"`       // how often each button was
	ContextRate float64        `json:"context_rate"` // of the browser's audio in Hz
	Hidden      int            `json:"hidden"`       // how often the page went out of sight
	Loop        [2]int         `json:"loop"`         // frames
}

// begin draws a session and begins its log.
func (t *Test) begin(listener string) (s *session, err error) {
	s = &session{listener: listener}
	if s.id, err = t.dice.hex(16); err != nil {
		return nil, err
	}
	if s.salt, err = t.dice.hex(32); err != nil {
		return nil, err
	}
	if s.questions, err = t.draw(); err != nil {
		return nil, err
	}
	s.commitment = Commitment(s.salt, keysJSON(s.questions))
	s.start = t.startRecord(s)
	if s.log, err = createLog(t.folder, s.id, s.start.Time); err != nil {
		return nil, err
	}
	return s, s.log.write(s.start)
}

// question returns the one that is asked, nil where there is none any more.
func (s *session) question() *question {
	if s.at >= len(s.questions) {
		return nil
	}
	return &s.questions[s.at]
}

func (s *session) underWay() bool { return !s.aborted && s.question() != nil }

// count returns how many questions a phase has.
func (s *session) count(phase string) (n int) {
	for _, q := range s.questions {
		if q.phase == phase {
			n++
		}
	}
	return n
}

// check reports an answer that makes no sense, or that was given without listening.
func (s *session) check(a Answer) error {
	q := s.question()
	if !(a.Seconds >= 0 && a.Seconds < math.MaxInt32) || a.Switches < 0 || a.Hidden < 0 || !(a.ContextRate >= 0 && a.ContextRate < math.MaxInt32) {
		return bad("a count is not one")
	}
	if q.choices == nil {
		return s.checkRatings(a)
	}
	if !slices.Contains(q.choices, a.Answer) || len(a.Ratings) > 0 {
		return bad(fmt.Sprintf("no such answer (found %.20q, want one of %q)", a.Answer, q.choices))
	}
	heard := q.choices // both of AB
	if _, hidden := q.key["X"]; hidden {
		heard = []string{"X"}
	}
	for _, label := range heard {
		if a.Played[label] < 1 {
			return bad(label + " was not played")
		}
	}
	return nil
}

// checkRatings wants every number played and rated.
func (s *session) checkRatings(a Answer) error {
	q := s.question()
	if a.Answer != "" || len(a.Ratings) != len(q.key) {
		return bad(fmt.Sprintf("not everything is rated (found %d ratings, want %d)", len(a.Ratings), len(q.key)))
	}
	for label := range q.key {
		rating, rated := a.Ratings[label]
		switch {
		case !rated || rating < 0 || rating > 100:
			return bad(label + " needs a rating (want 0 to 100)")
		case a.Played[label] < 1:
			return bad(label + " was not played")
		}
	}
	return nil
}

// record writes an answer down, and reports whether it is right.
func (s *session) record(a Answer, now time.Time) (right bool, err error) {
	q := s.question()
	r := answered{
		Record: recordTrial, Time: now, Phase: q.phase, Trial: q.number, Key: q.key, Answer: a.Answer, Ratings: a.Ratings,
		Seconds: a.Seconds, Switches: a.Switches, Played: a.Played, ContextRate: a.ContextRate, Hidden: a.Hidden, Loop: a.Loop,
	}
	if len(s.start.Comparisons) > 0 {
		r.Comparison = &s.start.Comparisons[q.comparison]
	}
	if x, hidden := q.key["X"]; hidden {
		right = a.Answer == x
		r.Correct = &right
	}
	return right, s.log.write(r)
}

// end reveals the keys.
func (s *session) end(now time.Time) error {
	return s.close(ended{Record: recordEnd, Time: now, Salt: s.salt, Keys: keysJSON(s.questions)})
}

// close writes the last record.
func (s *session) close(last any) error {
	if err := s.log.write(last); err != nil {
		return err
	}
	return s.log.file.Close()
}
