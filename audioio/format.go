package audioio

import (
	"fmt"
	"math"

	"sigconv/audioio/internal/pcm"
)

// MaxChannels is the largest number of channels that is read or written.
const MaxChannels = 1024

// A Format says how the frames of a sound are stored: what a fmt chunk holds.
type Format struct {
	Rate        int // frames a second, at least 1
	Channels    int // 1 to MaxChannels
	Encoding    Encoding
	ValidBits   int    // bits of an integer sample that count, at the top of its bytes; 0 means all
	ChannelMask uint32 // loudspeaker positions, 0 when they are not given
	Extensible  bool   // ask for WAVE_FORMAT_EXTENSIBLE where the plain form would do
	Ambisonic   bool   // the channels are ambisonic B-format, which only the extensible form can say
}

// FrameSize returns the bytes of one frame: a sample of every channel.
func (f Format) FrameSize() int { return f.Channels * f.Encoding.Size() }

// WithEncoding returns f with another encoding, all of whose bits count, in the plain form where that
// will do. For f's own encoding it returns f.
func (f Format) WithEncoding(e Encoding) Format {
	if e != f.Encoding {
		f.Encoding, f.ValidBits, f.Extensible = e, 0, false
		// B-format has no name for G.711.
		f.Ambisonic = f.Ambisonic && encodings[e].tag != tagALaw && encodings[e].tag != tagULaw
	}
	return f
}

// Bits returns the bits of a sample that count.
func (f Format) Bits() int {
	if f.ValidBits > 0 {
		return f.ValidBits
	}
	return 8 * f.Encoding.Size()
}

// FullScale returns the smallest and the largest sample value within full scale: what an integer or
// G.711 encoding holds without clipping, and ±1 for the float encodings, which hold more.
func (f Format) FullScale() (low, high float64) {
	switch {
	case f.Encoding.Float():
		return -1, 1
	case f.Encoding.Integer():
		return -1, 1 - f.LSB()
	default:
		peak := pcm.G711Peak(encodings[f.Encoding].pcm)
		return -peak, peak
	}
}

// LSB returns the step of an integer encoding with full scale ±1, and 0 for the others.
func (f Format) LSB() float64 {
	if !f.Encoding.Integer() {
		return 0
	}
	return math.Ldexp(1, 1-f.Bits())
}

// Decode fills dst[channel][frame] from the interleaved samples of raw and returns how many of them
// are NaN or infinite. It panics unless raw holds exactly the frames of dst and dst one slice a
// channel.
func (f Format) Decode(dst [][]float64, raw []byte) (nonFinite int) {
	f.mustMatch(dst)
	return pcm.Decode(dst, raw, encodings[f.Encoding].pcm)
}

// DecodeChannel is Decode for one channel. It panics unless raw holds exactly len(dst) frames.
func (f Format) DecodeChannel(dst []float64, raw []byte, channel int) (nonFinite int) {
	return pcm.DecodeChannel(dst, raw, encodings[f.Encoding].pcm, channel, f.Channels)
}

// Stats is what encoding measured: the range that 0 and the finite values span before rounding and
// clipping, how many values were clipped, and how many were NaN or infinite.
type Stats = pcm.Stats

// An Encoder turns samples into the raw frames of a format. Values are rounded half to even and
// clipped; NaNs and infinities become 0 where the encoding cannot hold them.
type Encoder struct {
	Format Format
	Dither bool   // add triangular noise of ±1 LSB before rounding to an integer encoding
	Seed   uint64 // of the dither
}

// Encode fills raw with the interleaved samples of src[channel][frame]. first is the stream position
// of the first frame: the dither depends on it and on the seed alone. It panics unless raw holds
// exactly the frames of src and src one slice a channel.
func (e Encoder) Encode(raw []byte, src [][]float64, first int64) Stats {
	e.Format.mustMatch(src)
	return e.pcm().Encode(raw, src, first)
}

// EncodeChannel is Encode for one channel. It panics unless raw holds exactly len(src) frames.
func (e Encoder) EncodeChannel(raw []byte, src []float64, first int64, channel int) Stats {
	return e.pcm().EncodeChannel(raw, src, first, channel, e.Format.Channels)
}

func (e Encoder) pcm() pcm.Encoder {
	return pcm.Encoder{
		Format: encodings[e.Format.Encoding].pcm,
		Bits:   e.Format.ValidBits,
		Dither: pcm.Dither{On: e.Dither, Seed: e.Seed},
	}
}

func (f Format) mustMatch(planar [][]float64) {
	if len(planar) != f.Channels {
		panic(fmt.Sprintf("audioio: a block of %d channels, the format has %d", len(planar), f.Channels))
	}
}
