package main

import (
	"fmt"
	"io"
	"strings"

	"sigconv/cmd/sigconv/internal/listen/trial"
	"sigconv/cmd/sigconv/internal/words"
)

// printAnalysis says what came of listening tests.
func printAnalysis(w io.Writer, a *trial.Analysis) error {
	var b strings.Builder
	for i, r := range a.Tests {
		if i > 0 {
			fmt.Fprintln(&b)
		}
		printTest(&b, r)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printTest(w io.Writer, r *trial.Report) {
	fmt.Fprintln(w, words.OneLine(fmt.Sprintf("%s: %s", r.Test, strings.Join(r.Items, ", "))))
	printSessions(w, r)
	for _, c := range r.Comparisons {
		printOutcome(w, r, c)
	}
	if r.Mushra != nil {
		printMushra(w, r.Mushra)
	}
	for _, note := range r.Notes {
		fmt.Fprintln(w, words.OneLine(note))
	}
}

// printSessions counts the sessions by how they ended.
func printSessions(w io.Writer, r *trial.Report) {
	count := map[string]int64{}
	for _, s := range r.Sessions {
		count[s.State]++
	}
	text := words.Count(count[trial.StateDone], "session", "sessions") + " done"
	for _, state := range []string{trial.StateAborted, trial.StateCutOff} {
		if n := count[state]; n > 0 {
			text += fmt.Sprintf(", %d %s, which %s not count", n, state, map[bool]string{true: "does", false: "do"}[n == 1])
		}
	}
	fmt.Fprintln(w, text)
}

// printOutcome prints a comparison, all listeners together and each by itself.
func printOutcome(w io.Writer, r *trial.Report, c trial.Outcome) {
	fmt.Fprintf(w, "\n%s\n", words.OneLine(fmt.Sprintf("A %s, B %s", c.A, c.B)))
	if c.Share == nil {
		return
	}
	hits := "right"
	if c.First != nil {
		hits = "prefer A"
	}
	table := newTable(w)
	fmt.Fprintf(table, "\t%s\tof\tshare\t95 %% from\tto\tp\tp (Holm)\t\n", hits)
	row := func(name string, t trial.Tally, adjusted string) {
		if t.Share == nil {
			return
		}
		n := t.First
		if n == nil {
			n = t.Correct
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%s\t%s\t%s\t%s\t%s\t\n", words.OneLine(name), *n, t.Trials, percentOf(*t.Share), percentOf(*t.Low), percentOf(*t.High),
			chance(*t.P), adjusted)
	}
	for _, l := range c.Listeners {
		row(l.Listener, l.Tally, "")
	}
	row("all", c.Tally, chance(*c.AdjustedP))
	table.Flush()
	fmt.Fprintln(w, verdict(r, c))
}

// verdict says what an outcome means.
func verdict(r *trial.Report, c trial.Outcome) string {
	switch {
	case c.First != nil && c.Significant:
		preferred := c.A
		if 2**c.First < c.Trials {
			preferred = c.B
		}
		return words.OneLine(fmt.Sprintf("%s is preferred (p at most %g)", preferred, r.Alpha))
	case c.First != nil:
		return fmt.Sprintf("this shows no preference (p above %g), which is no proof that there is none", r.Alpha)
	case c.Significant:
		return fmt.Sprintf("the difference was heard (p at most %g)", r.Alpha)
	}
	return fmt.Sprintf("this does not show that a difference was heard (p above %g), which is no proof that there is none", r.Alpha)
}

// printMushra prints the ratings before and after listeners were left out.
func printMushra(w io.Writer, m *trial.Mushra) {
	printConditions(w, "all listeners", m.Before)
	for _, d := range m.Dropped {
		fmt.Fprintln(w, words.OneLine(fmt.Sprintf("left out: %s: %s", d.Listener, d.Why)))
	}
	if len(m.Dropped) > 0 {
		printConditions(w, "without those left out", m.After)
	}
	for _, p := range m.Pairs {
		fmt.Fprintln(w, words.OneLine(fmt.Sprintf("%s and %s: p %s (Wilcoxon, Holm), over %d %s", p.A, p.B, chance(p.AdjustedP), p.N, p.Over)))
	}
}

func printConditions(w io.Writer, title string, conditions []trial.Condition) {
	fmt.Fprintln(w)
	table := newTable(w)
	fmt.Fprintf(table, "%s\tratings\tmedian\tquartiles\t\tmean\t95 %% from\tto\t\n", title)
	for _, c := range conditions {
		name := c.Condition
		if c.Role == trial.Reference.String() {
			name += " (hidden reference)"
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t\n", words.OneLine(name), c.N,
			onePlace(c.Median), onePlace(c.First), onePlace(c.Third), onePlace(c.Mean), onePlace(c.Low), onePlace(c.High))
	}
	table.Flush()
}

func onePlace(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f", *v)
}

func percentOf(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// chance writes a probability.
func chance(p float64) string {
	if p < 1e-4 {
		return fmt.Sprintf("%.1e", p)
	}
	return fmt.Sprintf("%.4f", p)
}
