package plot

import (
	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A legend says which line is which.
type legend []entry

// An entry is a line of a chart with the markers of its points, if it has any.
type entry struct {
	name   string
	line   *plotter.Line
	points *plotter.Scatter
}

const (
	legendGap = 18 * vg.Length(1) // between entries in a row
	thumbnail = 26 * vg.Length(1) // the piece of line in a row
)

// thumbnails returns what draws a piece of the line.
func (e entry) thumbnails() []gonum.Thumbnailer {
	if e.points == nil {
		return []gonum.Thumbnailer{e.line}
	}
	return []gonum.Thumbnailer{e.line, e.points}
}

// drawBeside draws the plot, and the legend to the right of it.
func (l legend) drawBeside(c draw.Canvas, p *gonum.Plot) {
	column := gonum.NewLegend()
	column.TextStyle.Font = sans(large.label)
	column.ThumbnailWidth = 44
	column.Padding = 12
	column.Top, column.Left = true, true
	for _, e := range l {
		column.Add(e.name, e.thumbnails()...)
	}
	size := column.Rectangle(c).Size()
	p.Draw(draw.Crop(c, 0, -size.X-margin/2, 0, 0))
	below := (c.Size().Y - size.Y) / 2
	column.Draw(draw.Crop(c, c.Size().X-size.X, 0, below, -below))
}

// drawAbove draws the entries in rows along the top of a canvas, each row in its middle, and returns what they leave of it.
func (l legend) drawAbove(c draw.Canvas) draw.Canvas {
	for _, row := range l.rows(c.Size().X) {
		row.drawAt(c, max(c.Min.X, c.Center().X-row.width()/2))
		c = draw.Crop(c, 0, 0, 0, -small.label-8)
	}
	return c
}

// rows returns the entries in rows of a width, one entry in each at least.
func (l legend) rows(width vg.Length) (rows []legend) {
	for _, e := range l {
		last := len(rows) - 1
		if last < 0 || rows[last].width()+legendGap+e.width() > width {
			rows = append(rows, legend{e})
			continue
		}
		rows[last] = append(rows[last], e)
	}
	return rows
}

// width returns the room for all entries in a row.
func (l legend) width() vg.Length {
	width := legendGap * vg.Length(len(l)-1)
	for _, e := range l {
		width += e.width()
	}
	return width
}

func (e entry) width() vg.Length { return thumbnail + 5 + textStyle(small.label).Width(e.name) }

// drawAt draws the entries in a row along the top of a canvas, the first at x.
func (l legend) drawAt(c draw.Canvas, x vg.Length) {
	style := textStyle(small.label)
	style.YAlign = draw.YTop
	c = draw.Crop(c, 0, 0, 0, small.label-small.title) // onto the line of the title
	for _, e := range l {
		box := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{
			Min: vg.Point{X: x, Y: c.Max.Y - small.label},
			Max: vg.Point{X: x + thumbnail, Y: c.Max.Y},
		}}
		for _, t := range e.thumbnails() {
			t.Thumbnail(&box)
		}
		c.FillText(style, vg.Point{X: x + thumbnail + 5, Y: c.Max.Y}, e.name)
		x += e.width() + legendGap
	}
}
