package pcm

import (
	"math"
	"math/bits"
)

// G.711 splits a magnitude into 8 segments, each twice as coarse as the one below, of 16 steps each.
// The arithmetic here is that of the standard's tables on a 16-bit scale. Its decision levels are
// whole numbers on that scale, so truncating the magnitude first never moves a value across one.

const (
	ulawBias  = 132   // added so that every segment starts at a power of two
	ulawLimit = 32636 // the first magnitude beyond the top step
	alawLimit = 32768
)

var alawValues, ulawValues = g711Tables()

func g711Tables() (alaw, ulaw [256]float64) {
	for code := range 256 {
		alaw[code] = alawValue(byte(code))
		ulaw[code] = ulawValue(byte(code))
	}
	return alaw, ulaw
}

// alawValue decodes one code word; no code word is 0.
func alawValue(code byte) float64 {
	code ^= 0x55
	segment, step := code>>4&7, int(code&15)
	magnitude := step<<4 + 8
	if segment > 0 {
		magnitude = (magnitude + 256) << (segment - 1)
	}
	if code&0x80 == 0 {
		magnitude = -magnitude
	}
	return float64(magnitude) / (1 << 15)
}

// ulawValue decodes one code word. µ-law has two zeros; the negative one becomes -0, which finds its
// way back.
func ulawValue(code byte) float64 {
	code = ^code
	segment, step := code>>4&7, int(code&15)
	magnitude := (step<<3+ulawBias)<<segment - ulawBias
	sign := 1.0
	if code&0x80 != 0 {
		sign = -1
	}
	return math.Copysign(float64(magnitude)/(1<<15), sign)
}

// g711Magnitude returns |v| on the 16-bit scale, truncated and clipped to below limit.
func g711Magnitude(v float64, limit int, s *Stats) int {
	m := math.Abs(v) * (1 << 15)
	if m < float64(limit) {
		return int(m)
	}
	s.Clipped++
	return limit - 1
}

func alawCode(v float64, s *Stats) byte {
	if nonFiniteBit(v) != 0 {
		v = 0
	}
	m := g711Magnitude(v, alawLimit, s) >> 4
	segment := bits.Len(uint(m >> 4))
	step := m >> max(segment-1, 0)
	return byte(segment<<4|step&15) ^ 0x80 ^ signBit(v) ^ 0x55
}

func ulawCode(v float64, s *Stats) byte {
	if nonFiniteBit(v) != 0 {
		v = 0
	}
	m := g711Magnitude(v, ulawLimit, s) + ulawBias
	segment := bits.Len(uint(m)) - 8
	return ^(byte(segment<<4|m>>(segment+3)&15) | signBit(v))
}

// signBit returns the sign of v as the top bit of a byte. It does not branch, as signs of a sound are
// hard to foretell.
func signBit(v float64) byte {
	return byte(math.Float64bits(v)>>56) & 0x80
}

// G711Peak returns the largest whole magnitude on the 16-bit scale that ALaw or ULaw holds without
// clipping, as a sample value.
func G711Peak(f Format) float64 {
	if f == ULaw {
		return (ulawLimit - 1) / float64(1<<15)
	}
	return (alawLimit - 1) / float64(1<<15)
}
