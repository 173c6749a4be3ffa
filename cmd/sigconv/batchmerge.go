package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sigconv/cmd/sigconv/internal/batch"
	"sigconv/cmd/sigconv/internal/words"
)

// runMerge joins reports.
func (f *batchFlags) runMerge(cmd *cobra.Command, ui *ui, args []string) error {
	if len(args) == 0 {
		return usagef("there is nothing to join (want reports behind --merge-reports)")
	}
	var other error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		switch flag.Name {
		case "merge-reports", "report", "json", "quiet":
		default:
			other = usagef("--%s has no meaning for reports (want --report, --json or -q beside --merge-reports)", flag.Name)
		}
	})
	if other != nil {
		return other
	}
	merged, err := batch.Merge(args, f.report)
	if err != nil {
		return err
	}
	switch {
	case f.json:
		err = ui.printJSON(ui.stdout, merged)
	case !f.quiet:
		err = printMerged(ui.stdout, merged)
	}
	if err != nil {
		return notPrinted(err, f.report != "")
	}
	if merged.Failed > 0 {
		return partlyError{merged.Failed, merged.Files}
	}
	if len(merged.Missing) > 0 {
		return missingError{}
	}
	return nil
}

// A missingError says that the reports do not tell of all files.
type missingError struct{}

func (missingError) Error() string { return "the reports do not tell of all files" }

// printMerged says what reports say together.
func printMerged(w io.Writer, m *batch.Merged) error {
	_, err := fmt.Fprintf(w, "%s of %s: %s\n", words.Count(int64(len(m.Reports)), "report", "reports"),
		words.Count(int64(m.Shards), "shard", "shards"), describeFiles(m.Files, m.Done, m.Skipped, m.Failed))
	for _, missing := range m.Missing {
		if err != nil {
			return err
		}
		what := "no report"
		if missing.Files != nil {
			what = words.Count(int64(*missing.Files), "file", "files")
		}
		_, err = fmt.Fprintf(w, "missing of shard %s: %s\n", missing.Shard, what)
	}
	return err
}

// runPlan prints what would be done.
func (f *batchFlags) runPlan(cmd *cobra.Command, ui *ui, o batch.Options) error {
	o.Watch = ui.newBatchWatch(true)
	planned, summary, err := batch.Preview(cmd.Context(), o)
	if err != nil {
		return err
	}
	if f.json || f.quiet {
		err = f.print(ui, summary)
	} else {
		err = notPrinted(printPlan(ui.stdout, planned, summary), false)
	}
	if err == nil && summary.Failed > 0 {
		err = partlyError{summary.Failed, summary.Files}
	}
	return err
}

// printPlan says what would become of each file.
func printPlan(w io.Writer, planned []batch.Planned, s *batch.Summary) error {
	for _, p := range planned {
		if p.Status == batch.Failed {
			continue // stderr has it
		}
		text := p.Input + " -> " + p.Output
		if p.Status == batch.Skipped {
			text += " (finished)"
		}
		if p.Why != "" {
			text += " (again: " + p.Why + ")"
		}
		if _, err := fmt.Fprintln(w, words.OneLine(text)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "%s: %s to do, %s finished, %s would fail\n", words.Count(int64(s.Files), "file", "files"),
		grouped(s.Left), grouped(s.Skipped), grouped(s.Failed))
	return err
}
