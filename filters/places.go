package filters

import (
	"cmp"
	"fmt"
	"slices"
)

// A Place is a frame from which on a sound runs like a kernel more than from any near it.
type Place struct {
	Frame   int64
	Channel int // counted from 0: the one that is aligned best
	Cosine  float64
}

// Places finds the best places in streams of alignments, in memory that does not grow with them. A place is the
// best within reach frames before and behind, the first of several as good, and above 0.
type Places struct {
	most, reach int
	best        []Place // the best first
	rivals      []Place // falling cosines in rising frames: those that a later frame does not beat, within reach
	due         []Place // the best channel of each frame that is not yet decided
	frames      int64
}

// NewPlaces returns a finder of at most so many places, each the best within reach frames. It panics if one of the
// two is negative.
func NewPlaces(most, reach int) *Places {
	if most < 0 || reach < 0 {
		panic(fmt.Sprintf("filters: %d places within %d frames, want 0 or more", most, reach))
	}
	return &Places{most: most, reach: reach}
}

// Add takes the next alignments, [channel][frame], at least one channel and all of one length.
func (p *Places) Add(cosines [][]float64) {
	for i := range cosines[0] {
		here := Place{Frame: p.frames, Cosine: cosines[0][i]}
		for c := range cosines {
			if cosines[c][i] > here.Cosine {
				here.Channel, here.Cosine = c, cosines[c][i]
			}
		}
		p.push(here)
	}
}

func (p *Places) push(here Place) {
	p.frames++
	for len(p.rivals) > 0 && p.rivals[len(p.rivals)-1].Cosine < here.Cosine {
		p.rivals = p.rivals[:len(p.rivals)-1]
	}
	p.rivals = append(p.rivals, here)
	p.due = append(p.due, here)
	if len(p.due) > p.reach {
		p.decide()
	}
}

// decide takes the oldest frame that is due as a place if no rival near it is better.
func (p *Places) decide() {
	here := p.due[0]
	p.due = p.due[1:]
	for p.rivals[0].Frame < here.Frame-int64(p.reach) {
		p.rivals = p.rivals[1:]
	}
	if p.rivals[0] == here && here.Cosine > 0 {
		p.keep(here)
	}
}

// keep puts a place where it belongs among the best.
func (p *Places) keep(here Place) {
	at, _ := slices.BinarySearchFunc(p.best, here, func(a, b Place) int {
		return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Frame, b.Frame))
	})
	if at == p.most {
		return
	}
	p.best = slices.Insert(p.best, at, here)
	p.best = p.best[:min(len(p.best), p.most)]
}

// Best ends the stream and returns the best places, the best first, in order of time where they are as good. Nothing
// is to be added after it.
func (p *Places) Best() []Place {
	for len(p.due) > 0 {
		p.decide()
	}
	return p.best
}
