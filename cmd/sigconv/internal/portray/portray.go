// Package portray draws what files are like: kernels by their taps and responses, sounds by their waveforms and spectra, as pictures or as text.
package portray

import (
	"context"
	"fmt"
	"io/fs"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/plot"
)

// A Job is files to draw: all of them kernels, or all of them sounds.
type Job struct {
	Paths    []string
	Impulse  bool // WAV files are impulse responses
	Channel  int  // of each, counted from 1; 0 for all
	Progress Progress
}

// A Progress is told that a sound is begun, and returns what is told of it: how many frames of all are read, and that it has come to its end.
type Progress func(name string) (at func(taken, total int64), end func())

// A View is what was read of the files, ready to be drawn.
type View struct {
	Rate     int // in Hz, the highest of the kernels'; 0 where none says it
	Warnings []string
	Files    []fs.FileInfo // no picture may replace them

	first   string // the name of the first file
	curves  []curve
	kernels []plot.Kernel
	sounds  []sound
}

// Read reads all files of a job.
func Read(ctx context.Context, job Job) (*View, error) {
	v := &View{}
	for _, path := range job.Paths {
		if err := v.add(ctx, path, job); err != nil {
			return nil, err
		}
	}
	v.respond()
	return v, nil
}

// add adds a file to what is to be drawn.
func (v *View) add(ctx context.Context, path string, job Job) error {
	e, err := load.OpenEither(path, job.Impulse)
	if err != nil {
		return err
	}
	if e.Sound != nil {
		defer e.Sound.Close()
		v.Files = append(v.Files, e.Sound.Info)
	} else {
		v.Files = append(v.Files, e.Info)
	}
	isSound := e.Sound != nil
	switch {
	case v.first == "":
		v.first = e.Name
	case isSound != (len(v.sounds) > 0):
		return &load.HintError{
			Err:  fmt.Errorf("%s: a picture shows sounds or kernels (found one of each, the other is %s)", e.Name, v.first),
			Hint: "--impulse takes WAV files as kernels",
		}
	}
	if isSound {
		return v.addSound(ctx, e.Name, e.Sound, job)
	}
	v.Warnings = append(v.Warnings, e.Warnings...)
	return v.addKernel(e.Filter, job.Channel)
}
