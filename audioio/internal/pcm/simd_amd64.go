package pcm

import "golang.org/x/sys/cpu"

// useAVX2 is false where the processor, GODEBUG=cpu.avx2=off or cpu.fma=off says so. Tests change it to
// compare.
var useAVX2 = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// The functions in assembly but encodeInRangeAVX2 do groups of eight frames, so frames must be a positive multiple of 8, and
// return how many frames are done. They stop ahead of a group with a value that only the portable code
// treats right: a NaN, an infinity, or one that would become an infinite float32. stride is in bytes.

// decodeWordsAVX2 decodes all formats of at most 4 bytes but A-law and µ-law: it reads a 32-bit word at
// each frame, and if float says so, widens it. Otherwise it shifts the word left by shift bits, flips
// the bits of flip and scales by 2^-31.
//
//go:noescape
func decodeWordsAVX2(dst *float64, raw *byte, frames, stride, shift int, flip uint32, float bool) (done int)

// decodeFloat64AVX2 copies the float64s at the frames of raw.
//
//go:noescape
func decodeFloat64AVX2(dst *float64, raw *byte, frames, stride int) (done int)

// encodeIntegersAVX2 measures, quantises and stores src. noise has a value for every frame.
//
//go:noescape
func encodeIntegersAVX2(raw *byte, src, noise *float64, frames, stride int, n *integer, s *Stats) (done int)

// encodeInRangeAVX2 does all of the frames, at least 8, and not those of a multiple of 8 alone. Where not
// all are finite or some would be clipped, raw and s are worth nothing afterwards.
//
//go:noescape
func encodeInRangeAVX2(raw *byte, src *float64, frames, stride int, n *integer, s *Stats) (finite bool)

// encodeFloat32AVX2 measures src and stores it as float32s.
//
//go:noescape
func encodeFloat32AVX2(raw *byte, src *float64, frames, stride int, s *Stats) (done int)

// encodeFloat64AVX2 measures src and stores it.
//
//go:noescape
func encodeFloat64AVX2(raw *byte, src *float64, frames, stride int, s *Stats) (done int)

// measureAVX2 measures src.
//
//go:noescape
func measureAVX2(src *float64, frames int, s *Stats) (done int)

// decodeQuickly decodes frames from the first one on and returns how many it has done. Those are
// finite.
func decodeQuickly(dst []float64, raw []byte, f Format, stride int) (done int) {
	if !useAVX2 || f == ALaw || f == ULaw {
		return 0
	}
	frames := len(dst)
	if f.Size() < 4 {
		// A word is longer than a sample: leave the frames whose word would go beyond raw.
		frames = min(frames, (len(raw)-4+stride)/stride)
	}
	frames &^= 7
	if frames <= 0 {
		return 0
	}
	if f == F64 {
		return decodeFloat64AVX2(&dst[0], &raw[0], frames, stride)
	}
	var flip uint32
	if f == U8 {
		flip = 1 << 31
	}
	return decodeWordsAVX2(&dst[0], &raw[0], frames, stride, 32-8*f.Size(), flip, f == F32)
}

// encodeIntegersQuickly encodes frames from the first one on and returns how many it has done.
func encodeIntegersQuickly(raw []byte, stride int, src, noise []float64, n *integer, s *Stats) (done int) {
	frames := len(src) &^ 7
	if !useAVX2 || frames == 0 {
		return 0
	}
	return encodeIntegersAVX2(&raw[0], &src[0], &noise[0], frames, stride, n, s)
}

// encodeInRange encodes all of src and returns true, or returns false and leaves to be encoded what it has
// tried in vain, as not every value is finite and within what the format holds.
func encodeInRange(raw []byte, stride int, src []float64, n *integer, s *Stats) bool {
	if !useAVX2 || len(src) < 8 {
		return false
	}
	seen := *s
	finite := encodeInRangeAVX2(&raw[0], &src[0], len(src), stride, n, &seen)
	if !finite || !n.holds(seen.Min) || !n.holds(seen.Max) {
		return false
	}
	*s = seen
	return true
}

// encodeFloatsQuickly is encodeIntegersQuickly for the other formats.
func encodeFloatsQuickly(raw []byte, stride int, src []float64, f Format, s *Stats) (done int) {
	frames := len(src) &^ 7
	if !useAVX2 || frames == 0 {
		return 0
	}
	switch f {
	case F32:
		return encodeFloat32AVX2(&raw[0], &src[0], frames, stride, s)
	case F64:
		return encodeFloat64AVX2(&raw[0], &src[0], frames, stride, s)
	}
	return 0
}

// measureQuickly measures values from the first one on and returns how many it has done.
func measureQuickly(src []float64, s *Stats) (done int) {
	n := len(src) &^ 7
	if !useAVX2 || n == 0 {
		return 0
	}
	return measureAVX2(&src[0], n, s)
}
