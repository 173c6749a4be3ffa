package portray

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sigconv/cmd/sigconv/internal/plot"
)

// A Drawing says how a picture is to look.
type Drawing struct {
	Format        string   // svg or png
	Panels        []string // of PanelNames; none for all that the files have
	Width, Height int      // in pixels, 0 for the usual
}

// tall is how high a picture is that has three panels for each of several sounds, in pixels.
const tall = 1200

// lowestTitled is how high a picture is that has room for a title, in pixels.
const lowestTitled = 400

// The panels of sounds.
const (
	waveform    = "waveform"
	spectrum    = "spectrum"
	spectrogram = "spectrogram"
)

func soundPanels() []string { return []string{waveform, spectrum, spectrogram} }

// PanelNames returns the names of all panels, of kernels and of sounds.
func PanelNames() []string { return append(plot.KernelPanels(), soundPanels()...) }

// Draw returns the picture in the format of d. It is an error where d names a panel that the files do not have.
func (v *View) Draw(d Drawing) ([]byte, error) {
	known, kind := plot.KernelPanels(), "kernels"
	if len(v.sounds) > 0 {
		known, kind = soundPanels(), "sounds"
	}
	for _, name := range d.Panels {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("%s have no such panel (found %s, want some of %s)", kind, name, strings.Join(known, ", "))
		}
	}
	if len(d.Panels) == 0 {
		d.Panels = known
	}
	figure := v.figure(d.Panels)
	if d.Width != 0 {
		figure.Width, figure.Height = d.Width, d.Height
	}
	if d.Height > 0 && d.Height < lowestTitled {
		figure.Title = ""
	}
	return figure.Draw(d.Format)
}

func (v *View) figure(panels []string) plot.Figure {
	if len(v.sounds) > 0 {
		return v.soundFigure(panels)
	}
	title := ""
	if len(v.kernels) == 1 {
		title = v.kernels[0].Name
	}
	return plot.Kernels(title, v.kernels, v.Rate, panels...)
}

// ranges are what the pictures of several sounds have in common, so that they can be compared.
type ranges struct {
	amplitude float64 // up to which waveforms go
	low, high float64 // of spectra, in dBFS
}

// soundFigure has a column for each sound.
func (v *View) soundFigure(panels []string) plot.Figure {
	r := ranges{low: math.Inf(1), high: math.Inf(-1)}
	for i := range v.sounds {
		r.amplitude = max(r.amplitude, v.sounds[i].waveform().Peak())
		for _, level := range v.sounds[i].spectrum().Y {
			r.low, r.high = min(r.low, level), max(r.high, level)
		}
	}
	r.low, r.high = 10*math.Floor(r.low/10-0.1), 10*math.Ceil(r.high/10+0.1)
	var figure plot.Figure
	for i := range v.sounds {
		s := &v.sounds[i]
		var column []plot.Panel
		for _, name := range panels {
			column = append(column, s.panel(name, r, len(v.sounds) > 1))
		}
		figure.Columns = append(figure.Columns, column)
	}
	if len(v.sounds) == 1 {
		figure.Title = v.sounds[0].name
	} else if len(panels) > 2 {
		figure.Height = tall // the head of a narrow spectrogram takes more lines
	}
	return figure
}

// panel returns a panel of a sound, whose name it bears where there are several.
func (s *sound) panel(name string, r ranges, several bool) plot.Panel {
	title := map[string]string{waveform: "waveform", spectrum: "mean spectrum", spectrogram: "spectrogram"}[name]
	if several {
		title = s.name
	}
	switch name {
	case waveform:
		w := s.waveform()
		w.Title, w.Range = title, r.amplitude
		return w
	case spectrum:
		return plot.Chart{
			Title: title, X: plot.FrequencyAxis(s.rate), Y: plot.Axis{Label: "level in dBFS", Min: r.low, Max: r.high}, Lines: []plot.Line{s.spectrum()},
		}
	default:
		return plot.Spectrogram{
			Title: title, Rate: s.rate, Frames: s.frames, Window: s.spectrogram.Window, Hop: s.spectrogram.Hop,
			Columns: s.spectrogram.Columns(), LogFrequency: true,
		}
	}
}

func (s *sound) waveform() plot.Waveform {
	return plot.Waveform{Rate: s.rate, Frames: s.frames, Envelopes: []plot.Envelope{{Low: s.envelope.Low, High: s.envelope.High}}}
}
