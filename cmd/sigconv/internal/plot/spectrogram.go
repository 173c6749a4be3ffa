package plot

import (
	"fmt"
	"image"
	"math"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Spectrogram is a picture of short-time spectra over time, from -120 dBFS, which is dark, to 0 dBFS, which is light.
// The colours mean the same in all. Window, hop and range are written upon it.
type Spectrogram struct {
	Title        string
	Rate         int         // in Hz
	From, Frames int64       // the first frame of the sound that is shown, for the time axis, and how many there are
	Window       int         // frames of Hann's window
	Hop          int64       // frames from one column to the next; they lie symmetrically in the sound
	Columns      [][]float64 // [column][bin] in dBFS; Window/2+1 bins from 0 Hz to half the rate
	LogFrequency bool        // the frequency axis is logarithmic, from 20 Hz on, for rates of 1 kHz or more, and else linear, from 0
}

// check reports what has no place in the picture.
func (s Spectrogram) check() error {
	if s.Rate < 1 || s.Frames < 1 || s.Window < 2 || s.Hop < 1 || len(s.Columns) == 0 {
		return fmt.Errorf("a spectrogram of %d columns for %d frames at %d Hz, window %d, hop %d (want one at least of each, and a window of 2)",
			len(s.Columns), s.Frames, s.Rate, s.Window, s.Hop)
	}
	for j, levels := range s.Columns {
		if len(levels) != s.Window/2+1 {
			return fmt.Errorf("column %d of the spectrogram has %d bins (want %d)", j, len(levels), s.Window/2+1)
		}
		for k, v := range levels {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("column %d of the spectrogram has %g in bin %d (want a finite number)", j, v, k)
			}
		}
	}
	return nil
}

// draw draws the spectrogram between its axes, with its title, what it was made with, and a bar of its colours above.
func (s Spectrogram) draw(canvas draw.Canvas, alone bool) error {
	letters := sizesOf(alone)
	p := gonum.New()
	p.Add(spectrogramPlotter{s})
	timeAxis(&p.X, letters, s.Rate, s.From, s.Frames, canvas.Size().X)
	p.Y.Min, p.Y.Max = 0, s.place(float64(s.Rate)/2)
	s.frequencyAxis(canvas.Size().Y, letters).setUp(&p.Y, letters, axisRange{})
	canvas = inGutter(canvas, p)
	data := p.DataCanvas(canvas)
	data.Max.Y = canvas.Max.Y
	p.Draw(draw.Crop(canvas, 0, 0, 0, -s.drawHead(data, letters)))
	return nil
}

// logarithmic reports whether the frequency axis is, for which sounds with a low rate have no room.
func (s Spectrogram) logarithmic() bool { return s.LogFrequency && s.Rate >= slowest }

// place returns where a frequency lies on the axis: gonum's logarithmic scale would not have its label in the middle.
func (s Spectrogram) place(frequency float64) float64 {
	if s.logarithmic() {
		return math.Log(frequency / lowestFrequency)
	}
	return frequency
}

// frequencyAt returns the frequency at a part of the height, from 0 to 1.
func (s Spectrogram) frequencyAt(part float64) float64 {
	highest := float64(s.Rate) / 2
	if s.logarithmic() {
		return lowestFrequency * math.Pow(highest/lowestFrequency, part)
	}
	return part * highest
}

// frequencyAxis returns the axis of a panel of a height.
func (s Spectrogram) frequencyAxis(height vg.Length, letters sizes) Axis {
	room := ticksUp(height-2*letters.title, letters)
	if !s.logarithmic() {
		return linearFrequencyAxis(s.Rate, room)
	}
	all := FrequencyAxis(s.Rate).Ticks
	axis := Axis{Label: frequencyLabel}
	for i, t := range all {
		powerOfTen := i%2 == 0
		if t.At >= lowestFrequency && (powerOfTen || len(all) <= room) {
			axis.Ticks = append(axis.Ticks, Tick{At: s.place(t.At), Label: t.Label})
		}
	}
	return axis
}

// A spectrogramPlotter draws the colours where gonum wants them.
type spectrogramPlotter struct{ Spectrogram }

// Plot draws them into the canvas between the axes, on whole pixels.
func (s spectrogramPlotter) Plot(c draw.Canvas, p *gonum.Plot) {
	c = onPixels(c)
	c.DrawImage(c.Rectangle, s.image(pixels(c.Size().X+pixel/2), pixels(c.Size().Y+pixel/2)))
	drawFrame(c)
}

// image returns the picture of a size.
func (s Spectrogram) image(width, height int) image.Image {
	first := float64(s.Frames-int64(len(s.Columns)-1)*s.Hop) / 2 // the frame on which column 0 lies
	column := func(x int) float64 {
		return (float64(s.Frames)*float64(x)/float64(width) - first) / float64(s.Hop)
	}
	bin := func(y int) float64 {
		return s.frequencyAt(float64(y)/float64(height)) * float64(s.Window) / float64(s.Rate)
	}
	return levelsImage(s.Columns, width, height, column, bin)
}
