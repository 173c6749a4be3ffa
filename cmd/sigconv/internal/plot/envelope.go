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
	shown := e.inPixels(pixels(c.Size().X + pixel/2)).joined()
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

// inPixels returns an envelope of a column for each of so many pixels, with all that the pixel touches.
func (e Envelope) inPixels(width int) Envelope {
	n := len(e.Low)
	shown := Envelope{Low: make([]float64, width), High: make([]float64, width)}
	for x := range width {
		from, to := x*n/width, ((x+1)*n+width-1)/width
		shown.Low[x], shown.High[x] = slices.Min(e.Low[from:to]), slices.Max(e.High[from:to])
	}
	return shown
}

// joined returns the envelope with columns that reach half the way to neighbours that they would not touch: the sound
// has gone through what lies between.
func (e Envelope) joined() Envelope {
	joined := Envelope{Low: slices.Clone(e.Low), High: slices.Clone(e.High)}
	reach := func(j int, v float64) {
		joined.Low[j], joined.High[j] = min(joined.Low[j], v), max(joined.High[j], v)
	}
	for j := 1; j < len(e.Low); j++ {
		up, down := e.High[j-1]/2+e.Low[j]/2, e.Low[j-1]/2+e.High[j]/2
		if e.High[j-1] < e.Low[j] {
			reach(j-1, up)
			reach(j, up)
		}
		if e.Low[j-1] > e.High[j] {
			reach(j-1, down)
			reach(j, down)
		}
	}
	return joined
}
