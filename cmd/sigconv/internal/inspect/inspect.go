// Package inspect shows what a kernel or a stack does to a sound, as mathematics: its matrix, its comparison with
// the convolution, one output as a dot product, and how the sound is aligned with it.
package inspect

import (
	"errors"
	"fmt"
	"io/fs"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/conv"
)

// A Subject is a sound and what is to be shown on it.
type Subject struct {
	Input   string // a path, or [load.Pipe]
	Filter  load.Filter
	Channel int  // of the sound, counted from 1; 0 where the user names none
	AnyRate bool // take a kernel that is made for another rate
}

// open opens the sound and checks the filter against it.
func (s Subject) open() (*load.Input, error) {
	in, err := load.OpenInput(s.Input)
	if err != nil {
		return nil, err
	}
	if err := s.Filter.CheckFit(in.Format(), s.AnyRate); err != nil {
		in.Close()
		return nil, err
	}
	return in, nil
}

// name is what messages call the sound.
func (s Subject) name() string { return load.InputName(s.Input) }

// kernel returns the kernel, or an error for a stack.
func (s Subject) kernel(command string) (*conv.Kernel, error) {
	if k := s.Filter.Kernel(); k != nil {
		return k, nil
	}
	return nil, fmt.Errorf("%s: %s looks at one kernel (found a stack of %d layers)",
		s.Filter.Name, command, len(s.Filter.Stack().Layers))
}

// inputs returns the files that no output may replace.
func (s Subject) inputs(in *load.Input) []fs.FileInfo {
	infos := []fs.FileInfo{in.Info}
	if s.Filter.Info != nil {
		infos = append(infos, s.Filter.Info)
	}
	return infos
}

// warnings returns what was wrong with the files.
func (s Subject) warnings(in *load.Input) []string {
	w := append([]string{}, s.Filter.Warnings...)
	w = append(w, in.Warnings()...)
	if s.Filter.RateDiffers(in.Format()) {
		w = append(w, fmt.Sprintf("the kernel is made for %d Hz, the sound has %d Hz: the taps were taken as they are",
			s.Filter.Rate(), in.Format().Rate))
	}
	return w
}

// hintAtExisting adds what to do about an output that exists already.
func hintAtExisting(err error) error {
	if errors.Is(err, output.ErrExists) {
		return &load.HintError{Err: err, Hint: "--force overwrites it"}
	}
	return err
}

// finite returns v, or nil where JSON has no number for it.
func finite(v float64) *float64 {
	if v-v != 0 {
		return nil
	}
	return &v
}

// errNonFinite says where a sound has what a matrix cannot take.
func errNonFinite(name string, channel int, frame int64, v float64) error {
	return fmt.Errorf("%s: a sample is not finite (found %v in frame %d of channel %d)", name, v, frame, channel+1)
}
