package inspect

import (
	"context"
	"time"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
	"sigconv/filters"
)

// A CompareJob is an excerpt of a sound that goes through a filter by convolution and by its matrix.
type CompareJob struct {
	Subject
	Start     load.Moment
	Frames    load.Moment
	Shorten   bool // take fewer frames where the sound has no more
	Mode      conv.Mode
	Engine    conv.Engine
	MaxMemory float64 // bytes that matrices may take
	Picture   string  // path of a picture, "" for none
	Sounds    string  // folder for the sounds, "" for none
	Force     bool    // overwrite
}

// comparePatience is how long each product is repeated for the time of its fastest run.
const comparePatience = 10 * time.Millisecond

// Compare does the job. Each file that it is to write appears whole, or not at all.
func Compare(ctx context.Context, job CompareJob) (*CompareResult, error) {
	in, err := job.open()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	e, err := job.excerpt(in)
	if err != nil {
		return nil, err
	}
	files, err := job.begin(in)
	if err != nil {
		return nil, hintAtExisting(err)
	}
	defer files.discard()
	patience := comparePatience / time.Duration(len(e.stack.Layers))
	c := filters.Compare(e.stack, e.samples, job.Mode, job.Engine, filters.Patience(patience))
	if !finiteSound(c.Convolution.Sound) || !finiteSound(c.ByRows.Sound) {
		return nil, errOverflow(job.Filter, job.name())
	}
	if err := job.fill(files, e, c); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err := files.commit(); err != nil {
		return nil, hintAtExisting(err)
	}
	r := newCompareResult(job, in, e, c)
	r.Sounds = files.soundPaths()
	return r, nil
}
