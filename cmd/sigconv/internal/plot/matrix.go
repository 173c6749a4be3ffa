package plot

import (
	"fmt"
	"math"
	"strconv"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Matrix is drawn as one writes it: row 0 on top, column 0 at the left. 0 is white, positive entries
// are blue, negative ones vermillion, the stronger the larger. Entries of small matrices have borders and
// numbers. Where an entry is smaller than a pixel, the pixel shows the largest of its entries.
type Matrix struct {
	Title      string
	Rows, Cols int                    // 1 at least
	At         func(i, j int) float64 // a finite number for row i and column j, both from 0; called once for each
}

// check reports a matrix without entries.
func (m Matrix) check() error {
	if m.Rows < 1 || m.Cols < 1 {
		return fmt.Errorf("the matrix has %d rows and %d columns (want one at least of each)", m.Rows, m.Cols)
	}
	return nil
}

const (
	largestCell   = 96 // pixels of an entry at most
	narrowestCell = 8  // pixels of an entry with borders
	roundedCell   = 4  // pixels of an entry from which on all have as many
	narrowest     = 24 // pixels of the shorter side of a long matrix
	writtenOut    = 16 // rows and columns of a matrix with borders and numbers
	smallestDigit = 7  // points of a number in its cell
)

// draw draws the matrix in the middle of a canvas, with its title, axes and a bar of its colours.
func (m Matrix) draw(c draw.Canvas, alone bool) error {
	s := sizesOf(alone)
	around := m.around(s)
	size := c.Size()
	r, err := m.rasterise(pixels(size.X-around.left-around.right), pixels(size.Y-around.top-around.bottom))
	if err != nil {
		return err
	}
	frame := vg.Point{X: vg.Length(r.width) * pixel, Y: vg.Length(r.height) * pixel}
	left := max(0, size.X-around.left-frame.X-around.right) / 2
	room := size.Y - around.top - around.bottom
	above := max(0, room-max(frame.Y, min(room, size.X-gutter/2))) / 2 // the same for all that lie side by side
	at := vg.Point{X: onPixel(c.Min.X + left + around.left), Y: onPixel(c.Max.Y - above - around.top - frame.Y)}
	picture := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: at, Max: at.Add(frame)}}

	picture.DrawImage(picture.Rectangle, r.image())
	drawFrame(picture)
	if r.bordered {
		r.drawNumbers(picture, s)
	}
	m.drawTitle(c, picture, s)
	m.drawColumns(picture, s)
	m.drawRows(picture, s)
	r.drawBar(c, picture, s)
	return nil
}

// edges are the room for letters around the picture of a matrix.
type edges struct{ left, right, top, bottom vg.Length }

const gap = 4 * vg.Length(1) // between a tick and its number, and the number and the label

func (m Matrix) around(s sizes) edges {
	number := textStyle(s.number).Width(strconv.Itoa(m.Rows - 1))
	axis := s.tick + s.labelPadding + s.label
	return edges{
		left:   axis + gap + number,
		right:  textStyle(s.number).Width(strconv.Itoa(m.Cols-1))/2 + 2,
		top:    axis + gap + s.number + s.title + 3*gap,
		bottom: barGap + barHeight + s.tick + s.number + s.label + 3*gap,
	}
}

// drawTitle draws the title above the axis of the columns: over the middle of the picture where it has
// room there, over that of the panel where it has not.
func (m Matrix) drawTitle(c, picture draw.Canvas, s sizes) {
	style := fitting(s.title, m.Title, c.Size().X)
	style.XAlign, style.YAlign = draw.XCenter, draw.YTop
	half, x := style.Width(m.Title)/2, picture.Center().X
	x = max(min(x, c.Max.X-half), c.Min.X+half)
	c.FillText(style, vg.Point{X: x, Y: picture.Max.Y + m.around(s).top}, m.Title)
}

// drawColumns draws the axis of the columns, on top.
func (m Matrix) drawColumns(picture draw.Canvas, s sizes) {
	style := textStyle(s.number)
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	width := picture.Size().X / vg.Length(m.Cols)
	for _, j := range indices(m.Cols, picture.Size().X/(2*gap+style.Width(strconv.Itoa(m.Cols-1)))) {
		at := vg.Point{X: picture.Min.X + (vg.Length(j)+0.5)*width, Y: picture.Max.Y + s.tick}
		picture.StrokeLine2(thin, at.X, at.Y-s.tick, at.X, at.Y)
		picture.FillText(style, at.Add(vg.Point{Y: gap / 2}), strconv.Itoa(j))
	}
	style = textStyle(s.label)
	style.XAlign, style.YAlign = draw.XCenter, draw.YBottom
	above := s.tick + gap + s.number + s.labelPadding/2
	picture.FillText(style, vg.Point{X: picture.Center().X, Y: picture.Max.Y + above}, "column j")
}

// drawRows draws the axis of the rows, at the left.
func (m Matrix) drawRows(picture draw.Canvas, s sizes) {
	style := textStyle(s.number)
	style.XAlign, style.YAlign = draw.XRight, draw.YCenter
	height := picture.Size().Y / vg.Length(m.Rows)
	widest := vg.Length(0)
	for _, i := range indices(m.Rows, picture.Size().Y/(1.8*s.number)) {
		at := vg.Point{X: picture.Min.X - s.tick, Y: picture.Max.Y - (vg.Length(i)+0.5)*height}
		picture.StrokeLine2(thin, at.X, at.Y, at.X+s.tick, at.Y)
		picture.FillText(style, at.Add(vg.Point{X: -gap / 2, Y: descent(style)}), strconv.Itoa(i))
		widest = max(widest, style.Width(strconv.Itoa(i)))
	}
	style = textStyle(s.label)
	style.XAlign, style.YAlign, style.Rotation = draw.XCenter, draw.YBottom, math.Pi/2
	before := s.tick + gap + widest + s.labelPadding/2
	picture.FillText(style, vg.Point{X: picture.Min.X - before, Y: picture.Center().Y}, "row i")
}

// indices returns those of n rows or columns that get a number, where there is room for so many.
func indices(n int, room vg.Length) (at []int) {
	digit, exponent := roundStep(float64(n)/max(1, float64(room)), true)
	for i := 0; i < n; i += int(digit * math.Pow10(exponent)) {
		at = append(at, i)
	}
	return at
}

// drawFrame draws a line around what is in the canvas, not over it.
func drawFrame(c draw.Canvas) {
	c = draw.Crop(c, -pixel/2, pixel/2, -pixel/2, pixel/2)
	c.StrokeLines(thin, []vg.Point{
		c.Min, {X: c.Max.X, Y: c.Min.Y}, c.Max, {X: c.Min.X, Y: c.Max.Y}, c.Min,
	})
}

// drawNumbers writes the entries into their cells, if there is room for the longest of them.
func (r *raster) drawNumbers(picture draw.Canvas, s sizes) {
	cell := vg.Point{X: picture.Size().X / vg.Length(r.cols), Y: picture.Size().Y / vg.Length(r.rows)}
	longest := vg.Length(0)
	for _, v := range r.entries {
		longest = max(longest, textStyle(1).Width(short(v)))
	}
	size := min(s.number, (cell.X-1.5*gap)/longest, cell.Y-gap)
	if size < smallestDigit {
		return
	}
	style := textStyle(size)
	style.XAlign, style.YAlign = draw.XCenter, draw.YCenter
	for k, v := range r.entries {
		style.Color = r.inkOn(v)
		i, j := k/r.cols, k%r.cols
		at := vg.Point{X: picture.Min.X + (vg.Length(j)+0.5)*cell.X, Y: picture.Max.Y - (vg.Length(i)+0.5)*cell.Y}
		picture.FillText(style, at.Add(vg.Point{Y: descent(style)}), short(v))
	}
}

// descent returns what centred numbers, which have nothing below the line, are to be raised by.
func descent(style text.Style) vg.Length { return 0.75 * style.FontExtents().Descent }

// pixels returns how many whole ones a length has, one at least.
func pixels(length vg.Length) int { return max(1, int(length/pixel)) }

// onPixel returns the place of a whole pixel next to one in the picture.
func onPixel(at vg.Length) vg.Length { return vg.Length(math.Round(float64(at/pixel))) * pixel }

// onPixels returns a canvas with its edges on whole pixels next to its own.
func onPixels(c draw.Canvas) draw.Canvas {
	c.Min = vg.Point{X: onPixel(c.Min.X), Y: onPixel(c.Min.Y)}
	c.Max = vg.Point{X: onPixel(c.Max.X), Y: onPixel(c.Max.Y)}
	return c
}
