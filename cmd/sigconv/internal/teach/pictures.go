package teach

import (
	"fmt"
	"path/filepath"

	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/conv"
	"sigconv/conv/learn"
)

// drawKernel draws the taps, their frequency response, and what they make of a loud place beside the wet sound.
func (m *material) drawKernel(files *files, f *fit) error {
	excerpt, err := m.excerpt(f.kernelStack(), f.loudest)
	if err != nil {
		return err
	}
	k := f.kernel(m.rate())
	taps := plot.Chart{Title: "kernel", X: plot.Axis{Label: "frame, counted from the centre"}, Y: plot.Axis{Label: "tap"}}
	response := plot.Chart{Title: "frequency response", X: plot.FrequencyAxis(m.rate()), Y: plot.Axis{Label: "gain in dB"}}
	for c := range min(k.Channels(), mostLines) {
		name := channelName(c, k.Channels())
		taps.Lines = append(taps.Lines, plot.Samples(name, -int64(k.Center), k.Taps[c]))
		response.Lines = append(response.Lines, plot.Response(name, k.Taps[c], m.rate()))
	}
	return files.draw(kernelPicture, plot.Figure{
		Title:   m.title(),
		Columns: [][]plot.Panel{{taps, response}, excerpt.panels("kernel")},
	})
}

// mostLines is how many channels a chart shows.
const mostLines = 2

// kernelStack returns the kernel of the first channel.
func (f *fit) kernelStack() *conv.Stack { return f.fits[0].Stack() }

func channelName(c, channels int) string {
	if channels == 1 {
		return ""
	}
	return fmt.Sprintf("channel %d", c+1)
}

// title names the recordings in a picture.
func (m *material) title() string {
	p := m.pairs[0].Names
	return fmt.Sprintf("%s -> %s", filepath.Base(p.Dry), filepath.Base(p.Wet))
}

// An excerpt is a stretch of the first pair, what was learned of it, and the difference.
type excerpt struct {
	from      int64 // wet frame
	wet, made []float64
}

// excerptFrames is how long it is.
const excerptFrames = 512

// excerpt reads an excerpt of the first channel around a frame, and sends the dry sound through a stack.
func (m *material) excerpt(s *conv.Stack, around int64) (*excerpt, error) {
	p := m.pairs[0]
	past, ahead := int64(s.Len()-1-s.Center()), int64(s.Center())
	frames := min(excerptFrames, p.Frames-past-ahead)
	from := min(max(around-frames/2, past), p.Frames-ahead-frames)
	dryAt, wetAt := p.Offsets()
	dry, err := p.Dry.Excerpt(p.DryChannels()[:s.Inputs()], dryAt+from-past, frames+past+ahead)
	if err != nil {
		return nil, err
	}
	wet, err := p.Wet.Excerpt(p.ChannelsOf(p.Wet)[:1], wetAt+from, frames)
	if err != nil {
		return nil, err
	}
	convolver := conv.NewStackConvolver(s, conv.Valid, conv.Auto)
	made := convolver.Flush(convolver.Process(nil, dry))
	return &excerpt{wetAt + from, wet[0], made[0]}, nil
}

// panels show the excerpt; name is what made it.
func (e *excerpt) panels(name string) []plot.Panel {
	difference := make([]float64, len(e.wet))
	for i, y := range e.wet {
		difference[i] = y - e.made[i]
	}
	x := plot.Axis{Label: "wet frame"}
	return []plot.Panel{
		plot.Chart{Title: "a loud place", X: x, Y: plot.Axis{Label: "y"}, Lines: []plot.Line{
			plot.Samples("wet", e.from, e.wet), plot.Samples(name, e.from, e.made)}},
		plot.Chart{Title: "wet - " + name, X: x, Y: plot.Axis{Label: "difference"}, Lines: []plot.Line{plot.Samples("", e.from, difference)}},
	}
}

// lossChart shows how the error went down, epoch by epoch.
func lossChart(progress []learn.Progress, kernel *float64) plot.Chart {
	train, heldOut := plot.Line{Name: "learned from"}, plot.Line{Name: "held out"}
	for _, p := range progress {
		if p.Train-p.Train != 0 || p.HeldOut-p.HeldOut != 0 {
			continue // a divergence has no place in it
		}
		train.X, train.Y = append(train.X, float64(p.Epoch)), append(train.Y, decibels(p.Train))
		if p.HeldOut >= 0 {
			heldOut.X, heldOut.Y = append(heldOut.X, float64(p.Epoch)), append(heldOut.Y, decibels(p.HeldOut))
		}
	}
	chart := plot.Chart{X: plot.Axis{Label: "epoch"}, Y: plot.Axis{Label: "error-to-signal ratio in dB"}, Lines: []plot.Line{train}}
	if len(heldOut.X) > 0 {
		chart.Lines = append(chart.Lines, heldOut)
	}
	if kernel != nil {
		last := train.X[len(train.X)-1]
		chart.Lines = append(chart.Lines, plot.Line{Name: "best kernel, held out", X: []float64{1, last}, Y: []float64{*kernel, *kernel}})
	}
	return chart
}
