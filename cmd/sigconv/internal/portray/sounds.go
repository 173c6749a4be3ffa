package portray

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"

	"sigconv/audioio"
	"sigconv/audioio/meter"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/internal/parallel"
)

// A sound is what was measured of a sound for its picture.
type sound struct {
	name        string
	rate        int // in Hz
	frames      int64
	channels    int // that are drawn
	envelope    *meter.Envelope
	spectrogram *meter.Spectrogram
}

// mostSounds is how many sounds a picture shows side by side.
const mostSounds = 3

// More columns than a picture has pixels for would be lost.
const (
	envelopeColumns    = 1000
	spectrogramColumns = 600
)

// addSound goes over a sound and adds it to what is to be drawn.
func (v *View) addSound(ctx context.Context, name string, in *load.Input, job Job) error {
	if len(v.sounds) == mostSounds {
		return fmt.Errorf("%s: a picture has no room for more sounds (found the fourth, want at most %d)", name, mostSounds)
	}
	frames, format := in.Frames(), in.Format()
	if frames < 0 {
		return fmt.Errorf("%s: the length of the sound is not known beforehand (found a stream, want a file)", name)
	}
	if frames == 0 {
		return fmt.Errorf("%s: there is nothing to draw (found 0 frames)", name)
	}
	channels := []int{job.Channel - 1}
	if job.Channel > 0 {
		if _, err := in.Channel(name, job.Channel); err != nil {
			return err
		}
	} else {
		channels = all(format.Channels)
	}
	s := sound{
		name: filepath.Base(name), rate: format.Rate, frames: frames, channels: len(channels),
		envelope:    meter.NewEnvelope(frames, envelopeColumns),
		spectrogram: meter.NewSpectrogram(format.Rate, len(channels), frames, spectrogramColumns),
	}
	at, end := job.Progress(name)
	err := s.read(ctx, name, in, channels, at)
	end()
	if err != nil {
		return err
	}
	for _, w := range in.Warnings() {
		v.Warnings = append(v.Warnings, name+": "+w)
	}
	v.sounds = append(v.sounds, s)
	return nil
}

// all returns the numbers from 0 of so many channels.
func all(n int) []int {
	channels := make([]int, n)
	for c := range channels {
		channels[c] = c
	}
	return channels
}

// read goes over the sound block by block.
func (s *sound) read(ctx context.Context, name string, in *load.Input, channels []int, progress func(taken, total int64)) error {
	const step = 1 << 15 // frames
	format := in.Format()
	raw := make([]byte, step*format.FrameSize())
	block := make([][]float64, len(channels))
	for i := range block {
		block[i] = make([]float64, step)
	}
	for taken := int64(0); ; {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		n, err := in.ReadRaw(raw[:int(min(step, s.frames-taken))*format.FrameSize()])
		if err := s.write(name, format, raw[:n*format.FrameSize()], channels, block, taken); err != nil {
			return err
		}
		taken += int64(n)
		progress(taken, s.frames)
		if errors.Is(err, io.EOF) || taken == s.frames {
			return nil
		}
		if err != nil {
			return load.Named(name, err)
		}
	}
}

// write gives a block to the meters.
func (s *sound) write(name string, format audioio.Format, raw []byte, channels []int, block [][]float64, first int64) error {
	samples := make([][]float64, len(block))
	for i, c := range channels {
		samples[i] = block[i][:len(raw)/format.FrameSize()]
		if format.DecodeChannel(samples[i], raw, c) == 0 {
			continue
		}
		for j, v := range samples[i] {
			if v-v != 0 {
				return load.NonFinite(name, c, first+int64(j), v)
			}
		}
	}
	parallel.Do(runtime.GOMAXPROCS(0), 2, func(i int) {
		if i == 0 {
			s.envelope.Write(samples)
		} else {
			s.spectrogram.Write(samples)
		}
	})
	return nil
}

// spectrum returns the mean spectrum.
func (s *sound) spectrum() plot.Line { return plot.Spectrum("", s.spectrogram.Spectrum(), s.rate) }
