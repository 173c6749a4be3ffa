package design

import "math"

// errorAt returns the weighted error at a frequency of a band.
func (e *exchange) errorAt(f float64, band int) float64 {
	value, weight := e.wanted(f, band)
	return weight * (value - e.at(f))
}

// An extremum is a place where the error is largest.
type extremum struct{ f, error float64 }

// findExtrema returns where the error has its extrema, one more than coefficients if there are as many, alternating and as large as can be, and the largest.
func (e *exchange) findExtrema() (frequencies []float64, largest float64) {
	samples := e.sample()
	var found []extremum
	for i, p := range samples {
		size, way := math.Abs(p.error), sign(p.error)
		rises := p.first || size >= way*samples[i-1].error
		falls := p.last || size > way*samples[i+1].error
		if !rises || !falls {
			continue
		}
		at := extremum{p.f, p.error}
		if !p.first && !p.last {
			at = e.refine(samples[i-1], p, samples[i+1])
		}
		largest = max(largest, math.Abs(at.error))
		if math.Abs(at.error) >= (1-slack)*math.Abs(e.deviation) { // a smaller one is a ripple between two
			found = appendAlternating(found, at)
		}
	}
	for len(found) > e.size+1 {
		found = dropLeast(found, e.size+1)
	}
	for _, at := range found {
		frequencies = append(frequencies, at.f)
	}
	return frequencies, largest
}

// A sample is the error at a place.
type sample struct {
	place
	error float64
}

// sample returns the errors at all places, and at the extrema, where they are known: peaks may be narrower than the places lie apart.
func (e *exchange) sample() []sample {
	all := make([]sample, 0, len(e.places)+len(e.extrema))
	deviation, k := e.deviation, 0
	add := func(p place) {
		all = append(all, sample{p, deviation})
		deviation, k = -deviation, k+1
	}
	for _, p := range e.places {
		for k < len(e.extrema) && e.extrema[k] < p.f {
			add(place{f: e.extrema[k], band: p.band})
		}
		if k < len(e.extrema) && e.extrema[k] == p.f {
			add(p)
			continue
		}
		all = append(all, sample{p, e.errorAt(p.f, p.band)})
	}
	return all
}

// sign returns 1 or -1.
func sign(v float64) float64 { return math.Copysign(1, v) }

// refine returns the extremum of the parabola through three neighbours, of which the middle one is the largest.
func (e *exchange) refine(left, middle, right sample) extremum {
	before, behind := middle.f-left.f, right.f-middle.f
	rise, fall := (middle.error-left.error)/before, (right.error-middle.error)/behind
	if bend := (fall - rise) / (before + behind); bend != 0 {
		f := (left.f+middle.f)/2 - rise/(2*bend)
		if f > left.f && f < right.f {
			if error := e.errorAt(f, middle.band); math.Abs(error) >= math.Abs(middle.error) && sign(error) == sign(middle.error) {
				return extremum{f, error}
			}
		}
	}
	return extremum{middle.f, middle.error}
}

// appendAlternating appends an extremum, or puts it in the place of the last where both have one sign and it is larger.
func appendAlternating(found []extremum, next extremum) []extremum {
	last := len(found) - 1
	if last < 0 || sign(found[last].error) != sign(next.error) {
		return append(found, next)
	}
	if math.Abs(next.error) > math.Abs(found[last].error) {
		found[last] = next
	}
	return found
}

// dropLeast leaves one extremum away, at an end, or two neighbours, so that they still alternate: where the least is lost.
func dropLeast(found []extremum, want int) []extremum {
	last := len(found) - 1
	size := func(i int) float64 { return math.Abs(found[i].error) }
	if len(found) == want+1 {
		if size(0) < size(last) {
			return found[1:]
		}
		return found[:last]
	}
	least := 0
	for i := range last {
		if max(size(i), size(i+1)) < max(size(least), size(least+1)) {
			least = i
		}
	}
	ends := min(size(0), size(last))
	switch {
	case ends > max(size(least), size(least+1)):
		return append(found[:least:least], found[least+2:]...)
	case ends == size(0):
		return found[1:]
	}
	return found[:last]
}
