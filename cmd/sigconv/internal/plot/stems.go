package plot

import (
	"image/color"
	"math"
	"slices"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	fewStems    = 20   // samples of one line that have stems wherever they stand
	manyStems   = 200  // samples of one line that have stems where there is room
	manySamples = 4000 // samples of one line, from which on it would run into itself

	narrowestStem = 1.5 * vg.Length(1) // room for a frame, below which stems would run together
)

// stems draws samples where gonum wants them.
type stems struct {
	Line
	style style
	fill  color.Color // where the line would run into itself
	i, n  int         // which of how many lines: the stems of a frame stand side by side
}

// stems returns the samples of line i.
func (c Chart) stems(i int) stems {
	s := stems{Line: c.Lines[i], style: c.style(i), i: i, n: len(c.Lines)}
	s.fill = s.style.colour
	if s.n > 1 {
		s.fill = translucent(s.style.colour)
	}
	return s
}

// DataRange returns the ends of the axes that show all samples, with half a frame at least on both sides, and 0.
func (s stems) DataRange() (left, right, low, high float64) {
	left, right, low, high = s.Line.DataRange()
	aside := max(0.5, 0.015*(right-left))
	return left - aside, right + aside, min(low, 0), max(high, 0)
}

// Plot draws a stem with a dot for each of a few samples, a line through more, and for very many the room between the
// least and the greatest in each pixel's width.
func (s stems) Plot(c draw.Canvas, p *gonum.Plot) {
	if s.i == 0 {
		zero := amplitudeAt(c, p, 0)
		c.StrokeLine2(draw.LineStyle{Color: faintGrey, Width: pixel}, c.Min.X, zero, c.Max.X, zero)
	}
	room := c.X(p.X.Norm(s.X[0]+1)) - c.X(p.X.Norm(s.X[0])) // for a frame
	switch n := len(s.X); {
	case n <= fewStems || n <= manyStems && room >= narrowestStem:
		s.plotStems(c, p, room/vg.Length(s.n))
	case n <= manySamples:
		curve{s.Line, draw.LineStyle{Color: s.style.colour, Width: 1.2}}.Plot(c, p)
	default:
		for _, piece := range s.pieces(c, p) {
			c.FillPolygon(s.fill, rounded(c.ClipPolygonXY(outline(piece))))
		}
	}
}

// plotStems draws all stems as one path and all dots as another, so that an SVG stays small. Each has so much room.
func (s stems) plotStems(c draw.Canvas, p *gonum.Plot, room vg.Length) {
	radius := max(1.2, min(s.style.radius, 0.4*room))
	aside := min(room, 3*radius) * (vg.Length(s.i) - vg.Length(s.n-1)/2)
	var stems, dots vg.Path
	for i, y := range s.Y {
		x := c.X(p.X.Norm(s.X[i])) + aside
		if math.IsNaN(y) || !c.ContainsX(x) {
			continue
		}
		stems.Move(vg.Point{X: x, Y: amplitudeAt(c, p, 0)})
		stems.Line(vg.Point{X: x, Y: amplitudeAt(c, p, y)})
		if at := (vg.Point{X: x, Y: c.Y(nearby(p.Y.Norm(y)))}); c.ContainsY(at.Y) {
			dots = append(dots, s.dot(at, radius)...)
		}
	}
	c.SetLineStyle(draw.LineStyle{Color: s.style.colour, Width: min(1.2, radius)})
	c.Stroke(stems)
	c.SetColor(s.style.colour)
	c.Fill(dots)
}

// dot returns the marker of a sample: a polygon or a circle.
func (s stems) dot(at vg.Point, radius vg.Length) (path vg.Path) {
	corners, ok := s.style.marker.(polygon)
	if !ok {
		path.Move(vg.Point{X: at.X + radius, Y: at.Y})
		path.Arc(at, radius, 0, 2*math.Pi)
		path.Close()
		return path
	}
	for i, corner := range corners {
		if p := at.Add(corner.Scale(radius)); i == 0 {
			path.Move(p)
		} else {
			path.Line(p)
		}
	}
	path.Close()
	return path
}

// outline returns the polygon between the least and the greatest points in each pixel's width, level within it, and half a
// pixel beyond both so that silence is seen.
func outline(points []vg.Point) []vg.Point {
	var top, bottom []vg.Point
	for from := 0; from < len(points); {
		low, high, to := points[from].Y, points[from].Y, from
		for ; to < len(points) && pixelOf(points[to]) == pixelOf(points[from]); to++ {
			low, high = min(low, points[to].Y), max(high, points[to].Y)
		}
		left := vg.Length(pixelOf(points[from])) * pixel
		top = append(top, vg.Point{X: left, Y: high + pixel/2}, vg.Point{X: left + pixel, Y: high + pixel/2})
		bottom = append(bottom, vg.Point{X: left, Y: low - pixel/2}, vg.Point{X: left + pixel, Y: low - pixel/2})
		from = to
	}
	bottom = straightened(bottom)
	slices.Reverse(bottom)
	return append(straightened(top), bottom...)
}
