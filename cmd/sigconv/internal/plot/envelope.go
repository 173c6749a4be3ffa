package plot

import (
	"image/color"
	"slices"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// An envelopePlotter draws an envelope of a waveform where gonum wants it.
type envelopePlotter struct {
	Envelope
	colour color.Color
}

// Plot fills what lies between the least and the greatest samples. Where these are one everywhere, it draws a line
// through them.
func (e envelopePlotter) Plot(c draw.Canvas, p *gonum.Plot) {
	if slices.Equal(e.Low, e.High) {
		c.StrokeLines(draw.LineStyle{Color: e.colour, Width: 1.3}, e.line(c, p))
		return
	}
	c = onPixels(c)
	shown := e.inPixels(pixels(c.Size().X + pixel/2))
	outline, bottom := steps(c, p, shown.High), steps(c, p, shown.Low)
	for i := range outline {
		outline[i].Y += pixel / 2 // so that silence, which has no height, is seen
		bottom[i].Y -= pixel / 2
	}
	slices.Reverse(bottom)
	c.FillPolygon(e.colour, append(outline, bottom...))
}

// line returns the points of the samples, one in the middle of each column. The first and the last go on to the ends.
func (e envelopePlotter) line(c draw.Canvas, p *gonum.Plot) []vg.Point {
	n := len(e.Low)
	points := []vg.Point{{X: c.Min.X, Y: amplitudeAt(c, p, e.Low[0])}}
	for j, v := range e.Low {
		points = append(points, vg.Point{X: c.X((float64(j) + 0.5) / float64(n)), Y: amplitudeAt(c, p, v)})
	}
	return append(points, vg.Point{X: c.Max.X, Y: amplitudeAt(c, p, e.Low[n-1])})
}

// steps returns the points of a line that is level in every pixel.
func steps(c draw.Canvas, p *gonum.Plot, values []float64) (points []vg.Point) {
	for x, v := range values {
		left, y := c.Min.X+vg.Length(x)*pixel, amplitudeAt(c, p, v)
		points = append(points, vg.Point{X: left, Y: y}, vg.Point{X: left + pixel, Y: y})
	}
	return points
}

// amplitudeAt returns the height of a value in a canvas; what is beyond the axis is drawn at its end.
func amplitudeAt(c draw.Canvas, p *gonum.Plot, v float64) vg.Length {
	return c.Y(p.Y.Norm(max(p.Y.Min, min(v, p.Y.Max))))
}

// inPixels returns an envelope of a column for each of so many pixels: of all columns that a pixel has a part of, and of
// that which ends where it begins. So two pixels side by side have a column in common, and there is no gap.
func (e Envelope) inPixels(width int) Envelope {
	n := len(e.Low)
	shown := Envelope{Low: make([]float64, width), High: make([]float64, width)}
	for x := range width {
		from, to := max(0, x*n-1)/width, ((x+1)*n+width-1)/width
		shown.Low[x], shown.High[x] = slices.Min(e.Low[from:to]), slices.Max(e.High[from:to])
	}
	return shown
}
