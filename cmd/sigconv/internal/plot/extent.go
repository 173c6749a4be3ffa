package plot

import (
	"cmp"
	"math"
	"slices"
)

const (
	deepest     = 120 // dB below the peak that a picture of gains shows
	trustworthy = 60  // dB below the peak to which the delay of a filter says something
)

// An extent is a part of an axis; one whose low lies above its high is empty.
type extent struct{ low, high float64 }

var nothing = extent{math.Inf(1), math.Inf(-1)}

// with returns the extent that holds both.
func (e extent) with(other extent) extent {
	return extent{min(e.low, other.low), max(e.high, other.high)}
}

// spread returns the extent made larger by a part of its length at both ends.
func (e extent) spread(part float64) extent {
	beyond := part * (e.high - e.low)
	return extent{e.low - beyond, e.high + beyond}
}

// atLeast returns the extent, or one of a length around its middle.
func (e extent) atLeast(length float64) extent {
	if e.high-e.low >= length {
		return e
	}
	middle := (e.low + e.high) / 2
	return extent{middle - length/2, middle + length/2}
}

// snapped returns the smallest extent between multiples of a step that holds this one, but for what rounding added to it.
func (e extent) snapped(step float64) extent {
	const rounding = 1e-6
	return extent{step * math.Floor(e.low/step+rounding), step * math.Ceil(e.high/step-rounding)}
}

// extentOf returns the extent of numbers, NaN aside.
func extentOf(values []float64) extent {
	e := nothing
	for _, v := range values {
		if !math.IsNaN(v) {
			e = e.with(extent{v, v})
		}
	}
	return e
}

// gainExtent returns what is shown of gains in dB: multiples of 5 or 10 dB from 120 dB below the peak, or less, to the
// peak, and 20 dB at least, so that a flat response looks flat.
func gainExtent(gains extent) extent {
	if gains.low > gains.high || gains.high <= silent {
		gains = extent{0, 0}
	}
	step := 5.0
	if gains.high-gains.low > 40 {
		step = 10
	}
	e := extent{max(gains.low, gains.high-deepest), gains.high}.snapped(step)
	e.low = max(e.low, e.high-deepest)
	for below := true; e.high-e.low < 20; below = !below {
		if below {
			e.low -= step
		} else {
			e.high += step
		}
	}
	return e.spread(0.04)
}

// phaseExtent returns what is shown of phases in degrees: multiples of 45° or 90°, half a turn at least.
func phaseExtent(phases extent) extent {
	if phases.low > phases.high {
		phases = extent{0, 0}
	}
	switch turn := phases.high - phases.low; {
	case turn <= 360:
		phases = phases.snapped(45)
	case turn <= 1440:
		phases = phases.snapped(90)
	}
	return phases.atLeast(180).spread(0.04)
}

// delayExtent returns what is shown of delays in frames: 2 frames at least, and a tenth of them.
func delayExtent(delays extent) extent {
	if delays.low > delays.high {
		delays = extent{0, 0}
	}
	least := max(2, 0.1*max(math.Abs(delays.low), math.Abs(delays.high)))
	return delays.atLeast(least).spread(0.06)
}

// robustExtent returns the extent of values but for spikes: these are what lies further from the middle nine tenths
// than half of their extent. Each value has the weight of the room that it has on its axis.
func robustExtent(values, weights []float64) extent {
	const aside = 0.05
	order := make([]int, 0, len(values))
	whole := 0.0
	for i, v := range values {
		if !math.IsNaN(v) && weights[i] > 0 {
			order, whole = append(order, i), whole+weights[i]
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	most := nothing
	middle := nothing
	before := 0.0
	for _, i := range order {
		v := extent{values[i], values[i]}
		most = most.with(v)
		if after := before + weights[i]; after > aside*whole && before < (1-aside)*whole {
			middle = middle.with(v)
		}
		before += weights[i]
	}
	middle = middle.spread(0.5)
	return extent{max(most.low, middle.low), min(most.high, middle.high)}
}
