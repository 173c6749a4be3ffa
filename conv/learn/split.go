package learn

import "fmt"

// A Split says which frames of a pair of recordings are held out of the learning, to measure it by: the end of each of
// a few equal rounds, so that both parts have of everything that a recording has.
type Split struct {
	Frames  int64   // of the pair
	HeldOut float64 // the share that is held out, from 0, below 1
}

// rounds is how often a split goes from learning to measuring.
const rounds = 5

// A Span is frames that are next to one another, all held out or none.
type Span struct {
	From, To int64 // To is the first one behind
	HeldOut  bool
}

// Spans returns the spans of s in their order. None is empty. It panics where the share makes no sense.
func (s Split) Spans() []Span {
	if !(s.HeldOut >= 0 && s.HeldOut < 1) {
		panic(fmt.Sprintf("learn: a share of %v held out", s.HeldOut))
	}
	var spans []Span
	add := func(from, to int64, heldOut bool) {
		if from < to {
			spans = append(spans, Span{from, to, heldOut})
		}
	}
	for r := range int64(rounds) {
		from, to := r*s.Frames/rounds, (r+1)*s.Frames/rounds
		turn := to - int64(s.HeldOut*float64(to-from))
		add(from, turn, false)
		add(turn, to, true)
	}
	return spans
}
