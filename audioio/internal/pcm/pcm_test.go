package pcm

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

var allFormats = []Format{U8, S16, S24, S32, F32, F64, ALaw, ULaw}

func planar(channels, frames int) [][]float64 {
	p := make([][]float64, channels)
	for c := range p {
		p[c] = make([]float64, frames)
	}
	return p
}

// roundTrip decodes raw and encodes it again.
func roundTrip(t *testing.T, raw []byte, channels int, e Encoder) []byte {
	t.Helper()
	p := planar(channels, len(raw)/channels/e.Format.Size())
	Decode(p, raw, e.Format)
	again := make([]byte, len(raw))
	if s := e.Encode(again, p, 0); s.Clipped != 0 {
		t.Errorf("format %d: %d samples clipped", e.Format, s.Clipped)
	}
	return again
}

func TestEveryCodeComesBack(t *testing.T) {
	codes := make([]byte, 1<<17)
	for i := range 1 << 16 {
		binary.LittleEndian.PutUint16(codes[2*i:], uint16(i))
	}
	for _, f := range []Format{U8, S16, ALaw, ULaw} {
		if !bytes.Equal(roundTrip(t, codes, 1, Encoder{Format: f}), codes) {
			t.Errorf("format %d does not come back", f)
		}
	}
}

func TestRandomBytesComeBack(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, f := range allFormats {
		for channels := 1; channels <= 5; channels++ {
			raw := make([]byte, 1000*channels*f.Size())
			for i := range raw {
				raw[i] = byte(rng.Uint32())
			}
			if !bytes.Equal(roundTrip(t, raw, channels, Encoder{Format: f}), raw) {
				t.Errorf("format %d with %d channels does not come back", f, channels)
			}
		}
	}
}

func TestSpecialFloatsComeBack(t *testing.T) {
	for _, bits := range []uint32{0, 1 << 31, 1, 1<<31 | 1, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001, 0xFFBFFFFF, 0x7F7FFFFF} {
		raw := binary.LittleEndian.AppendUint32(nil, bits)
		if again := roundTrip(t, raw, 1, Encoder{Format: F32}); !bytes.Equal(again, raw) {
			t.Errorf("float32 %08x comes back as %x", bits, again)
		}
	}
}

func TestDecodeCountsNonFinite(t *testing.T) {
	raw := make([]byte, 0)
	for _, v := range []float64{0, math.NaN(), 1, math.Inf(1), math.Inf(-1), math.MaxFloat64} {
		raw = binary.LittleEndian.AppendUint64(raw, math.Float64bits(v))
	}
	if n := Decode(planar(1, 6), raw, F64); n != 3 {
		t.Errorf("found %d values that are not finite, want 3", n)
	}
}

// quantiseSlowly follows the convention to the letter: round half to even, then clip.
func quantiseSlowly(v float64, bits int) (q int64, clipped bool) {
	scale := math.Pow(2, float64(bits-1))
	r := math.RoundToEven(v * scale)
	c := math.Max(-scale, math.Min(scale-1, r))
	return int64(c), c != r
}

func TestEncodeRoundsAndClips(t *testing.T) {
	values := []float64{0, 1, -1, 1.5, -1.5, 0.5, -0.5, 1e300, -1e300}
	for n := range 20 {
		// Halves of an LSB, where rounding to even shows.
		values = append(values, (float64(n)+0.5)/(1<<7), -(float64(n)+0.5)/(1<<15), (float64(n)+0.5)/(1<<19),
			(float64(n)+0.5)/(1<<23), -(float64(n)+0.5)/(1<<31))
	}
	for _, e := range []Encoder{{Format: U8}, {Format: S16}, {Format: S16, Bits: 12}, {Format: S24}, {Format: S24, Bits: 20}, {Format: S32}, {Format: S32, Bits: 24}} {
		width := 8 * e.Format.Size()
		bits := e.Bits
		if bits == 0 {
			bits = width
		}
		for _, v := range values {
			raw := make([]byte, e.Format.Size())
			stats := e.Encode(raw, [][]float64{{v}}, 0)
			want, clipped := quantiseSlowly(v, bits)
			back := planar(1, 1)
			Decode(back, raw, e.Format)
			if got := back[0][0] * math.Pow(2, float64(bits-1)); got != float64(want) {
				t.Errorf("format %d, %d bits: %v became %v, want %d", e.Format, bits, v, got, want)
			}
			if (stats.Clipped == 1) != clipped {
				t.Errorf("format %d, %d bits: %v counted as clipped: %v, want %v", e.Format, bits, v, stats.Clipped == 1, clipped)
			}
		}
	}
}

func TestEncodeNonFinite(t *testing.T) {
	zero := map[Format][]byte{U8: {128}, S16: {0, 0}, S24: {0, 0, 0}, S32: {0, 0, 0, 0}, ALaw: {0xD5}, ULaw: {0xFF}}
	for f, want := range zero {
		for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			raw := make([]byte, f.Size())
			s := Encoder{Format: f}.Encode(raw, [][]float64{{v}}, 0)
			if !bytes.Equal(raw, want) || s.NonFinite != 1 || s.Clipped != 0 {
				t.Errorf("format %d: %v became % x with %+v, want % x", f, v, raw, s, want)
			}
		}
	}
}

func TestFloat32Overflow(t *testing.T) {
	raw := make([]byte, 8)
	s := Encoder{Format: F32}.Encode(raw, [][]float64{{1e300, -1e300}}, 0)
	back := planar(1, 2)
	Decode(back, raw, F32)
	if s.Clipped != 2 || back[0][0] != math.MaxFloat32 || back[0][1] != -math.MaxFloat32 {
		t.Errorf("±1e300 became %v with %d clipped", back[0], s.Clipped)
	}
}

// Within a segment the code word is the nearest one. Between two, whose steps differ, the standard's
// decision level is nearer to the finer one: at worst twice as far as the other neighbour.
func TestG711IsNearest(t *testing.T) {
	for _, f := range []Format{ALaw, ULaw} {
		values := alawValues
		if f == ULaw {
			values = ulawValues
		}
		for m := -32000; m <= 32000; m += 7 {
			v := float64(m) / (1 << 15)
			raw := make([]byte, 1)
			Encoder{Format: f}.Encode(raw, [][]float64{{v}}, 0)
			got, best := math.Abs(values[raw[0]]-v), math.Inf(1)
			for _, w := range values {
				best = min(best, math.Abs(w-v))
			}
			if got > 2*best+1e-12 {
				t.Fatalf("format %d: %d became %v, off by %v; the nearest is off by %v", f, m, values[raw[0]], got, best)
			}
		}
	}
}

func TestG711Clipping(t *testing.T) {
	for _, f := range []Format{ALaw, ULaw} {
		peak := G711Peak(f)
		raw := make([]byte, 2)
		if s := (Encoder{Format: f}).Encode(raw, [][]float64{{peak, -peak}}, 0); s.Clipped != 0 {
			t.Errorf("format %d: its own peak %v is clipped", f, peak)
		}
		if s := (Encoder{Format: f}).Encode(raw, [][]float64{{1.5, -1.5}}, 0); s.Clipped != 2 {
			t.Errorf("format %d: ±1.5 counted %d clipped, want 2", f, s.Clipped)
		}
	}
}

func TestStats(t *testing.T) {
	raw := make([]byte, 2*2*3)
	s := Encoder{Format: S16}.Encode(raw, [][]float64{{0.5, -1.25, math.NaN()}, {0.75, 1.5, 0}}, 0)
	want := Stats{Min: -1.25, Max: 1.5, Clipped: 2, NonFinite: 1}
	if s != want {
		t.Errorf("stats are %+v, want %+v", s, want)
	}
}

func TestDitherDependsOnPlaceAlone(t *testing.T) {
	src := planar(3, 500)
	for c := range src {
		for i := range src[c] {
			src[c][i] = math.Sin(float64(i*(c+1))) / 100
		}
	}
	e := Encoder{Format: S16, Dither: Dither{On: true, Seed: 7}}
	whole := make([]byte, 3*2*500)
	e.Encode(whole, src, 1000)
	var pieces []byte
	for at := 0; at < 500; {
		n := min(1+at%37, 500-at)
		part := [][]float64{src[0][at : at+n], src[1][at : at+n], src[2][at : at+n]}
		raw := make([]byte, 3*2*n)
		e.Encode(raw, part, int64(1000+at))
		pieces = append(pieces, raw...)
		at += n
	}
	if !bytes.Equal(whole, pieces) {
		t.Error("the dither depends on the blocks")
	}
	e.Dither.Seed = 8
	other := make([]byte, len(whole))
	e.Encode(other, src, 1000)
	if bytes.Equal(whole, other) {
		t.Error("another seed gives the same dither")
	}
}

func TestDitherIsTriangular(t *testing.T) {
	const n = 1 << 18
	var sum, squares, below float64
	noise := make([]float64, n)
	Dither{Seed: 3}.noise(0, 0, 1).fill(noise, 0)
	for _, v := range noise {
		if v <= -1 || v >= 1 {
			t.Fatalf("noise of %v LSB, want less than 1", v)
		}
		sum += v
		squares += v * v
		if math.Abs(v) < 0.5 {
			below++
		}
	}
	// Mean 0, variance 1/6, three quarters within half an LSB; all within five standard errors.
	for _, c := range []struct {
		what             string
		got, want, slack float64
	}{
		{"mean", sum / n, 0, 5 * math.Sqrt(1.0/6/n)},
		{"variance", squares / n, 1.0 / 6, 5 * math.Sqrt(1.0/15/n)},
		{"share within half an LSB", below / n, 0.75, 5 * math.Sqrt(0.1875/n)},
	} {
		if math.Abs(c.got-c.want) > c.slack {
			t.Errorf("the %s is %v, want %v ± %v", c.what, c.got, c.want, c.slack)
		}
	}
}

func TestMisusePanics(t *testing.T) {
	for name, misuse := range map[string]func(){
		"partial frame":   func() { Decode(planar(1, 1), make([]byte, 3), S16) },
		"wrong length":    func() { Decode(planar(2, 3), make([]byte, 8), S16) },
		"no such channel": func() { DecodeChannel(make([]float64, 1), make([]byte, 4), S16, 2, 2) },
		"encode too few":  func() { Encoder{Format: S24}.Encode(make([]byte, 3), planar(1, 2), 0) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			misuse()
		})
	}
}

// encoders are all formats, with and without dither and with some or all of their bits valid.
func encoders() []Encoder {
	var all []Encoder
	for _, f := range allFormats {
		all = append(all, Encoder{Format: f})
		if !f.Integer() {
			continue
		}
		all = append(all, Encoder{Format: f, Dither: Dither{On: true, Seed: 9}})
		for bits := 8*f.Size() - 7; bits < 8*f.Size(); bits += 3 {
			all = append(all, Encoder{Format: f, Bits: bits})
		}
	}
	return append(all, Encoder{Format: S32, Bits: 8}, Encoder{Format: S24, Bits: 12, Dither: Dither{On: true}})
}

func TestNothingIsAllocated(t *testing.T) {
	everyWay(func(way string) {
		for _, e := range encoders() {
			raw, p := make([]byte, 2000*e.Format.Size()), make([]float64, 1000)
			if n := testing.AllocsPerRun(10, func() { e.EncodeChannel(raw, p, 0, 1, 2) }); n != 0 {
				t.Errorf("%s: encoding with %+v allocates %v times", way, e, n)
			}
			if n := testing.AllocsPerRun(10, func() { DecodeChannel(p, raw, e.Format, 1, 2) }); n != 0 {
				t.Errorf("%s: decoding format %d allocates %v times", way, e.Format, n)
			}
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	benchmark(b, allFormats, func(f Format, raw []byte, p [][]float64) { Decode(p, raw, f) })
}

func BenchmarkEncode(b *testing.B) {
	benchmark(b, allFormats, func(f Format, raw []byte, p [][]float64) { Encoder{Format: f}.Encode(raw, p, 0) })
}

func BenchmarkEncodeDithered(b *testing.B) {
	benchmark(b, []Format{U8, S16, S24, S32}, func(f Format, raw []byte, p [][]float64) {
		Encoder{Format: f, Dither: Dither{On: true}}.Encode(raw, p, 0)
	})
}

// A file's blocks are encoded lane by lane, about a thousand frames at a time.
func BenchmarkEncodePieces(b *testing.B) {
	const frames, pieces = 962, 12
	for _, f := range []Format{U8, S16, S24, S32} {
		for _, channels := range []int{1, 2} {
			rng := rand.New(rand.NewPCG(1, 2))
			src := make([]float64, frames*pieces)
			for i := range src {
				src[i] = rng.Float64()*1.8 - 0.9
			}
			raw := make([]byte, len(src)*channels*f.Size())
			size := frames * channels * f.Size()
			b.Run(fmt.Sprintf("%d/%dch", 8*f.Size(), channels), func(b *testing.B) {
				e := Encoder{Format: f}
				for b.Loop() {
					for i := range pieces {
						e.EncodeChannel(raw[i*size:(i+1)*size], src[i*frames:(i+1)*frames], 0, 0, channels)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(src)), "ns/sample")
			})
		}
	}
}

// benchmark reports the time of one sample in blocks of noise.
func benchmark(b *testing.B, formats []Format, convert func(Format, []byte, [][]float64)) {
	const frames = 1 << 14
	names := map[Format]string{U8: "u8", S16: "pcm16", S24: "pcm24", S32: "pcm32", F32: "float32", F64: "float64", ALaw: "alaw", ULaw: "ulaw"}
	for _, f := range formats {
		for _, channels := range []int{1, 2, 6} {
			rng := rand.New(rand.NewPCG(1, 2))
			p := planar(channels, frames)
			for _, samples := range p {
				for i := range samples {
					samples[i] = rng.Float64()*1.8 - 0.9
				}
			}
			raw := make([]byte, channels*frames*f.Size())
			Encoder{Format: f}.Encode(raw, p, 0)
			everyWay(func(way string) {
				b.Run(fmt.Sprintf("%s/%dch/%s", names[f], channels, way), func(b *testing.B) {
					b.SetBytes(int64(len(raw)))
					for b.Loop() {
						convert(f, raw, p)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*channels*frames), "ns/sample")
				})
			})
		}
	}
}
