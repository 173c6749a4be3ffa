package audioio

import (
	"math"
	"slices"
	"testing"

	"github.com/go-audio/audio"
)

func TestGoAudioRoundTrips(t *testing.T) {
	samples := [][]float64{{0, 0.5, -0.5}, {-1, 0.25, 0.125}}
	ints, clipped := ToIntBuffer(samples, 48000, 16)
	if clipped != 0 {
		t.Errorf("%d samples clipped", clipped)
	}
	for name, buf := range map[string]audio.Buffer{
		"float": ToFloatBuffer(samples, 48000), "float32": ToFloat32Buffer(samples, 48000), "int": ints,
	} {
		if f := buf.PCMFormat(); f.NumChannels != 2 || f.SampleRate != 48000 || buf.NumFrames() != 3 {
			t.Errorf("%s: format %+v with %d frames", name, f, buf.NumFrames())
		}
		got, err := FromGoAudio(buf)
		if err != nil {
			t.Fatal(err)
		}
		for c := range samples {
			if !slices.Equal(got[c], samples[c]) {
				t.Errorf("%s: channel %d is %v, want %v", name, c, got[c], samples[c])
			}
		}
	}
}

func TestToIntBufferRoundsAndClips(t *testing.T) {
	buf, clipped := ToIntBuffer([][]float64{{1, -1.5, 1.5 / 32768, 2.5 / 32768, math.NaN()}}, 1, 16)
	if want := []int{32767, -32768, 2, 2, 0}; !slices.Equal(buf.Data, want) || clipped != 2 {
		t.Errorf("got %v with %d clipped, want %v with 2", buf.Data, clipped, want)
	}
}

func TestFromGoAudioRefuses(t *testing.T) {
	stereo := &audio.Format{NumChannels: 2, SampleRate: 1}
	for name, buf := range map[string]audio.Buffer{
		"no format":   &audio.FloatBuffer{Data: []float64{1}},
		"half frame":  &audio.FloatBuffer{Data: []float64{1}, Format: stereo},
		"no bits":     &audio.IntBuffer{Data: []int{1, 2}, Format: stereo},
		"too wide":    &audio.IntBuffer{Data: []int{1, 2}, Format: stereo, SourceBitDepth: 64},
		"other types": &audio.PCMBuffer{Format: stereo},
	} {
		if _, err := FromGoAudio(buf); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
