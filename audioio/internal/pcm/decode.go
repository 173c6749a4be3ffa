package pcm

import (
	"encoding/binary"
	"math"
)

// Decode fills dst[channel][frame] from the interleaved samples of raw and returns how many of them
// are NaN or infinite. It panics unless raw holds exactly the frames of dst.
func Decode(dst [][]float64, raw []byte, f Format) (nonFinite int) {
	for c := range dst {
		nonFinite += DecodeChannel(dst[c], raw, f, c, len(dst))
	}
	return nonFinite
}

// DecodeChannel fills dst with one of the interleaved channels of raw and returns how many of its
// samples are NaN or infinite. It panics unless raw holds exactly len(dst) frames.
func DecodeChannel(dst []float64, raw []byte, f Format, channel, channels int) (nonFinite int) {
	raw, stride := f.channel(raw, len(dst), channel, channels)
	for at := 0; at < len(dst); at += chunk {
		part := dst[at:min(at+chunk, len(dst))]
		from := raw[at*stride:]
		done := decodeQuickly(part, from, f, stride)
		if done < len(part) {
			nonFinite += decode(part[done:], from[done*stride:], f, stride)
		}
	}
	return nonFinite
}

// decode is DecodeChannel for a channel that starts with raw and has a sample every stride bytes.
func decode(dst []float64, raw []byte, f Format, stride int) (nonFinite int) {
	at := 0
	switch f {
	case U8:
		for i := range dst {
			dst[i] = float64(int(raw[at])-128) * (1.0 / (1 << 7))
			at += stride
		}
	case S16:
		for i := range dst {
			dst[i] = float64(int16(binary.LittleEndian.Uint16(raw[at:at+2]))) * (1.0 / (1 << 15))
			at += stride
		}
	case S24:
		for i := range dst {
			b := raw[at : at+3]
			v := int32(int8(b[2]))<<16 | int32(binary.LittleEndian.Uint16(b))
			dst[i] = float64(v) * (1.0 / (1 << 23))
			at += stride
		}
	case S32:
		for i := range dst {
			dst[i] = float64(int32(binary.LittleEndian.Uint32(raw[at:at+4]))) * (1.0 / (1 << 31))
			at += stride
		}
	case F32:
		for i := range dst {
			dst[i] = widen(binary.LittleEndian.Uint32(raw[at : at+4]))
			nonFinite += nonFiniteBit(dst[i])
			at += stride
		}
	case F64:
		for i := range dst {
			dst[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[at : at+8]))
			nonFinite += nonFiniteBit(dst[i])
			at += stride
		}
	case ALaw:
		for i := range dst {
			dst[i] = alawValues[raw[at]]
			at += stride
		}
	case ULaw:
		for i := range dst {
			dst[i] = ulawValues[raw[at]]
			at += stride
		}
	}
	return nonFinite
}

const (
	exponent64 = 0x7FF << 52
	exponent32 = 0xFF << 23
)

func nonFiniteBit(v float64) int {
	if math.Float64bits(v)&exponent64 == exponent64 {
		return 1
	}
	return 0
}

// widen converts the bits of a float32. A conversion instruction would set the quiet bit of a
// signalling NaN, so NaNs are moved by hand: their 23 payload bits become the upper ones of 52.
func widen(bits uint32) float64 {
	if bits&^(1<<31) <= exponent32 {
		return float64(math.Float32frombits(bits))
	}
	sign := uint64(bits>>31) << 63
	return math.Float64frombits(sign | exponent64 | uint64(bits&(1<<23-1))<<29)
}

// narrow is the inverse of widen. A finite value that would round to an infinity is clipped to the
// largest float32. A NaN whose upper payload bits are all zero would become an infinity; it gets the
// quiet bit.
func narrow(v float64, s *Stats) uint32 {
	if v != v {
		bits := math.Float64bits(v)
		payload := uint32(bits>>29) & (1<<23 - 1)
		if payload == 0 {
			payload = 1 << 22
		}
		return uint32(bits>>63)<<31 | exponent32 | payload
	}
	bits := math.Float32bits(float32(v))
	if bits&exponent32 == exponent32 && !math.IsInf(v, 0) {
		s.Clipped++
		return bits - 1
	}
	return bits
}
