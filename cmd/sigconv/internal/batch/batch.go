// Package batch applies kernels to whole folders of sounds: it finds them, knows what earlier runs have finished, works
// on many at once, and leaves each output whole or not at all, whatever happens.
package batch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
)

// Options says what is to be done.
type Options struct {
	Input, Output    string // folders
	Filters          []load.Filter
	Listing          load.Listing // of the taps, where the user gives one
	Settings         apply.Settings
	Include, Exclude Patterns
	Name             Template
	Shard            Shard
	Jobs             int  // files worked on at once, 0 for one a core
	Stop             bool // at the first failure
	Resume           bool // leave alone what earlier runs have finished
	Force            bool // do everything, and overwrite what is there
	Sync             Sync
	Report           string // a file, "" for none
	Version          string // of the program
	Watch            Watcher

	wrap func(output.Disk) output.Disk // for tests: a disk in place of that of the outputs
}

// command is what results and reports call a batch.
const command = "batch"

// A Watcher hears how a batch gets on. Its methods are called one at a time.
type Watcher interface {
	At(Progress)
	Failed(error)
	Warn(text string)
}

// A run is a batch under way.
type run struct {
	Options
	in      *os.Root
	out     *os.Root
	disk    output.Disk // of out
	journal *journal
	log     *log
	folders *folders
	effects []*apply.Effect // of the filters
	recipes []*recipe       // likewise
	kernels []fs.FileInfo   // their files
	parents madeFolders     // of the folder of outputs
	ledger  *ledger
	number  uint32 // of out, on its file system
	offset  string // of in below out, with slashes; "" where it lies elsewhere
	close   []func() error
}

// Run does a batch. An error says why nothing could start, or that ctx was cancelled; what became of each file is in
// the summary, which is nil where nothing could start.
func Run(ctx context.Context, o Options) (*Summary, error) {
	began := time.Now()
	r, err := start(o)
	if err != nil {
		return nil, err
	}
	defer r.end()
	tasks, err := r.prepare(ctx)
	if err != nil {
		return nil, err
	}
	r.work(ctx, tasks)
	err = r.finish()
	summary := r.ledger.summary(o, time.Since(began))
	if ctx.Err() != nil {
		if err != nil {
			o.Watch.Warn(err.Error())
		}
		err = context.Cause(ctx)
	}
	return summary, err
}

func newRun(o Options) *run {
	if o.Jobs < 1 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	r := &run{Options: o, ledger: newLedger(o.Watch), journal: &journal{}}
	settings := settingsText(o)
	for _, f := range o.Filters {
		r.effects = append(r.effects, apply.NewEffect(f, o.Settings))
		r.kernels = append(r.kernels, load.Files(nil, f)...)
		r.recipes = append(r.recipes, newRecipe(f.Hash, settings, o.Version))
	}
	return r
}

// start opens the folders and takes the share of them.
func start(o Options) (r *run, err error) {
	r = newRun(o)
	defer func() {
		if err != nil {
			r.end()
		}
	}()
	if r.in, err = openFolder(o.Input); err != nil {
		return r, err
	}
	r.close = append(r.close, r.in.Close)
	for _, f := range o.Filters {
		for _, text := range f.Warnings {
			r.ledger.warn(text)
		}
	}
	if r.parents, err = makeOutput(o.Output); err != nil {
		return r, err
	}
	if r.out, err = openFolder(o.Output); err != nil {
		return r, err
	}
	r.close = append(r.close, r.out.Close)
	if err := r.out.Mkdir(ownFolder, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return r, fmt.Errorf("%s: cannot write in the folder: %w", o.Output, output.Reason(err))
	}
	if info, err := r.out.Stat("."); err == nil {
		r.number = fileNumber(info)
	}
	held, err := lock(r.out, o.Output, o.Shard, r.ledger.warn)
	if err != nil {
		return r, err
	}
	r.close = append(r.close, held.Close)
	r.disk = output.Below(r.out)
	if o.wrap != nil {
		r.disk = o.wrap(r.disk)
	}
	r.folders = &folders{disk: r.disk, path: o.Output, sync: o.Sync}
	r.offset, err = offsetOf(o.Input, o.Output)
	return r, err
}

// madeFolders are folders in which others were made.
type madeFolders []string

// makeOutput makes the folder of outputs and those that it lies in, as far as they are missing.
func makeOutput(path string) (in madeFolders, err error) {
	for folder := filepath.Clean(path); ; folder = filepath.Dir(folder) {
		if _, err := os.Stat(folder); err == nil || folder == filepath.Dir(folder) {
			break
		}
		in = append(in, filepath.Dir(folder))
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return nil, fmt.Errorf("%s: cannot make the folder: %w", path, output.Reason(err))
	}
	return in, nil
}

// sync has the names of what was made in the folders on the disk.
func (m madeFolders) sync() (err error) {
	for _, folder := range m {
		err = errors.Join(err, output.SyncFolder(output.Machine(), folder))
	}
	return err
}

// openFolder opens a folder that no name leads out of.
func openFolder(path string) (*os.Root, error) {
	root, err := os.OpenRoot(path)
	if err == nil {
		return root, nil
	}
	if info, e := os.Stat(path); e == nil && !info.IsDir() {
		return nil, fmt.Errorf("%s: this is a file (want a folder)", path)
	}
	return nil, load.Named(path, err)
}

// realPath returns where a path leads, without a link in it. Links come first: what lies above one is not what its name says.
func realPath(path string) (string, error) {
	path, err := filepath.EvalSymlinks(path)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err == nil {
		path, err = filepath.EvalSymlinks(path) // the current folder may be reached by one
	}
	return path, err
}

// offsetOf returns where the folder in lies below the folder out, with slashes, or "".
func offsetOf(in, out string) (string, error) {
	var real [2]string
	for i, path := range []string{in, out} {
		var err error
		if real[i], err = realPath(path); err != nil {
			return "", load.Named(path, err)
		}
	}
	offset, err := filepath.Rel(real[1], real[0])
	if err != nil || !filepath.IsLocal(offset) {
		return "", nil
	}
	return filepath.ToSlash(offset), nil
}

// prepare finds what is to be done, reads what is known of it, and makes room for more of that.
func (r *run) prepare(ctx context.Context) ([]task, error) {
	sounds, err := r.find(ctx)
	if err != nil {
		return nil, err
	}
	// After the walk: an output that it has seen has its record by now, also when another share has just made it.
	if err := r.readJournal(); err != nil {
		return nil, err
	}
	if compacted, err := r.journal.compact(r.Shard); compacted && err == nil {
		if err := r.readJournal(); err != nil {
			return nil, err
		}
	}
	if r.log, err = openLog(r.disk, r.Shard); err != nil {
		return nil, r.journalError(err)
	}
	r.close = append(r.close, r.log.file.Close)
	if err := r.syncOwn(); err != nil {
		return nil, err
	}
	if err := sweep(r.disk, ".", r.number, r.Shard); err != nil {
		r.ledger.warn(fmt.Sprintf("%s: a temporary file of an earlier run stays: %v", r.Output, output.Reason(err)))
	}
	if below := r.belowOutputs(r.Report); strings.HasPrefix(below, ownFolder+"/") {
		return nil, fmt.Errorf("%s: this is where the journal is (want another name for the report)", r.Report)
	}
	if r.ledger.report, err = openReport(r.Report, r.reportTemporary(), r.Shard.String(), r.kernels...); err != nil {
		return nil, err
	}
	r.close = append(r.close, r.ledger.report.discard)
	tasks := r.plan(sounds)
	r.ledger.begin(tasks)
	return tasks, nil
}

// syncOwn has the names of the log, and of the folders that it lies in, on the disk before any output has one.
func (r *run) syncOwn() error {
	if r.Sync == SyncNone {
		return nil
	}
	err := errors.Join(output.SyncFolder(r.disk, ownFolder), output.SyncFolder(r.disk, "."), r.parents.sync())
	if err != nil {
		return r.journalError(err)
	}
	return nil
}

// readJournal reads what earlier runs have done, and other shares do.
func (r *run) readJournal() (err error) {
	if r.disk == nil { // a preview of what is not there yet
		return nil
	}
	if r.journal, err = readJournal(r.disk); err != nil {
		return r.journalError(err)
	}
	return nil
}

func (r *run) journalError(err error) error {
	return fmt.Errorf("%s: the journal cannot be used: %w", filepath.Join(r.Output, ownFolder), output.Reason(err))
}

// find returns the sounds in the folder of inputs.
func (r *run) find(ctx context.Context) ([]found, error) {
	t := tree{root: r.in, isOutput: r.isBelowOutputs, include: r.Include, exclude: r.Exclude, warn: func(path, text string) {
		r.ledger.warn(filepath.Join(r.Input, filepath.FromSlash(path)) + ": " + text)
	}}
	if r.offset == "" && r.out != nil { // else the outputs are told by the journal
		var err error
		if t.outputs, err = r.out.Stat("."); err != nil {
			return nil, load.Named(r.Output, err)
		}
	}
	err := t.walk(ctx, ".")
	if err == nil && len(t.found) == 0 {
		r.ledger.warn(fmt.Sprintf("%s: no sound was found (want %s)", r.Input, strings.Join(r.Include, ", ")))
	}
	return t.found, err
}

// finish writes through what is not on the disk yet, and gives the report its name.
func (r *run) finish() error {
	err := r.folders.end()
	if e := r.ledger.report.close(); err == nil {
		err = e
	}
	return err
}

// end lets go of everything.
func (r *run) end() {
	for i := len(r.close) - 1; i >= 0; i-- {
		r.close[i]()
	}
}
