package batch

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
)

// A Planned is what would become of a file.
type Planned struct {
	Input, Kernel, Output string
	Status                string // done, skipped or failed
	Why                   string // it failed, or is done again
}

// Preview returns what [Run] would do. It writes nothing, and takes no share of the folder of outputs, which need not
// exist. Left is the number of files that would be done.
func Preview(ctx context.Context, o Options) ([]Planned, *Summary, error) {
	r := newRun(o)
	defer r.end()
	if err := r.look(); err != nil {
		return nil, nil, err
	}
	sounds, err := r.find(ctx)
	if err != nil {
		return nil, nil, err
	}
	if err := r.readJournal(); err != nil {
		return nil, nil, err
	}
	tasks := r.plan(sounds)
	r.ledger.begin(tasks)
	var all []Planned
	for i := range tasks {
		p := r.preview(ctx, &tasks[i])
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		all = append(all, p)
	}
	return all, r.ledger.summary(o, 0), nil
}

// look opens what there is.
func (r *run) look() (err error) {
	if r.in, err = openFolder(r.Input); err != nil {
		return err
	}
	r.close = append(r.close, r.in.Close)
	_, err = os.Stat(r.Output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return load.Named(r.Output, err)
	}
	if r.out, err = openFolder(r.Output); err != nil {
		return err
	}
	r.close = append(r.close, r.out.Close)
	r.disk = output.Below(r.out)
	r.offset, err = offsetOf(r.Input, r.Output)
	return err
}

// preview says what would become of a task.
func (r *run) preview(ctx context.Context, t *task) Planned {
	brief := r.brief(t)
	p := Planned{Input: brief.Input, Kernel: brief.Kernel, Output: brief.Output, Status: Done}
	o := outcome{}
	d, err := decision{}, r.refused(t)
	if err == nil && r.disk != nil {
		d, err = r.decide(ctx, t)
	}
	switch {
	case err != nil:
		p.Status, p.Why, o = Failed, err.Error(), outcome{status: Failed, err: err}
	case d.skip:
		p.Status, o.status = Skipped, Skipped
	default:
		p.Why = d.redone
	}
	r.ledger.note(o, brief, r.ledger.start(t.size))
	return p
}
