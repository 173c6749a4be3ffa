// Package plot draws pictures from numbers, as PNG or SVG. The same numbers give the same bytes.
package plot

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Chart is a picture of lines between two axes.
type Chart struct {
	Title string
	X, Y  Axis
	Lines []Line
}

// An Axis is one of the two directions of a chart.
type Axis struct {
	Label string // with the unit
	Ticks []Tick // none for 1, 2 and 5 in every power of ten
}

// A Tick is a place on an axis that has a label.
type Tick struct {
	At    float64
	Label string
}

// A Line joins points, and has a name in the legend.
type Line struct {
	Name string
	X, Y []float64
}

// LogLog draws a chart whose axes are both logarithmic, 1200 by 800 pixels large, into the file path,
// which ends in .svg or .png. The file is left alone where that fails.
func LogLog(path string, c Chart) error {
	format := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	if format != "svg" && format != "png" {
		return fmt.Errorf("%s: unknown kind of picture (want .svg or .png)", path)
	}
	if err := c.check(); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	picture, err := c.logLog(format)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, picture, 0o666)
}

// check reports what a logarithmic chart cannot show.
func (c Chart) check() error {
	if len(c.Lines) == 0 {
		return errors.New("there is no line to draw")
	}
	if len(c.Lines) > len(styles) {
		return fmt.Errorf("%d lines are too many to tell apart (want at most %d)", len(c.Lines), len(styles))
	}
	for _, l := range c.Lines {
		if len(l.X) != len(l.Y) || len(l.X) == 0 {
			return fmt.Errorf("the line %s has %d x and %d y (want as many, and one at least)", l.Name, len(l.X), len(l.Y))
		}
		for i := range l.X {
			if !logarithmic(l.X[i]) || !logarithmic(l.Y[i]) {
				return fmt.Errorf("the line %s has a point at %g, %g (want positive numbers)", l.Name, l.X[i], l.Y[i])
			}
		}
	}
	for _, t := range append(c.X.Ticks[:len(c.X.Ticks):len(c.X.Ticks)], c.Y.Ticks...) {
		if !logarithmic(t.At) {
			return fmt.Errorf("the tick %q lies at %g (want a positive number)", t.Label, t.At)
		}
	}
	return nil
}

// logarithmic reports whether v has a place on a logarithmic axis.
func logarithmic(v float64) bool { return v > 0 && !math.IsInf(v, 1) }

// A canvas has 72 points for the 96 pixels of an inch.
const (
	width  = 900 * vg.Length(1)
	height = 600 * vg.Length(1)
	margin = 24 * vg.Length(1)

	titleSize  = 19
	labelSize  = 16
	numberSize = 14
)

// logLog returns the bytes of the picture.
func (c Chart) logLog(format string) ([]byte, error) {
	p := gonum.New()
	p.Title.Text = c.Title
	p.Title.TextStyle.Font = sans(titleSize)
	p.Title.Padding = 16
	c.X.setUp(&p.X)
	c.Y.setUp(&p.Y)
	legend := newLegend()
	p.Add(newGrid())
	for i, l := range c.Lines {
		line, points, err := styles[i].draw(l)
		if err != nil {
			return nil, err
		}
		p.Add(line, points)
		legend.Add(l.Name, line, points)
	}
	spread(&p.X, 1.15)
	spread(&p.Y, 1.3)

	canvas, err := draw.NewFormattedCanvas(width, height, format)
	if err != nil {
		return nil, err
	}
	drawBeside(draw.New(canvas), p, legend)
	var b bytes.Buffer
	_, err = canvas.WriteTo(&b)
	return withOtherFonts(b.Bytes()), err
}

// withOtherFonts names fonts of the same kind in an SVG, for readers who do not have Liberation.
func withOtherFonts(picture []byte) []byte {
	return bytes.ReplaceAll(picture, []byte("font-family:Liberation Sans;"),
		[]byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
}

// drawBeside draws the legend to the right of the plot, where no line can run into it.
func drawBeside(c draw.Canvas, p *gonum.Plot, legend gonum.Legend) {
	c.SetColor(p.BackgroundColor)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, margin, -margin, margin, -margin)
	size := legend.Rectangle(c).Size()
	p.Draw(draw.Crop(c, 0, -size.X-margin/2, 0, 0))
	below := (c.Size().Y - size.Y) / 2
	legend.Draw(draw.Crop(c, c.Size().X-size.X, 0, below, -below))
}

// setUp gives an axis of gonum's the look of a.
func (a Axis) setUp(axis *gonum.Axis) {
	axis.Label.Text = a.Label
	axis.Label.TextStyle.Font = sans(labelSize)
	axis.Label.Padding = 12
	axis.Tick.Label.Font = sans(numberSize)
	axis.Padding = 0
	axis.Scale = gonum.LogScale{}
	axis.Tick.Marker = gonum.TickerFunc(oneTwoFive)
	if len(a.Ticks) > 0 {
		ticks := make(gonum.ConstantTicks, len(a.Ticks))
		for i, t := range a.Ticks {
			ticks[i] = gonum.Tick{Value: t.At, Label: t.Label}
		}
		axis.Tick.Marker = ticks
	}
}

// spread leaves room around what an axis shows, so that no line touches the frame.
func spread(axis *gonum.Axis, factor float64) {
	axis.Min /= factor
	axis.Max *= factor
}

// oneTwoFive returns the ticks 1, 2 and 5 of every power of ten between low and high.
func oneTwoFive(low, high float64) (ticks []gonum.Tick) {
	for power := math.Floor(math.Log10(low)); power <= math.Log10(high); power++ {
		for _, digit := range []float64{1, 2, 5} {
			at := digit * math.Pow10(int(power))
			if at >= low && at <= high {
				ticks = append(ticks, gonum.Tick{Value: at, Label: fmt.Sprintf("%.3g", at)})
			}
		}
	}
	return ticks
}

func newLegend() gonum.Legend {
	legend := gonum.NewLegend()
	legend.TextStyle.Font = sans(labelSize)
	legend.ThumbnailWidth = 44
	legend.Padding = 12
	legend.Top, legend.Left = true, true
	return legend
}

func newGrid() *plotter.Grid {
	grid := plotter.NewGrid()
	grid.Vertical.Color, grid.Horizontal.Color = gridGrey, gridGrey
	return grid
}

func sans(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}
