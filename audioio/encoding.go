package audioio

import (
	"fmt"
	"strings"

	"sigconv/audioio/internal/pcm"
)

// An Encoding is how a WAV file stores one sample.
type Encoding uint8

// The encodings that are read and written.
const (
	U8      Encoding = iota // unsigned 8-bit PCM
	PCM16                   // signed 16-bit PCM
	PCM24                   // signed 24-bit PCM
	PCM32                   // signed 32-bit PCM
	Float32                 // IEEE 754 single precision
	Float64                 // IEEE 754 double precision
	ALaw                    // ITU-T G.711 A-law
	ULaw                    // ITU-T G.711 µ-law
)

var encodings = [...]struct {
	name string
	pcm  pcm.Format
	tag  uint16
}{
	U8:      {"u8", pcm.U8, tagPCM},
	PCM16:   {"pcm16", pcm.S16, tagPCM},
	PCM24:   {"pcm24", pcm.S24, tagPCM},
	PCM32:   {"pcm32", pcm.S32, tagPCM},
	Float32: {"float32", pcm.F32, tagFloat},
	Float64: {"float64", pcm.F64, tagFloat},
	ALaw:    {"alaw", pcm.ALaw, tagALaw},
	ULaw:    {"ulaw", pcm.ULaw, tagULaw},
}

// ParseEncoding returns the encoding that name, as [Encoding.String] gives it, stands for.
func ParseEncoding(name string) (Encoding, error) {
	for e, enc := range encodings {
		if enc.name == name {
			return Encoding(e), nil
		}
	}
	return 0, fmt.Errorf("unknown encoding %q (want %s)", name, strings.Join(EncodingNames(), ", "))
}

// EncodingNames lists the names of all encodings.
func EncodingNames() []string {
	names := make([]string, len(encodings))
	for e, enc := range encodings {
		names[e] = enc.name
	}
	return names
}

// String returns the name of e, such as pcm16.
func (e Encoding) String() string { return encodings[e].name }

// Size returns the bytes of one sample.
func (e Encoding) Size() int { return encodings[e].pcm.Size() }

// Integer reports whether e is linear PCM: the kind that is rounded and can be dithered.
func (e Encoding) Integer() bool { return encodings[e].pcm.Integer() }

// Float reports whether e is a floating-point encoding: the kind that holds values beyond full scale,
// NaNs and infinities.
func (e Encoding) Float() bool { return e == Float32 || e == Float64 }
