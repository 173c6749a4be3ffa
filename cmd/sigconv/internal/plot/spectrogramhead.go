package plot

import (
	"fmt"
	"image"
	"image/color"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	levelBarHeight = 8 * vg.Length(1)
	levelBarStep   = 34 * vg.Length(1) // between two numbers below the bar
)

// captionGrey is the ink of what is read second.
var captionGrey = color.RGBA{0x50, 0x50, 0x50, 0xFF}

// drawHead draws the title, what the spectrogram was made with, and the bar of colours along the top of a canvas: the
// bar to the right where it has room there, and else below. It returns the height of all.
func (s Spectrogram) drawHead(c draw.Canvas, letters sizes) vg.Length {
	const below = 2.5 * gap
	bar := newLevelBar(c.Size().X, letters)
	left := draw.Crop(c, 0, -bar.width()-legendGap, 0, 0)
	if len(s.caption(left.Size().X, letters)) == 1 {
		height := s.drawCaption(left, letters)
		bar.draw(c, c.Max.X-bar.width(), letters.title/4)
		return max(height, bar.height()+letters.title/4) + below
	}
	height := s.drawCaption(c, letters) + 2*gap
	bar.draw(c, c.Min.X, height)
	return height + bar.height() + below
}

// drawCaption draws the title and what the spectrogram was made with, and returns their height.
func (s Spectrogram) drawCaption(c draw.Canvas, letters sizes) (height vg.Length) {
	if s.Title != "" {
		title := fitting(letters.title, s.Title, c.Size().X)
		title.YAlign = draw.YTop
		c.FillText(title, vg.Point{X: c.Min.X, Y: c.Max.Y}, s.Title)
		height = letters.title + gap
	}
	for _, line := range s.caption(c.Size().X, letters) {
		style := fitting(letters.number, line, c.Size().X)
		style.YAlign, style.Color = draw.YTop, captionGrey
		c.FillText(style, vg.Point{X: c.Min.X, Y: c.Max.Y - height}, line)
		height += 1.2 * letters.number
	}
	return height
}

// caption says what the spectrogram was made with, in as few lines of a width as will do.
func (s Spectrogram) caption(width vg.Length, letters sizes) (lines []string) {
	line := fmt.Sprintf("Hann window %d (%s),", s.Window, s.duration(int64(s.Window)))
	for _, more := range []string{
		fmt.Sprintf("hop %d (%s),", s.Hop, s.duration(s.Hop)),
		fmt.Sprintf("range %d dB", -lowestLevel),
	} {
		if textStyle(letters.number).Width(line+" "+more) > width {
			lines, line = append(lines, line), more
			continue
		}
		line += " " + more
	}
	return append(lines, line)
}

// duration writes how long some frames last.
func (s Spectrogram) duration(frames int64) string {
	seconds := float64(frames) / float64(s.Rate)
	if seconds < 1 {
		return short(1000*seconds) + " ms"
	}
	return short(seconds) + " s"
}

// A levelBar has the colours of all levels from left to right, with numbers below and the unit at its end.
type levelBar struct {
	sizes
	step  int // dB between two numbers
	steps int
}

const levelUnit = "dBFS"

// newLevelBar returns a bar with as many numbers as there is room for in a width.
func newLevelBar(width vg.Length, letters sizes) levelBar {
	bar := levelBar{letters, 20, 6}
	if bar.width() > width {
		bar.step, bar.steps = 40, 3
	}
	return bar
}

// colours returns the width of the bar alone, in whole pixels.
func (b levelBar) colours() vg.Length {
	return onPixel(levelBarStep * b.number / small.number * vg.Length(b.steps))
}

// margin returns the room for the half of the first number that lies to the left of the bar.
func (b levelBar) margin() vg.Length {
	return textStyle(b.number).Width(formatNumber(lowestLevel, 'f', 0)) / 2
}

func (b levelBar) width() vg.Length {
	return b.margin() + b.colours() + 1.5*gap + textStyle(b.number).Width(levelUnit)
}

func (b levelBar) height() vg.Length { return levelBarHeight + b.tick + gap/2 + b.number }

// draw draws the bar into a canvas, from x on, and so far below its top.
func (b levelBar) draw(c draw.Canvas, x, below vg.Length) {
	size := vg.Point{X: b.colours(), Y: onPixel(levelBarHeight)}
	at := vg.Point{X: onPixel(x + b.margin()), Y: onPixel(c.Max.Y - below - levelBarHeight)}
	bar := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: at, Max: at.Add(size)}}
	bar.DrawImage(bar.Rectangle, levelColumns(pixels(size.X+pixel/2), pixels(size.Y+pixel/2)))
	drawFrame(bar)

	style := textStyle(b.number)
	style.XAlign, style.YAlign = draw.XCenter, draw.YTop
	for i := range b.steps + 1 {
		x, y := bar.Min.X+size.X*vg.Length(i)/vg.Length(b.steps), bar.Min.Y-b.tick
		bar.StrokeLine2(thin, x, y, x, y+b.tick)
		bar.FillText(style, vg.Point{X: x, Y: y - gap/2}, formatNumber(float64(lowestLevel+i*b.step), 'f', 0))
	}
	style.XAlign, style.YAlign = draw.XLeft, draw.YCenter
	bar.FillText(style, vg.Point{X: bar.Max.X + 1.5*gap, Y: bar.Center().Y + descent(style)}, levelUnit)
}

// levelColumns returns all colours from left to right.
func levelColumns(width, height int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		colour := colourOf(lowestLevel * (1 - (float64(x)+0.5)/float64(width)))
		for y := range height {
			img.SetRGBA(x, y, colour)
		}
	}
	return img
}
