package learn

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"slices"
)

// checkpointFormat is what a checkpoint says that it is.
const checkpointFormat = "sigconv-checkpoint/1"

// mostCheckpoint bounds the text of a checkpoint: every weight of the largest stack four times.
const mostCheckpoint = 512 << 20

// A checkpoint is all that a trainer needs to go on, bit for bit. JSON keeps every bit of a float64.
type checkpoint struct {
	Format   string     `json:"format"`
	Task     task       `json:"task"`
	Steps    int        `json:"steps"`
	Rate     float64    `json:"rate"`
	BestAt   int        `json:"best_at"`
	Progress []Progress `json:"progress"`
	Weights  []float64  `json:"weights"`
	Mean     []float64  `json:"mean"`
	Square   []float64  `json:"square"`
	Best     []float64  `json:"best"`
	Digest   string     `json:"digest"` // of all that
}

// A task is what a training must have in common with the one that it goes on with.
type task struct {
	Layers     string  `json:"layers"`
	Center     int     `json:"center"`
	Batch      int     `json:"batch"`
	Crop       int     `json:"crop"`
	Rate       float64 `json:"rate"`
	Optimizer  string  `json:"optimizer"`
	Loss       string  `json:"loss"`
	Seed       uint64  `json:"seed"`
	Recordings string  `json:"recordings"` // a digest of their samples and spans
}

func (t *Trainer) task() task {
	o := t.options
	shapes := ""
	for i := range t.weights.stack.Layers {
		l := &t.weights.stack.Layers[i]
		shapes += fmt.Sprintf("%dx%d:%s ", l.Outputs(), l.Len(), l.Activation)
	}
	return task{
		Layers: shapes[:len(shapes)-1], Center: t.weights.stack.Center(), Batch: o.Batch, Crop: o.Crop, Rate: o.Rate,
		Optimizer: o.Optimizer.String(), Loss: o.Loss.String(), Seed: o.Seed,
		Recordings: t.recordings(),
	}
}

// recordings returns a digest that tells the recordings from others, and their spans.
func (t *Trainer) recordings() string {
	if t.digest == "" {
		t.digest = digestOf(t.places.spans, t.measured)
	}
	return t.digest
}

func digestOf(kinds ...[]stretch) string {
	sum := fnv.New64a()
	var word [8]byte
	put := func(v uint64) {
		for i := range word {
			word[i] = byte(v >> (8 * i))
		}
		sum.Write(word[:])
	}
	for _, spans := range kinds {
		for _, s := range spans {
			for _, channels := range [][][]float64{s.dry, s.wet} {
				for _, x := range channels {
					put(uint64(len(x)))
					for _, v := range x {
						put(math.Float64bits(v))
					}
				}
			}
		}
	}
	return fmt.Sprintf("%016x", sum.Sum64())
}

// Save writes a checkpoint, from which [Trainer.Restore] goes on bit for bit.
func (t *Trainer) Save(w io.Writer) error {
	c := checkpoint{
		checkpointFormat, t.task(), t.descent.steps, t.rate, t.bestAt, t.progress,
		t.weights.flat, t.descent.mean, t.descent.square, t.best, "",
	}
	var err error
	if c.Digest, err = c.digest(); err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(c)
}

// digest tells a checkpoint from one whose numbers were changed.
func (c checkpoint) digest() (string, error) {
	c.Digest = ""
	text, err := json.Marshal(c)
	sum := fnv.New64a()
	sum.Write(text)
	return fmt.Sprintf("%016x", sum.Sum64()), err
}

// Restore makes t go on from a checkpoint, of a trainer with the same layers, options and examples. It is an error where
// r holds none, or one of another training; then t is as it was.
func (t *Trainer) Restore(r io.Reader) error {
	var c checkpoint
	decoder := json.NewDecoder(io.LimitReader(r, mostCheckpoint))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&c); err != nil || c.Format != checkpointFormat || decoder.More() {
		return errors.New("this is no whole checkpoint of a training")
	}
	if err := c.Task.differs(t.task()); err != nil {
		return err
	}
	if digest, err := c.digest(); err != nil || digest != c.Digest || !c.fits(len(t.weights.flat)) {
		return errors.New("the checkpoint is damaged (its numbers are not those that were saved)")
	}
	t.rate, t.progress, t.bestAt = c.Rate, c.Progress, c.BestAt
	t.descent.steps = c.Steps
	copy(t.weights.flat, c.Weights)
	copy(t.descent.mean, c.Mean)
	copy(t.descent.square, c.Square)
	t.best = slices.Clone(c.Best)
	return nil
}

// differs reports what makes a checkpoint's task another than that which is to go on.
func (c task) differs(want task) error {
	for _, field := range []struct {
		name        string
		found, want any
	}{
		{"layers", c.Layers, want.Layers}, {"centre", c.Center, want.Center}, {"batch", c.Batch, want.Batch}, {"crop", c.Crop, want.Crop},
		{"learning rate", c.Rate, want.Rate}, {"optimizer", c.Optimizer, want.Optimizer}, {"loss", c.Loss, want.Loss},
		{"seed", c.Seed, want.Seed}, {"recordings", c.Recordings, want.Recordings},
	} {
		if field.found != field.want {
			return fmt.Errorf("the checkpoint is of another training: another %s (found %v, want %v)", field.name, field.found, field.want)
		}
	}
	return nil
}

// fits reports whether a checkpoint has all that so many weights need.
func (c checkpoint) fits(weights int) bool {
	return len(c.Weights) == weights && len(c.Mean) == weights && len(c.Square) == weights && len(c.Best) == weights &&
		c.BestAt >= 0 && c.BestAt < len(c.Progress) && c.Steps >= 0 && c.Rate > 0
}
