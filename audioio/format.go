package audioio

import (
	"encoding/binary"
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

// Stats is what encoding measured: the range of the finite values before rounding and clipping, how
// many values were clipped, and how many were NaN or infinite.
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
	enc := pcm.Encoder{
		Format: encodings[e.Format.Encoding].pcm,
		Bits:   e.Format.ValidBits,
		Dither: pcm.Dither{On: e.Dither, Seed: e.Seed},
	}
	return enc.Encode(raw, src, first)
}

func (f Format) mustMatch(planar [][]float64) {
	if len(planar) != f.Channels {
		panic(fmt.Sprintf("audioio: a block of %d channels, the format has %d", len(planar), f.Channels))
	}
}

// Format tags of the fmt chunk (mmreg.h).
const (
	tagPCM        = 0x0001
	tagFloat      = 0x0003
	tagALaw       = 0x0006
	tagULaw       = 0x0007
	tagExtensible = 0xFFFE
)

var codecs = map[uint16]string{
	0x0002: "Microsoft ADPCM",
	0x0008: "DTS",
	0x0010: "OKI ADPCM",
	0x0011: "IMA ADPCM",
	0x0014: "G.723 ADPCM",
	0x0022: "TrueSpeech",
	0x0031: "GSM 6.10",
	0x0040: "G.721 ADPCM",
	0x0045: "G.726 ADPCM",
	0x0050: "MPEG layer 1 or 2",
	0x0055: "MP3",
	0x0064: "G.726 ADPCM",
	0x0065: "G.722 ADPCM",
	0x0092: "Dolby AC-3 S/PDIF",
	0x00FF: "AAC",
	0x0160: "Windows Media Audio 1",
	0x0161: "Windows Media Audio 2",
	0x0162: "Windows Media Audio Pro",
	0x0163: "Windows Media Audio lossless",
	0x2000: "Dolby AC-3",
	0x674F: "Ogg Vorbis",
	0x704F: "Opus",
	0xF1AC: "FLAC",
}

func codecName(tag uint16) string {
	if name, ok := codecs[tag]; ok {
		return fmt.Sprintf("%s (format tag 0x%04X)", name, tag)
	}
	return fmt.Sprintf("format tag 0x%04X", tag)
}

// subformatTail ends the GUIDs that stand for a format tag: KSDATAFORMAT_SUBTYPE_PCM and its kin.
var subformatTail = [14]byte{0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71}

// ambisonicTail ends the GUIDs of ambisonic B-format: SUBTYPE_AMBISONIC_B_FORMAT_PCM and _IEEE_FLOAT.
var ambisonicTail = [14]byte{0, 0, 0x21, 0x07, 0xD3, 0x11, 0x86, 0x44, 0xC8, 0xC1, 0xCA}

func guidString(g []byte) string {
	le := binary.LittleEndian
	return fmt.Sprintf("%08X-%04X-%04X-%X-%X", le.Uint32(g), le.Uint16(g[4:]), le.Uint16(g[6:]), g[8:10], g[10:16])
}

const (
	plainPCMSize   = 16
	plainSize      = 18
	extensibleSize = 40
)

// parseFormat reads the body of a fmt chunk; at is its offset in the file.
func parseFormat(body []byte, at int64) (Format, error) {
	if len(body) < plainPCMSize {
		return Format{}, malformed(at, "the fmt chunk is too short", fmt.Sprintf("%d bytes", len(body)), "at least 16")
	}
	le := binary.LittleEndian
	tag, channels := le.Uint16(body), int(le.Uint16(body[2:]))
	rate, align, bits := le.Uint32(body[4:]), int(le.Uint16(body[12:])), int(le.Uint16(body[14:]))
	f := Format{Rate: int(rate), Channels: channels}
	valid := bits
	if tag == tagExtensible {
		if len(body) < extensibleSize {
			return Format{}, malformed(at, "the fmt chunk is too short for WAVE_FORMAT_EXTENSIBLE",
				fmt.Sprintf("%d bytes", len(body)), "40")
		}
		guid := body[24:40]
		tag = le.Uint16(guid)
		switch tail := [14]byte(guid[2:]); {
		case tail == ambisonicTail && (tag == tagPCM || tag == tagFloat):
			f.Ambisonic = true
		case tail != subformatTail:
			return Format{}, unsupported(at, "unknown sub-format", "GUID "+guidString(guid))
		}
		f.Extensible = true
		f.ChannelMask = le.Uint32(body[20:])
		if v := int(le.Uint16(body[18:])); v != 0 {
			valid = v
		}
	}
	if channels < 1 || channels > MaxChannels {
		return Format{}, malformed(at, "impossible number of channels", fmt.Sprint(channels), fmt.Sprintf("1 to %d", MaxChannels))
	}
	if rate < 1 || rate > math.MaxInt32 {
		return Format{}, malformed(at, "impossible sample rate", fmt.Sprintf("%d Hz", rate), "at least 1 Hz")
	}
	if align%channels != 0 || align == 0 {
		return Format{}, malformed(at, "the block align is not whole samples",
			fmt.Sprintf("%d bytes for %d channels", align, channels), "a multiple")
	}
	return f, f.setEncoding(tag, bits, valid, align/channels, at)
}

// setEncoding works out what the tag, the bits of a sample, those of them that are valid, and the
// bytes of a sample say together.
func (f *Format) setEncoding(tag uint16, bits, valid, size int, at int64) error {
	mismatch := func(want string) error {
		return malformed(at, "the bits of a sample do not fit its bytes",
			fmt.Sprintf("%d bits, %d of them valid, in %d bytes", bits, valid, size), want)
	}
	switch tag {
	case tagPCM:
		if bits < 1 || bits > 32 {
			return malformed(at, "impossible number of bits in a PCM sample", fmt.Sprint(bits), "1 to 32")
		}
		if (bits+7)/8 != size || valid > 8*size {
			return mismatch(fmt.Sprintf("%d bytes", (bits+7)/8))
		}
		f.Encoding = U8 + Encoding(size-1)
		if valid != 8*size {
			f.ValidBits = valid
		}
	case tagFloat:
		switch {
		case bits == 32 && size == 4:
			f.Encoding = Float32
		case bits == 64 && size == 8:
			f.Encoding = Float64
		default:
			return mismatch("32 bits in 4 or 64 in 8 for float samples")
		}
	case tagALaw, tagULaw:
		if bits != 8 || size != 1 {
			return mismatch("8 bits in 1 byte for G.711")
		}
		f.Encoding = ALaw + Encoding(tag-tagALaw)
	default:
		return unsupported(at, "the sound is not PCM, float, A-law or µ-law", codecName(tag))
	}
	return nil
}

// extensible reports whether the fmt chunk must be WAVE_FORMAT_EXTENSIBLE: for more than two channels,
// more than 16 bits, a channel mask, or ambisonics; and where f asks for it.
func (f Format) extensible() bool {
	return f.Extensible || f.Ambisonic || f.Channels > 2 || f.Bits() > 16 || f.ChannelMask != 0
}

// chunk returns the body of the fmt chunk.
func (f Format) chunk() []byte {
	le := binary.LittleEndian
	tag := encodings[f.Encoding].tag
	bits := 8 * f.Encoding.Size()
	b := make([]byte, extensibleSize)
	le.PutUint16(b, tag)
	le.PutUint16(b[2:], uint16(f.Channels))
	le.PutUint32(b[4:], uint32(f.Rate))
	le.PutUint32(b[8:], uint32(min(int64(f.Rate)*int64(f.FrameSize()), math.MaxUint32)))
	le.PutUint16(b[12:], uint16(f.FrameSize()))
	le.PutUint16(b[14:], uint16(f.Bits()))
	if !f.extensible() {
		if tag == tagPCM {
			return b[:plainPCMSize]
		}
		return b[:plainSize]
	}
	le.PutUint16(b, tagExtensible)
	le.PutUint16(b[14:], uint16(bits))
	le.PutUint16(b[16:], extensibleSize-plainSize)
	le.PutUint16(b[18:], uint16(f.Bits()))
	le.PutUint32(b[20:], f.ChannelMask)
	le.PutUint16(b[24:], tag)
	copy(b[26:], subformatTail[:])
	if f.Ambisonic {
		copy(b[26:], ambisonicTail[:])
	}
	return b
}
