package plot

import (
	"fmt"
	"image/color"
	"math"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// A Waveform is a picture of the samples of sounds over time: the filled room between the least and the greatest.
// Where there are several, each can be seen through those that lie upon it.
type Waveform struct {
	Title        string
	Rate         int        // in Hz
	From, Frames int64      // the first frame that is shown, for the time axis, and how many there are
	Range        float64    // the amplitude axis goes from -Range to Range; 0 for Peak
	Envelopes    []Envelope // one at least, 3 at most
}

// An Envelope has the least and the greatest sample of columns of equal width. It has a name in the legend, or none.
type Envelope struct {
	Name      string
	Low, High []float64 // of the same length, one at least
}

// Peak returns the largest magnitude. The largest of several pictures makes a Range that all can share.
func (w Waveform) Peak() float64 {
	peak := 0.0
	for _, e := range w.Envelopes {
		for i := range e.Low {
			peak = max(peak, math.Abs(e.Low[i]), math.Abs(e.High[i]))
		}
	}
	return peak
}

// fills are the colours of several waveforms.
var fills = []color.Color{sky, translucent(vermillion), translucent(black)}

// translucent returns a colour that others are seen through.
func translucent(c color.RGBA) color.Color { return color.NRGBA{c.R, c.G, c.B, 0x99} }

// check reports what has no place in the picture.
func (w Waveform) check() error {
	if w.Rate < 1 || w.Frames < 1 {
		return fmt.Errorf("a waveform of %d frames at %d Hz (want one at least of both)", w.Frames, w.Rate)
	}
	if len(w.Envelopes) == 0 || len(w.Envelopes) > len(fills) {
		return fmt.Errorf("%d waveforms in a picture (want 1 to %d)", len(w.Envelopes), len(fills))
	}
	for i, e := range w.Envelopes {
		if len(e.Low) != len(e.High) || len(e.Low) == 0 {
			return fmt.Errorf("waveform %d has %d least and %d greatest samples (want as many, and one at least)", i+1, len(e.Low), len(e.High))
		}
	}
	if !(w.Range >= 0 && w.Range <= largest) || !(w.Peak() <= largest) {
		return fmt.Errorf("a waveform up to %g in a range of %g (want finite numbers, and no negative range)", w.Peak(), w.Range)
	}
	return nil
}

// draw draws the waveforms with their legend.
func (w Waveform) draw(canvas draw.Canvas, alone bool) error {
	letters := sizesOf(alone)
	p := gonum.New()
	p.Add(newGrid())
	var legend legend
	for i, e := range w.Envelopes {
		fill := fills[i]
		if len(w.Envelopes) == 1 {
			fill = blue
		}
		p.Add(envelopePlotter{e, fill})
		if e.Name != "" {
			legend = append(legend, entry{name: e.Name, line: &plotter.Line{LineStyle: draw.LineStyle{Color: fill, Width: swatch}}})
		}
	}
	timeAxis(&p.X, letters, w.Rate, w.From, w.Frames, canvas.Size().X)
	p.Y.Max = w.reach()
	p.Y.Min = -p.Y.Max
	Axis{Label: "amplitude"}.setUp(&p.Y, letters, axisRange{margin: 0.03, ticks: ticksUp(canvas.Size().Y, letters)})
	drawPlot(canvas, p, w.Title, legend, alone)
	return nil
}

// swatch is the height of the colour in a legend.
const swatch = 9

// reach returns the amplitude that the axis goes up to.
func (w Waveform) reach() float64 {
	if w.Range > 0 {
		return w.Range
	}
	if peak := w.Peak(); peak > 0 {
		return peak
	}
	return 1
}
