package audioio

import (
	"errors"
	"fmt"
)

// The kinds of a [FormatError], for errors.Is.
var (
	ErrNotWAV      = errors.New("not a WAV file")
	ErrMalformed   = errors.New("malformed WAV file")
	ErrUnsupported = errors.New("unsupported WAV encoding")
)

// A FormatError says why the bytes of an input cannot be read as a WAV file.
type FormatError struct {
	Kind   error  // ErrNotWAV, ErrMalformed or ErrUnsupported
	Offset int64  // where in the input, in bytes
	What   string // what is wrong
	Found  string // what was there
	Want   string // what would be right, may be empty
}

// Error returns "what is wrong (found … at byte N, want …)".
func (e *FormatError) Error() string {
	s := fmt.Sprintf("%s (found %s", e.What, e.Found)
	if e.Offset > 0 {
		s += fmt.Sprintf(" at byte %d", e.Offset)
	}
	if e.Want != "" {
		s += ", want " + e.Want
	}
	return s + ")"
}

// Unwrap returns the kind of e.
func (e *FormatError) Unwrap() error { return e.Kind }

func malformed(at int64, what, found, want string) error {
	return &FormatError{Kind: ErrMalformed, Offset: at, What: what, Found: found, Want: want}
}

func unsupported(at int64, what, found string) error {
	return &FormatError{Kind: ErrUnsupported, Offset: at, What: what, Found: found,
		Want: "PCM, float, A-law or µ-law"}
}
