package main

import (
	"io"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"sigconv/cmd/sigconv/internal/words"
)

// progressDelay is how long work must take before a bar appears.
const progressDelay = time.Second

// A progress draws a bar on a terminal once the work has taken a while, and nothing elsewhere.
type progress struct {
	ui    *ui
	title string
	from  time.Time // when a bar may appear
	bar   *progressbar.ProgressBar
	taken int64
}

func (u *ui) newProgress(title string) *progress {
	return &progress{ui: u, title: title, from: time.Now().Add(progressDelay)}
}

// at says that taken of total frames are done; total is -1 when it is not known.
func (p *progress) at(taken, total int64) {
	if !p.ui.terminal {
		return
	}
	if p.bar == nil || taken < p.taken { // another pass
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(lateWriter{p.ui.stderr, p.from}),
			progressbar.OptionSetDescription(words.OneLine(p.title)),
			progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetPredictTime(true),
		)
	}
	p.taken = taken
	p.bar.Set64(taken)
}

// A stages draws the progress of work that has several stages, each with a bar of its own.
type stages struct {
	progress
	name, what string
}

func (u *ui) newStages(name string) *stages {
	return &stages{progress: *u.newProgress(name), name: name}
}

// at says what is being done, and that done of total parts of it are.
func (s *stages) at(what string, done, total int64) {
	if !s.ui.terminal {
		return
	}
	if stage, _, _ := strings.Cut(what, " "); stage != s.what {
		s.what = stage
		s.progress.end()
		s.bar = nil
	}
	s.title = s.name + ": " + what
	s.progress.at(done, total)
	s.bar.Describe(words.OneLine(s.title))
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		p.bar.Clear()
	}
}

// A lateWriter drops what is written before its time, so that a bar can count from the start.
type lateWriter struct {
	to   io.Writer
	from time.Time
}

func (w lateWriter) Write(b []byte) (int, error) {
	if time.Now().Before(w.from) {
		return len(b), nil
	}
	return w.to.Write(b)
}
