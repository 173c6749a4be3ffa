package plot

import (
	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// gutter is the room for the labels to the left of a panel's lines. It is the same in all, so that the
// lines of charts one above the other begin at the same place.
const gutter = 68 * vg.Length(1)

// drawPlot draws a plot with its title, and with its legend where no line can run into it: to the right of a plot that
// is alone, and else beside the title or below it.
func drawPlot(canvas draw.Canvas, p *gonum.Plot, title string, legend legend, alone bool) {
	if !alone {
		canvas = drawHead(canvas, title, legend)
		p.Draw(inGutter(canvas, p))
		return
	}
	p.Title.Text = title
	p.Title.TextStyle.Font = sans(large.title)
	p.Title.Padding = 16
	if len(legend) == 0 {
		p.Draw(canvas)
		return
	}
	legend.drawBeside(canvas, p)
}

// inGutter returns the part of a canvas in which the lines of a plot begin behind the gutter.
func inGutter(canvas draw.Canvas, p *gonum.Plot) draw.Canvas {
	left := p.DataCanvas(canvas).Min.X - canvas.Min.X
	return draw.Crop(canvas, max(0, gutter-left), 0, 0, 0)
}

// drawHead draws the title and the legend of a panel, and returns what they leave of the canvas.
func drawHead(canvas draw.Canvas, name string, legend legend) draw.Canvas {
	room := draw.Crop(canvas, gutter, 0, 0, 0)
	title := fitting(small.title, name, room.Size().X)
	title.YAlign = draw.YTop
	if name != "" {
		room.FillText(title, vg.Point{X: room.Min.X, Y: room.Max.Y}, name)
	}
	line := small.title + 8
	rows := legend.rows(room.Size().X)
	if len(rows) == 1 && name != "" && title.Width(name)+legendGap+rows[0].width() <= room.Size().X {
		rows[0].drawAt(room, room.Max.X-rows[0].width())
		return draw.Crop(canvas, 0, 0, 0, -line)
	}
	if name != "" {
		canvas, room = draw.Crop(canvas, 0, 0, 0, -line), draw.Crop(room, 0, 0, 0, -line)
	}
	for _, row := range rows {
		row.drawAt(room, room.Min.X)
		canvas, room = draw.Crop(canvas, 0, 0, 0, -line), draw.Crop(room, 0, 0, 0, -line)
	}
	return canvas
}

// timeAxis makes an axis of gonum's one of seconds, for frames of a sound from one on.
func timeAxis(axis *gonum.Axis, letters sizes, rate int, from, frames int64, width vg.Length) {
	axis.Min, axis.Max = float64(from)/float64(rate), float64(from+frames)/float64(rate)
	Axis{Label: "time in s"}.setUp(axis, letters, axisRange{ticks: ticksAlong(width, letters)})
}
