package audioio

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// A Chunk is a piece of a WAV file other than its samples, kept as it was read.
type Chunk struct {
	ID   [4]byte // such as LIST, bext or cue followed by a blank
	Data []byte  // without the header and the pad byte
}

// MaxChunkBytes bounds what a Reader keeps of all chunks together. A chunk beyond it is dropped with a
// warning.
const MaxChunkBytes = 64 << 20

// maxChunks bounds their number, since an empty chunk takes memory too, and maxWarnings what is said of
// a file that is broken in a thousand places.
const (
	maxChunks   = 4096
	maxWarnings = 16
)

const (
	chunkHeaderSize = 8
	unknownSize     = 0xFFFFFFFF // the size that stands for 'not known' or, in RF64, 'see ds64'
)

var (
	idFmt  = [4]byte{'f', 'm', 't', ' '}
	idFact = [4]byte{'f', 'a', 'c', 't'}
	idData = [4]byte{'d', 'a', 't', 'a'}
	idDS64 = [4]byte{'d', 's', '6', '4'}
	idJunk = [4]byte{'J', 'U', 'N', 'K'}
	idWave = [4]byte{'W', 'A', 'V', 'E'}
)

// A Container is the outermost chunk of a WAV file.
type Container uint8

// The containers. RF64 (EBU Tech 3306) and BW64 (ITU-R BS.2088) give sizes of 64 bits in a ds64 chunk.
const (
	RIFF Container = iota
	RF64
	BW64
)

var containerIDs = [...][4]byte{RIFF: {'R', 'I', 'F', 'F'}, RF64: {'R', 'F', '6', '4'}, BW64: {'B', 'W', '6', '4'}}

// String returns the four letters that such a file begins with.
func (c Container) String() string { return string(containerIDs[c][:]) }

// containerOf returns the container that the first 12 bytes of a file begin, and whether it holds WAVE.
func containerOf(head []byte) (Container, bool) {
	if len(head) < 12 || [4]byte(head[8:]) != idWave {
		return 0, false
	}
	i := slices.Index(containerIDs[:], [4]byte(head))
	return Container(max(i, 0)), i >= 0
}

// IsWAV reports whether head, at least 12 bytes, begins a WAV file that a [Reader] may read.
func IsWAV(head []byte) bool {
	_, ok := containerOf(head)
	return ok
}

// plausible reports whether id may name a chunk: it has no control character. ASCII is the rule, but
// there are some such as ©nam.
func plausible(id [4]byte) bool {
	return !slices.ContainsFunc(id[:], func(b byte) bool { return b < ' ' || b == 0x7F })
}

// ascii reports whether id is printable ASCII.
func ascii(id [4]byte) bool {
	return plausible(id) && !slices.ContainsFunc(id[:], func(b byte) bool { return b > '~' })
}

// appendChunk appends a whole chunk with its pad byte.
func appendChunk(dst []byte, id [4]byte, body []byte) []byte {
	dst = appendHeader(dst, id, uint32(len(body)))
	dst = append(dst, body...)
	return append(dst, make([]byte, pad(int64(len(body))))...)
}

func appendHeader(dst []byte, id [4]byte, size uint32) []byte {
	return binary.LittleEndian.AppendUint32(append(dst, id[:]...), size)
}

// pad returns the bytes, 0 or 1, that bring size to an even number.
func pad(size int64) int64 { return size & 1 }

// chunkBytes returns the bytes that chunks take in a file.
func chunkBytes(chunks []Chunk) (n int64) {
	for _, c := range chunks {
		size := int64(len(c.Data))
		n += chunkHeaderSize + size + pad(size)
	}
	return n
}

// magics are the first bytes of what people take for WAV files.
var magics = []struct{ magic, name string }{
	{"RIFX", "RIFX, a big-endian WAV file"},
	{"ID3", "an MP3 file"},
	{"\xFF\xFB", "an MP3 file"},
	{"\xFF\xF3", "an MP3 file"},
	{"\xFF\xF2", "an MP3 file"},
	{"\xFF\xF1", "an AAC file"},
	{"\xFF\xF9", "an AAC file"},
	{"fLaC", "a FLAC file"},
	{"OggS", "an Ogg file"},
	{"FORM", "an AIFF file"},
	{"riff\x2E\x91\xCF\x11", "a Wave64 file"},
	{".snd", "an AU file"},
	{"caff", "a CAF file"},
	{"MThd", "a MIDI file"},
	{"wvpk", "a WavPack file"},
	{"MAC ", "a Monkey's Audio file"},
	{"\x1A\x45\xDF\xA3", "a Matroska file"},
	{"PK\x03\x04", "a ZIP archive"},
	{"\x1F\x8B", "a gzip archive"},
}

// describe names what begins with head, for the error that it is not a WAV file.
func describe(head []byte) string {
	if len(head) == 0 {
		return "an empty file"
	}
	for _, m := range magics {
		if len(head) >= len(m.magic) && string(head[:len(m.magic)]) == m.magic {
			return m.name
		}
	}
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		return "an MPEG-4 file"
	}
	if len(head) >= 12 && string(head[:4]) == "RIFF" {
		return fmt.Sprintf("a RIFF file of type %q", head[8:12])
	}
	return fmt.Sprintf("%q", head[:min(len(head), 12)])
}
