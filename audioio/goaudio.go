package audioio

import (
	"fmt"
	"math"

	"github.com/go-audio/audio"
)

// FromGoAudio returns the samples of a go-audio buffer as [channel][frame]. An IntBuffer is scaled by
// its SourceBitDepth, which must be 1 to 32; 8 bits are taken as signed, as go-audio's own
// conversions take them. A buffer without a format, or that is not whole frames, is an error.
func FromGoAudio(buf audio.Buffer) ([][]float64, error) {
	var data []float64
	switch b := buf.(type) {
	case *audio.FloatBuffer:
		data = b.Data
	case *audio.Float32Buffer:
		data = make([]float64, len(b.Data))
		for i, v := range b.Data {
			data[i] = float64(v)
		}
	case *audio.IntBuffer:
		if b.SourceBitDepth < 1 || b.SourceBitDepth > 32 {
			return nil, fmt.Errorf("an IntBuffer of %d bits (want 1 to 32)", b.SourceBitDepth)
		}
		step := math.Ldexp(1, 1-b.SourceBitDepth)
		data = make([]float64, len(b.Data))
		for i, v := range b.Data {
			data[i] = float64(v) * step
		}
	default:
		return nil, fmt.Errorf("unknown go-audio buffer %T", buf)
	}
	format := buf.PCMFormat()
	if format == nil || format.NumChannels < 1 || len(data)%format.NumChannels != 0 {
		return nil, fmt.Errorf("%d samples in a go-audio buffer are not whole frames of its format", len(data))
	}
	return deinterleave(data, format.NumChannels), nil
}

// ToFloatBuffer returns samples[channel][frame] as a go-audio buffer.
func ToFloatBuffer(samples [][]float64, rate int) *audio.FloatBuffer {
	return &audio.FloatBuffer{Format: goFormat(samples, rate), Data: interleave(samples)}
}

// ToFloat32Buffer returns samples[channel][frame], rounded to single precision, as a go-audio buffer.
func ToFloat32Buffer(samples [][]float64, rate int) *audio.Float32Buffer {
	wide := interleave(samples)
	data := make([]float32, len(wide))
	for i, v := range wide {
		data[i] = float32(v)
	}
	return &audio.Float32Buffer{Format: goFormat(samples, rate), Data: data, SourceBitDepth: 32}
}

// ToIntBuffer returns samples[channel][frame] as signed integers of 1 to 32 bits, rounded half to even
// and clipped, and how many were clipped. go-audio's own conversion truncates. It panics for other
// bits. NaN becomes 0.
func ToIntBuffer(samples [][]float64, rate, bits int) (buf *audio.IntBuffer, clipped int) {
	if bits < 1 || bits > 32 {
		panic(fmt.Sprintf("audioio: ToIntBuffer with %d bits, want 1 to 32", bits))
	}
	scale := math.Ldexp(1, bits-1)
	wide := interleave(samples)
	data := make([]int, len(wide))
	for i, v := range wide {
		r := math.RoundToEven(v * scale)
		if r < -scale || r > scale-1 {
			clipped++
			r = min(max(r, -scale), scale-1)
		}
		if r == r {
			data[i] = int(r)
		}
	}
	return &audio.IntBuffer{Format: goFormat(samples, rate), Data: data, SourceBitDepth: bits}, clipped
}

func goFormat(samples [][]float64, rate int) *audio.Format {
	return &audio.Format{NumChannels: len(samples), SampleRate: rate}
}

func interleave(samples [][]float64) []float64 {
	if len(samples) == 0 {
		return nil
	}
	data := make([]float64, len(samples)*len(samples[0]))
	for c := range samples {
		for i, v := range samples[c] {
			data[i*len(samples)+c] = v
		}
	}
	return data
}

func deinterleave(data []float64, channels int) [][]float64 {
	samples := make([][]float64, channels)
	for c := range samples {
		samples[c] = make([]float64, len(data)/channels)
		for i := range samples[c] {
			samples[c][i] = data[i*channels+c]
		}
	}
	return samples
}
