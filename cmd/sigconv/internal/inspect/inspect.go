// Package inspect shows what a kernel or a stack does to a sound, as mathematics: its matrix, its comparison with
// the convolution, one output as a dot product, and how the sound is aligned with it.
package inspect

import (
	"fmt"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
	"sigconv/filters"
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
func hintAtExisting(err error) error { return load.HintExisting(err, "--force overwrites it") }

// tooLarge says that matrices for so many frames take too much memory, and how many would fit. flag is the one that
// says how many.
func tooLarge(name, flag string, n int, memory func(n int) float64, limit float64, useful func(n int) bool) error {
	err := fmt.Errorf("%s: the matrix takes too much memory (found %s for %d frames, want at most %s)",
		name, words.Bytes(memory(n)), n, words.Bytes(limit))
	hint := "no excerpt fits: raise --max-memory"
	if most := filters.Largest(memory, limit); useful(most) {
		hint = fmt.Sprintf("%s %d is the largest that fits; --max-memory allows more", flag, most)
	}
	return &load.HintError{Err: err, Hint: hint}
}

// errOverflow says that the result is no number.
func errOverflow(f load.Filter, name string) error {
	return fmt.Errorf("%s: the kernel overflows on this sound (found a result of %s that is not finite)", f.Name, name)
}

// finiteSound reports whether every sample is a finite number.
func finiteSound(sound [][]float64) bool {
	for _, samples := range sound {
		for _, v := range samples {
			if v-v != 0 {
				return false
			}
		}
	}
	return true
}
