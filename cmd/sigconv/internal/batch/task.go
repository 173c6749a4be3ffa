package batch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"time"

	"github.com/cespare/xxhash/v2"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
)

// do does a task, unless an earlier run has. It calls computed when it needs no core any more.
func (r *run) do(ctx context.Context, t *task, jobs int, computed func(), p *progress) (outcome, error) {
	if err := r.refused(t); err != nil {
		return outcome{}, err
	}
	plan, err := r.decide(ctx, t)
	if err != nil {
		return outcome{}, err
	}
	if plan.skip {
		r.folders.note(path.Dir(t.output))
		return outcome{status: Skipped, result: plan.result}, nil
	}
	made, err := r.compute(ctx, t, plan, jobs, p)
	if err != nil {
		return outcome{}, err
	}
	defer made.file.Discard()
	if r.Sync != SyncNone {
		computed()
	}
	if err := r.publish(made); err != nil {
		return outcome{}, err
	}
	result := made.record.result
	own := result.Warnings[len(r.Filters[t.filter].Warnings):]
	return outcome{status: Done, result: result, redone: plan.redone, warnings: own}, nil
}

// refused says why a task cannot be done, as was known before anything was.
func (r *run) refused(t *task) error {
	if t.err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", r.inputPath(t), t.err)
}

// A decision says what is to be done with a task.
type decision struct {
	skip    bool          // nothing
	result  *apply.Result // of the run that has done it, where a report is to have it
	replace bool          // what is there
	there   fs.FileInfo   // what that is; nil where it does not matter
	redone  string        // why, where an earlier run has done it
}

// decide looks at what is there already.
func (r *run) decide(ctx context.Context, t *task) (d decision, err error) {
	info, err := r.disk.Lstat(t.output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return decision{replace: r.Force}, nil
	case err != nil:
		return d, load.Named(r.outputPath(t), err)
	case info.IsDir():
		return d, fmt.Errorf("%s: the output is a folder (want the name of a file)", r.outputPath(t))
	case r.Force:
		return decision{replace: true}, nil
	}
	made := r.journal.of(t.output, info)
	if made == nil || !info.Mode().IsRegular() {
		return d, fmt.Errorf("%s: %w, and is not what a batch has left there (--force overwrites it)", r.outputPath(t), output.ErrExists)
	}
	if !r.Resume {
		return decision{replace: true, there: info}, nil
	}
	why, err := r.changed(ctx, t, made)
	if err != nil || why != "" {
		return decision{replace: true, there: info, redone: why}, err
	}
	d.skip = true
	if r.ledger.report.file == nil {
		return d, nil
	}
	if d.result, err = r.journal.result(made); err != nil {
		return d, r.journalError(err)
	}
	return d, nil
}

// changed says what has changed since an output was made, "" for nothing.
func (r *run) changed(ctx context.Context, t *task, made *known) (string, error) {
	now := r.recipes[t.filter]
	switch {
	case made.input != t.input:
		return "it was made of another input", nil
	case made.recipe.Kernel != now.Kernel:
		return "the kernel has changed", nil
	case made.recipe.Settings != now.Settings:
		return "the settings have changed", nil
	case made.recipe.Version != now.Version:
		return "another version of sigconv made it", nil
	}
	if rate := r.Filters[t.filter].Rate(); rate != 0 && rate != made.rate && !r.Settings.AnyRate && !r.Settings.Resample {
		return "", fmt.Errorf("%s: the output was made with --any-rate (found a kernel for %d Hz and a sound of %d Hz)", r.outputPath(t), rate, made.rate)
	}
	read, err := made.read.look(ctx, r.in, t.input)
	switch {
	case err != nil:
		return "", load.Named(r.inputPath(t), err)
	case read == nil:
		return "the input has changed", nil
	case *read == made.read:
		return "", nil
	default:
		r.refresh(t, made, *read)
		return "", nil
	}
}

// refresh notes that an input has other times, but the same bytes, so that the next run need not read it. Where that cannot
// be noted nothing is lost.
func (r *run) refresh(t *task, made *known, read identity) {
	if r.log == nil { // a preview
		return
	}
	if result, err := r.journal.result(made); err == nil {
		r.log.append(record{escaped(t.output), made.size, made.written, escaped(t.input), read, made.rate, made.recipe.ID, result}, made.recipe)
	}
}

// A made is an output that is whole but has no name yet.
type made struct {
	file   *output.File
	task   *task
	there  fs.FileInfo // what it replaces; nil where that does not matter
	record record
}

// compute writes the output of a task.
func (r *run) compute(ctx context.Context, t *task, plan decision, jobs int, p *progress) (*made, error) {
	read := time.Now()
	hash := xxhash.New()
	name := r.inputPath(t)
	in, err := load.OpenInputBelow(r.in, t.input, name, hash)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	job := apply.Job{
		Input: name, Output: r.outputPath(t), Jobs: jobs, Progress: p.at,
		Open: func() (*load.Input, error) { return load.OpenInputBelow(r.in, t.input, name, io.Discard) },
		Create: func(avoid ...fs.FileInfo) (*output.File, error) {
			if err := r.folders.make(path.Dir(t.output)); err != nil {
				return nil, load.Named(r.outputPath(t), err)
			}
			return output.CreateBelow(r.disk, r.Output, t.output, temporaryName(r.number, t.input, t.output), plan.replace, append(avoid, r.kernels...)...)
		},
	}
	file, result, err := r.effects[t.filter].Write(ctx, job, in)
	if err != nil {
		return nil, err
	}
	m := &made{file: file, task: t, there: plan.there}
	m.record = record{Output: escaped(t.output), Input: escaped(t.input), Rate: result.Rate, Recipe: r.recipes[t.filter].ID, result: result}
	if err := r.identify(ctx, m, in, hash, read); err != nil {
		file.Discard()
		return nil, err
	}
	return m, nil
}

// identify notes what the input was when it was read.
func (r *run) identify(ctx context.Context, m *made, in *load.Input, hash *xxhash.Digest, read time.Time) error {
	info, err := in.Drain(ctx)
	if err != nil {
		return load.Named(r.inputPath(m.task), err)
	}
	if !same(info, in.Info) {
		return fmt.Errorf("%s: the input was written to while it was read (want a file that is finished)", r.inputPath(m.task))
	}
	m.record.Read = newIdentity(info, hash.Sum64(), read)
	return nil
}

// publish writes the record of an output and gives it its name.
func (r *run) publish(m *made) error {
	info, err := m.file.Seal(r.Sync != SyncNone)
	if err != nil {
		return err
	}
	m.record.Size, m.record.Written = info.Size(), info.ModTime().UnixNano()
	if err = r.log.append(m.record, r.recipes[m.task.filter]); err == nil && r.Sync != SyncNone {
		err = r.log.sync()
	}
	if err != nil {
		return r.journalError(err)
	}
	if err := r.checkThere(m); err != nil {
		return err
	}
	if err := m.file.Publish(); err != nil {
		return err
	}
	if err := r.folders.named(path.Dir(m.task.output)); err != nil {
		return load.Named(r.outputPath(m.task), err)
	}
	return nil
}

// checkThere refuses to replace what is no more what it was when that was decided.
func (r *run) checkThere(m *made) error {
	if m.there == nil {
		return nil
	}
	now, err := r.disk.Lstat(m.task.output)
	if errors.Is(err, fs.ErrNotExist) || err == nil && now.Size() == m.there.Size() && now.ModTime().Equal(m.there.ModTime()) {
		return nil
	}
	return fmt.Errorf("%s: the output was changed while it was made anew (--force overwrites it)", r.outputPath(m.task))
}

// settingsText returns what decides on the samples beside the input and the kernel's file.
func settingsText(o Options) string {
	s := o.Settings
	s.AnyRate = false // it decides whether there are samples, not on them
	text, err := json.Marshal(struct {
		apply.Settings
		load.Listing
	}{s, o.Listing})
	if err != nil {
		panic(err) // they are numbers and words
	}
	return string(text)
}
