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

var sizes = [...]int{U8: 1, S16: 2, S24: 3, S32: 4, F32: 4, F64: 8, ALaw: 1, ULaw: 1}

// Size returns the bytes of one sample.
func (f Format) Size() int { return sizes[f] }

// Integer reports whether f is linear PCM, the kind that is rounded, clipped and dithered.
func (f Format) Integer() bool { return f <= S32 }

// frames returns how many frames raw holds, and panics unless they are whole and fit every channel.
func (f Format) frames(raw []byte, planar [][]float64) int {
	stride := f.Size() * len(planar)
	if stride == 0 || len(raw)%stride != 0 {
		panic(fmt.Sprintf("pcm: %d bytes are not whole frames of %d bytes", len(raw), stride))
	}
	n := len(raw) / stride
	for c := range planar {
		if len(planar[c]) != n {
			panic(fmt.Sprintf("pcm: channel %d has %d samples, want %d", c, len(planar[c]), n))
		}
	}
	return n
}
