package plot

import (
	"image/color"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// The colours but white and the greys are Okabe's and Ito's, which readers can tell apart who do not see
// them all; their yellow is left out, which is too faint on white.
var (
	white      = color.RGBA{0xFF, 0xFF, 0xFF, 0xFF}
	gridGrey   = color.RGBA{0xD8, 0xD8, 0xD8, 0xFF}
	faintGrey  = color.RGBA{0xA0, 0xA0, 0xA0, 0xFF}
	black      = color.RGBA{0x00, 0x00, 0x00, 0xFF}
	blue       = color.RGBA{0x00, 0x72, 0xB2, 0xFF}
	green      = color.RGBA{0x00, 0x9E, 0x73, 0xFF}
	orange     = color.RGBA{0xE6, 0x9F, 0x00, 0xFF}
	vermillion = color.RGBA{0xD5, 0x5E, 0x00, 0xFF}
	purple     = color.RGBA{0xCC, 0x79, 0xA7, 0xFF}
	sky        = color.RGBA{0x56, 0xB4, 0xE9, 0xFF}
)

// sizes are those of letters and of what goes with them.
type sizes struct {
	title, label, number vg.Length // the letters of a title, of an axis and of its ticks
	labelPadding, tick   vg.Length
}

var (
	large = sizes{title: 19, label: 16, number: 14, labelPadding: 12, tick: 8}
	small = sizes{title: 14, label: 12.5, number: 11.5, labelPadding: 5, tick: 5}
)

// sizesOf returns those of a panel, which has larger letters where it is alone in its figure.
func sizesOf(alone bool) sizes {
	if alone {
		return large
	}
	return small
}

// thin is the line of frames and ticks.
var thin = draw.LineStyle{Color: black, Width: pixel}

func sans(size vg.Length) font.Font {
	return font.Font{Typeface: "Liberation", Variant: "Sans", Size: size}
}

func textStyle(size vg.Length) text.Style {
	return text.Style{Color: black, Font: sans(size), Handler: gonum.DefaultTextHandler}
}

// fitting returns letters of a size, or of a smaller one where the text would be wider than the room.
func fitting(size vg.Length, s string, room vg.Length) text.Style {
	style := textStyle(size)
	if width := style.Width(s); width > room {
		style = textStyle(max(6, size*room/width))
	}
	return style
}

// A style tells one line from the others by its colour, its dashes and its markers: each alone would do.
type style struct {
	colour color.RGBA
	width  vg.Length
	dashes []vg.Length
	radius vg.Length // of the marker
	marker draw.GlyphDrawer
}

// styles are those of the first line, the second, and so on, of what was measured.
var styles = []style{
	{black, 2.2, []vg.Length{2, 4}, 5, square},
	{blue, 2.2, []vg.Length{9, 4}, 5, upward},
	{green, 2.2, []vg.Length{9, 4, 2, 4}, 5, downward},
	{orange, 2.2, []vg.Length{5, 3}, 5, diamond},
	{vermillion, 2.2, nil, 5, draw.CircleGlyph{}},
	{purple, 2.2, []vg.Length{14, 5}, 5, draw.CrossGlyph{}},
	{sky, 2.2, []vg.Length{14, 3, 2, 3, 2, 3}, 5, draw.PlusGlyph{}},
}

// traces are those of signals, whose points are so many that dashes and markers would hide their course,
// and which may coincide: a thin line lies upon a broad one.
var traces = []style{
	{sky, 4.5, nil, 4.5, draw.CircleGlyph{}},
	{black, 1.1, nil, 2, draw.CircleGlyph{}},
	{vermillion, 1.1, []vg.Length{6, 4}, 2, upward},
	{green, 1.1, []vg.Length{3, 3}, 2, downward},
	{purple, 1.1, []vg.Length{9, 3, 2, 3}, 2, diamond},
	{orange, 1.1, []vg.Length{12, 4}, 2, square},
	{blue, 1.1, []vg.Length{1.5, 3}, 2, draw.CircleGlyph{}},
}

// alike are those of curves that are compared, none of which stands out. Their dashes differ as well as their colours.
var alike = []style{
	{blue, 1.6, nil, 2.4, draw.CircleGlyph{}},
	{vermillion, 1.6, []vg.Length{7, 3}, 2.4, square},
	{green, 1.6, []vg.Length{2, 2}, 2.4, upward},
	{purple, 1.6, []vg.Length{10, 3, 2, 3}, 2.4, diamond},
	{black, 1.6, []vg.Length{14, 4}, 2.4, downward},
	{orange, 1.6, []vg.Length{4, 2}, 2.4, draw.CircleGlyph{}},
	{sky, 1.6, []vg.Length{10, 2, 2, 2, 2, 2}, 2.4, square},
}

// single is that of a signal that has a chart for itself.
var single = style{blue, 1.3, nil, 2.2, draw.CircleGlyph{}}

// style returns that of the line i.
func (c Chart) style(i int) style {
	switch {
	case c.Alike:
		return alike[i]
	case c.Y.Log:
		return styles[i]
	case len(c.Lines) == 1:
		return single
	}
	return traces[i]
}

// A polygon is a filled marker: its corners, for a radius of 1. Gonum's own are hollow but for three.
type polygon []vg.Point

var (
	square   = polygon{{X: -0.9, Y: -0.9}, {X: 0.9, Y: -0.9}, {X: 0.9, Y: 0.9}, {X: -0.9, Y: 0.9}}
	upward   = polygon{{X: -1.1, Y: -0.8}, {X: 1.1, Y: -0.8}, {X: 0, Y: 1.2}}
	downward = polygon{{X: -1.1, Y: 0.8}, {X: 1.1, Y: 0.8}, {X: 0, Y: -1.2}}
	diamond  = polygon{{X: -1.3, Y: 0}, {X: 0, Y: -1.3}, {X: 1.3, Y: 0}, {X: 0, Y: 1.3}}
)

// DrawGlyph draws the marker at a point of the picture.
func (p polygon) DrawGlyph(c *draw.Canvas, s draw.GlyphStyle, at vg.Point) {
	corners := make([]vg.Point, len(p))
	for i, corner := range p {
		corners[i] = at.Add(corner.Scale(s.Radius))
	}
	c.FillPolygon(s.Color, corners)
}

// line returns how gonum draws a line of the style.
func (s style) line() draw.LineStyle {
	return draw.LineStyle{Color: s.colour, Width: s.width, Dashes: s.dashes}
}

// entry returns what a legend says of a line without markers.
func (s style) entry(name string) entry {
	return entry{name: name, line: &plotter.Line{LineStyle: s.line()}}
}

// manyPoints is how many points a line has at most for markers that do not run together.
const manyPoints = 60

// draw returns the line, and the markers of its points unless those are many.
func (s style) draw(l Line) (*plotter.Line, *plotter.Scatter, error) {
	xys := make(plotter.XYs, len(l.X))
	for i := range xys {
		xys[i] = plotter.XY{X: l.X[i], Y: l.Y[i]}
	}
	line, points, err := plotter.NewLinePoints(xys)
	if err != nil {
		return nil, nil, err
	}
	line.LineStyle = s.line()
	points.GlyphStyle = draw.GlyphStyle{Color: s.colour, Radius: s.radius, Shape: s.marker}
	if len(l.X) > manyPoints {
		points = nil
	}
	return line, points, nil
}
