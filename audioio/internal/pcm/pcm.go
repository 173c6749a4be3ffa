// Package pcm turns the sample bytes of a WAV file into planar float64 and back.
//
// Full scale is ±1: a b-bit integer v is v/2^(b-1), unsigned 8-bit is (v-128)/128. On the way back a
// value is rounded half to even, then clipped to [-2^(b-1), 2^(b-1)-1]. A-law and µ-law follow ITU-T
// G.711, scaled like 16-bit PCM. Every value that a format can hold comes back as the same bytes,
// negative zeros and the payloads of NaNs included.
package pcm

import "fmt"

// A Format is one way to lay a sample out in bytes, little-endian.
type Format uint8

// The sample formats.
const (
	U8 Format = iota
	S16
	S24
	S32
	F32
	F64
	ALaw
	ULaw
)

// chunk is how many frames are done at a time: few enough that their noise and integers fit on the
// stack and in the first-level cache, and that one NaN keeps little from the vector code.
const chunk = 512

var sizes = [...]int{U8: 1, S16: 2, S24: 3, S32: 4, F32: 4, F64: 8, ALaw: 1, ULaw: 1}

// Size returns the bytes of one sample.
func (f Format) Size() int { return sizes[f] }

// Integer reports whether f is linear PCM, the kind that is rounded, clipped and dithered.
func (f Format) Integer() bool { return f <= S32 }

// channel returns the bytes from the first sample of a channel on, and the bytes from one to the next.
// It panics unless raw holds exactly frames frames.
func (f Format) channel(raw []byte, frames, channel, channels int) (from []byte, stride int) {
	stride = f.Size() * channels
	if channel < 0 || channel >= channels || len(raw) != frames*stride {
		panic(fmt.Sprintf("pcm: channel %d of %d in %d bytes, want %d frames of %d bytes", channel, channels, len(raw), frames, stride))
	}
	if frames == 0 {
		return nil, stride
	}
	return raw[channel*f.Size():], stride
}
