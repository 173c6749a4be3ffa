package teach

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/conv"
	"sigconv/conv/learn"
)

// A StackJob is a stack that is to be learned by backpropagation.
type StackJob struct {
	Material
	Outputs
	Shapes     []learn.Shape
	Center     int // below 0 for finding out
	Ridge      float64
	Options    learn.Options
	Epochs     int
	Checkpoint string // path, "" for none
	Resume     string // path of a checkpoint to go on from, "" for none
	Progress   Progress
	Tell       func(TrainingProgress)
}

// TrainingProgress is how far a training is.
type TrainingProgress struct {
	Epoch, Epochs int // the one that is under way, from 1
	Done, Total   int64
	Last          *learn.Progress // of the last epoch, nil for none
	Best          float64         // ESR in dB of the best epoch so far
}

// mostMemory is the most bytes that recordings in memory may take.
const mostMemory = 4 << 30

// Stack does the job. When ctx is cancelled behind the first epoch it writes the best stack so far, and returns the result and
// the cause.
func Stack(ctx context.Context, job StackJob) (*Result, error) {
	began := time.Now()
	reach := learn.Reach(job.Shapes)
	m, err := job.Material.open(ctx, reach, job.Progress)
	if err != nil {
		return nil, err
	}
	if err := m.suits(job.Shapes); err != nil {
		return nil, err
	}
	files, err := job.begin(m.files(), lossPicture, soundPicture)
	if err != nil {
		return nil, err
	}
	defer files.discard()
	if err := job.checkCheckpoint(); err != nil {
		return nil, err
	}
	// The best kernel comes first: it says where the centre lies, and what a stack has to beat.
	f, err := m.fit(ctx, reach, job.Center, job.Ridge)
	if err != nil {
		return nil, err
	}
	t, err := m.trainer(ctx, job, f)
	if err != nil {
		return nil, err
	}
	r := &Result{Heading: newHeading("backprop", m), Training: &Training{}, Footing: newFooting(job.Outputs, m, files)}
	r.describeFit(f)
	r.judge(f)
	stopped := job.train(ctx, m, t, r)
	best, progress := t.Best()
	if best == nil {
		return nil, stopped
	}
	if errors.Is(stopped, learn.ErrDiverged) || stopped != nil && ctx.Err() == nil {
		return nil, stopped
	}
	r.describeTraining(t, progress)
	r.Layers = describeLayers(best)
	if stopped == nil {
		r.Train = decibels(t.TrainESR(ctx))
	}
	r.compareWithKernel()
	best.Rate = m.rate()
	if err := files.writeStack(best); err != nil {
		return nil, err
	}
	if job.Pictures != "" {
		if err := m.drawTraining(files, best, r, f.loudest); err != nil {
			return nil, err
		}
	}
	r.Seconds = time.Since(began).Seconds()
	if err := files.finish(context.WithoutCancel(ctx), r); err != nil {
		return nil, err
	}
	return r, stopped
}

// suits reports whether the recordings have the channels of the layers. A stack that gives one channel is learned from each channel
// by itself.
func (m *material) suits(shapes []learn.Shape) error {
	last := shapes[len(shapes)-1].Channels
	if last == 1 || last == m.outputs() {
		return nil
	}
	return fmt.Errorf("%s: the layers do not fit the recordings (found %d channels of the last layer, want 1, for each channel by itself, or %d)",
		m.name(), last, m.outputs())
}

// trainer returns a trainer of the pairs in memory, which goes on from a checkpoint where the job says so.
func (m *material) trainer(ctx context.Context, job StackJob, f *fit) (*learn.Trainer, error) {
	together := job.Shapes[len(job.Shapes)-1].Channels > 1
	bytes := 16 * float64(m.frames()) * float64(m.outputs())
	if bytes > mostMemory {
		return nil, &load.HintError{
			Err:  fmt.Errorf("%s: the recordings take too much memory for backpropagation (found %.3g GB, want at most %.3g GB)", m.name(), bytes/1e9, mostMemory/1e9),
			Hint: "--duration takes less of them",
		}
	}
	var examples []learn.Example
	var one learn.Example
	err := m.pass(ctx, "reading", func(s learn.Split) { one = learn.Example{Split: s} },
		func(dry, wet [][]float64) {
			if together && len(m.pairs[0].dryChannels()) == 1 {
				dry = dry[:1]
			}
			one.Dry, one.Wet = appendFrames(one.Dry, dry), appendFrames(one.Wet, wet)
		},
		func() {
			if together {
				examples = append(examples, one)
				return
			}
			for c := range one.Wet {
				examples = append(examples, learn.Example{Dry: one.Dry[c : c+1], Wet: one.Wet[c : c+1], Split: one.Split})
			}
		})
	if err != nil {
		return nil, err
	}
	t, err := learn.NewTrainer(job.Shapes, f.fits[0].Center, examples, job.Options)
	if err != nil {
		return nil, m.explain(err)
	}
	if t.Crop() < job.Options.Crop {
		m.warnings = append(m.warnings, fmt.Sprintf("the crops are shorter than asked for (found spans of %d frames, want %d)", t.Crop(), job.Options.Crop))
	}
	if job.Resume == "" {
		return t, nil
	}
	file, err := os.Open(job.Resume)
	if err != nil {
		return nil, load.Named(job.Resume, err)
	}
	defer file.Close()
	if err := t.Restore(file); err != nil {
		return nil, load.Named(job.Resume, err)
	}
	return t, nil
}

// checkCheckpoint refuses to overwrite a checkpoint that this training does not go on from.
func (job StackJob) checkCheckpoint() error {
	if job.Checkpoint == "" || job.Force {
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
			_, best := t.Best()
			now.Best = bestDecibels(best)
		}
		_, err := t.Epoch(ctx, func(step int) {
			now.Done = int64(now.Epoch-1)*steps + int64(step)
			job.Tell(now)
		})
		switch {
		case errors.Is(err, learn.ErrDiverged):
			return &load.HintError{
				Err: fmt.Errorf("%s: %w in epoch %d (found a training error of %.3g times the sound, at a learning rate of %v)",
					m.name(), err, now.Epoch, t.Progress()[now.Epoch-1].Train, t.Progress()[now.Epoch-1].Rate),
				Hint: "a lower --lr may help; nothing was written",
			}
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

// describeTraining puts what a training came to into r.
func (r *Result) describeTraining(t *learn.Trainer, best learn.Progress) {
	r.Kernel = r.HeldOut
	r.Params, r.Steps, r.Epochs = t.Params(), t.TotalSteps(), len(t.Progress())
	r.BestEpoch, r.Progress = best.Epoch, t.Progress()
	r.Train, r.HeldOut = decibels(best.Train), nil
	if best.HeldOut >= 0 {
		r.HeldOut = finite(decibels(best.HeldOut))
	}
}

// compareWithKernel judges the stack by the best kernel.
func (r *Result) compareWithKernel() {
	if r.Kernel == nil || r.HeldOut == nil {
		return
	}
	gain := *r.Kernel - *r.HeldOut
	switch {
	case gain > 1:
		r.Verdict = fmt.Sprintf("the layers leave %.1f dB less than the best kernel of %d taps", gain, r.Taps)
	case gain > -1:
		r.Verdict = fmt.Sprintf("the layers do as well as the best kernel of %d taps, which is simpler", r.Taps)
	default:
		r.Verdict = fmt.Sprintf("the best kernel of %d taps leaves %.1f dB less than the layers: more --epochs, or a kernel", r.Taps, -gain)
	}
}

// drawTraining draws the loss curve, and what the stack makes of a loud place.
func (m *material) drawTraining(files *files, s *conv.Stack, r *Result, loudest int64) error {
	loss := plot.Figure{Title: "learning " + r.Layers + " from " + m.title(), Columns: [][]plot.Panel{{lossChart(r.Progress, r.Kernel)}}}
	if err := files.draw(lossPicture, loss); err != nil {
		return err
	}
	e, err := m.excerpt(s, loudest)
	if err != nil {
		return err
	}
	return files.draw(soundPicture, plot.Figure{Title: m.title(), Columns: [][]plot.Panel{e.panels("stack")}})
}
