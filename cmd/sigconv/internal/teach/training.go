package teach

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/conv/learn"
)

// checkCheckpoint refuses a checkpoint that cannot be written, that is a recording, or that is there already and not what this
// training goes on from.
func (job StackJob) checkCheckpoint(m *material) error {
	if job.Checkpoint == "" {
		return nil
	}
	probe, err := output.Create(job.Checkpoint, true, m.files()...)
	if err != nil {
		return err
	}
	probe.Discard()
	if job.Force {
		return nil
	}
	there, err := os.Stat(job.Checkpoint)
	if err != nil {
		return nil
	}
	if from, err := os.Stat(job.Resume); err == nil && os.SameFile(there, from) {
		return nil
	}
	return &load.HintError{
		Err:  fmt.Errorf("%s: the checkpoint exists already", job.Checkpoint),
		Hint: "--resume goes on from it, --force overwrites it",
	}
}

// train runs epochs until there are enough, or nothing better comes, or ctx is cancelled.
func (job StackJob) train(ctx context.Context, m *material, t *learn.Trainer, r *Result) error {
	steps := int64(t.Steps())
	began, taken := time.Now(), t.TotalSteps()
	defer func() {
		if n := t.TotalSteps() - taken; n > 0 {
			r.StepTime = time.Since(began).Seconds() / float64(n)
		}
	}()
	for len(t.Progress()) < job.Epochs {
		if t.Done() {
			r.Stopped = fmt.Sprintf("no better stack in %d epochs", job.Options.Patience)
			return nil
		}
		now := TrainingProgress{Epoch: len(t.Progress()) + 1, Epochs: job.Epochs, Total: int64(job.Epochs) * steps}
		if n := len(t.Progress()); n > 0 {
			now.Last = &t.Progress()[n-1]
			best, _ := t.Best()
			now.Best = bestDecibels(best)
		}
		_, err := t.Epoch(ctx, func(step int) {
			now.Done = int64(now.Epoch-1)*steps + int64(step)
			job.Tell(now)
		})
		switch {
		case errors.Is(err, learn.ErrDiverged):
			last := t.Progress()[now.Epoch-1]
			return diverged(m.name(), last, last.Train)
		case err != nil:
			r.Stopped = "interrupted"
			return err
		}
		if err := job.save(t); err != nil {
			return err
		}
	}
	r.Stopped = "all epochs done"
	return nil
}

// bestDecibels returns the ESR that epochs are compared by.
func bestDecibels(p learn.Progress) float64 {
	if p.HeldOut >= 0 {
		return decibels(p.HeldOut)
	}
	return decibels(p.Train)
}

// save writes the checkpoint, in the place of that of the epoch before.
func (job StackJob) save(t *learn.Trainer) error {
	if job.Checkpoint == "" {
		return nil
	}
	file, err := output.Create(job.Checkpoint, true)
	if err != nil {
		return err
	}
	defer file.Discard()
	if err := t.Save(file.Writer()); err != nil {
		return load.Named(job.Checkpoint, err)
	}
	return file.Commit()
}
