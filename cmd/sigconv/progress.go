package main

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// progressDelay is how long work must take before a bar appears.
const progressDelay = time.Second

// A progress draws a bar on a terminal once the work has taken a while.
type progress struct {
	ui    *ui
	title string
	began time.Time
	bar   *progressbar.ProgressBar
}

func (u *ui) newProgress(title string) *progress {
	return &progress{ui: u, title: title, began: time.Now()}
}

// at says that taken of total frames are done; total is -1 when it is not known.
func (p *progress) at(taken, total int64) {
	if !p.ui.terminal || time.Since(p.began) < progressDelay {
		return
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(p.ui.stderr),
			progressbar.OptionSetDescription(oneLine(p.title)),
			progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionSetPredictTime(true),
		)
	}
	p.bar.Set64(taken)
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		p.bar.Clear()
	}
}
