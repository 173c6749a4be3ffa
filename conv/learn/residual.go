package learn

import (
	"fmt"

	"sigconv/conv"
)

// A Residual measures what a stack leaves of a pair of recordings, and what no filter, or a gain alone, would leave. It goes
// along the pair once more, by the convolution that applies the stack, and counts the frames that have
// all the dry frames which they are made of.
type Residual struct {
	Train, HeldOut Error

	convolver *conv.StackConvolver
	spans     []Span
	row       int64       // of the next prediction
	early     int         // frames before the first row, still to be dropped
	predicted [][]float64 // [out]; kept for its memory
	dry, wet  [][]float64 // frames whose predictions are still to come
}

// An Error is what is left of some wet frames, in energies: sums of squares of all channels.
type Error struct {
	Frames int64
	Wet    float64 // y²
	Left   float64 // (y-ŷ)²
	Dry    float64 // x²
	Cross  float64 // x·y
}

// Add adds what another pair left, or another channel.
func (e *Error) Add(other Error) {
	e.Frames += other.Frames
	e.Wet += other.Wet
	e.Left += other.Left
	e.Dry += other.Dry
	e.Cross += other.Cross
}

// Silent reports whether there is nothing that an error could be compared with.
func (e Error) Silent() bool { return e.Wet == 0 }

// ESR returns the error-to-signal ratio Σ(y-ŷ)²/Σy², which silent frames do not have.
func (e Error) ESR() float64 { return e.Left / e.Wet }

// Gain returns the gain that brings the dry frames nearest to the wet ones, 0 for silent dry frames.
func (e Error) Gain() float64 {
	if e.Dry == 0 {
		return 0
	}
	return e.Cross / e.Dry
}

// ESRWithGain returns the error-to-signal ratio of the dry frames with a gain.
func (e Error) ESRWithGain(gain float64) float64 {
	return max(e.Wet-2*gain*e.Cross+gain*gain*e.Dry, 0) / e.Wet
}

// NewResidual returns a residual for a stack on a pair of so many frames. It panics where [conv.Stack.Check] has
// something to say.
func NewResidual(s *conv.Stack, split Split) *Residual {
	outputs := s.Layers[len(s.Layers)-1].Outputs()
	first := s.Len() - 1 - s.Center()
	return &Residual{
		convolver: conv.NewStackConvolver(s, conv.Valid, conv.Auto),
		spans:     split.Spans(),
		row:       int64(first), early: first,
		predicted: make([][]float64, outputs),
		dry:       make([][]float64, s.Inputs()),
		wet:       make([][]float64, outputs),
	}
}

// Add takes the next frames of both recordings, [channel][frame], as many of each. It panics unless they have the channels of the
// stack.
func (r *Residual) Add(dry, wet [][]float64) {
	if len(wet) != len(r.wet) {
		panic(fmt.Sprintf("learn: the residual of %d wet channels of a stack with %d outputs", len(wet), len(r.wet)))
	}
	for c := range r.predicted {
		r.predicted[c] = r.predicted[c][:0]
	}
	r.predicted = r.convolver.Process(r.predicted, dry)
	early := min(r.early, len(dry[0]))
	r.early -= early
	for c := range dry {
		r.dry[c] = append(r.dry[c], dry[c][early:]...)
	}
	for c := range wet {
		r.wet[c] = append(r.wet[c], wet[c][early:]...)
	}
	r.compare()
}

// End takes the predictions that were still to come.
func (r *Residual) End() {
	for c := range r.predicted {
		r.predicted[c] = r.predicted[c][:0]
	}
	r.predicted = r.convolver.Flush(r.predicted)
	r.compare()
}

// compare holds what was predicted against the wet frames.
func (r *Residual) compare() {
	for at, n := 0, len(r.predicted[0]); at < n; {
		for r.spans[0].To <= r.row {
			r.spans = r.spans[1:]
		}
		to := at + int(min(int64(n-at), r.spans[0].To-r.row))
		part := &r.Train
		if r.spans[0].HeldOut {
			part = &r.HeldOut
		}
		r.measure(part, at, to)
		r.row += int64(to - at)
		at = to
	}
	for _, queue := range [][][]float64{r.dry, r.wet} {
		for c := range queue {
			queue[c] = append(queue[c][:0], queue[c][len(r.predicted[0]):]...)
		}
	}
}

// measure adds predictions from and up to a number to e, and leaves in their place what is left of the wet frames.
func (r *Residual) measure(e *Error, from, to int) {
	e.Frames += int64(to - from)
	for c := range r.predicted {
		left, wet := r.predicted[c][from:to], r.wet[c][from:to]
		e.Wet += dot(wet, wet)
		for i, y := range wet {
			left[i] = y - left[i]
		}
		e.Left += dot(left, left)
		if len(r.dry) == len(r.wet) {
			dry := r.dry[c][from:to]
			e.Dry += dot(dry, dry)
			e.Cross += dot(dry, wet)
		}
	}
}
