package trial

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"
)

// csvColumns are those of WriteCSV.
var csvColumns = []string{
	"file", "listener", "state", "test", "phase", "trial", "a", "b", "key", "answer", "correct", "label", "condition", "rating",
	"seconds", "switches", "context_rate", "hidden", "time",
}

// WriteCSV writes a line for each answer of all sessions, and for each rating of MUSHRA, as they are: nothing is left out. Fields that begin like
// the formula of a spreadsheet have an apostrophe before them.
func (r *Report) WriteCSV(w io.Writer) error { return writeCSV(w, r.recorded) }

// WriteCSV writes a line for each answer of all sessions of all tests, as [Report.WriteCSV] does.
func (a *Analysis) WriteCSV(w io.Writer) error {
	var all []*recorded
	for _, r := range a.Tests {
		all = append(all, r.recorded...)
	}
	return writeCSV(w, all)
}

func writeCSV(w io.Writer, sessions []*recorded) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvColumns); err != nil {
		return err
	}
	for _, s := range sessions {
		for _, a := range s.answers {
			for _, line := range csvLines(s, a) {
				if err := out.Write(line); err != nil {
					return err
				}
			}
		}
	}
	out.Flush()
	return out.Error()
}

func csvLines(s *recorded, a answered) (lines [][]string) {
	var comparison Comparison
	if a.Comparison != nil {
		comparison = *a.Comparison
	}
	key, _ := json.Marshal(a.Key)
	correct := ""
	if a.Correct != nil {
		correct = strconv.FormatBool(*a.Correct)
	}
	line := func(label, condition, rating string) []string {
		fields := []string{
			s.File, s.Listener, s.State, s.start.Test, a.Phase, strconv.Itoa(a.Trial), comparison.A, comparison.B, string(key), a.Answer, correct,
			label, condition, rating, fmt.Sprint(a.Seconds), strconv.Itoa(a.Switches), fmt.Sprint(a.ContextRate), strconv.Itoa(a.Hidden),
			a.Time.Format(time.RFC3339),
		}
		for i, f := range fields {
			fields[i] = harmless(f)
		}
		return fields
	}
	if len(a.Ratings) == 0 {
		return [][]string{line("", "", "")}
	}
	for n := 1; n <= len(a.Key); n++ {
		label := strconv.Itoa(n)
		lines = append(lines, line(label, a.Key[label], strconv.Itoa(a.Ratings[label])))
	}
	return lines
}

// harmless keeps a spreadsheet from running what somebody entered as a name.
func harmless(field string) string {
	if field != "" && (field[0] == '=' || field[0] == '+' || field[0] == '-' || field[0] == '@') {
		return "'" + field
	}
	return field
}
