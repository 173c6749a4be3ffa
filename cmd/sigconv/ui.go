package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"golang.org/x/term"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
)

// A ui holds every rule of what the program says: results go to stdout, messages and progress to
// stderr; an error is one line that begins with 'sigconv: ', then perhaps a hint.
type ui struct {
	stdout, stderr io.Writer
	terminal       bool // stderr is one
	stdoutTerminal bool
}

func newUI(stdout, stderr *os.File) *ui {
	return &ui{
		stdout: stdout, stderr: stderr,
		terminal:       term.IsTerminal(int(stderr.Fd())),
		stdoutTerminal: term.IsTerminal(int(stdout.Fd())),
	}
}

// width returns how many columns a picture of text may take on standard output.
func (u *ui) width() int {
	const usual = 80
	if file, ok := u.stdout.(*os.File); ok && u.stdoutTerminal {
		if columns, _, err := term.GetSize(int(file.Fd())); err == nil && columns > 0 {
			return columns
		}
	}
	return usual
}

// finish prints what err says and returns the exit status for it.
func (u *ui) finish(err error) int {
	var stopped interruption
	var usage usageError
	var partly partlyError
	var missing missingError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &stopped):
		fmt.Fprintln(u.stderr, "sigconv: interrupted")
		return stopped.status()
	case errors.As(err, &usage):
		u.fail(err)
		return exitUsage
	case errors.As(err, &partly), errors.As(err, &missing):
		u.fail(err)
		return exitPartly
	default:
		u.fail(err)
		return exitFailed
	}
}

func (u *ui) fail(err error) {
	fmt.Fprintf(u.stderr, "sigconv: %s\n", words.OneLine(err.Error()))
	if hint := hintOf(err); hint != "" {
		fmt.Fprintf(u.stderr, "hint: %s\n", words.OneLine(hint))
	}
}

// hintOf returns what an error says that could be done about it.
func hintOf(err error) string {
	var hinted *load.HintError
	if errors.As(err, &hinted) {
		return hinted.Hint
	}
	var syntax *conv.SyntaxError
	if errors.As(err, &syntax) {
		return syntax.Hint
	}
	return ""
}

// say prints what a user may want to know while the work goes on.
func (u *ui) say(format string, args ...any) {
	fmt.Fprintf(u.stderr, "sigconv: %s\n", words.OneLine(fmt.Sprintf(format, args...)))
}

// warn prints trouble that did not stop the work.
func (u *ui) warn(text string) { fmt.Fprintf(u.stderr, "sigconv: warning: %s\n", words.OneLine(text)) }

// report prints the warnings about a sound to stderr and then a result to w, as JSON or as print does. written says
// that there are files besides.
func (u *ui) report(w io.Writer, asJSON, written bool, name string, warnings []string, result any, print func(io.Writer) error) error {
	for _, text := range warnings {
		u.warn(name + ": " + text)
	}
	var err error
	if asJSON {
		err = u.printJSON(w, result)
	} else {
		err = print(w)
	}
	return notPrinted(err, written)
}

// notPrinted returns what is wrong where a report could not be printed.
func notPrinted(err error, written bool) error {
	switch {
	case err == nil:
		return nil
	case written:
		return fmt.Errorf("the output is written, but its report is not: %w", output.Reason(err))
	default:
		return fmt.Errorf("standard output: %w", output.Reason(err))
	}
}

// printJSON prints v to w as one line.
func (u *ui) printJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}

// newTable returns a writer whose columns, which end with tabs, are as wide as they need be, to the right.
func newTable(w io.Writer) *tabwriter.Writer {
	return tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
}
