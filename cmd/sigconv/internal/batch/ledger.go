package batch

import (
	"sync"
	"time"

	"sigconv/cmd/sigconv/internal/apply"
)

// A Progress says how far a batch is.
type Progress struct {
	Files, Done, Skipped, Failed int
	Bytes, Total                 int64 // of inputs: computed, and to be computed
}

// Statuses of a file.
const (
	Done    = "done"
	Skipped = "skipped" // an earlier run has done it
	Failed  = "failed"
)

// An outcome is what became of a task.
type outcome struct {
	status   string
	redone   string        // why, where an earlier run had done it
	result   *apply.Result // nil where there is none
	warnings []string      // those that are of this file alone
	err      error
}

// A ledger adds up what becomes of files, writes it to the report, and tells the watcher.
type ledger struct {
	mu       sync.Mutex
	watch    Watcher
	report   *report
	progress Progress
	bytes    int64 // of the inputs of files that are done
	redone   map[string]int
	warned   int // files that were done with warnings
	warnings []string
}

// mostWarned is of how many files the warnings are told to the watcher, which would drown in them.
const mostWarned = 20

func newLedger(w Watcher) *ledger {
	return &ledger{watch: w, report: &report{}, redone: map[string]int{}}
}

// warn notes trouble that stops no file.
func (l *ledger) warn(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.warnings = append(l.warnings, text)
	l.watch.Warn(text)
}

// begin says what is to be done.
func (l *ledger) begin(tasks []task) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.progress.Files = len(tasks)
	for _, t := range tasks {
		l.progress.Total += t.size
	}
	l.watch.At(l.progress)
}

func (l *ledger) hasFailed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.progress.Failed > 0
}

// A progress is that of one file.
type progress struct {
	ledger *ledger
	size   int64
	bytes  int64 // that the ledger has counted
}

func (l *ledger) start(size int64) *progress { return &progress{ledger: l, size: size} }

// at says that taken of total frames have been computed.
func (p *progress) at(taken, total int64) {
	if total > 0 {
		p.ledger.count(p, int64(float64(p.size)*float64(taken)/float64(total)))
	}
}

// drop takes back what was counted of a file that does not come to an end.
func (p *progress) drop() { p.ledger.count(p, 0) }

// count says that so many bytes of a file have been computed. A second pass over it begins anew.
func (l *ledger) count(p *progress, bytes int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.progress.Bytes += bytes - p.bytes
	p.bytes = bytes
	l.watch.At(l.progress)
}

// note takes down what became of a file.
func (l *ledger) note(o outcome, brief briefLine, p *progress) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.progress.Bytes += p.size - p.bytes
	switch o.status {
	case Done:
		l.progress.Done++
		l.bytes += p.size
		l.pass(o.warnings, brief.Input)
	case Skipped:
		l.progress.Skipped++
		l.progress.Bytes -= p.size
		l.progress.Total -= p.size
	case Failed:
		l.progress.Failed++
		l.watch.Failed(o.err)
	}
	if o.redone != "" {
		l.redone[o.redone]++
	}
	brief.line = line{Status: o.status, Bytes: p.size, Files: l.progress.Files, Shard: brief.Shard}
	if o.err != nil {
		text := o.err.Error()
		brief.Error = &text
	}
	if o.redone != "" {
		brief.Redone = &o.redone
	}
	l.report.write(brief, o.result)
	l.watch.At(l.progress)
}

// pass tells the watcher the warnings of a file.
func (l *ledger) pass(warnings []string, input string) {
	if len(warnings) == 0 {
		return
	}
	l.warned++
	if l.warned == mostWarned+1 {
		l.watch.Warn("more files have warnings: --report lists them all")
	}
	if l.warned > mostWarned {
		return
	}
	for _, text := range warnings {
		l.watch.Warn(input + ": " + text)
	}
}

// A Summary says what became of a batch. Files is the sum of Done, Skipped, Failed and Left.
type Summary struct {
	Command  string         `json:"command"`
	Input    string         `json:"input"`
	Output   string         `json:"output"`
	Kernels  []string       `json:"kernels"`
	Shard    string         `json:"shard"`
	Files    int            `json:"files"` // of this share, each as often as there are kernels
	Done     int            `json:"done"`
	Skipped  int            `json:"skipped"`
	Failed   int            `json:"failed"`
	Left     int            `json:"left"`   // what a stop or an interruption has left
	Redone   map[string]int `json:"redone"` // of those done: why, though an earlier run had done them
	Warned   int            `json:"warned"` // of those done: with warnings, such as of clipping
	Bytes    int64          `json:"bytes"`  // of the inputs of those done
	Seconds  float64        `json:"seconds"`
	Warnings []string       `json:"warnings"`
}

func (l *ledger) summary(o Options, took time.Duration) *Summary {
	p := l.progress
	s := &Summary{
		Command: command, Input: o.Input, Output: o.Output, Shard: o.Shard.String(),
		Files: p.Files, Done: p.Done, Skipped: p.Skipped, Failed: p.Failed, Left: p.Files - p.Done - p.Skipped - p.Failed,
		Redone: l.redone, Warned: l.warned, Bytes: l.bytes, Seconds: took.Seconds(), Warnings: append([]string{}, l.warnings...),
	}
	for _, f := range o.Filters {
		s.Kernels = append(s.Kernels, f.Label)
	}
	return s
}
