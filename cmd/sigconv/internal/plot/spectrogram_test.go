package plot

import (
	"bytes"
	"image/png"
	"math"
	"os"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"

	"sigconv/internal/testkit"
)

// levels returns columns of bins that all have a level.
func levels(columns, bins int, level float64) [][]float64 {
	all := make([][]float64, columns)
	for j := range all {
		all[j] = make([]float64, bins)
		for k := range all[j] {
			all[j][k] = level
		}
	}
	return all
}

// steadyTone has a level in the bin 8 of 17 from the second of 4 columns on, and -120 dBFS elsewhere.
func steadyTone(level float64) Spectrogram {
	s := Spectrogram{Title: "Tone", Rate: 8000, Frames: 64, Window: 32, Hop: 16, Columns: levels(4, 17, -120)}
	for j := 1; j < 4; j++ {
		s.Columns[j][8] = level
	}
	return s
}

// soundFigure has spectrograms with both axes and waveforms.
func soundFigure() Figure {
	logarithmic := steadyTone(-20)
	logarithmic.LogFrequency, logarithmic.From = true, 16_000
	return Figure{Title: "Sounds", Height: 480, Columns: [][]Panel{
		{steadyTone(0)},
		{logarithmic},
		{Waveform{Title: "Both", Rate: 8000, Frames: 64, Range: 1, Envelopes: []Envelope{
			{Name: "reference", Low: []float64{-0.5, -0.9, 0.1, 0}, High: []float64{0.5, 0.7, 0.2, 0}},
			{Name: "test", Low: []float64{0.1, -0.2, 0.3, -0.4}, High: []float64{0.1, -0.2, 0.3, -0.4}},
		}}},
	}}
}

// TestGoldenSounds is TestGolden for sounds.
func TestGoldenSounds(t *testing.T) {
	const golden = "testdata/sounds.svg"
	got, err := soundFigure().Draw("svg")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got, read(t, golden)) {
		t.Errorf("the picture has changed:\n%s", got)
	}
}

func TestSoundsPNG(t *testing.T) {
	first, err := soundFigure().Draw("png")
	if err != nil {
		t.Fatal(err)
	}
	size, err := png.DecodeConfig(bytes.NewReader(first))
	if err != nil || size.Width != 1200 || size.Height != 480 {
		t.Errorf("%d by %d pixels, %v", size.Width, size.Height, err)
	}
	if second, err := soundFigure().Draw("png"); err != nil || !bytes.Equal(first, second) {
		t.Errorf("drawn again it differs, %v", err)
	}
}

// TestOneScale: a level has one colour, whatever else is in its picture or beside it.
func TestOneScale(t *testing.T) {
	flat := func(level float64) Spectrogram {
		return Spectrogram{Rate: 8000, Frames: 64, Window: 32, Hop: 16, Columns: levels(4, 17, level)}
	}
	for _, columns := range [][][]Panel{{{flat(-30)}}, {{flat(-30)}, {flat(-31), steadyTone(0)}}} {
		data, err := Figure{Columns: columns}.Draw("png")
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		count, want := 0, colourOf(-30)
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				if r, g, b, _ := img.At(x, y).RGBA(); uint8(r>>8) == want.R && uint8(g>>8) == want.G && uint8(b>>8) == want.B {
					count++
				}
			}
		}
		if count < 100_000 {
			t.Errorf("%d pixels have the colour of -30 dBFS", count)
		}
	}
}

// TestPlacesInSpectrograms: a bin lies in the row of its frequency, and a column in that of its time.
func TestPlacesInSpectrograms(t *testing.T) {
	const width, height = 640, 500
	for _, logarithmic := range []bool{false, true} {
		for _, bin := range []int{3, 10, 64, 100, 120} {
			for column := range 5 {
				s := Spectrogram{Rate: 8000, Frames: 500, Window: 256, Hop: 100, Columns: levels(5, 129, -120), LogFrequency: logarithmic}
				s.Columns[column][bin] = 0
				img := s.image(width, height)
				frequency := float64(bin) * 8000 / 256
				up := frequency / 4000
				if logarithmic {
					up = math.Log(frequency/20) / math.Log(4000.0/20)
				}
				x, y := int(float64(50+100*column)/500*width), height-1-int(up*height)
				if got := img.At(x, y); got != colourOf(0) {
					t.Errorf("bin %d, column %d: %v at %d, %d", bin, column, got, x, y)
				}
				if got := img.At((x+width/2)%width, y); got != colourOf(-120) {
					t.Errorf("bin %d, column %d: %v where nothing is", bin, column, got)
				}
			}
		}
	}
}

// TestHighest holds the highest level between two places against a fine walk along the line.
func TestHighest(t *testing.T) {
	for n := 1; n < 8; n++ {
		values := testkit.Random(n, 7)
		for from := -1.5; from < float64(n)+1; from += 0.37 {
			for _, width := range []float64{0, 0.01, 0.5, 1, 2.7} {
				const steps = 4000
				want := math.Inf(-1)
				for i := range steps + 1 {
					at := max(0, min(from+width*float64(i)/steps, float64(n-1)))
					left := min(int(at), max(0, n-2))
					share := at - float64(left)
					v := values[left]
					if share > 0 {
						v += share * (values[left+1] - values[left])
					}
					want = max(want, v)
				}
				if got := highest(values, from, from+width); math.Abs(got-want) > 2*width/steps+1e-12 {
					t.Errorf("%d values, %g to %g: %g, want %g", n, from, from+width, got, want)
				}
			}
		}
	}
}

// TestNarrowPeaks: a single bin, or a single column, is seen in a picture that has fewer pixels.
func TestNarrowPeaks(t *testing.T) {
	for bin := range 4097 {
		if bin%97 != 0 {
			continue
		}
		s := Spectrogram{Rate: 192_000, Frames: 1000 * 4096, Window: 8192, Hop: 4096, Columns: levels(1000, 1, -120)}
		all := levels(1, 4097, -120)[0]
		for j := range s.Columns {
			s.Columns[j] = all
		}
		one := levels(1, 4097, -120)[0]
		one[bin] = -10
		s.Columns[bin%1000] = one
		img, seen := s.image(50, 30), 0
		for y := range 30 {
			for x := range 50 {
				if img.At(x, y) == colourOf(-10) {
					seen++
				}
			}
		}
		if seen < 1 {
			t.Errorf("the bin %d is not seen", bin)
		}
	}
}

// TestOddSpectrograms: sounds of any length, panels of any shape.
func TestOddSpectrograms(t *testing.T) {
	for _, s := range []Spectrogram{
		{Rate: 1, Frames: 1, Window: 2, Hop: 1, Columns: levels(1, 2, 0)},
		{Rate: 999, Frames: 3, Window: 16, Hop: 8, Columns: levels(1, 9, -1)},
		{Rate: 1000, Frames: 3, Window: 16, Hop: 8, Columns: levels(1, 9, -1)},
		{Rate: 30, Frames: 1, Window: 16, Hop: 8, Columns: levels(1, 9, -1000)},
		{Rate: 48_000, From: 1 << 40, Frames: 7, Window: 2048, Hop: 1024, Columns: levels(1, 1025, 12)},
		{Rate: 400_000_000, Frames: 1 << 40, Window: 16_384, Hop: 1 << 36, Columns: levels(16, 8193, -60)},
		{Title: strings.Repeat("long ", 60), Rate: 44_100, Frames: 5000, Window: 2048, Hop: 1024, Columns: levels(5, 1025, -60)},
	} {
		for _, logarithmic := range []bool{false, true} {
			s.LogFrequency = logarithmic
			for _, columns := range [][][]Panel{{{s}}, {{s}, {s, s, s, s}, {s, s}}} {
				picture, err := Figure{Columns: columns}.Draw("svg")
				if err != nil || bytes.Contains(picture, []byte("NaN")) || bytes.Contains(picture, []byte("Inf")) {
					t.Errorf("%d frames at %d Hz: %v", s.Frames, s.Rate, err)
				}
			}
		}
	}
}

func TestSpectrogramCaption(t *testing.T) {
	s := Spectrogram{Rate: 44_100, Window: 2048, Hop: 158_760}
	for width, want := range map[int]string{
		600: "Hann window 2048 (46.4 ms), hop 158760 (3.6 s), range 120 dB",
		200: "Hann window 2048 (46.4 ms),|hop 158760 (3.6 s), range 120 dB",
		10:  "Hann window 2048 (46.4 ms),|hop 158760 (3.6 s),|range 120 dB",
	} {
		if got := strings.Join(s.caption(vg.Length(width), small), "|"); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestSpectrogramRefusals(t *testing.T) {
	bad := func(change func(s *Spectrogram)) Spectrogram {
		s := steadyTone(0)
		change(&s)
		return s
	}
	for _, c := range []struct {
		s    Spectrogram
		want string
	}{
		{Spectrogram{}, "a spectrogram of 0 columns for 0 frames at 0 Hz, window 0, hop 0"},
		{bad(func(s *Spectrogram) { s.Frames = 0 }), "for 0 frames"},
		{bad(func(s *Spectrogram) { s.Hop = 0 }), "hop 0"},
		{bad(func(s *Spectrogram) { s.Columns = nil }), "0 columns"},
		{bad(func(s *Spectrogram) { s.Window = 64 }), "column 0 of the spectrogram has 17 bins (want 33)"},
		{bad(func(s *Spectrogram) { s.Columns[2][5] = math.NaN() }), "column 2 of the spectrogram has NaN in bin 5 (want a finite number)"},
		{bad(func(s *Spectrogram) { s.Columns[3][0] = math.Inf(-1) }), "column 3 of the spectrogram has -Inf in bin 0"},
	} {
		if _, err := (Figure{Columns: [][]Panel{{c.s}}}).Draw("svg"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func TestFigureHeight(t *testing.T) {
	for _, height := range []int{240, 401, 2000} {
		data, err := Figure{Height: height, Columns: [][]Panel{{steadyTone(0)}}}.Draw("png")
		if err != nil {
			t.Fatal(err)
		}
		if size, err := png.DecodeConfig(bytes.NewReader(data)); err != nil || size.Width != 1200 || size.Height != height {
			t.Errorf("%d by %d pixels, %v, want 1200 by %d", size.Width, size.Height, err, height)
		}
	}
	for _, height := range []int{-800, 239} {
		if _, err := (Figure{Height: height, Columns: [][]Panel{{steadyTone(0)}}}).Draw("png"); err == nil {
			t.Errorf("%d pixels high", height)
		}
	}
}
