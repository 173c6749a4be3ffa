package pcm

import (
	"encoding/binary"
	"math"
)

// integer is how a value becomes an integer of a format: times scale and rounded it is a number of
// steps, clipped to [low, high], which is shifted left by shift bits and added to zero. The lower size
// bytes of that are stored.
type integer struct {
	size             int
	scale, low, high float64
	shift            uint
	zero             int32

	// A value that is not clipped, plus magic, is rounded to a step, half to even, and has the number of
	// steps at the bottom of its bits: those of magic are 0 but for the highest two of the significand.
	magic float64
}

func (e Encoder) integer() integer {
	width := 8 * e.Format.Size()
	bits := e.Bits
	if bits == 0 {
		bits = width
	}
	scale := math.Ldexp(1, bits-1)
	n := integer{size: e.Format.Size(), scale: scale, low: -scale, high: scale - 1, shift: uint(width - bits), magic: 0x1.8p52 / scale}
	if e.Format == U8 {
		n.zero = 128
	}
	return n
}

// stretch is how many frames are encoded in the hope that none is clipped: a few chunks, as a call costs
// something too, but no more than are still in the cache where the hope fails.
const stretch = 2 * chunk

// holds reports whether v is encoded without clipping.
func (n *integer) holds(v float64) bool {
	r := math.RoundToEven(v * n.scale)
	return r >= n.low && r <= n.high
}

// encodeIntegers encodes a channel that starts with raw and has a sample every stride bytes.
func (e Encoder) encodeIntegers(raw []byte, stride int, src []float64, dither noise) (s Stats) {
	n := e.integer()
	for at := 0; at < len(src); at += stretch {
		part, to := src[at:min(at+stretch, len(src))], raw[at*stride:]
		if e.Dither.On || !encodeInRange(to, stride, part, &n, &s) {
			e.encodeChunks(to, stride, part, &n, dither, at, &s)
		}
	}
	return s
}

// encodeChunks encodes frames of which the first has the noise of number first.
func (e Encoder) encodeChunks(raw []byte, stride int, src []float64, n *integer, dither noise, first int, s *Stats) {
	var buf [chunk]float64 // stays 0 without dither
	for at := 0; at < len(src); at += chunk {
		part := src[at:min(at+chunk, len(src))]
		noise := buf[:len(part)]
		if e.Dither.On {
			dither.fill(noise, first+at)
		}
		to := raw[at*stride:]
		done := encodeIntegersQuickly(to, stride, part, noise, n, s)
		if done < len(part) {
			n.encode(to[done*stride:], stride, part[done:], noise[done:], s)
		}
	}
}

// encode encodes at most chunk samples.
func (n *integer) encode(raw []byte, stride int, src, noise []float64, s *Stats) {
	var buf [chunk]int32
	samples := buf[:len(src)]
	s.measure(src)
	s.Clipped += n.quantise(samples, src, noise)
	n.store(raw, stride, samples)
}

// quantise rounds values half to even, and makes 0 of those that are not finite.
func (n *integer) quantise(samples []int32, src, noise []float64) (clipped int64) {
	scale, low, high := n.scale, n.low, n.high
	samples, noise = samples[:len(src)], noise[:len(src)]
	for i, v := range src {
		r := math.RoundToEven(v*scale + noise[i]) // the product is exact, so fusing the sum changes nothing
		switch {
		case r >= low && r <= high:
		case nonFiniteBit(v) != 0:
			r = 0
		default:
			r = max(low, min(high, r))
			clipped++
		}
		samples[i] = int32(r)<<n.shift + n.zero
	}
	return clipped
}

// store stores the lower bytes of samples.
func (n *integer) store(raw []byte, stride int, samples []int32) {
	at := 0
	switch n.size {
	case 1:
		for _, q := range samples {
			raw[at] = byte(q)
			at += stride
		}
	case 2:
		for _, q := range samples {
			binary.LittleEndian.PutUint16(raw[at:at+2], uint16(q))
			at += stride
		}
	case 3:
		for _, q := range samples {
			b := raw[at : at+3]
			binary.LittleEndian.PutUint16(b, uint16(q))
			b[2] = byte(q >> 16)
			at += stride
		}
	case 4:
		for _, q := range samples {
			binary.LittleEndian.PutUint32(raw[at:at+4], uint32(q))
			at += stride
		}
	}
}
