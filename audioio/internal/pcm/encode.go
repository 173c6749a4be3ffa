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

// place is where the samples of one channel go, and the dither that they get.
type place struct {
	raw    []byte
	stride int
	noise  noise
}

// EncodeChannel fills one of the interleaved channels of raw with src. It panics unless raw holds
// exactly len(src) frames.
func (e Encoder) EncodeChannel(raw []byte, src []float64, first int64, channel, channels int) Stats {
	var ch place
	ch.raw, ch.stride = e.Format.channel(raw, len(src), channel, channels)
	ch.noise = noise{e.Dither, uint64(first)*uint64(channels) + uint64(channel), uint64(channels)}
	var s Stats
	s.measure(src)
	switch e.Format {
	case F32:
		for i, v := range src {
			binary.LittleEndian.PutUint32(ch.raw[i*ch.stride:], narrow(v, &s))
		}
	case F64:
		for i, v := range src {
			binary.LittleEndian.PutUint64(ch.raw[i*ch.stride:], math.Float64bits(v))
		}
	case ALaw:
		for i, v := range src {
			ch.raw[i*ch.stride] = alawCode(v, &s)
		}
	case ULaw:
		for i, v := range src {
			ch.raw[i*ch.stride] = ulawCode(v, &s)
		}
	default:
		s.Clipped += e.encodeIntegers(ch, src)
	}
	return s
}

// measure finds the range of the finite values and counts the others.
func (s *Stats) measure(src []float64) {
	for _, v := range src {
		if nonFiniteBit(v) != 0 {
			s.NonFinite++
			continue
		}
		s.Min = min(s.Min, v)
		s.Max = max(s.Max, v)
	}
}

func (e Encoder) encodeIntegers(ch place, src []float64) (clipped int64) {
	width := 8 * e.Format.Size()
	bits := e.Bits
	if bits == 0 {
		bits = width
	}
	scale := math.Ldexp(1, bits-1)
	shift := width - bits
	for i, v := range src {
		q := quantise(v, scale, ch.noise.at(i), &clipped) << shift
		p := ch.raw[i*ch.stride:]
		switch e.Format {
		case U8:
			p[0] = byte(q + 128)
		case S16:
			binary.LittleEndian.PutUint16(p, uint16(q))
		case S24:
			p[0], p[1], p[2] = byte(q), byte(q>>8), byte(q>>16)
		case S32:
			binary.LittleEndian.PutUint32(p, uint32(q))
		}
	}
	return clipped
}

// quantise rounds v·scale plus noise half to even and clips it to [-scale, scale-1].
func quantise(v, scale, noise float64, clipped *int64) int64 {
	if nonFiniteBit(v) != 0 {
		return 0
	}
	r := math.RoundToEven(v*scale + noise)
	if r < -scale {
		*clipped++
		r = -scale
	} else if r > scale-1 {
		*clipped++
		r = scale - 1
	}
	return int64(r)
}
