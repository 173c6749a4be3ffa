package load

import (
	"errors"

	"sigconv/cmd/sigconv/internal/output"
)

// A HintError is an error with a line that says what to do.
type HintError struct {
	Err  error
	Hint string
}

// Error returns the error without the hint.
func (e *HintError) Error() string { return e.Err.Error() }

// Unwrap returns the error.
func (e *HintError) Unwrap() error { return e.Err }

// HintExisting adds a hint to an error that says that an output exists already.
func HintExisting(err error, hint string) error {
	if errors.Is(err, output.ErrExists) {
		return &HintError{err, hint}
	}
	return err
}
