package plot

import (
	"image/color"

	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var gridGrey = color.RGBA{0xD8, 0xD8, 0xD8, 0xFF}

// A style tells one line from the others by its colour, its dashes and its markers: each alone would do.
type style struct {
	colour color.RGBA
	dashes []vg.Length
	marker draw.GlyphDrawer
}

// styles are those of the first line, the second, and so on. The colours are Okabe's and Ito's, which
// readers can tell apart who do not see them all; their yellow is left out, which is too faint on white.
var styles = []style{
	{color.RGBA{0x00, 0x00, 0x00, 0xFF}, []vg.Length{2, 4}, square},
	{color.RGBA{0x00, 0x72, 0xB2, 0xFF}, []vg.Length{9, 4}, upward},
	{color.RGBA{0x00, 0x9E, 0x73, 0xFF}, []vg.Length{9, 4, 2, 4}, downward},
	{color.RGBA{0xE6, 0x9F, 0x00, 0xFF}, []vg.Length{5, 3}, diamond},
	{color.RGBA{0xD5, 0x5E, 0x00, 0xFF}, nil, draw.CircleGlyph{}},
	{color.RGBA{0xCC, 0x79, 0xA7, 0xFF}, []vg.Length{14, 5}, draw.CrossGlyph{}},
	{color.RGBA{0x56, 0xB4, 0xE9, 0xFF}, []vg.Length{14, 3, 2, 3, 2, 3}, draw.PlusGlyph{}},
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

// draw returns the line and the markers of its points.
func (s style) draw(l Line) (*plotter.Line, *plotter.Scatter, error) {
	xys := make(plotter.XYs, len(l.X))
	for i := range xys {
		xys[i] = plotter.XY{X: l.X[i], Y: l.Y[i]}
	}
	line, points, err := plotter.NewLinePoints(xys)
	if err != nil {
		return nil, nil, err
	}
	line.LineStyle = draw.LineStyle{Color: s.colour, Width: 2.2, Dashes: s.dashes}
	points.GlyphStyle = draw.GlyphStyle{Color: s.colour, Radius: 5, Shape: s.marker}
	return line, points, nil
}
