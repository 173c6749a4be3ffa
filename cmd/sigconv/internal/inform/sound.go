package inform

import (
	"context"
	"io"
	"runtime"

	"sigconv/audioio"
	"sigconv/audioio/meter"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/internal/parallel"
)

// A Sound says what a WAV file is like. Its JSON form is the report of the command; what is not defined, or not known, is null.
type Sound struct {
	Command   string   `json:"command"`
	Kind      string   `json:"kind"`
	File      string   `json:"file"`
	Bytes     *int64   `json:"bytes"` // of the file
	Container string   `json:"container"`
	Encoding  string   `json:"encoding"`
	Bits      int      `json:"bits"`      // of a sample that count
	UsedBits  *int     `json:"used_bits"` // of integers, how many are not 0 in every sample
	Rate      int      `json:"rate"`      // Hz
	Channels  int      `json:"channels"`
	Mask      *uint32  `json:"channel_mask"` // loudspeakers
	Speakers  []string `json:"speakers"`     // by their names
	Frames    int64    `json:"frames"`
	Seconds   float64  `json:"seconds"`
	Peak      *float64 `json:"peak_dbfs"` // of all channels
	TruePeak  *float64 `json:"true_peak_dbtp"`

	Integrated *float64 `json:"integrated_lufs"`
	Momentary  *float64 `json:"momentary_max_lufs"`
	ShortTerm  *float64 `json:"short_term_max_lufs"`
	Range      *float64 `json:"range_lu"`

	Each            []Channel `json:"each_channel"`
	Identical       bool      `json:"identical_channels"` // several that are one
	LeadingSilence  int64     `json:"leading_silence"`    // frames of nothing
	TrailingSilence int64     `json:"trailing_silence"`
	FullScale       int64     `json:"full_scale_samples"` // at or beyond the ends of the range
	ClippedRuns     int64     `json:"clipped_runs"`       // three or more of these in a row
	NonFinite       int64     `json:"non_finite"`

	Metadata *Metadata    `json:"metadata"`
	Chunks   []ChunkPlace `json:"chunks"`
	Warnings []string     `json:"warnings"`
}

// A Channel says what one channel of a sound is like.
type Channel struct {
	Peak      *float64 `json:"peak_dbfs"`
	PeakFrame *int64   `json:"peak_frame"` // the first
	RMS       *float64 `json:"rms_dbfs"`   // a square wave of full scale has 0
	DC        float64  `json:"dc_offset"`  // the mean, full scale being 1
}

// A ChunkPlace says where a chunk lies in the file.
type ChunkPlace struct {
	ID     string `json:"id"`
	Offset int64  `json:"offset"`
	Bytes  int64  `json:"bytes"`
}

// MeasureSound goes over a sound that was just opened, to its end, and says what it is like. Samples that are no numbers are counted, and measured as 0.
func MeasureSound(ctx context.Context, name string, in *load.Input, progress func(taken, total int64)) (*Sound, error) {
	m := newMeasurement(in.Format())
	const step = 1 << 15 // frames
	raw := make([]byte, step*in.Format().FrameSize())
	for {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		n, err := in.ReadRaw(raw)
		m.take(raw[:n*in.Format().FrameSize()])
		progress(m.frames, in.Frames())
		if err == io.EOF {
			return m.report(name, in), nil
		}
		if err != nil {
			return nil, load.Named(name, err)
		}
	}
}

// A measurement is a sound under way.
type measurement struct {
	format   audioio.Format
	frames   int64
	block    [][]float64
	channels []channelMeter
	loudness *meter.Loudness
	truePeak *meter.TruePeak
	alike    bool // all channels so far
}

func newMeasurement(f audioio.Format) *measurement {
	m := &measurement{
		format: f, block: make([][]float64, f.Channels), channels: make([]channelMeter, f.Channels), alike: true,
		loudness: meter.NewLoudness(f.Rate, f.Channels, f.ChannelMask), truePeak: meter.NewTruePeak(f.Rate, f.Channels),
	}
	low, high := f.FullScale()
	for c := range m.channels {
		m.channels[c] = newChannelMeter(low, high, f.LSB())
	}
	return m
}

// take measures the next frames.
func (m *measurement) take(raw []byte) {
	frames := len(raw) / m.format.FrameSize()
	workers := runtime.GOMAXPROCS(0)
	parallel.Do(workers, len(m.channels), func(c int) {
		if cap(m.block[c]) < frames {
			m.block[c] = make([]float64, frames)
		}
		m.block[c] = m.block[c][:frames]
		nonFinite := m.format.DecodeChannel(m.block[c], raw, c)
		m.channels[c].take(m.block[c], m.frames, nonFinite > 0)
	})
	if frames > 0 {
		parallel.Do(workers, 3, func(i int) {
			switch i {
			case 0:
				m.loudness.Write(m.block)
			case 1:
				m.truePeak.Write(m.block)
			case 2:
				m.compareChannels()
			}
		})
	}
	m.frames += int64(frames)
}

// compareChannels notes whether the channels go on to be the same.
func (m *measurement) compareChannels() {
	for _, other := range m.block[1:] {
		for i, v := range m.block[0] {
			if other[i] != v {
				m.alike = false
			}
			if !m.alike {
				return
			}
		}
	}
}

// report says what was measured.
func (m *measurement) report(name string, in *load.Input) *Sound {
	f := m.format
	s := &Sound{
		Command: "info", Kind: "sound", File: name, Container: in.Container().String(), Encoding: f.Encoding.String(), Bits: f.Bits(), Rate: f.Rate,
		Channels: f.Channels, Frames: m.frames, Seconds: float64(m.frames) / float64(f.Rate), Speakers: speakers(f.ChannelMask),
		TruePeak: decibels(m.truePeak.Peak()), Identical: m.alike && f.Channels > 1 && m.frames > 0,
		LeadingSilence: m.frames, TrailingSilence: m.frames,
		Metadata: readMetadata(append(in.Before(), in.After()...)), Warnings: append([]string{}, in.Warnings()...),
	}
	if in.Info.Mode().IsRegular() {
		size := in.Info.Size()
		s.Bytes = &size
	}
	if f.ChannelMask != 0 {
		s.Mask = &f.ChannelMask
	}
	s.Integrated, s.Momentary = known(m.loudness.Integrated()), known(m.loudness.Momentary())
	s.ShortTerm, s.Range = known(m.loudness.ShortTerm()), known(m.loudness.Range())
	m.reportChannels(s)
	for _, p := range in.Layout() {
		s.Chunks = append(s.Chunks, ChunkPlace{string(p.ID[:]), p.Offset, p.Bytes})
	}
	if s.NonFinite > 0 {
		s.Warnings = append(s.Warnings, words.Count(s.NonFinite, "sample is NaN or infinite, and was measured as 0", "samples are NaN or infinite, and were measured as 0"))
	}
	return s
}

// reportChannels says what was measured of each channel, and what follows for all.
func (m *measurement) reportChannels(s *Sound) {
	peak, used := 0.0, int64(0)
	for i := range m.channels {
		c := &m.channels[i]
		peak, used = max(peak, c.peak), used|c.bits
		s.FullScale, s.ClippedRuns, s.NonFinite = s.FullScale+c.fullScale, s.ClippedRuns+c.runs, s.NonFinite+c.nonFinite
		s.LeadingSilence = min(s.LeadingSilence, c.leading(m.frames))
		s.TrailingSilence = min(s.TrailingSilence, c.trailing(m.frames))
		s.Each = append(s.Each, c.report(m.frames))
	}
	s.Peak = decibels(peak)
	if m.format.Encoding.Integer() {
		bits := usedBits(used, m.format.Bits())
		s.UsedBits = &bits
	}
}

// known returns a level, or nil where there is none.
func known(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return words.Finite(v)
}
