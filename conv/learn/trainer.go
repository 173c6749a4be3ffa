package learn

import (
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"

	"sigconv/conv"
	"sigconv/internal/parallel"
)

// An Example is a pair of recordings, aligned, that a stack is learned from.
type Example struct {
	Dry, Wet [][]float64 // [channel][frame], all of as many frames
	Split    Split       // of them
}

// Options says how a stack is learned.
type Options struct {
	Batch     int     // crops of a step, one at least
	Crop      int     // wet frames of a crop, one at least; spans that are shorter leave shorter ones
	Rate      float64 // of learning, above 0
	Patience  int     // epochs without a better stack until the end, one at least
	Optimizer Optimizer
	Loss      Loss
	Seed      uint64
	Jobs      int // how many crops are worked on at once, 0 for one a core; the result does not depend on it
}

// Bytes returns the memory that a training of such a stack takes besides the recordings, more or less: the gradients of a batch, and what
// layers give for the crops that are worked on at once.
func (o Options) Bytes(shapes []Shape) float64 {
	jobs := o.Jobs
	if jobs < 1 {
		jobs = runtime.GOMAXPROCS(0)
	}
	params, samples, inputs := 0.0, 0.0, 1
	for _, s := range shapes {
		params += float64(s.Channels) * (float64(inputs)*float64(s.Taps) + 1)
		samples += 2 * float64(s.Channels) * float64(max(o.Crop, measuredPiece)+Reach(shapes))
		inputs = s.Channels
	}
	return 8 * (params*float64(o.Batch+8) + samples*float64(jobs))
}

// A Trainer learns a stack by backpropagation, epoch by epoch. Each step takes a batch of crops at random places, and moves the weights down
// the gradient of their loss. The same seed and examples give the same bits, whatever the jobs.
//
// Signals are learned at a level near 1, whatever their own: powers of two in the first and the last layer make up for it.
type Trainer struct {
	options  Options
	examples []Example
	scales   scales
	places   places
	measured []stretch // what is held out
	quiet    float64   // energy of a silent wet sample, as losses have it

	weights  *weights
	descent  *descent
	rate     float64
	progress []Progress
	best     []float64 // weights
	bestAt   int       // index of its progress, -1 for none

	digest    string // of the recordings, once it was wanted
	tapes     chan *tape
	gradients []*weights // of the crops of a batch
}

// Progress is what an epoch came to.
type Progress struct {
	Epoch   int     `json:"epoch"` // counted from 1
	Train   float64 `json:"train"` // ESR of the epoch's crops, before each step
	HeldOut float64 `json:"heldout"`
	Rate    float64 `json:"rate"` // of learning
}

// esr returns what stacks are compared by.
func (p Progress) esr() float64 {
	if p.HeldOut >= 0 {
		return p.HeldOut
	}
	return p.Train
}

// nothingHeldOut stands for the error on nothing, or on silence.
const nothingHeldOut = -1

// leastSteps is how many steps an epoch has at least: material of a few seconds is soon gone through.
const leastSteps = 64

// ErrDiverged is returned where the error grew instead of shrinking.
var ErrDiverged = errors.New("the training diverged")

// NewTrainer returns a trainer for a stack of the given shapes, which looks ahead center frames, as far as its taps allow. It
// takes the examples over, and changes their level. It is an error where they are silent, or shorter than the stack
// reaches. It panics for options that make no sense, and where the examples do not have the channels of the shapes.
func NewTrainer(shapes []Shape, center int, examples []Example, o Options) (*Trainer, error) {
	if o.Batch < 1 || o.Crop < 1 || o.Patience < 1 || !(o.Rate > 0) {
		panic(fmt.Sprintf("learn: bad options %+v", o))
	}
	if o.Jobs < 1 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	inputs := len(examples[0].Dry)
	w := newWeights(shapes, inputs, center)
	w.scatter(o.Seed)
	t := &Trainer{
		options: o, examples: examples, weights: w, rate: o.Rate, bestAt: -1,
		descent: newDescent(o.Optimizer, len(w.flat)),
		tapes:   make(chan *tape, o.Jobs),
	}
	for _, e := range examples {
		if len(e.Dry) != inputs || len(e.Wet) != shapes[len(shapes)-1].Channels {
			panic(fmt.Sprintf("learn: an example of %d channels and %d of a stack from %d to %d",
				len(e.Dry), len(e.Wet), inputs, shapes[len(shapes)-1].Channels))
		}
		for _, span := range stretches(e, w.stack) {
			if span.heldOut {
				t.measured = append(t.measured, span.cut(measuredPiece)...)
			} else {
				t.places.spans = append(t.places.spans, span)
			}
		}
	}
	if err := t.places.count(&t.options); err != nil {
		return nil, err
	}
	if err := t.normalise(); err != nil {
		return nil, err
	}
	for range o.Jobs {
		t.tapes <- newTape(w.stack)
	}
	for range o.Batch {
		t.gradients = append(t.gradients, newWeights(shapes, inputs, center))
	}
	return t, nil
}

// normalise brings the level of all recordings near 1.
func (t *Trainer) normalise() error {
	var dry, wet level
	for _, s := range t.places.spans {
		dry.add(s.dry)
		wet.add(s.wet)
	}
	if !(dry.energy > quietest && wet.energy > quietest) {
		return ErrSilence
	}
	t.scales = scales{nearestPower(1 / dry.rms()), 1}
	last := &t.weights.stack.Layers[len(t.weights.stack.Layers)-1]
	if last.Activation == conv.Identity {
		t.scales.wet = nearestPower(1 / wet.rms())
	} else { // which must begin where it bends little, for the level cannot be made up for behind it
		for _, kernels := range last.Kernels {
			scale(kernels, min(wet.rms(), 1))
		}
	}
	for _, e := range t.examples {
		scale(e.Dry, t.scales.dry)
		scale(e.Wet, t.scales.wet)
	}
	const silent = 1e-3 // -30 dB: the ratio to less would say more of noise than of the sound
	loud := wet.rms() * t.scales.wet
	t.quiet = silent * loud * loud
	return nil
}

// A level is that of some samples.
type level struct{ energy, samples float64 }

func (l *level) add(channels [][]float64) {
	for _, x := range channels {
		l.energy += dot(x, x)
		l.samples += float64(len(x))
	}
}

func (l level) rms() float64 { return math.Sqrt(l.energy / l.samples) }

func scale(channels [][]float64, by float64) {
	for _, x := range channels {
		for i := range x {
			x[i] *= by
		}
	}
}

// nearestPower returns a power of two near v: a product with it is exact.
func nearestPower(v float64) float64 { return math.Ldexp(1, int(math.Round(math.Log2(v)))) }

// scales are what the recordings were multiplied with.
type scales struct{ dry, wet float64 }

// Steps returns how many steps an epoch has: so many that they take in about all there is to learn from, and 64 at least.
func (t *Trainer) Steps() int {
	return max(leastSteps, int(t.places.frames()/int64(t.options.Batch*t.options.Crop)))
}

// Crop returns how many wet frames a crop has.
func (t *Trainer) Crop() int { return t.options.Crop }

// Params returns how many weights and biases are learned.
func (t *Trainer) Params() int { return len(t.weights.flat) }

// TotalSteps returns how many steps were taken.
func (t *Trainer) TotalSteps() int { return t.descent.steps }

// Progress returns what the epochs so far came to.
func (t *Trainer) Progress() []Progress { return t.progress }

// Done reports whether the patience is at its end.
func (t *Trainer) Done() bool { return t.stale() >= t.options.Patience }

// stale returns how many epochs there were since the best one.
func (t *Trainer) stale() int { return len(t.progress) - 1 - t.bestAt }

// Best returns what the best epoch so far came to, false before there is one.
func (t *Trainer) Best() (Progress, bool) {
	if t.bestAt < 0 {
		return Progress{}, false
	}
	return t.progress[t.bestAt], true
}

// BestStack returns the stack that the best epoch so far came to. It panics before there is one.
func (t *Trainer) BestStack() *conv.Stack {
	if t.bestAt < 0 {
		panic("learn: the best stack of no epoch")
	}
	w := t.weights.like()
	copy(w.flat, t.best)
	t.scales.fold(w.stack)
	return w.stack
}

// fold makes s take and give the levels that the recordings have.
func (s scales) fold(stack *conv.Stack) {
	first, last := &stack.Layers[0], &stack.Layers[len(stack.Layers)-1]
	for _, kernels := range first.Kernels {
		scale(kernels, s.dry)
	}
	for _, kernels := range last.Kernels {
		scale(kernels, 1/s.wet)
	}
	scale([][]float64{last.Bias}, 1/s.wet)
}

// Epoch takes the steps of an epoch, of which it tells, and measures what came of them. When ctx is cancelled it returns its
// cause, and [ErrDiverged] where nothing better will come: then the trainer has nothing more to give than its best.
func (t *Trainer) Epoch(ctx context.Context, tell func(step int)) (Progress, error) {
	var left, energy float64
	for step := range t.Steps() {
		l, e := t.step(ctx)
		left, energy = left+l, energy+e
		if ctx.Err() != nil {
			return Progress{}, context.Cause(ctx)
		}
		if tell != nil {
			tell(step + 1)
		}
	}
	heldOut := t.measure(ctx, t.measured)
	if ctx.Err() != nil {
		return Progress{}, context.Cause(ctx)
	}
	p := Progress{Epoch: len(t.progress) + 1, Train: left / energy, HeldOut: heldOut, Rate: t.rate}
	t.progress = append(t.progress, p)
	if t.diverged(p) {
		return p, ErrDiverged
	}
	if t.bestAt < 0 || p.esr() < t.progress[t.bestAt].esr() {
		t.best, t.bestAt = append(t.best[:0], t.weights.flat...), len(t.progress)-1
	} else if t.stale()%max(t.options.Patience/4, 1) == 0 {
		t.rate /= 2 // near the bottom a smaller step goes deeper
	}
	return p, nil
}

// diverged reports whether an epoch came to nothing: numbers that are none or beyond all measure, or, where silence would
// do better, far worse than what was there before.
func (t *Trainer) diverged(p Progress) bool {
	const beyond, far = 1e6, 10
	if !(p.Train < beyond && p.HeldOut < beyond) {
		return true
	}
	return p.Train > 1 && t.bestAt >= 0 && p.Train > far*t.progress[t.bestAt].Train
}

// step moves the weights once, and returns what was left of the energy of the batch before. When ctx is cancelled it has
// done half of that.
func (t *Trainer) step(ctx context.Context) (left, energy float64) {
	batch := t.places.batch(t.options, t.descent.steps)
	samples := 0
	for _, c := range batch {
		for _, y := range c.wet {
			energy += dot(y, y)
			samples += len(y)
		}
	}
	factor := t.options.Loss.scale(samples, energy, t.quiet*float64(samples))
	lefts := make([]float64, len(batch))
	t.inParallel(ctx, len(batch), func(tape *tape, i int) { lefts[i] = tape.learn(batch[i], t.gradients[i], factor) })
	// Whichever crop was done first, they are added in one order.
	sum := t.gradients[0].flat
	for _, g := range t.gradients[1:] {
		for i, v := range g.flat {
			sum[i] += v
		}
	}
	for _, l := range lefts {
		left += l
	}
	shorten(sum)
	t.descent.step(t.weights.flat, sum, t.rate)
	return left, energy
}

// learn sets g to the gradient of factor times the squared error of a crop, and returns that error.
func (t *tape) learn(c stretch, g *weights, factor float64) (left float64) {
	y := t.forward(c.dry)
	clear(g.flat)
	t.backward(g.stack, c.dry, func(dst []float64, o int) {
		wet := c.wet[o]
		for i, v := range y.channel(o) {
			d := v - wet[i]
			left += d * d
			dst[i] = 2 * factor * d
		}
	}, nil)
	return left
}

// measuredPiece is how many wet frames are measured at a time.
const measuredPiece = 1 << 13

// inParallel calls do with a tape for 0 to n-1, as long as ctx is not cancelled.
func (t *Trainer) inParallel(ctx context.Context, n int, do func(tape *tape, i int)) {
	parallel.Do(t.options.Jobs, n, func(i int) {
		if ctx.Err() != nil {
			return
		}
		tape := <-t.tapes
		do(tape, i)
		t.tapes <- tape
	})
}

// measure returns the ESR of some pieces, with the weights as they are.
func (t *Trainer) measure(ctx context.Context, pieces []stretch) float64 {
	if len(pieces) == 0 {
		return nothingHeldOut
	}
	errors := make([]Error, len(pieces))
	t.inParallel(ctx, len(pieces), func(tape *tape, i int) { errors[i] = tape.measure(pieces[i]) })
	var all Error
	for _, e := range errors {
		all.Add(e)
	}
	if all.Silent() {
		return nothingHeldOut
	}
	return all.ESR()
}

// TrainESR returns the ESR of the best stack on all that was learned from, where that of an epoch is of its crops, while the
// weights changed.
func (t *Trainer) TrainESR(ctx context.Context) float64 {
	var pieces []stretch
	for _, s := range t.places.spans {
		pieces = append(pieces, s.cut(measuredPiece)...)
	}
	last := slices.Clone(t.weights.flat)
	defer copy(t.weights.flat, last)
	copy(t.weights.flat, t.best)
	return t.measure(ctx, pieces)
}

func (t *tape) measure(s stretch) (e Error) {
	y := t.forward(s.dry)
	for o, wet := range s.wet {
		for i, v := range y.channel(o) {
			e.Left += (v - wet[i]) * (v - wet[i])
			e.Wet += wet[i] * wet[i]
		}
	}
	return e
}
