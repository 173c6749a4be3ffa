package meter_test

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// ffmpeg returns what FFmpeg's filter ebur128 tells of a WAV file: the last value of each key, and the largest momentary
// and short-term loudness. A test is skipped where there is no FFmpeg, except in CI.
func ffmpeg(t *testing.T, path string) (r reading, peak float64) {
	t.Helper()
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("FFmpeg is not installed")
	}
	cmd := exec.Command("ffmpeg", "-nostdin", "-v", "error", "-i", path,
		"-af", "ebur128=peak=true:metadata=1,ametadata=print:file=-", "-f", "null", "-")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, &stderr)
	}
	r = reading{momentary: math.Inf(-1), shortTerm: math.Inf(-1)}
	for line := range strings.Lines(string(out)) {
		key, text, _ := strings.Cut(strings.TrimSpace(line), "=")
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			continue // a line of times
		}
		switch key {
		case "lavfi.r128.I":
			r.integrated = value
		case "lavfi.r128.LRA":
			r.lra = value
		case "lavfi.r128.M":
			r.momentary = max(r.momentary, value)
		case "lavfi.r128.S":
			r.shortTerm = max(r.shortTerm, value)
		case "lavfi.r128.true_peak":
			peak = value
		}
	}
	return r, peak
}

// recordings returns sounds of all kinds: the shipped ones, speech, signals of the EBU, noise at many rates and in 5.1.
func recordings(t *testing.T) (all []recording) {
	t.Helper()
	for _, name := range []string{"riff.wav", "click.wav"} {
		all = append(all, sample(t, name, 10))
	}
	for _, name := range []string{"Front_Center.wav", "Side_Left.wav"} {
		file, err := os.ReadFile(filepath.Join("/usr/share/sounds/alsa", name))
		if err != nil && os.Getenv("CI") != "" {
			t.Error(err)
		}
		if err == nil {
			all = append(all, loaded(t, name, file, 10))
		}
	}
	all = append(all,
		rendered("Tech 3341, case 5", 8000, 0, stereo(20, -26), stereo(20.1, -20), stereo(20, -26)),
		rendered("Tech 3341, case 6", 48000, 0x37, tone{5, []float64{-28, -28, -24, -30, -30}}),
		rendered("Tech 3342, case 4", 8000, 0, stereo(20, -50), stereo(20, -35), stereo(20, -20), stereo(20, -35), stereo(20, -50)),
		recording{"Tech 3341, case 21, over and over", 48000, 0, [][]float64{slices.Repeat(transient(1), 200)}},
	)
	for _, rate := range []int{8000, 44100, 48000, 96000, 192000} {
		all = append(all, recording{fmt.Sprintf("noise at %d Hz", rate), rate, 0, smoothNoise(2, 5*rate, rate, 11)})
	}
	for _, mask := range []uint32{0x3F, 0x60F} {
		name := fmt.Sprintf("noise in 5.1, mask %#x", mask)
		all = append(all, recording{name, 44100, mask, smoothNoise(6, 5*44100, 44100, 12)})
	}
	return append(all, recording{"mono noise", 48000, 0, smoothNoise(1, 8*48000, 48000, 13)})
}

// rendered returns the sound of tones.
func rendered(name string, rate int, mask uint32, tones ...tone) recording {
	s := recording{name, rate, mask, make([][]float64, len(tones[0].levels))}
	play(func(block [][]float64) {
		for c := range block {
			s.samples[c] = append(s.samples[c], block[c]...)
		}
	}, rate, tones...)
	return s
}

func TestMetersAgreeWithFFmpeg(t *testing.T) {
	if testing.Short() {
		t.Skip("another program's work")
	}
	for _, s := range recordings(t) {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			want, wantPeak := ffmpeg(t, s.store(t))
			got := s.read()
			if !got.near(reading{want.integrated, want.momentary, want.shortTerm, want.lra, got.ungated}, 0.1) {
				t.Errorf("%+v, want %+v", got, want)
			}
			if db := 20 * math.Log10(peakOf(s.rate, s.samples...)/wantPeak); !(math.Abs(db) < 0.1) {
				t.Errorf("the true peak is %.3f dB more", db)
			}
		})
	}
}
