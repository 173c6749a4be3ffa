// Package diff measures how a sound differs from its reference: as they are, and after the best gain and delay.
package diff

import (
	"context"
	"errors"
	"fmt"
	"math"

	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/conv/learn"
)

// A Job is two sounds to compare.
type Job struct {
	Reference, Test string
	Delay           *int // frames that the test is later, nil for finding out
	MatchGain       bool
	Picture         string // path, "" for none
	Force           bool   // overwrite it
	Progress        func(what string, done, total int64)
}

// Run does the job. It goes over the sounds up to four times, in memory that does not depend on their length.
func Run(ctx context.Context, job Job) (*Result, error) {
	pair, err := pairs.Open(pairs.Names{Dry: job.Reference, Wet: job.Test}, 0)
	if err != nil {
		return nil, err
	}
	picture, err := job.beginPicture(pair)
	if err != nil {
		return nil, err
	}
	defer picture.discard()
	m := &measurement{job: job, pair: pair, match: match{gain: 1}}
	if err := m.measure(ctx); err != nil {
		return nil, err
	}
	if picture != nil {
		if err := m.draw(ctx, picture); err != nil {
			return nil, err
		}
	}
	return newResult(m), nil
}

// A measurement is a job under way, and what it found.
type measurement struct {
	job      Job
	pair     *pairs.Pair
	levels   levels // of both sounds
	raw      state
	matched  state
	match    match
	gain     float64 // of the test against the reference: what of the reference is in the test
	warnings []string
}

// A match is what lies between the sounds.
type match struct {
	delay int         // frames that the test is later
	found learn.Delay // how that was found; zero where it was not
	gain  float64     // factor of the test
}

// measure measures the sounds as they are, and then matched.
func (m *measurement) measure(ctx context.Context) (err error) {
	m.warnings = m.pair.Warnings
	if m.raw, err = m.measureRaw(ctx); err != nil {
		return err
	}
	m.matched, m.gain = m.raw, m.raw.TestGain
	if m.raw.IdenticalShare == 1 && (m.job.Delay == nil || *m.job.Delay == 0) {
		return nil
	}
	delayed := m.raw
	if m.match, err = m.findDelay(ctx); err != nil {
		return err
	}
	if m.match.delay != 0 {
		if delayed, err = m.measureMatched(ctx, "measuring, aligned", m.match); err != nil {
			return err
		}
		if m.job.Delay == nil && !(delayed.MatchedResidual < m.raw.MatchedResidual) {
			m.match.delay, m.match.found, delayed = 0, learn.Delay{}, m.raw // what stands out most is not what cancels most
		}
	}
	m.matched, m.gain = delayed, delayed.TestGain
	if g := delayed.Gain; m.job.MatchGain && g != 1 && g != 0 && g-g == 0 {
		m.match.gain = g
		m.matched, err = m.measureMatched(ctx, "measuring, matched", m.match)
	}
	return err
}

// findDelay finds how much later the test is, or takes what the user says.
func (m *measurement) findDelay(ctx context.Context) (match, error) {
	if m.job.Delay != nil {
		return match{delay: *m.job.Delay, gain: 1}, nil
	}
	const near = 32 // frames: neighbours are no rivals
	search := pairs.DelaySearch{Pair: m.pair, Near: near, Progress: m.progress("looking for the delay")}
	found, err := search.Run(ctx)
	switch {
	case errors.Is(err, learn.ErrSilence):
		return match{gain: 1}, nil
	case err != nil:
		return match{}, err
	case !found.Clear():
		m.warnings = append(m.warnings, "no delay stands out: the sounds are compared as they lie (--align N says what the delay is)")
		return match{gain: 1}, nil
	}
	return match{delay: found.Frames, found: found, gain: 1}, nil
}

func (m *measurement) progress(what string) func(done, total int64) {
	return func(done, total int64) {
		if m.job.Progress != nil {
			m.job.Progress(what, done, total)
		}
	}
}

// CheckResidual reports a residual, after the match, that is above so many dB, or that no sound is there to have.
func (r *Result) CheckResidual(most float64) error {
	residual := r.Matched.NullResidual
	switch {
	case r.FramesTest != r.FramesReference:
		return fmt.Errorf("%s: the sounds differ in length (found %d frames, want %d, as %s)", r.Test, r.FramesTest, r.FramesReference, r.Reference)
	case r.Matched.IdenticalShare == 1:
		return nil
	case residual == nil:
		return fmt.Errorf("%s: the residual has no level, since %s is silent (want at most %g dB)", r.Test, r.Reference, most)
	case !(*residual <= most):
		return fmt.Errorf("%s: the residual is too large (found %.2f dB, want at most %g dB)", r.Test, math.Ceil(*residual*100)/100, most)
	}
	return nil
}
