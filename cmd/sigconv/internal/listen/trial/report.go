package trial

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"sigconv/cmd/sigconv/internal/listen/stats"
)

// confidence is that of all intervals.
const confidence = 0.95

// A Report says what came of all sessions of a test.
type Report struct {
	Test        string    `json:"test"`
	Alpha       float64   `json:"alpha"`
	Trials      int       `json:"trials"` // of each comparison and session
	Pass        *int      `json:"pass"`   // of those of one session
	Items       []string  `json:"items"`
	Comparisons []Outcome `json:"comparisons"`
	Mushra      *Mushra   `json:"mushra"`
	Sessions    []Session `json:"sessions"`
	Notes       []string  `json:"notes"`

	identity string
	recorded []*recorded
}

// A Session is one listener's.
type Session struct {
	File            string    `json:"file"`
	Listener        string    `json:"listener"`
	Started         time.Time `json:"started"`
	Ended           time.Time `json:"ended"` // or when the last line was written
	State           string    `json:"state"`
	Answers         int       `json:"answers"`
	CommitmentHolds *bool     `json:"commitment_holds"` // null where it was not revealed
}

// An Outcome is what came of a comparison. Correct counts the right answers of ABX, First the preferences for A of AB.
type Outcome struct {
	A string `json:"a"`
	B string `json:"b"`
	Tally
	AdjustedP   *float64        `json:"p_holm"` // Holm's, for there being several comparisons
	Significant bool            `json:"significant"`
	Listeners   []ListenerTally `json:"listeners"`
}

// A ListenerTally is one listener's share of an outcome.
type ListenerTally struct {
	Listener string `json:"listener"`
	Sessions int    `json:"sessions"`
	Tally
}

// A Tally counts answers. What does not exist without one is null.
type Tally struct {
	Trials  int      `json:"trials"`
	Correct *int     `json:"correct,omitempty"` // ABX
	First   *int     `json:"first,omitempty"`   // AB
	Share   *float64 `json:"share"`
	P       *float64 `json:"p"`      // exact: one-sided for ABX, two-sided for AB
	Low     *float64 `json:"ci_low"` // of the share, 95 % (Clopper and Pearson)
	High    *float64 `json:"ci_high"`
}

func newTally(kind string, hits, trials int) Tally {
	t := Tally{Trials: trials}
	p := 0.0
	if kind == ABX.String() {
		t.Correct, p = &hits, stats.AtLeast(hits, trials, 0.5)
	} else {
		t.First, p = &hits, stats.TwoSided(hits, trials)
	}
	if trials == 0 {
		return t
	}
	share := float64(hits) / float64(trials)
	low, high := stats.Interval(hits, trials, confidence)
	t.Share, t.P, t.Low, t.High = &share, &p, &low, &high
	return t
}

// newReport reports on sessions of one test, one at least.
func newReport(sessions []*recorded) *Report {
	s := sessions[0].start
	r := &Report{
		Test: s.Test, Alpha: s.Alpha, Trials: s.Trials, Pass: s.Pass, Items: []string{}, Comparisons: []Outcome{}, Notes: []string{},
		identity: s.identity(), recorded: sessions,
	}
	for _, item := range s.Items {
		r.Items = append(r.Items, item.Name)
	}
	for _, one := range sessions {
		r.Sessions = append(r.Sessions, one.Session)
		if one.CommitmentHolds != nil && !*one.CommitmentHolds {
			r.Notes = append(r.Notes, fmt.Sprintf("%s: the keys are not those that were committed to: the log was changed.", one.File))
		}
	}
	for _, listener := range r.listeners() {
		if n := r.times(listener); n > 1 {
			r.Notes = append(r.Notes, fmt.Sprintf("%s took the test %d times, and all of them count together: who goes on after a result passes by luck more often.", listener, n))
		}
	}
	if s.Test == MUSHRA.String() {
		r.Mushra = newMushra(s, sessions)
		return r
	}
	r.compare(s)
	return r
}

// compare counts the answers, all together and by listener.
func (r *Report) compare(s start) {
	var p []float64
	for _, c := range s.Comparisons {
		o := Outcome{A: c.A, B: c.B, Listeners: []ListenerTally{}}
		hits, trials := 0, 0
		for _, listener := range r.listeners() {
			h, n, sessions := r.count(c, listener)
			if sessions > 0 {
				o.Listeners = append(o.Listeners, ListenerTally{listener, sessions, newTally(s.Test, h, n)})
			}
			hits, trials = hits+h, trials+n
		}
		o.Tally = newTally(s.Test, hits, trials)
		r.Comparisons = append(r.Comparisons, o)
		if o.P != nil {
			p = append(p, *o.P)
		}
	}
	if len(p) < len(r.Comparisons) {
		return // no session was done
	}
	for i, adjusted := range stats.Holm(p) {
		r.Comparisons[i].AdjustedP, r.Comparisons[i].Significant = &adjusted, adjusted <= s.Alpha
	}
}

// listeners returns who took part, in the order of their first sessions.
func (r *Report) listeners() (names []string) {
	for _, s := range r.recorded {
		if !slices.Contains(names, s.Listener) {
			names = append(names, s.Listener)
		}
	}
	return names
}

// times returns how many sessions of a listener were done.
func (r *Report) times(listener string) (n int) {
	for _, s := range r.recorded {
		if s.Listener == listener && s.State == StateDone {
			n++
		}
	}
	return n
}

// count returns how many of a listener's answers about a comparison are right, or prefer A, of how many in how many sessions.
func (r *Report) count(c Comparison, listener string) (hits, trials, sessions int) {
	for _, s := range r.recorded {
		if s.Listener != listener || s.State != StateDone {
			continue
		}
		sessions++
		for _, a := range s.counted() {
			if a.Comparison == nil || a.Comparison.A != c.A || a.Comparison.B != c.B {
				continue
			}
			trials++
			if a.Correct != nil && *a.Correct || a.Correct == nil && a.Key[a.Answer] == c.A {
				hits++
			}
		}
	}
	return hits, trials, sessions
}

// A Mushra is what came of the ratings, before and after listeners were left out (BS.1534-3, 9.2).
type Mushra struct {
	Before  []Condition `json:"before"`
	After   []Condition `json:"after"`
	Dropped []Dropped   `json:"dropped"`
	Pairs   []Pair      `json:"pairs"` // of candidates, after
}

// A Condition is what listeners think of an item.
type Condition struct {
	Condition string   `json:"condition"`
	Role      string   `json:"role"`
	N         int      `json:"n"`
	Mean      *float64 `json:"mean"`
	Low       *float64 `json:"ci_low"` // of the mean, 95 %, by Student's t
	High      *float64 `json:"ci_high"`
	Median    *float64 `json:"median"`
	First     *float64 `json:"q1"`
	Third     *float64 `json:"q3"`
}

// A Dropped is a listener who was left out.
type Dropped struct {
	Listener string `json:"listener"`
	Why      string `json:"why"`
}

// A Pair is two candidates, compared by Wilcoxon's signed ranks: over listeners, each with the mean of its pages, where there are six or
// more, and so something is said of listeners; else over pages, which says something of these listeners only.
type Pair struct {
	A           string  `json:"a"`
	B           string  `json:"b"`
	N           int     `json:"n"`
	Over        string  `json:"over"` // listeners or pages
	P           float64 `json:"p"`
	AdjustedP   float64 `json:"p_holm"`
	Significant bool    `json:"significant"`
}

func newMushra(s start, sessions []*recorded) *Mushra {
	var reference, mid string
	for _, item := range s.Items {
		switch item.Role {
		case Reference.String():
			reference = item.Name
		case MidAnchor.String():
			mid = item.Name
		}
	}
	ratings := ratingsOf(sessions)
	dropped := stats.Screen(ratings, reference, mid)
	kept := stats.Without(ratings, dropped)
	m := &Mushra{Before: conditions(s, ratings), After: conditions(s, kept), Dropped: []Dropped{}, Pairs: pairs(s, kept)}
	for _, d := range dropped {
		m.Dropped = append(m.Dropped, Dropped{d.Listener, d.Why()})
	}
	return m
}

// ratingsOf returns all ratings that count, each session's pages by themselves.
func ratingsOf(sessions []*recorded) (all []stats.Rating) {
	for i, s := range sessions {
		for _, a := range s.counted() {
			for n := 1; n <= len(a.Key); n++ {
				label := strconv.Itoa(n)
				all = append(all, stats.Rating{
					Listener: s.Listener, Page: fmt.Sprintf("%d/%d", i, a.Trial), Condition: a.Key[label], Score: float64(a.Ratings[label]),
				})
			}
		}
	}
	return all
}

func conditions(s start, ratings []stats.Rating) []Condition {
	all := []Condition{}
	for _, item := range s.Items {
		d := stats.Summarize(stats.Scores(ratings, item.Name), confidence)
		all = append(all, Condition{
			Condition: item.Name, Role: item.Role, N: d.N, Mean: number(d.Mean), Low: number(d.Low), High: number(d.High),
			Median: number(d.Median), First: number(d.First), Third: number(d.Third),
		})
	}
	return all
}

// number returns v, nil for NaN.
func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// enoughListeners is how many signed ranks can be so one-sided that their p is below 0.05.
const enoughListeners = 6

// pairs compares every candidate with every other.
func pairs(s start, ratings []stats.Rating) []Pair {
	all, p := []Pair{}, []float64{}
	for i, a := range s.Items {
		for _, b := range s.Items[i+1:] {
			if a.Role != Candidate.String() || b.Role != Candidate.String() {
				continue
			}
			over, differences := "listeners", stats.ListenerDifferences(ratings, a.Name, b.Name)
			if len(differences) < enoughListeners {
				over, differences = "pages", stats.PageDifferences(ratings, a.Name, b.Name)
			}
			rank := stats.Wilcoxon(differences)
			all, p = append(all, Pair{A: a.Name, B: b.Name, N: rank.N, Over: over, P: rank.P}), append(p, rank.P)
		}
	}
	for i, adjusted := range stats.Holm(p) {
		all[i].AdjustedP, all[i].Significant = adjusted, adjusted <= s.Alpha
	}
	return all
}
