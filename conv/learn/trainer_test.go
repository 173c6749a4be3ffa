package learn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"encoding/json"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// goldenTraining is what PyTorch's optimizers make of stacks: see testdata/golden/training.py.
type goldenTraining struct {
	Cases []struct {
		Name      string
		Stack     json.RawMessage
		Batch     []struct{ X, Y [][]float64 }
		Optimizer string
		LR        float64
		LossName  string `json:"loss_name"`
		Losses    []float64
		Norms     []float64 `json:"gradient_norms"`
		Final     struct {
			Weights [][][][]float64
			Bias    [][]float64
		}
	}
}

func TestTrainingAgreesWithPyTorch(t *testing.T) {
	var golden goldenTraining
	testkit.Golden(t, "training.json", &golden)
	for _, c := range golden.Cases {
		t.Run(c.Name, func(t *testing.T) {
			start := readStack(t, c.Stack)
			loss, err := ParseLoss(c.LossName)
			if err != nil {
				t.Fatal(err)
			}
			optimizer, err := ParseOptimizer(c.Optimizer)
			if err != nil {
				t.Fatal(err)
			}
			w := newWeights(shapesOf(start), start.Inputs(), 0)
			copy(w.flat, flatten(start))
			var batch []stretch
			samples, energy := 0, 0.0
			for _, crop := range c.Batch {
				batch = append(batch, stretch{dry: crop.X, wet: crop.Y})
				for _, y := range crop.Y {
					samples += len(y)
					energy += dot(y, y)
				}
			}
			tape, g, descent := newTape(w.stack), w.like(), newDescent(optimizer, len(w.flat))
			for step := range c.Losses {
				total, left := make([]float64, len(w.flat)), 0.0
				for _, crop := range batch {
					left += tape.learn(crop, g, loss.scale(samples, energy, 0))
					for i, v := range g.flat {
						total[i] += v
					}
				}
				checkClose(t, fmt.Sprint("loss ", step), []float64{left * loss.scale(samples, energy, 0)}, c.Losses[step:step+1], 1e-11)
				checkClose(t, fmt.Sprint("norm ", step), []float64{shorten(total)}, c.Norms[step:step+1], 1e-10)
				descent.step(w.flat, total, c.LR)
			}
			var want []float64
			for i, kernels := range c.Final.Weights {
				for _, inputs := range kernels {
					want = append(want, joined(inputs)...)
				}
				want = append(want, c.Final.Bias[i]...)
			}
			checkClose(t, "weights", w.flat, want, 1e-10)
		})
	}
}

func shapesOf(s *conv.Stack) (shapes []Shape) {
	for i := range s.Layers {
		l := &s.Layers[i]
		shapes = append(shapes, Shape{l.Outputs(), l.Len(), l.Activation})
	}
	return shapes
}

// shaped returns an example: noise through a filter, a tanh and another filter.
func shaped(frames int, seed uint64) Example {
	dry := testkit.Random(frames, seed)
	wet := convolved(dry, []float64{1, -0.6, 0.8, 0.3}, 1)
	for i, v := range wet {
		wet[i] = 0.01 * math.Tanh(2*v)
	}
	return Example{[][]float64{dry}, [][]float64{convolved(wet, []float64{0.5, 0.4, -0.2}, 0)}, Split{int64(frames), 0.2}}
}

var someOptions = Options{Batch: 4, Crop: 256, Rate: 1e-2, Patience: 100, Seed: 1}

func newTestTrainer(t *testing.T, layers string, o Options, examples ...Example) *Trainer {
	t.Helper()
	shapes, err := ParseShapes(layers)
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := NewTrainer(shapes, 1, examples, o)
	if err != nil {
		t.Fatal(err)
	}
	return trainer
}

func runEpochs(t *testing.T, trainer *Trainer, n int) {
	t.Helper()
	for range n {
		if _, err := trainer.Epoch(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTrainerLearns checks what the trainer says of its best stack by the convolution that applies it, at the levels that the
// recordings have.
func TestTrainerLearns(t *testing.T) {
	trainer := newTestTrainer(t, "4x8:tanh, 1x4", someOptions, shaped(20_000, 1), shaped(15_000, 2))
	runEpochs(t, trainer, 30)
	s := trainer.BestStack()
	p, _ := trainer.Best()
	if db := 10 * math.Log10(p.HeldOut); db > -25 {
		t.Errorf("held-out ESR %.1f dB, want below -25", db)
	}
	var all Error
	for _, e := range []Example{shaped(20_000, 1), shaped(15_000, 2)} {
		r := NewResidual(s, e.Split)
		r.Add(e.Dry, e.Wet)
		r.End()
		all.Add(r.HeldOut)
	}
	if got := all.ESR(); math.Abs(got/p.HeldOut-1) > 1e-9 {
		t.Errorf("applied, the stack leaves %v, in training %v", got, p.HeldOut)
	}
	if s.Center() != 1 {
		t.Errorf("centre %d, want 1", s.Center())
	}
}

// TestTrainingDoesNotDependOnJobs compares weights bit for bit.
func TestTrainingDoesNotDependOnJobs(t *testing.T) {
	var want []float64
	for _, jobs := range []int{1, 2, 3, 7} {
		o := someOptions
		o.Jobs = jobs
		trainer := newTestTrainer(t, "5x8:tanh, 4x3:relu, 1x4", o, shaped(9000, 1))
		runEpochs(t, trainer, 2)
		if want == nil {
			want = trainer.weights.flat
		}
		checkSameBits(t, fmt.Sprint(jobs, " jobs"), trainer.weights.flat, want)
	}
}

func checkSameBits(t *testing.T, what string, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			t.Fatalf("%s: number %d is %v, want %v to the last bit", what, i, got[i], want[i])
		}
	}
}

// TestResumeEqualsUninterrupted goes on from a checkpoint in another trainer.
func TestResumeEqualsUninterrupted(t *testing.T) {
	for _, optimizer := range []Optimizer{Adam, SGD} {
		o := someOptions
		o.Optimizer, o.Patience = optimizer, 8
		whole := newTestTrainer(t, "4x8:tanh, 1x4", o, shaped(9000, 1))
		runEpochs(t, whole, 7)

		first := newTestTrainer(t, "4x8:tanh, 1x4", o, shaped(9000, 1))
		runEpochs(t, first, 3)
		var file bytes.Buffer
		if err := first.Save(&file); err != nil {
			t.Fatal(err)
		}
		o.Jobs = 3
		second := newTestTrainer(t, "4x8:tanh, 1x4", o, shaped(9000, 1))
		if err := second.Restore(&file); err != nil {
			t.Fatal(err)
		}
		runEpochs(t, second, 4)
		checkSameBits(t, optimizer.String(), second.weights.flat, whole.weights.flat)
		checkSameBits(t, optimizer.String()+"'s best", second.best, whole.best)
		if fmt.Sprint(second.progress) != fmt.Sprint(whole.progress) || second.TotalSteps() != whole.TotalSteps() {
			t.Errorf("progress %v, want %v", second.progress, whole.progress)
		}
	}
}

func TestRestoreRefusesOtherTrainings(t *testing.T) {
	trainer := newTestTrainer(t, "4x8:tanh, 1x4", someOptions, shaped(9000, 1))
	runEpochs(t, trainer, 1)
	var file bytes.Buffer
	if err := trainer.Save(&file); err != nil {
		t.Fatal(err)
	}
	other := someOptions
	other.Seed = 2
	for _, c := range []struct {
		name, text, want string
		trainer          *Trainer
	}{
		{"nothing", "", "no whole checkpoint", trainer},
		{"half", file.String()[:file.Len()/2], "no whole checkpoint", trainer},
		{"a stack", `{"format": "sigconv-stack/1"}`, "no whole checkpoint", trainer},
		{"another seed", file.String(), "another seed (found 1, want 2)", newTestTrainer(t, "4x8:tanh, 1x4", other, shaped(9000, 1))},
		{"other layers", file.String(), "another layers", newTestTrainer(t, "4x8:relu, 1x4", someOptions, shaped(9000, 1))},
		{"other recordings", file.String(), "another recordings", newTestTrainer(t, "4x8:tanh, 1x4", someOptions, shaped(9000, 2))},
		{"more behind it", file.String() + "{}", "no whole checkpoint", trainer},
		{"a number changed", strings.Replace(file.String(), `"steps":64`, `"steps":65`, 1), "damaged", trainer},
		{"damaged", strings.Replace(file.String(), `"best_at":0`, `"best_at":5`, 1), "damaged", trainer},
	} {
		if err := c.trainer.Restore(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want an error with %q", c.name, err, c.want)
		}
	}
}

func TestEpochDiverges(t *testing.T) {
	o := someOptions
	o.Rate, o.Optimizer = 1e3, SGD
	trainer := newTestTrainer(t, "4x8, 4x8, 1x4", o, shaped(9000, 1))
	for range 10 {
		if _, err := trainer.Epoch(context.Background(), nil); errors.Is(err, ErrDiverged) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
	t.Errorf("no divergence: %v", trainer.Progress())
}

func TestEpochStopsWhenCancelled(t *testing.T) {
	trainer := newTestTrainer(t, "4x8:tanh, 1x4", someOptions, shaped(9000, 1))
	runEpochs(t, trainer, 1)
	before, _ := trainer.Best()
	ctx, cancel := context.WithCancelCause(context.Background())
	reason := errors.New("enough")
	_, err := trainer.Epoch(ctx, func(step int) {
		if step == 2 {
			cancel(reason)
		}
	})
	if !errors.Is(err, reason) {
		t.Errorf("%v, want %v", err, reason)
	}
	if after, _ := trainer.Best(); after != before {
		t.Errorf("the best is %v, was %v", after, before)
	}
}

func TestNewTrainerErrors(t *testing.T) {
	silent := shaped(9000, 1)
	clear(silent.Wet[0])
	short := shaped(8, 1)
	for name, e := range map[string]Example{"silence": silent, "too short": short} {
		if _, err := NewTrainer([]Shape{{1, 9, conv.Tanh}}, 0, []Example{e}, someOptions); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestParseShapes(t *testing.T) {
	got, err := ParseShapes(" 8x32:tanh,8 x 3 : leaky relu, 1X32")
	want := []Shape{{8, 32, conv.Tanh}, {8, 3, conv.LeakyReLU}, {1, 32, conv.Identity}}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("%v, %v, want %v", got, err, want)
	}
	for _, bad := range []string{"", "8", "8x", "x8", "0x8", "8x0", "8x8:", "8x8:sin", "8x8,,1x1", "1e3x2", "-1x2", "8x8x8", "9999x1", "1x999999999"} {
		if shapes, err := ParseShapes(bad); err == nil {
			t.Errorf("%q is %v, want an error", bad, shapes)
		}
	}
}

// BenchmarkStep takes Adam's steps on a batch of 16 crops of 8,192 frames.
func BenchmarkStep(b *testing.B) {
	shapes, _ := ParseShapes("8x32:tanh, 8x32:tanh, 1x32")
	trainer, err := NewTrainer(shapes, 0, []Example{shaped(200_000, 1)}, Options{Batch: 16, Crop: 8192, Rate: 1e-3, Patience: 1, Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		trainer.step(context.Background())
	}
}
