package plot

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Chart is a picture of lines between two axes. Lines that may coincide can both be seen where Y is
// linear: the first is broad and light, the others are thin and lie upon it.
type Chart struct {
	Title string
	X, Y  Axis
	Lines []Line // one at least, 7 at most
}

// An Axis is one of the two directions of a chart.
type Axis struct {
	Label string // with the unit; a power of ten is added where the numbers would be long
	Ticks []Tick // none for 1, 2 and 5 in every power of ten, or for round numbers on a linear axis
	Log   bool   // logarithmic, so that everything on it is positive
}

// A Tick is a place on an axis that has a label.
type Tick struct {
	At    float64
	Label string
}

// A Line joins points, which have markers too where they are few. It has a name in the legend, or none.
type Line struct {
	Name string
	X, Y []float64 // of the same length, one at least
}

// Samples returns the line of samples over their frames, from one on.
func Samples(name string, from int64, samples []float64) Line {
	l := Line{Name: name, X: make([]float64, len(samples)), Y: samples}
	for i := range l.X {
		l.X[i] = float64(from + int64(i))
	}
	return l
}

// LogLog draws a chart whose axes are both logarithmic, 1200 by 800 pixels large, into the file path,
// which ends in .svg or .png. The file is left alone where that fails.
func LogLog(path string, c Chart) error {
	format, err := Format(path)
	if err != nil {
		return err
	}
	c.X.Log, c.Y.Log = true, true
	picture, err := Figure{Columns: [][]Panel{{c}}}.Draw(format)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, picture, 0o666)
}

// check reports what the axes cannot show.
func (c Chart) check() error {
	if len(c.Lines) == 0 {
		return errors.New("there is no line to draw")
	}
	if len(c.Lines) > len(styles) {
		return fmt.Errorf("%d lines are too many to tell apart (want at most %d)", len(c.Lines), len(styles))
	}
	for i, l := range c.Lines {
		name := cmp.Or(l.Name, strconv.Itoa(i+1))
		if len(l.X) != len(l.Y) || len(l.X) == 0 {
			return fmt.Errorf("the line %s has %d x and %d y (want as many, and one at least)", name, len(l.X), len(l.Y))
		}
		for i := range l.X {
			for _, v := range []struct {
				axis Axis
				at   float64
			}{{c.X, l.X[i]}, {c.Y, l.Y[i]}} {
				if !v.axis.shows(v.at) {
					return fmt.Errorf("the line %s has a point at %g, %g (want %s numbers)", name, l.X[i], l.Y[i], v.axis.kind())
				}
			}
		}
	}
	return cmp.Or(c.X.check(), c.Y.check())
}

// check reports a tick that has no place on the axis.
func (a Axis) check() error {
	for _, t := range a.Ticks {
		if !a.shows(t.At) {
			return fmt.Errorf("the tick %q lies at %g (want a %s number)", t.Label, t.At, a.kind())
		}
	}
	return nil
}

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

// draw draws the chart with its legend.
func (c Chart) draw(canvas draw.Canvas, alone bool) error {
	p, legend, err := c.plot(canvas, sizesOf(alone))
	if err == nil {
		drawPlot(canvas, p, c.Title, legend, alone)
	}
	return err
}

// plot returns the axes and lines as gonum draws them into a canvas of that size, and what their legend says.
func (c Chart) plot(canvas draw.Canvas, s sizes) (*gonum.Plot, legend, error) {
	p := gonum.New()
	p.Add(newGrid())
	var legend legend
	for i, l := range c.Lines {
		line, points, err := c.style(i).draw(l)
		if err != nil {
			return nil, nil, err
		}
		e := entry{name: l.Name, line: line}
		p.Add(line)
		if points != nil {
			p.Add(points)
			e.points = points
		}
		if l.Name != "" {
			legend = append(legend, e)
		}
	}
	size := canvas.Size()
	c.X.setUp(&p.X, s, axisRange{
		factor: 1.15, ticks: ticksAlong(size.X, s), whole: c.wholeX(),
	})
	c.Y.setUp(&p.Y, s, axisRange{
		margin: 0.06, factor: 1.3, ticks: ticksUp(size.Y, s),
	})
	return p, legend, nil
}

// wholeX reports whether every point lies at a whole number, so that no tick is wanted between them.
func (c Chart) wholeX() bool {
	for _, l := range c.Lines {
		for _, x := range l.X {
			if x != math.Trunc(x) {
				return false
			}
		}
	}
	return true
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
	if a.Log {
		axis.Scale = gonum.LogScale{}
		axis.Tick.Marker = gonum.TickerFunc(oneTwoFive)
		spread(axis, r.factor)
	} else {
		axis.Min, axis.Max = linearRange(axis.Min, axis.Max, r.margin)
	}
	switch {
	case len(a.Ticks) > 0:
		ticks := make(gonum.ConstantTicks, len(a.Ticks))
		for i, t := range a.Ticks {
			ticks[i] = gonum.Tick{Value: t.At, Label: t.Label}
		}
		axis.Tick.Marker = ticks
	case !a.Log:
		ticks, power := roundTicks(axis.Min, axis.Max, r.ticks, r.whole)
		axis.Tick.Marker = gonum.ConstantTicks(ticks)
		axis.Label.Text = withPower(a.Label, power)
	}
}

// spread leaves room around what a logarithmic axis shows, so that no line touches the frame.
func spread(axis *gonum.Axis, factor float64) {
	axis.Min /= factor
	axis.Max *= factor
}

func newGrid() *plotter.Grid {
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = gridGrey, gridGrey
	return grid
}
