package pcm

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// portably runs f without the vector code.
func portably(f func()) {
	defer func(was bool) { useAVX2 = was }(useAVX2)
	useAVX2 = false
	f()
}

// everyWay runs f with the vector code, if there is any, and without.
func everyWay(f func(name string)) {
	if useAVX2 {
		f("avx2")
	}
	portably(func() { f("portable") })
}

func needAVX2(t *testing.T) {
	if !useAVX2 {
		t.Skip("no AVX2")
	}
}

// lengths has every way a block can end, and chunks that are full, just short and just begun.
func lengths() []int {
	var all []int
	for n := range 71 {
		all = append(all, n)
	}
	return append(all, chunk-1, chunk, chunk+1, chunk+13, 3*chunk+8)
}

// special values: edges of clipping, exact halves of steps, and what is no plain number.
var special = func() []float64 {
	values := []float64{0, math.Copysign(0, -1), 5e-324, 1e-310, 1e-45, 1e-40, 1e300, math.MaxFloat64, math.Inf(1), math.NaN(),
		math.MaxFloat32, math.Nextafter(math.MaxFloat32, math.Inf(1)), 0x1.ffffffp127, 0x1.fffffefp127, 0x1p128,
		math.Float64frombits(0x7FF0000000000001), math.Float64frombits(0x7FF4000000000000), math.Float64frombits(0x7FF8000020000000)}
	for _, bits := range []int{1, 4, 8, 12, 16, 20, 24, 32} {
		step := math.Ldexp(1, 1-bits)
		for _, v := range []float64{step / 2, 1.5 * step, 2.5 * step, 1, 1 - step, 1 - step/2, 1 - 1.5*step, 1 + step/2, 1 + step} {
			values = append(values, v, math.Nextafter(v, 0), math.Nextafter(v, 2))
		}
	}
	for _, v := range slices.Clone(values) {
		values = append(values, -v)
	}
	return values
}()

// signals are n values each: plain ones, special ones alone, and a few special ones among plain ones.
func signals(rng *rand.Rand, n int) [][]float64 {
	all := planar(3, n)
	for i := range n {
		all[0][i] = rng.Float64()*2.2 - 1.1
		all[1][i] = special[rng.IntN(len(special))]
		all[2][i] = all[0][i]
		if rng.IntN(50) == 0 {
			all[2][i] = all[1][i]
		}
	}
	return all
}

func sameBits(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool { return math.Float64bits(x) == math.Float64bits(y) })
}

// samples are frames of random bytes, or of encoded special values.
func samples(rng *rand.Rand, raw []byte, f Format, random bool) {
	size := f.Size()
	for i := range raw {
		raw[i] = byte(rng.Uint32())
	}
	if random || f.Integer() {
		return
	}
	for at := 0; at < len(raw); at += size {
		v := special[rng.IntN(len(special))]
		switch f {
		case F32:
			var s Stats
			binary.LittleEndian.PutUint32(raw[at:], narrow(v, &s))
		case F64:
			binary.LittleEndian.PutUint64(raw[at:], math.Float64bits(v))
		}
	}
}

func TestDecodeAVX2(t *testing.T) {
	needAVX2(t)
	rng := rand.New(rand.NewPCG(1, 2))
	memory := beforeFault(t, 1<<17)
	for _, f := range allFormats {
		for channels := 1; channels <= 6; channels++ {
			for _, frames := range lengths() {
				// raw ends with the last byte that can be read.
				raw := memory[len(memory)-frames*channels*f.Size():]
				samples(rng, raw, f, frames%2 == 0)
				for c := range channels {
					got, want := make([]float64, frames+1), make([]float64, frames+1)
					got[frames], want[frames] = 7, 7
					var wantBad int
					gotBad := DecodeChannel(got[:frames], raw, f, c, channels)
					portably(func() { wantBad = DecodeChannel(want[:frames], raw, f, c, channels) })
					if !sameBits(got, want) || gotBad != wantBad {
						t.Fatalf("format %d, channel %d of %d, %d frames: %v (%d not finite), want %v (%d)",
							f, c, channels, frames, got, gotBad, want, wantBad)
					}
				}
			}
		}
	}
}

func TestEncodeAVX2(t *testing.T) {
	needAVX2(t)
	rng := rand.New(rand.NewPCG(3, 4))
	memory := beforeFault(t, 1<<17)
	for _, e := range encoders() {
		for channels := 1; channels <= 6; channels++ {
			for _, frames := range lengths() {
				raw := memory[len(memory)-frames*channels*e.Format.Size():]
				samples(rng, raw, e.Format, true)
				before := bytes.Clone(memory)
				for i, src := range signals(rng, frames) {
					c := (frames + i) % channels
					want := bytes.Clone(raw)
					var wantStats Stats
					gotStats := e.EncodeChannel(raw, src, 5, c, channels)
					portably(func() { wantStats = e.EncodeChannel(want, src, 5, c, channels) })
					if !bytes.Equal(raw, want) || !sameStats(gotStats, wantStats) {
						t.Fatalf("%+v, channel %d of %d, %d frames: % x with %+v, want % x with %+v\nof %v",
							e, c, channels, frames, raw, gotStats, want, wantStats, src)
					}
					checkOthers(t, e, before, memory, frames, c, channels)
					copy(before, memory)
				}
			}
		}
	}
}

// inRange are n values that an encoding with that many bits holds, out to the very edges, or any bits below 1.
func inRange(rng *rand.Rand, n, bits int) []float64 {
	step := math.Ldexp(1, 1-bits)
	edges := []float64{0, math.Copysign(0, -1), 5e-324, -1e-310, -1, math.Nextafter(-1, 0), 1 - step, 1 - 1.5*step,
		math.Nextafter(1-step/2, 0), -1 + step/2, step / 2, -step / 2}
	if bits > 2 {
		// Halves go to even: the last one to -1.
		edges = append(edges, 1.5*step, -1.5*step, 2.5*step, -2.5*step, -1-step/2)
	}
	values := make([]float64, n)
	for i := range values {
		v := math.Float64frombits(rng.Uint64() &^ (1 << 62)) // below 2
		switch {
		case rng.IntN(2) == 0:
			values[i] = edges[rng.IntN(len(edges))]
		case math.RoundToEven(v/2/step) <= 1/step-1:
			values[i] = v / 2
		}
	}
	return values
}

// spoil puts a special value or any bits at one place.
func spoil(rng *rand.Rand, src []float64) {
	at := rng.IntN(len(src))
	switch rng.IntN(3) {
	case 0:
		src[at] = math.Float64frombits(rng.Uint64())
	case 1:
		src[at] = math.Float64frombits(rng.Uint64() | 0x7FF<<52)
	default:
		src[at] = special[rng.IntN(len(special))]
	}
}

func sameStats(a, b Stats) bool {
	return a == b && sameBits([]float64{a.Min, a.Max}, []float64{b.Min, b.Max})
}

// What is in range is encoded in one go, and from one value on that is not, all of it is encoded again.
func TestEncodeInRange(t *testing.T) {
	needAVX2(t)
	rng := rand.New(rand.NewPCG(5, 6))
	memory := beforeFault(t, 1<<17)
	for _, e := range encoders() {
		if !e.Format.Integer() || e.Dither.On {
			continue
		}
		bits := e.Bits
		if bits == 0 {
			bits = 8 * e.Format.Size()
		}
		for channels := 1; channels <= 5; channels++ {
			for _, frames := range append(lengths(), stretch-1, stretch, stretch+1, stretch+13, 2*stretch+5) {
				raw := memory[len(memory)-frames*channels*e.Format.Size():]
				samples(rng, raw, e.Format, true)
				src := inRange(rng, frames, bits)
				n, stride := e.integer(), channels*e.Format.Size()
				if frames >= 8 && frames <= stretch && !encodeInRange(raw, stride, src, &n, new(Stats)) {
					t.Fatalf("%+v: %v is not in range", e, src)
				}
				for spoilt := range 4 {
					if spoilt > 0 && frames > 0 {
						spoil(rng, src)
					}
					before := bytes.Clone(memory)
					c := (frames + spoilt) % channels
					want := bytes.Clone(raw)
					var wantStats Stats
					gotStats := e.EncodeChannel(raw, src, 5, c, channels)
					portably(func() { wantStats = e.EncodeChannel(want, src, 5, c, channels) })
					if !bytes.Equal(raw, want) || !sameStats(gotStats, wantStats) {
						t.Fatalf("%+v, channel %d of %d, %d frames, %d spoilt: % x with %+v, want % x with %+v\nof %v",
							e, c, channels, frames, spoilt, raw, gotStats, want, wantStats, src)
					}
					checkOthers(t, e, before, memory, frames, c, channels)
				}
			}
		}
	}
}

// A value that spoils the hope is found at any place.
func TestOneOutOfRange(t *testing.T) {
	needAVX2(t)
	for _, f := range []Format{U8, S16, S24, S32} {
		for frames := 8; frames < 70; frames++ {
			for at := range frames {
				for _, v := range []float64{math.NaN(), math.Float64frombits(0xFFF0000000000001), math.Inf(1), math.Inf(-1), 1, -1.01, 1e300} {
					src := make([]float64, frames)
					src[at] = v
					raw, n := make([]byte, frames*f.Size()), Encoder{Format: f}.integer()
					var s Stats
					if encodeInRange(raw, f.Size(), src, &n, &s) || s != (Stats{}) {
						t.Fatalf("format %d: %v at %d of %d passes as in range, with %+v", f, v, at, frames, s)
					}
				}
			}
		}
	}
}

// The extremes are of 0 and the values, and stay that 0 where -0 is as low or as high.
func TestNegativeZeros(t *testing.T) {
	for _, f := range allFormats {
		for frames := range 40 {
			for _, last := range []float64{0.5, -0.5, 2, math.Copysign(0, -1)} {
				src := make([]float64, frames+1)
				for i := range src {
					src[i] = math.Copysign(0, -1)
				}
				src[frames] = last
				s := Encoder{Format: f}.EncodeChannel(make([]byte, len(src)*f.Size()), src, 0, 0, 1)
				if !sameBits([]float64{s.Min, s.Max}, []float64{min(0, 0+last), max(0, 0+last)}) {
					t.Fatalf("format %d, %d times -0 and %v: %+v", f, frames, last, s)
				}
			}
		}
	}
}

// checkOthers checks that encoding a channel to the end of memory changed nothing else.
func checkOthers(t *testing.T, e Encoder, before, after []byte, frames, channel, channels int) {
	t.Helper()
	size := e.Format.Size()
	start := len(after) - frames*channels*size
	if !bytes.Equal(before[:start], after[:start]) {
		t.Fatalf("%+v: wrote before the block", e)
	}
	for at := start; at < len(after); at++ {
		if before[at] != after[at] && (at-start)/size%channels != channel {
			t.Fatalf("%+v: channel %d of %d changed byte %d of %d frames", e, channel, channels, at-start, frames)
		}
	}
}

// A NaN at any place must leave the values around it alone.
func TestOneNaN(t *testing.T) {
	needAVX2(t)
	for _, f := range allFormats {
		for at := range 40 {
			src := make([]float64, 40)
			for i := range src {
				src[i] = float64(i)/64 - 0.3
			}
			src[at] = math.Float64frombits(0xFFF0000040000000)
			e := Encoder{Format: f}
			got, want := make([]byte, 40*f.Size()), make([]byte, 40*f.Size())
			back, wantBack := make([]float64, 40), make([]float64, 40)
			gotStats, bad := e.EncodeChannel(got, src, 0, 0, 1), DecodeChannel(back, got, f, 0, 1)
			portably(func() {
				wantStats, wantBad := e.EncodeChannel(want, src, 0, 0, 1), DecodeChannel(wantBack, want, f, 0, 1)
				if gotStats != wantStats || bad != wantBad || !bytes.Equal(got, want) || !sameBits(back, wantBack) {
					t.Errorf("format %d, NaN at %d: % x, want % x", f, at, got, want)
				}
			})
		}
	}
}
