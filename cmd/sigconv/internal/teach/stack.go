package teach

import (
	"context"
	"fmt"
	"math"
	"os"
	"time"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/cmd/sigconv/internal/words"
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
	size := kernelSize{learn.Reach(job.Shapes), job.Center, job.Ridge}
	m, err := job.Material.open(ctx, size, job.Progress)
	if err != nil {
		return nil, err
	}
	if err := m.suits(job.Shapes); err != nil {
		return nil, err
	}
	if err := job.checkMemory(m); err != nil {
		return nil, err
	}
	avoid := m.files()
	if from, err := os.Stat(job.Resume); err == nil {
		avoid = append(avoid, from)
	}
	job.Reserved = job.Checkpoint
	files, err := job.begin(avoid, lossPicture, soundPicture)
	if err != nil {
		return nil, err
	}
	defer files.discard()
	if err := job.checkCheckpoint(m); err != nil {
		return nil, err
	}
	// The best kernel comes first: it says where the centre lies, and what a stack has to beat.
	f, err := m.fit(ctx, size)
	if err != nil {
		return nil, err
	}
	t, err := m.trainer(ctx, job, f)
	if err != nil {
		return nil, err
	}
	r := &Result{Heading: newHeading("backprop", m), Training: &Training{}, Footing: newFooting(job.Outputs, m, files)}
	describeFit(&r.Heading, &r.Figures, &r.Footing, f)
	stopped := job.train(ctx, m, t, r)
	if stopped == nil {
		stopped = m.worthless(t)
	}
	if _, any := t.Best(); !any || stopped != nil && ctx.Err() == nil {
		return nil, stopped
	}
	r.describeTraining(ctx, t)
	if stopped == nil && ctx.Err() != nil {
		stopped = context.Cause(ctx)
	}
	if err := m.writeStack(files, t, r, f.loudest); err != nil {
		return nil, err
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
	want := "1"
	if m.outputs() > 1 {
		want = fmt.Sprintf("1, for each channel by itself, or %d", m.outputs())
	}
	return fmt.Errorf("%s: the layers do not fit the recordings (found %d channels of the last layer, want %s)", m.name(), last, want)
}

// worthless reports a training that ended far from the sound: it has never come down from where its first steps threw it.
func (m *material) worthless(t *learn.Trainer) error {
	const far = 100 // times the energy of the sound: a stack at the begin of its training leaves less
	best, _ := t.Best()
	if esr := max(best.HeldOut, best.Train); esr > far {
		return diverged(m.name(), best, esr)
	}
	return nil
}

// diverged says that a training came to nothing.
func diverged(name string, at learn.Progress, esr float64) error {
	return &load.HintError{
		Err: fmt.Errorf("%s: %w (found an error of %.3g times the sound in epoch %d, at a learning rate of %v)",
			name, learn.ErrDiverged, esr, at.Epoch, at.Rate),
		Hint: "another --lr may help, a lower one first; nothing was written",
	}
}

// checkMemory refuses what does not fit into memory.
func (job StackJob) checkMemory(m *material) error {
	bytes := 16*float64(m.frames())*float64(m.outputs()) + job.Options.Bytes(job.Shapes)
	if bytes <= mostMemory {
		return nil
	}
	return &load.HintError{
		Err:  fmt.Errorf("%s: backpropagation takes too much memory (found %s, want at most %s)", m.name(), words.Bytes(bytes), words.Bytes(mostMemory)),
		Hint: "take a shorter --duration, a smaller --batch or --crop, or smaller layers",
	}
}

// trainer returns a trainer of the pairs in memory, which goes on from a checkpoint where the job says so.
func (m *material) trainer(ctx context.Context, job StackJob, f *fit) (*learn.Trainer, error) {
	examples, err := m.examples(ctx, job.Shapes)
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
	return t, m.resume(job, t)
}

// examples reads the pairs. Where the last layer gives one channel, each channel is an example by itself.
func (m *material) examples(ctx context.Context, shapes []learn.Shape) (examples []learn.Example, err error) {
	together := shapes[len(shapes)-1].Channels > 1
	var one learn.Example
	err = m.pass(ctx, "reading", func(s learn.Split) { one = learn.Example{Split: s} },
		func(dry, wet [][]float64) {
			if together && len(m.pairs[0].DryChannels()) == 1 {
				dry = dry[:1]
			}
			one.Dry, one.Wet = pairs.AppendFrames(one.Dry, dry), pairs.AppendFrames(one.Wet, wet)
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
	return examples, err
}

// resume makes t go on from the job's checkpoint, if it has one.
func (m *material) resume(job StackJob, t *learn.Trainer) error {
	if job.Resume == "" {
		return nil
	}
	file, err := os.Open(job.Resume)
	if err != nil {
		return load.Named(job.Resume, err)
	}
	defer file.Close()
	if err := t.Restore(file); err != nil {
		return load.Named(job.Resume, err)
	}
	if done := len(t.Progress()); done >= job.Epochs {
		m.warnings = append(m.warnings, fmt.Sprintf("%s: the checkpoint has all epochs already (found %d, want fewer than %d)", job.Resume, done, job.Epochs))
	}
	return nil
}

// describeTraining puts what a training came to into r. Where there is time, the error on what was learned from is that
// of the best stack; else it is that of its epoch, while the weights changed.
func (r *Result) describeTraining(ctx context.Context, t *learn.Trainer) {
	stack := t.BestStack()
	best, _ := t.Best()
	r.Kernel, r.TrainKernel, r.Layers = r.HeldOut, r.Train, describeLayers(stack)
	r.Params, r.Steps, r.Epochs = t.Params(), t.TotalSteps(), len(t.Progress())
	r.BestEpoch, r.Progress = best.Epoch, t.Progress()
	r.Train, r.HeldOut = decibels(best.Train), nil
	if all := t.TrainESR(ctx); ctx.Err() == nil {
		r.Train = decibels(all)
	}
	if best.HeldOut >= 0 {
		r.HeldOut = words.Finite(decibels(best.HeldOut))
	}
	r.compareWithKernel()
}

// compareWithKernel judges the stack by the best kernel.
func (r *Result) compareWithKernel() {
	if r.Kernel == nil || r.HeldOut == nil {
		return
	}
	gain := *r.Kernel - *r.HeldOut
	switch {
	case *r.HeldOut > unrelated:
		r.Verdict = fmt.Sprintf("nothing was learned: the layers leave %s of the wet sound; is it the same sound in both recordings?",
			percent(math.Pow(10, *r.HeldOut/10)))
	case gain > 1:
		r.Verdict = fmt.Sprintf("the layers leave %.1f dB less than the best kernel of %d taps", gain, r.Taps)
	case gain > -1:
		r.Verdict = fmt.Sprintf("the layers do as well as the best kernel of %d taps, which is simpler", r.Taps)
	default:
		r.Verdict = fmt.Sprintf("the best kernel of %d taps leaves %.1f dB less than the layers: more --epochs, or a kernel", r.Taps, -gain)
	}
}

// writeStack writes the best stack, and the pictures of its training.
func (m *material) writeStack(files *files, t *learn.Trainer, r *Result, loudest int64) error {
	best := t.BestStack()
	best.Rate = m.rate()
	if err := files.writeStack(best); err != nil {
		return err
	}
	if len(files.drawn) == 0 {
		return nil
	}
	return m.drawTraining(files, best, r, loudest)
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
