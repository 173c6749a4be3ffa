//go:build ignore

// Make writes the WAV zoo: every kind of header that the reader must take or refuse, byte by byte and
// without the code under test, and manifest.json, which says what is to be found in each file.
//
//	cd testdata/zoo && go run make.go
package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"log"
	"math"
	"os"
)

// animal is one file. Either Error is a part of the message that refuses it, or the other fields are
// what it holds.
type animal struct {
	File     string
	Error    string      `json:",omitempty"`
	Rate     int         `json:",omitempty"`
	Encoding string      `json:",omitempty"`
	Bits     int         `json:",omitempty"`
	Frames   int         `json:",omitempty"`
	Samples  [][]float64 `json:",omitempty"` // [channel][frame]
	Before   []string    `json:",omitempty"` // names of the chunks before the samples, fmt aside
	After    []string    `json:",omitempty"`
	Warning  string      `json:",omitempty"` // a part of the only warning
	bytes    []byte
}

var le = binary.LittleEndian

func u16(v int) []byte   { return le.AppendUint16(nil, uint16(v)) }
func u32(v int64) []byte { return le.AppendUint32(nil, uint32(v)) }
func u64(v int64) []byte { return le.AppendUint64(nil, uint64(v)) }

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// sized is a chunk that declares size, whatever its body.
func sized(id string, size int64, body []byte) []byte { return join([]byte(id), u32(size), body) }

func chunk(id string, body []byte) []byte {
	c := sized(id, int64(len(body)), body)
	return append(c, make([]byte, len(body)%2)...)
}

func riff(chunks ...[]byte) []byte {
	body := join(append([][]byte{[]byte("WAVE")}, chunks...)...)
	return sized("RIFF", int64(len(body)), body)
}

func format(tag, channels, rate, bits int) []byte {
	align := channels * ((bits + 7) / 8)
	return chunk("fmt ", join(u16(tag), u16(channels), u32(int64(rate)), u32(int64(rate*align)), u16(align), u16(bits)))
}

const ambisonicTail = "\x00\x00\x21\x07\xD3\x11\x86\x44\xC8\xC1\xCA\x00\x00\x00"

const guidTail = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71"

func extensible(channels, rate, bits, valid int, mask int64, guid []byte) []byte {
	align := channels * bits / 8
	return chunk("fmt ", join(u16(0xFFFE), u16(channels), u32(int64(rate)), u32(int64(rate*align)), u16(align), u16(bits),
		u16(22), u16(valid), u32(mask), guid))
}

func subformat(tag int) []byte { return join(u16(tag), []byte(guidTail)) }

func ambisonic(tag int) []byte { return join(u16(tag), []byte(ambisonicTail)) }

func data(body ...byte) []byte { return chunk("data", body) }

func pcm16(values ...int) []byte {
	var b []byte
	for _, v := range values {
		b = append(b, u16(v)...)
	}
	return b
}

func pcm24(values ...int) []byte {
	var b []byte
	for _, v := range values {
		b = append(b, byte(v), byte(v>>8), byte(v>>16))
	}
	return b
}

func pcm32(values ...int64) []byte {
	var b []byte
	for _, v := range values {
		b = append(b, u32(v)...)
	}
	return b
}

func float32s(values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = le.AppendUint32(b, math.Float32bits(float32(v)))
	}
	return b
}

func float64s(values ...float64) []byte {
	var b []byte
	for _, v := range values {
		b = le.AppendUint64(b, math.Float64bits(v))
	}
	return b
}

func info(title string) []byte {
	return chunk("LIST", join([]byte("INFO"), chunk("INAM", append([]byte(title), 0))))
}

func mono(values ...float64) [][]float64 { return [][]float64{values} }

func wide(id string, dataSize, frames int64, chunks ...[]byte) []byte {
	body := join(append([][]byte{[]byte("WAVE")}, chunks...)...)
	ds64 := chunk("ds64", join(u64(int64(len(body))+36), u64(dataSize), u64(frames), u32(0)))
	return join([]byte(id), u32(0xFFFFFFFF), []byte("WAVE"), ds64, body[4:])
}

func good() []animal {
	two := data(pcm16(16384, -8192)...)
	half := mono(0.5, -0.25)
	plain := format(1, 1, 8000, 16)
	take := func(name, encoding string, bits int, samples [][]float64, file []byte) animal {
		return animal{File: name + ".wav", Rate: 8000, Encoding: encoding, Bits: bits, Frames: len(samples[0]), Samples: samples, bytes: file}
	}
	with := func(a animal, before, after []string, warning string) animal {
		a.Before, a.After, a.Warning = before, after, warning
		return a
	}
	simple := func(name string, file []byte) animal { return take(name, "pcm16", 16, half, file) }
	return []animal{
		take("u8", "u8", 8, mono(-1, 0, 127.0/128), riff(format(1, 1, 8000, 8), data(0, 128, 255))),
		simple("pcm16", riff(plain, two)),
		take("pcm16-stereo", "pcm16", 16, [][]float64{{0.5, 0}, {-0.25, -1}}, riff(format(1, 2, 8000, 16), data(pcm16(16384, -8192, 0, -32768)...))),
		take("pcm24", "pcm24", 24, mono(0.5, -1, 1.0/(1<<23)), riff(format(1, 1, 8000, 24), data(pcm24(1<<22, -1<<23, 1)...))),
		take("pcm32", "pcm32", 32, mono(0.5, -1, 1.0/(1<<31)), riff(format(1, 1, 8000, 32), data(pcm32(1<<30, -1<<31, 1)...))),
		take("float32", "float32", 32, mono(0.1015625, -2.5), riff(format(3, 1, 8000, 32), chunk("fact", u32(2)), data(float32s(0.1015625, -2.5)...))),
		take("float64", "float64", 64, mono(0.1, -1e300), riff(format(3, 1, 8000, 64), data(float64s(0.1, -1e300)...))),
		take("alaw", "alaw", 8, mono(8.0/32768, -8.0/32768, 32256.0/32768, -27136.0/32768), riff(format(6, 1, 8000, 8), data(0xD5, 0x55, 0xAA, 0x2F))),
		take("ulaw", "ulaw", 8, mono(0, 32124.0/32768, -32124.0/32768, 8.0/32768), riff(format(7, 1, 8000, 8), data(0xFF, 0x80, 0x00, 0xFE))),
		take("pcm12-in-16", "pcm16", 12, mono(0.5), riff(chunk("fmt ", join(u16(1), u16(1), u32(8000), u32(16000), u16(2), u16(12))), data(pcm16(16384)...))),
		take("extensible-pcm16", "pcm16", 16, half, riff(extensible(1, 8000, 16, 16, 4, subformat(1)), two)),
		take("extensible-20-in-24", "pcm24", 20, mono(0.5, -16.0/(1<<23)), riff(extensible(1, 8000, 24, 20, 0, subformat(1)), data(pcm24(1<<22, -16)...))),
		take("extensible-20-in-24-dirty", "pcm24", 20, mono(4194309.0/(1<<23), -1.0/(1<<23), 8388607.0/(1<<23)), riff(extensible(1, 8000, 24, 20, 0, subformat(1)), data(pcm24(1<<22+5, -1, 1<<23-1)...))),
		take("extensible-24-in-32", "pcm32", 24, mono(0.5, -256.0/(1<<31)), riff(extensible(1, 8000, 32, 24, 0, subformat(1)), data(pcm32(1<<30, -256)...))),
		take("plain-24-in-32", "pcm32", 24, mono(0.5, -256.0/(1<<31)), riff(chunk("fmt ", join(u16(1), u16(1), u32(8000), u32(32000), u16(4), u16(24))), data(pcm32(1<<30, -256)...))),
		take("extensible-valid-0", "pcm16", 16, half, riff(extensible(1, 8000, 16, 0, 0, subformat(1)), two)),
		take("extensible-float", "float32", 32, mono(0.25), riff(extensible(1, 8000, 32, 32, 0, subformat(3)), data(float32s(0.25)...))),
		take("ambisonic", "pcm16", 16, [][]float64{{0.5}, {0.25}, {0}, {-0.5}}, riff(extensible(4, 8000, 16, 16, 0, ambisonic(1)), data(pcm16(16384, 8192, 0, -16384)...))),
		take("extensible-surround", "pcm16", 16, [][]float64{{0}, {0.5}, {0}, {-0.5}, {0}, {0.25}},
			riff(extensible(6, 8000, 16, 16, 0x3F, subformat(1)), data(pcm16(0, 16384, 0, -16384, 0, 8192)...))),
		with(simple("chunks-around", riff(chunk("bext", make([]byte, 602)), plain, info("before"), chunk("odd!", []byte{1, 2, 3}), two,
			chunk("cue ", u32(0)), info("after"))), []string{"bext", "LIST", "odd!"}, []string{"cue ", "LIST"}, ""),
		with(take("odd-data", "u8", 8, mono(0, 0.5, -0.5), riff(format(1, 1, 8000, 8), data(128, 192, 64), info("x"))), nil, []string{"LIST"}, ""),
		with(take("odd-data-no-pad", "u8", 8, mono(0, 0.5, -0.5), riff(format(1, 1, 8000, 8), sized("data", 3, []byte{128, 192, 64}), info("x"))), nil, []string{"LIST"}, ""),
		take("odd-data-at-end-no-pad", "u8", 8, mono(0), riff(format(1, 1, 8000, 8), sized("data", 1, []byte{128}))),
		with(simple("odd-chunk-no-pad", riff(plain, sized("note", 3, []byte("abc")), two)), []string{"note"}, nil, ""),
		with(simple("odd-chunk-letter-pad", riff(plain, sized("note", 3, []byte("abcX")), two)), []string{"note"}, nil, ""),
		with(simple("odd-chunk-letter-pad-junk", riff(plain, sized("note", 3, []byte("abcx")), chunk("JUNK", make([]byte, 16)), two)), []string{"note", "JUNK"}, nil, ""),
		with(simple("odd-chunk-letter-pad-rare", riff(plain, sized("note", 3, []byte("abcx")), chunk("minf", make([]byte, 16)), two)), []string{"note", "minf"}, nil, ""),
		simple("streaming-stale-riff-size", join([]byte("RIFF"), u32(0x7FFFFFFF), []byte("WAVE"), plain, sized("data", 0, pcm16(16384, -8192)))),
		simple("streaming-riff-size-of-header", join([]byte("RIFF"), u32(44), []byte("WAVE"), plain, sized("data", 0, pcm16(16384, -8192)))),
		simple("streaming-near-ones", join([]byte("RIFF"), u32(0xFFFFFFFF), []byte("WAVE"), plain, sized("data", 0xFFFFFFFF-36, pcm16(16384, -8192)))),
		simple("rf64-data-all-ones", wide("RF64", -1, -1, plain, sized("data", 0xFFFFFFFF, pcm16(16384, -8192)))),
		with(simple("chunk-not-ascii", riff(plain, two, chunk("\xA9nam", []byte("ab")), info("x"))), nil, []string{"©nam", "LIST"}, ""),
		simple("streaming-ones", join([]byte("RIFF"), u32(0xFFFFFFFF), []byte("WAVE"), plain, sized("data", 0xFFFFFFFF, pcm16(16384, -8192)))),
		simple("streaming-zeros", join([]byte("RIFF"), u32(0), []byte("WAVE"), plain, sized("data", 0, pcm16(16384, -8192)))),
		simple("streaming-crashed-recorder", join([]byte("RIFF"), u32(36), []byte("WAVE"), plain, sized("data", 0, pcm16(16384, -8192)))),
		simple("streaming-sox", join([]byte("RIFF"), u32(0x7FFFF024), []byte("WAVE"), plain, sized("data", 0x7FFFF000, pcm16(16384, -8192)))),
		take("streaming-sox-24", "pcm24", 24, mono(0.5, -0.25), join([]byte("RIFF"), u32(0x7FFFF023), []byte("WAVE"), format(1, 1, 8000, 24), sized("data", 0x7FFFF000-1, pcm24(1<<22, -1<<21)))),
		simple("rf64", wide("RF64", 4, 2, plain, sized("data", 0xFFFFFFFF, pcm16(16384, -8192)))),
		with(simple("bw64", wide("BW64", 4, 2, plain, sized("data", 0xFFFFFFFF, pcm16(16384, -8192)), chunk("axml", []byte("<a/>")))), nil, []string{"axml"}, ""),
		simple("rf64-no-ds64", join([]byte("RF64"), u32(0xFFFFFFFF), []byte("WAVE"), plain, sized("data", 0xFFFFFFFF, pcm16(16384, -8192)))),
		{File: "empty-sound.wav", Rate: 8000, Encoding: "pcm16", Bits: 16, Samples: mono(), bytes: riff(plain, data())},
		{File: "empty-sound-then-chunk.wav", Rate: 8000, Encoding: "pcm16", Bits: 16, Samples: mono(), After: []string{"LIST"}, bytes: riff(plain, data(), info("x"))},
		with(simple("truncated", riff(plain, sized("data", 1000, pcm16(16384, -8192)))), nil, nil, "declares 1000 bytes, the file holds 4"),
		with(simple("truncated-in-frame", riff(plain, sized("data", 1000, append(pcm16(16384, -8192), 7)))), nil, nil, "declares 1000 bytes, the file holds 5"),
		with(simple("partial-frame", riff(plain, data(append(pcm16(16384, -8192), 7)...), info("x"))), nil, []string{"LIST"}, "ends inside a frame"),
		with(simple("second-data", riff(plain, two, two, info("x"))), nil, []string{"LIST"}, "a second data chunk"),
		with(simple("garbage-after", append(riff(plain, two), 1, 2, 3, 4, 5, 6, 7, 8, 9)), nil, nil, "9 bytes after the last chunk"),
		with(simple("stray-after", append(riff(plain, two), 0, 0, 0)), nil, nil, "3 stray bytes"),
		with(simple("truncated-last-chunk", append(riff(plain, two), sized("LIST", 100, []byte("INFO"))...)), nil, nil, "the last chunk was dropped"),
		simple("riff-size-too-small", join([]byte("RIFF"), u32(4), []byte("WAVE"), plain, two)),
		simple("riff-size-too-large", join([]byte("RIFF"), u32(1<<30), []byte("WAVE"), plain, two)),
	}
}

func bad() []animal {
	two := data(pcm16(16384, -8192)...)
	plain := format(1, 1, 8000, 16)
	refuse := func(name, message string, file []byte) animal {
		return animal{File: "bad-" + name + ".wav", Error: message, bytes: file}
	}
	unknown := []byte("\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x72")
	return []animal{
		refuse("empty", "an empty file", nil),
		refuse("short", `"RIFF"`, []byte("RIFF")),
		refuse("text", `"0.25 0.5 0.2"`, []byte("0.25 0.5 0.25\n")),
		refuse("mp3-id3", "an MP3 file", []byte("ID3\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")),
		refuse("mp3", "an MP3 file", []byte("\xFF\xFB\x90\x64\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")),
		refuse("flac", "a FLAC file", []byte("fLaC\x00\x00\x00\x22\x10\x00\x10\x00\x00\x00")),
		refuse("rifx", "RIFX, a big-endian WAV file", join([]byte("RIFX"), u32(4), []byte("WAVE"))),
		refuse("avi", `a RIFF file of type "AVI "`, join([]byte("RIFF"), u32(4), []byte("AVI "))),
		refuse("no-chunks", "no fmt chunk (found no chunk", riff()),
		refuse("no-fmt", "no fmt chunk before the samples", riff(two)),
		refuse("no-data", "no data chunk (found fmt, LIST", riff(plain, info("x"))),
		refuse("two-fmt", "a second fmt chunk", riff(plain, plain, two)),
		refuse("fmt-short", "the fmt chunk is too short (found 8 bytes", riff(chunk("fmt ", make([]byte, 8)), two)),
		refuse("fmt-cut", "the file ends inside its fmt chunk", riff(sized("fmt ", 16, make([]byte, 8)))),
		refuse("fmt-huge", "the fmt chunk is too long (found 4294967292 bytes", riff(sized("fmt ", 0xFFFFFFFC, make([]byte, 64)))),
		refuse("list-huge", "the file ends inside its LIST chunk", riff(plain, sized("LIST", 1<<31, make([]byte, 64)))),
		refuse("channels-0", "impossible number of channels (found 0", riff(format(1, 0, 8000, 16), two)),
		refuse("channels-65535", "impossible number of channels (found 65535", riff(format(1, 65535, 8000, 16), two)),
		refuse("rate-0", "impossible sample rate (found 0 Hz", riff(format(1, 1, 0, 16), two)),
		refuse("bits-0", "impossible number of bits in a PCM sample (found 0", riff(chunk("fmt ", join(u16(1), u16(1), u32(8000), u32(16000), u16(2), u16(0))), two)),
		refuse("bits-4", "impossible number of bits in a PCM sample (found 4", riff(format(1, 1, 8000, 4), data(0))),
		refuse("valid-4", "found 16 bits, 4 of them valid", riff(extensible(1, 8000, 16, 4, 0, subformat(1)), two)),
		refuse("bits-40", "impossible number of bits in a PCM sample (found 40", riff(format(1, 1, 8000, 40), two)),
		refuse("align-0", "block align is not whole samples (found 0 bytes", riff(chunk("fmt ", join(u16(1), u16(1), u32(8000), u32(16000), u16(0), u16(16))), two)),
		refuse("align-3", "block align is not whole samples (found 3 bytes for 2 channels", riff(chunk("fmt ", join(u16(1), u16(2), u32(8000), u32(16000), u16(3), u16(16))), two)),
		refuse("16-in-40", "found 16 bits, 16 of them valid, in 5 bytes", riff(chunk("fmt ", join(u16(1), u16(1), u32(8000), u32(40000), u16(5), u16(16))), two)),
		refuse("24-in-16", "found 24 bits, 24 of them valid, in 2 bytes", riff(chunk("fmt ", join(u16(1), u16(1), u32(8000), u32(16000), u16(2), u16(24))), two)),
		refuse("float16", "the bits of a sample do not fit its bytes (found 16 bits", riff(format(3, 1, 8000, 16), two)),
		refuse("guid", "GUID 00000001-0000-0010-8000-00AA00389B72", riff(extensible(1, 8000, 16, 16, 0, unknown), two)),
		refuse("ambisonic-adpcm", "GUID 00000002-0721-11D3-8644-C8C1CA000000", riff(extensible(1, 8000, 16, 16, 0, ambisonic(2)), two)),
		refuse("extensible-adpcm", "Microsoft ADPCM", riff(extensible(1, 8000, 16, 16, 0, subformat(2)), two)),
		refuse("extensible-short", "too short for WAVE_FORMAT_EXTENSIBLE (found 16 bytes", riff(format(0xFFFE, 1, 8000, 16), two)),
		refuse("adpcm", "Microsoft ADPCM (format tag 0x0002)", riff(format(2, 1, 8000, 4), two)),
		refuse("ima-adpcm", "IMA ADPCM (format tag 0x0011)", riff(format(0x11, 1, 8000, 4), two)),
		refuse("gsm", "GSM 6.10 (format tag 0x0031)", riff(chunk("fmt ", join(u16(0x31), u16(1), u32(8000), u32(1625), u16(65), u16(0), u16(2), u16(320))), two)),
		refuse("mp3-in-wav", "MP3 (format tag 0x0055)", riff(format(0x55, 1, 8000, 0+8), two)),
		refuse("unknown-tag", "format tag 0x1234", riff(format(0x1234, 1, 8000, 16), two)),
		refuse("not-a-chunk", "no chunk where one must begin", riff(plain, []byte{1, 2, 3, 4, 0, 0, 0, 0}, two)),
		refuse("ds64-short", "the ds64 chunk is too short", join([]byte("RF64"), u32(0xFFFFFFFF), []byte("WAVE"), chunk("ds64", make([]byte, 8)), plain, two)),
	}
}

func main() {
	animals := append(good(), bad()...)
	for _, a := range animals {
		if err := os.WriteFile(a.File, a.bytes, 0o644); err != nil {
			log.Fatal(err)
		}
	}
	manifest, err := json.MarshalIndent(animals, "", "\t")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("manifest.json", append(manifest, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
}
