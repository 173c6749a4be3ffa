// Package audioio reads and writes WAV files as blocks of frames.
//
// A [Reader] takes any [io.Reader] and a [Writer] any [io.Writer]; neither seeks to read, and memory
// does not grow with the sound. Raw frames travel between them; [Format.Decode] and [Encoder.Encode]
// turn a block into planar float64 samples and back, so that a caller may do that on every core.
//
// A block of samples is [channel][frame], full scale ±1. The package knows nothing of kernels.
package audioio

import (
	"errors"
	"fmt"
	"io"
)

// A Source gives a sound as raw frames.
type Source interface {
	// Format says how the frames are encoded. It does not change.
	Format() Format
	// Frames returns the length of the sound, or -1 when only its end will tell. A truncated input
	// may end before that.
	Frames() int64
	// ReadRaw fills p, which must hold whole frames, and returns how many frames it read. Fewer than
	// asked for come with an error: io.EOF at the end of the sound, else what went wrong. It reads
	// no more of the sound than it returns.
	ReadRaw(p []byte) (frames int, err error)
}

// A Sink takes a sound as raw frames.
type Sink interface {
	// Format says how the frames must be encoded. It does not change.
	Format() Format
	// WriteRaw writes all of p, which must hold whole frames, or returns an error.
	WriteRaw(p []byte) error
}

// Read fills dst[channel][frame] with the next samples of src and returns how many frames it read.
// Fewer than asked for come with an error, io.EOF at the end. It allocates; use [Source.ReadRaw] and
// [Format.Decode] with buffers of your own where that matters. It panics unless dst has one slice a
// channel, all of one length.
func Read(dst [][]float64, src Source) (frames int, err error) {
	format := src.Format()
	if len(dst) != format.Channels {
		panic(fmt.Sprintf("audioio: Read into %d channels, the source has %d", len(dst), format.Channels))
	}
	for c := range dst {
		if len(dst[c]) != len(dst[0]) {
			panic(fmt.Sprintf("audioio: Read into %d frames of channel %d and %d of channel 0", len(dst[c]), c, len(dst[0])))
		}
	}
	raw := make([]byte, len(dst[0])*format.FrameSize())
	frames, err = src.ReadRaw(raw)
	format.Decode(cut(dst, frames), raw[:frames*format.FrameSize()])
	return frames, err
}

// ErrTooMany is returned where a sound has more frames than the caller wants in memory.
var ErrTooMany = errors.New("the sound is too long")

// ReadAll reads src to its end and returns its samples as [channel][frame]. A sound of more than limit
// frames is [ErrTooMany]; nothing is allocated from the length that src declares.
func ReadAll(src Source, limit int64) ([][]float64, error) {
	samples := make([][]float64, src.Format().Channels)
	step := max((1<<16)/len(samples), 1)
	block := make([][]float64, len(samples))
	for c := range block {
		block[c] = make([]float64, step)
	}
	for {
		n, err := Read(block, src)
		for c := range samples {
			samples[c] = append(samples[c], block[c][:n]...)
		}
		if int64(len(samples[0])) > limit {
			return nil, fmt.Errorf("%w (more than %d frames)", ErrTooMany, limit)
		}
		if err == io.EOF {
			return samples, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// Write encodes src[channel][frame] without dither, writes it to dst and returns what was measured.
func Write(dst Sink, src [][]float64) (Stats, error) {
	format := dst.Format()
	raw := make([]byte, len(src[0])*format.FrameSize())
	stats := Encoder{Format: format}.Encode(raw, src, 0)
	return stats, dst.WriteRaw(raw)
}

// cut returns the first n frames of every channel.
func cut(planar [][]float64, n int) [][]float64 {
	short := make([][]float64, len(planar))
	for c := range planar {
		short[c] = planar[c][:n]
	}
	return short
}
