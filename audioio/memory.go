package audioio

import "io"

// A Memory is a sound in memory: a [Source] of given samples and a [Sink] that collects what is
// written, both in one raw format.
type Memory struct {
	format Format
	raw    []byte
	read   int
}

// NewMemory returns a sound of format f that holds samples[channel][frame]; nil is an empty sound. It
// panics unless samples has one slice a channel, all of one length.
func NewMemory(f Format, samples [][]float64) *Memory {
	m := &Memory{format: f}
	if samples != nil {
		m.raw = make([]byte, len(samples[0])*f.FrameSize())
		Encoder{Format: f}.Encode(m.raw, samples, 0)
	}
	return m
}

// Format returns how the frames are encoded.
func (m *Memory) Format() Format { return m.format }

// Frames returns the length of the sound.
func (m *Memory) Frames() int64 { return int64(len(m.raw) / m.format.FrameSize()) }

// ReadRaw reads the next frames. See [Source].
func (m *Memory) ReadRaw(p []byte) (frames int, err error) {
	n := copy(p, m.raw[m.read:])
	m.read += n
	if n < len(p) {
		err = io.EOF
	}
	return n / m.format.FrameSize(), err
}

// WriteRaw appends whole frames to the sound.
func (m *Memory) WriteRaw(p []byte) error {
	m.raw = append(m.raw, p...)
	return nil
}

// Samples returns the whole sound as [channel][frame].
func (m *Memory) Samples() [][]float64 {
	samples := make([][]float64, m.format.Channels)
	for c := range samples {
		samples[c] = make([]float64, m.Frames())
	}
	m.format.Decode(samples, m.raw)
	return samples
}

// A Discard is a [Sink] that keeps nothing, for passes that only measure.
type Discard Format

// Format returns how the frames must be encoded.
func (d Discard) Format() Format { return Format(d) }

// WriteRaw does nothing.
func (d Discard) WriteRaw([]byte) error { return nil }
