package plot

import (
	"image"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

const (
	barGap    = 16 * vg.Length(1) // between a matrix and its bar
	barHeight = 9 * vg.Length(1)
	barHalf   = 136 // pixels for the colours of one sign, where there is room
	barZero   = 24  // pixels for 0
)

// A mark is a number below the bar, and where it stands.
type mark struct {
	value   float64
	x       int  // pixels from the left end
	between bool // left out where it has no room
}

// drawBar draws the bar of colours below the picture of a matrix, and the numbers that they stand for.
func (r *raster) drawBar(c, picture draw.Canvas, s sizes) {
	half := max(1, min(barHalf, (pixels(c.Size().X-gutter)-barZero)/2))
	img, marks := r.bar(half)
	size := vg.Point{X: vg.Length(img.Bounds().Dx()) * pixel, Y: vg.Length(img.Bounds().Dy()) * pixel}
	x := max(c.Min.X+gutter/2, min(picture.Center().X-size.X/2, c.Max.X-gutter/2-size.X))
	at := vg.Point{X: onPixel(x), Y: picture.Min.Y - onPixel(barGap) - size.Y}
	bar := draw.Canvas{Canvas: c.Canvas, Rectangle: vg.Rectangle{Min: at, Max: at.Add(size)}}
	bar.DrawImage(bar.Rectangle, img)
	drawFrame(bar)

	style := textStyle(s.number)
	style.XAlign, style.YAlign = draw.XCenter, draw.YTop
	for _, m := range marks {
		if m.between && style.Width(short(-math.Abs(m.value))) > vg.Length(half)*pixel/2-gap {
			continue
		}
		x, y := bar.Min.X+vg.Length(m.x)*pixel, bar.Min.Y-s.tick
		bar.StrokeLine2(thin, x, y, x, y+s.tick)
		bar.FillText(style, vg.Point{X: x, Y: y - gap/2}, short(m.value))
	}
	caption := "value of an entry, on a square-root scale"
	if r.peak == 0 {
		caption = "every entry is 0"
	}
	style = fitting(s.label, caption, c.Size().X)
	style.XAlign, style.YAlign = draw.XCenter, draw.YTop
	beside := style.Width(caption) / 2
	middle := max(c.Min.X+beside, min(bar.Center().X, c.Max.X-beside))
	c.FillText(style, vg.Point{X: middle, Y: bar.Min.Y - s.tick - s.number - 1.5*gap}, caption)
}

// bar returns the colours of the negative entries, of 0 and of the positive ones, as far as there are
// any, from left to right; those of one sign have half pixels.
func (r *raster) bar(half int) (image.Image, []mark) {
	values := make([]float64, 0, 2*half+barZero)
	var marks []mark
	if r.low < 0 {
		for x := range half {
			values = append(values, -r.valueAt(half-x, half))
		}
		marks = append(marks, mark{-r.peak, 0, false}, mark{-r.peak / 4, half / 2, true})
	}
	marks = append(marks, mark{0, len(values) + barZero/2, false})
	values = values[:len(values)+barZero]
	if r.high > 0 {
		marks = append(marks, mark{r.peak / 4, len(values) + half/2, true}, mark{r.peak, len(values) + half, false})
		for x := range half {
			values = append(values, r.valueAt(x+1, half))
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, len(values), pixels(barHeight)))
	for x, v := range values {
		for y := range img.Bounds().Dy() {
			img.SetRGBA(x, y, r.colour(v))
		}
	}
	return img, marks
}

// valueAt returns the magnitude whose colour lies x of half pixels from 0.
func (r *raster) valueAt(x, half int) float64 {
	root := float64(x) / float64(half)
	return r.peak * root * root
}
