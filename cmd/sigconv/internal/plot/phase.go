package plot

import (
	"math"
	"slices"
)

const (
	halfTurn      = 180
	phaseRounding = 1e-6 // degrees
)

// upright returns phases in which 180° stands for −180°, from which only rounding tells it, if all of them lie within that
// turn. Others are unwrapped, and remain.
func upright(phases []float64) []float64 {
	e := extentOf(phases)
	if e.low < -halfTurn-phaseRounding || e.high > halfTurn+phaseRounding {
		return phases
	}
	phases = slices.Clone(phases)
	for i, v := range phases {
		if v <= -halfTurn+phaseRounding {
			phases[i] = halfTurn
		}
	}
	return phases
}

// mostWraps is how many gaps a phase has at most; more would leave nothing but crumbs of it.
const mostWraps = 100

// torn returns the line of a phase with a gap wherever it wraps: it does not take the way from the one end to the other.
func torn(l Line) Line {
	t := Line{Name: l.Name, Gaps: true}
	for i, v := range l.Y {
		if i > 0 && math.Abs(v-l.Y[i-1]) > halfTurn+phaseRounding {
			t.X, t.Y = append(t.X, l.X[i]), append(t.Y, math.NaN())
		}
		t.X, t.Y = append(t.X, l.X[i]), append(t.Y, v)
	}
	if len(t.X)-len(l.X) > mostWraps {
		return l
	}
	return t
}
