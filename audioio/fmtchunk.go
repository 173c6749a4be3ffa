package audioio

import (
	"encoding/binary"
	"fmt"
	"math"
)

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
		if bits < 8 || bits > 32 {
			return malformed(at, "impossible number of bits in a PCM sample", fmt.Sprint(bits), "8 to 32")
		}
		// Samples lie at the top of their bytes, of which there may be more than their bits need.
		if size < (bits+7)/8 || size > 4 || valid > 8*size || valid < 8 {
			return mismatch(fmt.Sprintf("%d to 4 bytes, 8 to all bits valid", (bits+7)/8))
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
		return unsupported(at, "an encoding that sigconv does not read", codecName(tag))
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
