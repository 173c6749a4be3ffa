package listen

import (
	"fmt"
	"runtime"
	"slices"
	"strings"

	"sigconv/audioio/meter"
	"sigconv/cmd/sigconv/internal/listen/trial"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/internal/parallel"
)

// What the page shows of a sound.
const (
	envelopeColumns    = 1000
	spectrogramColumns = 600
	abreast            = 3 // spectrograms of a picture
	mostLines          = 7 // of a chart
)

// envelopeOf returns the waveform of a sound for the page.
func (p *preparation) envelopeOf(s *Sound) *trial.Envelope {
	e := meter.NewEnvelope(int64(p.frames), envelopeColumns)
	e.Write(s.Samples)
	return &trial.Envelope{Low: e.Low, High: e.High}
}

// draw draws spectra, the responses of kernels, and spectrograms, all on one scale.
func (p *preparation) draw() ([]trial.Picture, error) {
	sounds := slices.DeleteFunc(slices.Clone(p.sounds), func(s *Sound) bool { return s.role == trial.Residual })
	spectrograms := make([]*meter.Spectrogram, len(sounds))
	parallel.Do(runtime.GOMAXPROCS(0), len(sounds), func(i int) {
		spectrograms[i] = meter.NewSpectrogram(p.rate, len(sounds[i].Samples), int64(p.frames), spectrogramColumns)
		spectrograms[i].Write(sounds[i].Samples)
		spectrograms[i].Columns()
	})
	album := &album{}
	album.add("Spectra", "Mean spectra of "+namesOf(sounds)+" in dBFS over the frequency.", 560, []plot.Panel{p.spectra(sounds, spectrograms)})
	if responses := p.responses(sounds); len(responses.Lines) > 0 {
		album.add("Kernels", "Gain of the kernels in dB over the frequency.", 560, []plot.Panel{responses})
	}
	for i := 0; i < len(sounds); i += abreast {
		part := sounds[i:min(i+abreast, len(sounds))]
		var columns [][]plot.Panel
		for j, s := range part {
			g := spectrograms[i+j]
			columns = append(columns, []plot.Panel{plot.Spectrogram{
				Title: s.Name, Rate: p.rate, Frames: int64(p.frames), Window: g.Window, Hop: g.Hop, Columns: g.Columns(), LogFrequency: true,
			}})
		}
		album.add("Spectrograms", "Spectrograms of "+namesOf(part)+", from -120 to 0 dBFS on one scale.", 480, columns...)
	}
	return album.pictures, album.err
}

func namesOf(sounds []*Sound) string {
	names := make([]string, len(sounds))
	for i, s := range sounds {
		names[i] = s.Name
	}
	return strings.Join(names, ", ")
}

// An album collects pictures until one cannot be drawn.
type album struct {
	pictures []trial.Picture
	err      error
}

func (a *album) add(title, alt string, height int, columns ...[]plot.Panel) {
	if a.err != nil {
		return
	}
	png, err := plot.Figure{Height: height, Columns: columns}.Draw("png")
	a.err = err
	a.pictures = append(a.pictures, trial.Picture{
		Title: title, Alt: alt, Name: fmt.Sprintf("%d.png", len(a.pictures)+1), PNG: png, Width: 1200, Height: height,
	})
}

func (p *preparation) spectra(sounds []*Sound, spectrograms []*meter.Spectrogram) plot.Chart {
	chart := plot.Chart{Title: "spectra", X: plot.FrequencyAxis(p.rate), Y: plot.Axis{Label: "dBFS"}}
	for i, s := range sounds[:min(len(sounds), mostLines)] {
		chart.Lines = append(chart.Lines, plot.Spectrum(s.Name, spectrograms[i].Spectrum(), p.rate))
	}
	return chart
}

// responses returns the gain of the kernels, of the first channel.
func (p *preparation) responses(sounds []*Sound) plot.Chart {
	chart := plot.Chart{Title: "kernels", X: plot.FrequencyAxis(p.rate), Y: plot.Axis{Label: "gain in dB"}}
	for _, s := range sounds {
		if s.filter == nil || s.filter.Kernel() == nil || len(chart.Lines) == mostLines {
			continue
		}
		chart.Lines = append(chart.Lines, plot.Response(s.Name, s.filter.Kernel().Taps[0], p.rate))
	}
	return chart
}
