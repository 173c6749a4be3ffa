package plot

import (
	"fmt"
	"math"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
)

// An Axis is one of the two directions of a chart.
type Axis struct {
	Label string // with the unit; a power of ten is added where the numbers would be long
	Ticks []Tick // none for 1, 2 and 5 in every power of ten, or for round numbers on a linear axis
	Log   bool   // logarithmic, so that everything on it is positive

	// The axis goes from Min to Max, and lines are cut where they leave it. If both are 0, it shows all points.
	Min, Max float64

	// Steps are the ways from tick to tick to choose from, where there are no Ticks and the axis is linear: the
	// smallest first, such as 45, 90 and 180 for degrees. None for 1, 2 and 5 in every power of ten.
	Steps []int
}

// A Tick is a place on an axis that has a label.
type Tick struct {
	At    float64
	Label string
}

// check reports a tick that has no place on the axis, and ends that are none.
func (a Axis) check() error {
	for _, t := range a.Ticks {
		if !a.shows(t.At) {
			return fmt.Errorf("the tick %q lies at %g (want a %s number)", t.Label, t.At, a.kind())
		}
	}
	if a.fixed() && !(a.shows(a.Min) && a.shows(a.Max) && a.Min < a.Max) {
		return fmt.Errorf("the axis goes from %g to %g (want %s numbers, the smaller first)", a.Min, a.Max, a.kind())
	}
	return nil
}

// fixed reports whether the ends of the axis are given.
func (a Axis) fixed() bool { return a.Min != 0 || a.Max != 0 }

// shows reports whether v has a place on the axis.
func (a Axis) shows(v float64) bool {
	if a.Log {
		return v > 0 && !math.IsInf(v, 1)
	}
	return math.Abs(v) <= largest
}

// kind says which numbers have a place on the axis.
func (a Axis) kind() string {
	if a.Log {
		return "positive"
	}
	return "finite"
}

// holds reports whether v lies between the ends of the axis.
func (a Axis) holds(v float64) bool { return v >= a.Min && v <= a.Max }

// place returns where v lies on an axis with given ends, which are at 0 and 1.
func (a Axis) place(v float64) float64 {
	if a.Log {
		return math.Log(v/a.Min) / math.Log(a.Max/a.Min)
	}
	return (v - a.Min) / (a.Max - a.Min)
}

// shares returns the share of the axis that each of ascending numbers stands for: to the middle between it and its neighbours.
func (a Axis) shares(numbers []float64) []float64 {
	shares := make([]float64, len(numbers))
	last := len(numbers) - 1
	within := func(v float64) float64 { return a.place(max(a.Min, min(v, a.Max))) }
	for i := range numbers {
		shares[i] = (within(numbers[min(i+1, last)]) - within(numbers[max(i-1, 0)])) / 2
	}
	return shares
}

// ticks returns those of a logarithmic axis with given ends.
func (a Axis) ticks() []Tick {
	if len(a.Ticks) > 0 {
		return a.Ticks
	}
	var ticks []Tick
	for _, t := range oneTwoFive(a.Min, a.Max) {
		ticks = append(ticks, Tick{At: t.Value, Label: t.Label})
	}
	return ticks
}

// mostTicks is how many ticks with labels a linear axis has at most.
const mostTicks = 10

// ticksAlong returns how many ticks the axis at the bottom of a panel has room for.
func ticksAlong(width vg.Length, s sizes) int {
	return min(mostTicks, int((width-gutter)/(3.8*s.number)))
}

// ticksUp returns how many the axis at its left has room for.
func ticksUp(height vg.Length, s sizes) int {
	return min(mostTicks, int((height-4*s.title)/(1.8*s.number)))
}

// axisRange says how an axis goes on beyond its points, and how many ticks it has room for.
type axisRange struct {
	margin float64 // of a linear axis: the part of its length that is added at both ends
	factor float64 // of a logarithmic axis: what both ends are spread by
	ticks  int
	whole  bool // no ticks between whole numbers
}

// setUp gives an axis of gonum's, which knows its points, the look of a.
func (a Axis) setUp(axis *gonum.Axis, s sizes, r axisRange) {
	axis.Label.Text = a.Label
	axis.Label.TextStyle.Font = sans(s.label)
	axis.Label.Padding = s.labelPadding
	axis.Tick.Label.Font = sans(s.number)
	axis.Tick.Length = s.tick
	axis.Padding = 0
	a.setEnds(axis, r)
	if a.Log {
		axis.Scale = gonum.LogScale{}
		axis.Tick.Marker = gonum.TickerFunc(oneTwoFive)
	}
	switch {
	case len(a.Ticks) > 0:
		ticks := make(gonum.ConstantTicks, len(a.Ticks))
		for i, t := range a.Ticks {
			ticks[i] = gonum.Tick{Value: t.At, Label: t.Label}
		}
		axis.Tick.Marker = ticks
	case !a.Log && len(a.Steps) > 0:
		axis.Tick.Marker = gonum.ConstantTicks(stepTicks(axis.Min, axis.Max, r.ticks, a.Steps))
	case !a.Log:
		ticks, power := roundTicks(axis.Min, axis.Max, r.ticks, r.whole)
		axis.Tick.Marker = gonum.ConstantTicks(ticks)
		axis.Label.Text = withPower(a.Label, power)
	}
}

// setEnds gives an axis of gonum's its ends.
func (a Axis) setEnds(axis *gonum.Axis, r axisRange) {
	if axis.Min > axis.Max { // all is a gap
		axis.Min, axis.Max = 1, 1
	}
	switch {
	case a.fixed():
		axis.Min, axis.Max = a.Min, a.Max
	case a.Log:
		spread(axis, r.factor)
	default:
		axis.Min, axis.Max = linearRange(axis.Min, axis.Max, r.margin)
	}
}

// spread leaves room around what a logarithmic axis shows, so that no line touches the frame.
func spread(axis *gonum.Axis, factor float64) {
	axis.Min /= factor
	axis.Max *= factor
}
