package diff

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"runtime"

	"sigconv/audioio/meter"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/internal/parallel"
)

// A picture is a file under way, nil for none.
type picture struct {
	file *output.File
	kind string
}

// beginPicture creates the picture's file, so that nothing is measured that cannot be written.
func (job Job) beginPicture(p *pairs.Pair) (*picture, error) {
	if job.Picture == "" {
		return nil, nil
	}
	kind, err := plot.Format(job.Picture)
	if err != nil {
		return nil, err
	}
	file, err := output.Create(job.Picture, job.Force, p.Dry.Info, p.Wet.Info)
	if err != nil {
		return nil, load.HintExisting(err, "--force overwrites it")
	}
	return &picture{file, kind}, nil
}

func (p *picture) discard() {
	if p != nil {
		p.file.Discard()
	}
}

// What a picture shows at most: more columns than it has pixels for would be lost.
const (
	envelopeColumns    = 1000
	spectrogramColumns = 600
	pictureHeight      = 1200 // pixels: three spectrograms want more than the usual 800
)

// A view is what is drawn of one sound.
type view struct {
	envelope    *meter.Envelope
	spectrogram *meter.Spectrogram
}

// draw draws the matched sounds and their difference, which takes one more pass, into the picture's file.
func (m *measurement) draw(ctx context.Context, p *picture) error {
	if err := m.pair.SetDelay(m.match.delay); err != nil {
		return err
	}
	rate, channels := m.pair.Dry.Format.Rate, m.pair.Channels()
	views := make([]view, 3) // reference, test, difference
	for i := range views {
		views[i] = view{
			meter.NewEnvelope(m.pair.Frames, envelopeColumns), meter.NewSpectrogram(rate, channels, m.pair.Frames, spectrogramColumns),
		}
	}
	test, difference := make([][]float64, channels), make([][]float64, channels)
	err := m.pass(ctx, "drawing", func(dry, wet [][]float64) {
		for c := range wet {
			test[c], difference[c] = test[c][:0], difference[c][:0]
			for i, v := range wet[c] {
				y := m.match.gain * v
				test[c], difference[c] = append(test[c], y), append(difference[c], y-dry[c][i])
			}
		}
		parallel.Do(runtime.GOMAXPROCS(0), len(views), func(i int) {
			x := [][][]float64{dry, test, difference}[i]
			views[i].envelope.Write(x)
			views[i].spectrogram.Write(x)
		})
	})
	if err != nil {
		return err
	}
	content, err := m.figure(views).Draw(p.kind)
	if err != nil {
		return fmt.Errorf("%s: %w", m.job.Picture, err)
	}
	if _, err := p.file.Writer().Write(content); err != nil {
		return load.Named(m.job.Picture, err)
	}
	return load.HintExisting(p.file.Commit(), "--force overwrites it")
}

// figure has time at the left and frequency at the right: of the reference, of the test, and of their difference.
func (m *measurement) figure(views []view) plot.Figure {
	names := []string{"reference", "test", "difference"}
	envelopes := make([]plot.Envelope, len(views))
	spectra := plot.Chart{Title: "spectra", X: plot.FrequencyAxis(m.rate()), Y: plot.Axis{Label: "dBFS"}}
	var spectrograms []plot.Panel
	for i, v := range views {
		envelopes[i] = plot.Envelope{Name: names[i], Low: v.envelope.Low, High: v.envelope.High}
		spectra.Lines = append(spectra.Lines, plot.Spectrum(names[i], v.spectrogram.Spectrum(), m.rate()))
		spectrograms = append(spectrograms, plot.Spectrogram{
			Title: names[i], Rate: m.rate(), Frames: m.pair.Frames, Window: v.spectrogram.Window, Hop: v.spectrogram.Hop,
			Columns: v.spectrogram.Columns(), LogFrequency: true,
		})
	}
	both := plot.Waveform{Title: "reference and test", Rate: m.rate(), Frames: m.pair.Frames, Envelopes: envelopes[:2]}
	difference := plot.Waveform{Title: "difference", Rate: m.rate(), Frames: m.pair.Frames, Envelopes: envelopes[2:]}
	difference.Envelopes[0].Name = ""
	both.Range = max(both.Peak(), difference.Peak())
	difference.Range = both.Range
	return plot.Figure{Title: m.title(), Height: pictureHeight, Columns: [][]plot.Panel{{both, difference, spectra}, spectrograms}}
}

func (m *measurement) rate() int { return m.pair.Dry.Format.Rate }

// title says what the picture shows, and what was taken out of the test before.
func (m *measurement) title() string {
	title := fmt.Sprintf("%s against %s", filepath.Base(m.job.Test), filepath.Base(m.job.Reference))
	if m.match.delay != 0 {
		title += fmt.Sprintf(", %d frames earlier", m.match.delay)
	}
	if db := 20 * math.Log10(math.Abs(m.match.gain)); math.Abs(db) >= 0.005 {
		title += fmt.Sprintf(", %+.2f dB", db)
	}
	if m.match.gain < 0 {
		title += ", inverted"
	}
	return title
}
