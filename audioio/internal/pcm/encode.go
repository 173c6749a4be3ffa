package pcm

import (
	"encoding/binary"
	"math"
)

// Stats is what an encoding pass saw.
type Stats struct {
	Min, Max  float64 // of 0 and the finite values, before rounding and clipping
	Clipped   int64   // values outside what the format holds
	NonFinite int64   // NaNs and infinities; integer formats and G.711 hold them as 0
}

// Add merges what another pass saw into s.
func (s *Stats) Add(o Stats) {
	s.Min = min(s.Min, o.Min)
	s.Max = max(s.Max, o.Max)
	s.Clipped += o.Clipped
	s.NonFinite += o.NonFinite
}

// An Encoder writes one format. The zero Dither adds nothing.
type Encoder struct {
	Format Format
	Bits   int // valid bits of an integer format, at the top of its bytes; 0 means all of them
	Dither Dither
}

// Encode fills raw with the interleaved samples of src[channel][frame]. first is the stream position
// of src's first frame, which the dither depends on. It panics unless raw holds exactly the frames of
// src.
func (e Encoder) Encode(raw []byte, src [][]float64, first int64) Stats {
	var total Stats
	for c := range src {
		total.Add(e.EncodeChannel(raw, src[c], first, c, len(src)))
	}
	return total
}

// EncodeChannel fills one of the interleaved channels of raw with src. It panics unless raw holds
// exactly len(src) frames.
func (e Encoder) EncodeChannel(raw []byte, src []float64, first int64, channel, channels int) Stats {
	raw, stride := e.Format.channel(raw, len(src), channel, channels)
	if e.Format.Integer() {
		return e.encodeIntegers(raw, stride, src, e.Dither.noise(first, channel, channels))
	}
	var s Stats
	for at := 0; at < len(src); at += chunk {
		encodeFloats(raw[at*stride:], stride, src[at:min(at+chunk, len(src))], e.Format, &s)
	}
	return s
}

// encodeFloats encodes the formats that are not rounded to integers.
func encodeFloats(raw []byte, stride int, src []float64, f Format, s *Stats) {
	done := encodeFloatsQuickly(raw, stride, src, f, s)
	if done == len(src) {
		return
	}
	raw, src = raw[done*stride:], src[done:]
	s.measure(src)
	at := 0
	switch f {
	case F32:
		for _, v := range src {
			bits := math.Float32bits(float32(v))
			if bits&exponent32 == exponent32 {
				bits = narrow(v, s)
			}
			binary.LittleEndian.PutUint32(raw[at:at+4], bits)
			at += stride
		}
	case F64:
		for _, v := range src {
			binary.LittleEndian.PutUint64(raw[at:at+8], math.Float64bits(v))
			at += stride
		}
	case ALaw:
		for _, v := range src {
			raw[at] = alawCode(v, s)
			at += stride
		}
	case ULaw:
		for _, v := range src {
			raw[at] = ulawCode(v, s)
			at += stride
		}
	}
}

// measure finds the range of the finite values and counts the others.
func (s *Stats) measure(src []float64) {
	for _, v := range src[measureQuickly(src, s):] {
		// Comparisons, as a signal hardly ever sets a new mark: min and max take several times longer.
		if nonFiniteBit(v) != 0 {
			s.NonFinite++
		} else if v < s.Min {
			s.Min = v
		} else if v > s.Max {
			s.Max = v
		}
	}
}
