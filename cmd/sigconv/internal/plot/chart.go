package plot

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// A Chart is a picture of lines between two axes. Lines that may coincide can both be seen where Y is
// linear: the first is broad and light, the others are thin and lie upon it.
type Chart struct {
	Title string
	X, Y  Axis
	Lines []Line // one at least, 7 at most
	Alike bool   // all lines have the same weight, for what is compared and does not coincide

	named bool // the legend of the figure has the names
}

// A Line joins points, which have markers too where they are few. It has a name in the legend, or none.
type Line struct {
	Name string
	X, Y []float64 // of the same length, one at least

	Gaps  bool // a NaN in Y is a gap in the line, and not an error
	Stems bool // the points are samples, X ascending: while they are few, each has a stem from 0 to a dot
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
			gap := l.Gaps && math.IsNaN(l.Y[i])
			switch {
			case !c.X.shows(l.X[i]):
				return fmt.Errorf("the line %s has a point at %g, %g (want %s numbers)", name, l.X[i], l.Y[i], c.X.kind())
			case !gap && !c.Y.shows(l.Y[i]):
				return fmt.Errorf("the line %s has a point at %g, %g (want %s numbers)", name, l.X[i], l.Y[i], c.Y.kind())
			}
		}
	}
	return cmp.Or(c.X.check(), c.Y.check())
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
	c = c.straight()
	p := gonum.New()
	p.Add(newGrid())
	var legend legend
	for i, l := range c.Lines {
		e, err := c.add(p, i)
		if err != nil {
			return nil, nil, err
		}
		if l.Name != "" && !c.named {
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

// add adds the line i to what is plotted, and returns its entry for a legend.
func (c Chart) add(p *gonum.Plot, i int) (entry, error) {
	l, style := c.Lines[i], c.style(i)
	if l.Stems {
		p.Add(c.stems(i))
		return style.entry(l.Name), nil
	}
	if c.Alike || l.Gaps || c.X.fixed() || c.Y.fixed() {
		p.Add(curve{l, style.line()})
		return style.entry(l.Name), nil
	}
	line, points, err := style.draw(l)
	if err != nil {
		return entry{}, err
	}
	p.Add(line)
	if points != nil {
		p.Add(points)
	}
	return entry{name: l.Name, line: line, points: points}, nil
}

// straight returns the chart with a linear axis in place of a logarithmic one whose ends are given: gonum's logarithmic scale
// would not have its label in the middle, and not all of the width.
func (c Chart) straight() Chart {
	if !c.X.Log || !c.X.fixed() {
		return c
	}
	log := c.X
	c.X.Log, c.X.Min, c.X.Max, c.X.Ticks = false, 0, 1, nil
	for _, t := range log.ticks() {
		c.X.Ticks = append(c.X.Ticks, Tick{At: log.place(t.At), Label: t.Label})
	}
	c.Lines = slices.Clone(c.Lines)
	for i, l := range c.Lines {
		c.Lines[i].X = make([]float64, len(l.X))
		for j, x := range l.X {
			c.Lines[i].X[j] = log.place(x)
		}
	}
	return c
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

func newGrid() *plotter.Grid {
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = gridGrey, gridGrey
	return grid
}
