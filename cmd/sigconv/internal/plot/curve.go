package plot

import (
	"math"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A curve draws a line where gonum wants it: cut at the ends of the axes, with its gaps, and with no more points than
// can be seen.
type curve struct {
	Line
	draw.LineStyle
}

// Plot draws the curve as one path, so that an SVG stays small. A point between two gaps is a dot.
func (l curve) Plot(c draw.Canvas, p *gonum.Plot) {
	var path vg.Path
	dot := draw.GlyphStyle{Color: l.Color, Radius: l.Width, Shape: draw.CircleGlyph{}}
	for _, piece := range l.pieces(c, p) {
		if len(piece) == 1 && c.Contains(piece[0]) {
			c.DrawGlyph(dot, piece[0])
		}
		for _, line := range c.ClipLinesXY(thinned(piece)) {
			line = rounded(straightened(line))
			path.Move(line[0])
			for _, point := range line[1:] {
				path.Line(point)
			}
		}
	}
	if len(path) > 0 {
		c.SetLineStyle(l.LineStyle)
		c.Stroke(path)
	}
}

// pieces returns the points between the gaps, as they lie in a canvas or beyond it.
func (l Line) pieces(c draw.Canvas, p *gonum.Plot) (pieces [][]vg.Point) {
	var piece []vg.Point
	for i, y := range l.Y {
		if math.IsNaN(y) {
			if piece != nil {
				pieces = append(pieces, piece)
			}
			piece = nil
			continue
		}
		piece = append(piece, vg.Point{X: c.X(p.X.Norm(l.X[i])), Y: c.Y(nearby(p.Y.Norm(y)))})
	}
	if piece != nil {
		pieces = append(pieces, piece)
	}
	return pieces
}

// nearby returns a place on an axis, or a far one if it is so far that there would be no sums with it.
func nearby(place float64) float64 { return max(-1e6, min(place, 1e6)) }

// DataRange returns the ends of the axes that show all points.
func (l Line) DataRange() (left, right, low, high float64) {
	left, right, low, high = math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
	for i, y := range l.Y {
		left, right = min(left, l.X[i]), max(right, l.X[i])
		if !math.IsNaN(y) {
			low, high = min(low, y), max(high, y)
		}
	}
	return left, right, low, high
}
