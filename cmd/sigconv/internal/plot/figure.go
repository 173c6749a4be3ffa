// Package plot draws pictures from numbers, as PNG or SVG. The same numbers give the same bytes.
package plot

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Figure is a picture of panels: columns of equal width, from left to right, each shared equally among
// its panels, from top to bottom. It is 1200 by 800 pixels large, and wider for more than three columns.
type Figure struct {
	Title   string // none for no room for one
	Width   int    // another one in pixels, 400 at least; 0 for the usual
	Height  int    // another one in pixels, 240 at least; 0 for the usual
	Columns [][]Panel

	legend legend // of all panels, below the title
}

// A Panel is a part of a figure: a Chart, a Matrix, a Spectrogram or a Waveform.
type Panel interface {
	// check reports what cannot be drawn, as far as that shows without looking at every entry of a matrix.
	check() error
	// draw draws the panel. One that is alone in its figure has larger letters.
	draw(c draw.Canvas, alone bool) error
}

// A canvas has 72 points for the 96 pixels of an inch.
const (
	width  = 900 * vg.Length(1)
	height = 600 * vg.Length(1)
	pixel  = 0.75 * vg.Length(1)
	margin = 24 * vg.Length(1)

	narrowestColumn = width / 3
	lowestFigure    = 240 // pixels
	narrowestFigure = 400 // pixels
	largestFigure   = 8192

	columnGap = 28 * vg.Length(1)
	panelGap  = 14 * vg.Length(1)
)

// Format returns the kind of picture that the name of a file asks for: "svg" or "png". It is an error
// where the name has neither ending.
func Format(path string) (string, error) {
	format := strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))
	if format != "svg" && format != "png" {
		return "", fmt.Errorf("%s: unknown kind of picture (want .svg or .png)", path)
	}
	return format, nil
}

// CheckSize refuses sizes in pixels that no picture has.
func CheckSize(width, height int) error {
	if width < narrowestFigure || height < lowestFigure || width > largestFigure || height > largestFigure {
		return fmt.Errorf("a picture has another size (found %dx%d, want %dx%d to %dx%d)", width, height, narrowestFigure, lowestFigure, largestFigure, largestFigure)
	}
	return nil
}

// Draw returns the picture in a format, which is "svg" or "png". It is an error where there is no panel,
// or where one has nothing to draw, more lines than can be told apart, or a number that has no place in it.
func (f Figure) Draw(format string) ([]byte, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	wide, high := max(width, narrowestColumn*vg.Length(len(f.Columns))), height
	if f.Width != 0 {
		wide = vg.Length(f.Width) * pixel
	}
	if f.Height != 0 {
		high = vg.Length(f.Height) * pixel
	}
	canvas, err := draw.NewFormattedCanvas(wide, high, format)
	if err != nil {
		return nil, err
	}
	if err := f.drawOn(draw.New(canvas)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = canvas.WriteTo(&b)
	return forReaders(b.Bytes()), err
}

func (f Figure) check() error {
	if len(f.Columns) == 0 {
		return errors.New("there is no panel to draw")
	}
	if f.Height != 0 && f.Height < lowestFigure {
		return fmt.Errorf("a picture %d pixels high (want %d at least)", f.Height, lowestFigure)
	}
	if f.Width != 0 && f.Width < narrowestFigure {
		return fmt.Errorf("a picture %d pixels wide (want %d at least)", f.Width, narrowestFigure)
	}
	for i, column := range f.Columns {
		if len(column) == 0 {
			return fmt.Errorf("column %d has no panel to draw", i+1)
		}
		for _, p := range column {
			if err := p.check(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f Figure) drawOn(c draw.Canvas) error {
	c.SetColor(white)
	c.Fill(c.Rectangle.Path())
	c = draw.Crop(c, margin, -margin, margin, -margin)
	if f.Title != "" {
		style := fitting(large.title, f.Title, c.Size().X)
		style.XAlign, style.YAlign = draw.XCenter, draw.YTop
		c.FillText(style, vg.Point{X: c.Center().X, Y: c.Max.Y}, f.Title)
		c = draw.Crop(c, 0, 0, 0, -large.title-panelGap)
	}
	c = f.legend.drawAbove(c)
	alone := len(f.Columns) == 1 && len(f.Columns[0]) == 1
	for i, column := range f.Columns {
		left, right := share(c.Size().X, columnGap, i, len(f.Columns))
		for j, p := range column {
			top, bottom := share(c.Size().Y, panelGap, j, len(column))
			if err := p.draw(draw.Crop(c, left, -right, bottom, -top), alone); err != nil {
				return err
			}
		}
	}
	return nil
}

// share returns what lies before and behind the part i of n equal parts of a length with gaps between them.
func share(whole, gap vg.Length, i, n int) (before, behind vg.Length) {
	part := (whole - gap*vg.Length(n-1)) / vg.Length(n)
	return (part + gap) * vg.Length(i), (part + gap) * vg.Length(n-1-i)
}

// forReaders names fonts of the same kind in an SVG, for readers who do not have Liberation, and tells
// its images for what they are: gonum calls them JPEG.
func forReaders(picture []byte) []byte {
	if bytes.HasPrefix(picture, []byte("\x89PNG")) {
		return picture
	}
	picture = bytes.ReplaceAll(picture, []byte("font-family:Liberation Sans;"),
		[]byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;"))
	return bytes.ReplaceAll(picture, []byte(`"data:image/jpg;base64,`), []byte(`"data:image/png;base64,`))
}
