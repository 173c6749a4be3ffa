package learn

import (
	"fmt"
	"math/rand/v2"
	"sort"

	"sigconv/conv"
)

// A stretch is some frames of an example: wet ones, and the dry ones that they are made of.
type stretch struct {
	dry     [][]float64 // [in], as many frames more as the stack reaches, but for one
	wet     [][]float64 // [out]
	heldOut bool
}

func (s stretch) frames() int { return len(s.wet[0]) }

// from returns so many frames of s, from one on.
func (s stretch) from(at, frames int) stretch {
	past := len(s.dry[0]) - len(s.wet[0])
	part := stretch{heldOut: s.heldOut}
	for _, x := range s.dry {
		part.dry = append(part.dry, x[at:at+frames+past])
	}
	for _, y := range s.wet {
		part.wet = append(part.wet, y[at:at+frames])
	}
	return part
}

// cut returns s in pieces of so many frames, the last of fewer.
func (s stretch) cut(frames int) (pieces []stretch) {
	for at := 0; at < s.frames(); at += frames {
		pieces = append(pieces, s.from(at, min(frames, s.frames()-at)))
	}
	return pieces
}

// stretches returns the spans of an example, without frames that a stack would want what lies beyond the ends for.
func stretches(e Example, s *conv.Stack) (all []stretch) {
	past, ahead := s.Len()-1-s.Center(), s.Center()
	for _, span := range e.Split.Spans() {
		from, to := max(int(span.From), past), min(int(span.To), int(e.Split.Frames)-ahead)
		if from >= to {
			continue
		}
		part := stretch{heldOut: span.HeldOut}
		for _, x := range e.Dry {
			part.dry = append(part.dry, x[from-past:to+ahead])
		}
		for _, y := range e.Wet {
			part.wet = append(part.wet, y[from:to])
		}
		all = append(all, part)
	}
	return all
}

// places are where crops may be taken.
type places struct {
	spans  []stretch
	before []int64 // [span]: the places in the spans before it
	total  int64
}

// count counts the places for crops, which become no longer than the longest span.
func (p *places) count(o *Options) error {
	longest := 0
	for _, s := range p.spans {
		longest = max(longest, s.frames())
	}
	if longest == 0 {
		return fmt.Errorf("the recordings are too short for the layers")
	}
	o.Crop = min(o.Crop, longest)
	for _, s := range p.spans {
		p.before = append(p.before, p.total)
		p.total += int64(max(s.frames()-o.Crop+1, 0))
	}
	return nil
}

// frames returns how many frames there are to learn from.
func (p *places) frames() (n int64) {
	for _, s := range p.spans {
		n += int64(s.frames())
	}
	return n
}

// batch returns the crops of a step, all places being as likely. They depend on the seed and the step alone, so that a training
// can go on where it stopped.
func (p *places) batch(o Options, step int) []stretch {
	rng := rand.New(rand.NewPCG(o.Seed, uint64(step)+1))
	crops := make([]stretch, o.Batch)
	for i := range crops {
		place := rng.Int64N(p.total)
		span := sort.Search(len(p.before), func(s int) bool { return p.before[s] > place }) - 1
		crops[i] = p.spans[span].from(int(place-p.before[span]), o.Crop)
	}
	return crops
}
