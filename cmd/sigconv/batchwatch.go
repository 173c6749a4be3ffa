package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/schollz/progressbar/v3"

	"sigconv/cmd/sigconv/internal/batch"
	"sigconv/cmd/sigconv/internal/words"
)

// lineEvery is how often a batch says how far it is where there is no terminal for a bar.
const lineEvery = 10 * time.Second

// A batchWatch shows how a batch gets on: a bar on a terminal, now and then a line elsewhere, and failures at once.
type batchWatch struct {
	ui    *ui
	quiet bool
	began time.Time
	said  time.Time // when the last line was
	bar   *progressbar.ProgressBar
	total int64
	hints map[string]bool // that were given: one is enough
}

func (u *ui) newBatchWatch(quiet bool) *batchWatch {
	now := time.Now()
	return &batchWatch{ui: u, quiet: quiet, began: now, said: now, hints: map[string]bool{}}
}

// At shows a progress.
func (w *batchWatch) At(p batch.Progress) {
	switch {
	case w.quiet:
	case w.ui.terminal:
		w.draw(p)
	case time.Since(w.said) >= lineEvery:
		w.said = time.Now()
		w.ui.say("%s", w.line(p))
	}
}

// draw moves the bar.
func (w *batchWatch) draw(p batch.Progress) {
	if w.bar == nil {
		w.bar = progressbar.NewOptions64(p.Total,
			progressbar.OptionSetWriter(lateWriter{w.ui.stderr, w.began.Add(progressDelay)}),
			progressbar.OptionSetWidth(20),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionShowBytes(true),
		)
		w.total = p.Total
	}
	if p.Total != w.total { // what is skipped is no work
		w.total = p.Total
		w.bar.ChangeMax64(max(p.Total, 1))
	}
	w.bar.Describe(describeProgress(p))
	w.bar.Set64(p.Bytes)
}

// describeProgress says how many files are done.
func describeProgress(p batch.Progress) string {
	text := fmt.Sprintf("%s of %s files", grouped(p.Done+p.Skipped+p.Failed), grouped(p.Files))
	if p.Failed > 0 {
		text += fmt.Sprintf(", %s failed", grouped(p.Failed))
	}
	return text
}

// line says in one line what the bar shows.
func (w *batchWatch) line(p batch.Progress) string {
	took := time.Since(w.began).Seconds()
	text := fmt.Sprintf("%s, %s of %s", describeProgress(p), words.Bytes(float64(p.Bytes)), words.Bytes(float64(p.Total)))
	if p.Bytes > 0 {
		rate := float64(p.Bytes) / took
		text += fmt.Sprintf(", %s/s, %s left", words.Bytes(rate), words.Seconds(float64(p.Total-p.Bytes)/rate))
	}
	return text
}

// Failed prints why a file failed, and what could be done about it once for all files.
func (w *batchWatch) Failed(err error) {
	hint := hintOf(err)
	if w.hints[hint] {
		err = errors.New(err.Error())
	}
	w.hints[hint] = true
	w.print(func() { w.ui.fail(err) })
}

// Warn prints a warning.
func (w *batchWatch) Warn(text string) { w.print(func() { w.ui.warn(text) }) }

// print prints a line, which takes the place of the bar until that is drawn again.
func (w *batchWatch) print(line func()) {
	w.end()
	line()
}

// end takes the bar away.
func (w *batchWatch) end() {
	if w.bar != nil && time.Since(w.began) > progressDelay {
		w.bar.Clear()
	}
}
