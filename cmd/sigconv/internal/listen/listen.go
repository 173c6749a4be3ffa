// Package listen makes sounds comparable for listening: it reads or computes them, puts one beside the other in time and loudness, and
// draws what there is to see of them.
package listen

import (
	"context"
	"fmt"

	"sigconv/cmd/sigconv/internal/listen/trial"
	"sigconv/cmd/sigconv/internal/load"
)

// A Job is what is to be heard.
type Job struct {
	Paths   []string      // of sounds
	Filters []load.Filter // each makes another sound of the first one
	Sounds  []Sound       // made elsewhere, in place of both

	Start, Frames load.Moment // of the sounds
	Whole         bool        // there is no bound to how long they are
	AnyRate       bool        // take kernels that are made for another rate
	Reference     string      // path of the sound that the others are compared with, "" for the first
	Delay         *int        // frames that the others are later, nil for finding out
	Match         bool        // make all equally loud
	Loop          [2]load.Moment
	Looped        bool // Loop says where to begin and to end
	Free          bool // nothing is hidden: with pictures, and with what the others have that the reference has not
	Anchors       bool // with anchors of MUSHRA
	Compared      bool // the first sound is a reference, and no candidate
	MostSeconds   float64
	Progress      func(what string, done, total int64)
}

// A Sound is one of those that are compared: [channel][frame].
type Sound struct {
	Name    string
	Path    string // of its file, or of the file that it was made of
	Kernel  string // that made it, "" for none
	SHA256  string // of the file
	Samples [][]float64
	Rate    int
	Note    string

	role   trial.Role
	filter *load.Filter
	half   bool // its kernel delays it by half a frame besides whole ones
	delay  int  // frames that were taken away
	gain   float64
	level  level
}

// Prepare returns what is to be heard, and warnings. All sounds have one rate, length and number of channels then.
func Prepare(ctx context.Context, job Job) (*trial.Program, []string, error) {
	p := &preparation{job: job}
	if err := p.read(ctx); err != nil {
		return nil, nil, err
	}
	if err := p.unify(); err != nil {
		return nil, nil, err
	}
	if err := p.align(ctx); err != nil {
		return nil, nil, err
	}
	if err := p.cut(); err != nil {
		return nil, nil, err
	}
	if job.Anchors {
		p.addAnchors()
	}
	if err := p.checkNames(); err != nil {
		return nil, nil, err
	}
	p.matchLevels()
	if job.Free {
		p.addResiduals()
	}
	program := p.program()
	if job.Free {
		pictures, err := p.draw()
		if err != nil {
			return nil, nil, err
		}
		program.Pictures = pictures
	}
	return program, p.warnings, ctx.Err()
}

// A preparation is a job under way. The first sound is the reference.
type preparation struct {
	job       Job
	sounds    []*Sound
	rate      int
	frames    int
	loop      [2]int
	unmatched float64 // the gain of all without matching
	warnings  []string
	notes     []string
}

func (p *preparation) reference() *Sound { return p.sounds[0] }

func (p *preparation) warn(format string, args ...any) {
	p.warnings = append(p.warnings, fmt.Sprintf(format, args...))
}

func (p *preparation) note(format string, args ...any) {
	p.notes = append(p.notes, fmt.Sprintf(format, args...))
}
