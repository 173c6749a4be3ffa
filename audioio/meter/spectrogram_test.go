package meter_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"sigconv/audioio/meter"
	"sigconv/internal/testkit"
)

// spectrogramOf returns the spectrogram of a sound that is written in blocks of a size.
func spectrogramOf(rate int, x [][]float64, columns, block int) *meter.Spectrogram {
	s := meter.NewSpectrogram(rate, len(x), int64(len(x[0])), columns)
	inBlocks(x, block, s.Write)
	return s
}

// inBlocks writes a sound in blocks of a size.
func inBlocks(x [][]float64, block int, write func([][]float64)) {
	for from := 0; from < len(x[0]); from += block {
		part := make([][]float64, len(x))
		for c := range x {
			part[c] = x[c][from:min(from+block, len(x[c]))]
		}
		write(part)
	}
}

// sineAt returns a sine of full scale with a frequency in bins of a window.
func sineAt(bin float64, window, frames int) []float64 {
	x := make([]float64, frames)
	for i := range x {
		x[i] = math.Sin(2*math.Pi*bin*float64(i)/float64(window) + 0.3)
	}
	return x
}

// slowLevels returns the levels of the window around a frame by the definition: a sum for every bin, power by power.
func slowLevels(x [][]float64, window int, center int) []float64 {
	levels := make([]float64, window/2+1)
	for k := range levels {
		power := 0.0
		for _, samples := range x {
			var cosine, sine, weight float64
			for i := range window {
				w := math.Pow(math.Sin(math.Pi*float64(i)/float64(window)), 2)
				weight += w
				if at := center - window/2 + i; at >= 0 && at < len(samples) {
					angle := 2 * math.Pi * float64(k*i%window) / float64(window)
					cosine += w * samples[at] * math.Cos(angle)
					sine += w * samples[at] * math.Sin(angle)
				}
			}
			mean := (cosine*cosine + sine*sine) / (weight * weight) / float64(len(x))
			if k > 0 && k < window/2 {
				mean *= 2 // its mirror image
			}
			power += mean / 0.5 // a sine's
		}
		levels[k] = max(10*math.Log10(power), -120)
	}
	return levels
}

// TestSpectrogramByDefinition goes over sounds around all lengths at which something changes.
func TestSpectrogramByDefinition(t *testing.T) {
	const rate, window = 300, 16
	for _, columns := range []int{1, 2, 7, 1000} {
		for _, frames := range []int{1, 2, 3, 4, 5, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 40, 100, 101, 113, 250} {
			for channels := 1; channels <= 3; channels += 2 {
				x := make([][]float64, channels)
				for c := range x {
					x[c] = testkit.Random(frames, uint64(frames+c))
				}
				s := spectrogramOf(rate, x, columns, 10)
				got := s.Columns()
				if s.Window != window || s.Hop < window/2 || len(got) < 1 || len(got) > columns {
					t.Fatalf("%d frames: window %d, hop %d, %d columns of at most %d", frames, s.Window, s.Hop, len(got), columns)
				}
				for j := range got {
					if d := farthest(got[j], slowLevels(x, window, int(s.Center(j)))); !(d <= 1e-9) {
						t.Errorf("%d frames, column %d of %d is off by %g dB", frames, j, len(got), d)
					}
				}
			}
		}
	}
}

// TestSpectrogramCoversTheSound: the first centre is as far from the begin as the last is from the end, and neither is
// farther than 3/4 of a hop, unless there is one column in the middle.
func TestSpectrogramCoversTheSound(t *testing.T) {
	for _, columns := range []int64{1, 2, 3, 10, 1000} {
		for frames := int64(1); frames < 40_000; frames += 1 + frames/7 {
			s := meter.NewSpectrogram(1000, 1, frames, int(columns))
			n := int64(len(s.Columns()))
			if n < 1 || n > columns || s.Hop > int64(s.Window/2) && n < columns*9/10 {
				t.Fatalf("%d frames: %d columns of %d, hop %d", frames, n, columns, s.Hop)
			}
			before, behind := s.Center(0), frames-s.Center(int(n-1))
			if before < 0 || before > s.Hop*3/4+1 && n > 1 || behind-before < 0 || behind-before > 1 {
				t.Errorf("%d frames, %d columns: %d before the first centre, %d behind the last", frames, n, before, behind)
			}
		}
	}
	if n := len(meter.NewSpectrogram(1000, 1, 0, 5).Columns()); n != 0 {
		t.Errorf("no frames have %d columns", n)
	}
	hour := meter.NewSpectrogram(48_000, 2, 3600*48_000, 1000)
	if n := len(hour.Columns()); n != 1000 {
		t.Errorf("an hour has %d columns", n)
	}
}

func TestSpectrogramWindow(t *testing.T) {
	for rate, want := range map[int]int{
		1: 16, 8000: 512, 11_025: 512, 16_000: 1024, 22_050: 1024, 32_000: 2048, 44_100: 2048, 48_000: 2048, 88_200: 4096,
		96_000: 4096, 192_000: 8192, 384_000: 16_384, math.MaxInt32: 16_384,
	} {
		if got := meter.NewSpectrogram(rate, 1, 10, 10).Window; got != want {
			t.Errorf("%d Hz: %d, want %d", rate, got, want)
		}
	}
}

// TestSineReadsItsLevel: 0 dBFS at the centre of a bin, at most 1.42 dB less between two.
func TestSineReadsItsLevel(t *testing.T) {
	const rate, window = 44_100, 2048
	for _, bin := range []float64{3, 100, 1000, 1020, 100.1, 100.25, 100.5, 500.5, 500.75} {
		// What Hann's window sees of a sine that lies d bins aside: sin(πd)/(πd)/(1-d²).
		want := 0.0
		if d := bin - math.Round(bin); d != 0 {
			want = 20 * math.Log10(math.Sin(math.Pi*d)/(math.Pi*d)/(1-d*d))
		}
		if want < -1.4237 {
			t.Fatalf("the bin %g is to read %v", bin, want)
		}
		s := spectrogramOf(rate, [][]float64{sineAt(bin, window, 4*window)}, 1000, 999)
		for what, levels := range map[string][]float64{"column": s.Columns()[3], "mean": s.Spectrum()} {
			if got := slices.Max(levels); !(math.Abs(got-want) <= 1e-5) {
				t.Errorf("%s of the bin %g: %v dBFS, want %v", what, bin, got, want)
			}
		}
	}
}

// TestSpectrogramOfConstants: the bins that have no mirror image read the power, too, which is 3 dB above a sine's.
func TestSpectrogramOfConstants(t *testing.T) {
	const rate, window = 1000, 64
	flat, alternating := make([]float64, 640), make([]float64, 640)
	for i := range flat {
		flat[i], alternating[i] = 1, float64(1-i%2*2)
	}
	want := 10 * math.Log10(2)
	if got := spectrogramOf(rate, [][]float64{flat}, 100, 64).Spectrum()[0]; math.Abs(got-want) > 1e-9 {
		t.Errorf("a constant reads %v, want %v", got, want)
	}
	if got := spectrogramOf(rate, [][]float64{alternating}, 100, 64).Spectrum()[window/2]; math.Abs(got-want) > 1e-9 {
		t.Errorf("half the rate reads %v, want %v", got, want)
	}
}

// TestSpectrogramHasAFloor: silence, written or announced only, and channels of which one is silent.
func TestSpectrogramHasAFloor(t *testing.T) {
	written := spectrogramOf(8000, [][]float64{make([]float64, 3000)}, 100, 1000)
	announced := meter.NewSpectrogram(8000, 1, 3000, 100)
	for _, s := range []*meter.Spectrogram{written, announced, meter.NewSpectrogram(8000, 1, 0, 100)} {
		for _, levels := range append(s.Columns(), s.Spectrum()) {
			if slices.Min(levels) != -120 || slices.Max(levels) != -120 {
				t.Errorf("silence reads %v to %v", slices.Min(levels), slices.Max(levels))
			}
		}
	}
	half := spectrogramOf(8000, [][]float64{sineAt(40, 512, 3000), make([]float64, 3000)}, 100, 1000)
	if got, want := slices.Max(half.Spectrum()), -10*math.Log10(2); math.Abs(got-want) > 0.001 {
		t.Errorf("a sine in one of two channels reads %v, want %v", got, want)
	}
}

// TestSpectrumHasWholeWindowsOnly: those that reach beyond the ends would make a steady sound quieter.
func TestSpectrumHasWholeWindowsOnly(t *testing.T) {
	s := spectrogramOf(8000, [][]float64{sineAt(40, 512, 800)}, 100, 800)
	if first, mean := slices.Max(s.Columns()[0]), slices.Max(s.Spectrum()); first > -0.3 || math.Abs(mean) > 1e-6 {
		t.Errorf("the first column reads %v, the mean %v", first, mean)
	}
	short := spectrogramOf(8000, [][]float64{sineAt(40, 512, 200)}, 100, 200)
	if d := farthest(short.Columns()[0], short.Spectrum()); len(short.Columns()) != 1 || d > 1e-9 {
		t.Errorf("%d columns; the mean of the only one is off by %g", len(short.Columns()), d)
	}
}

func TestSpectrogramInBlocks(t *testing.T) {
	x := [][]float64{testkit.Random(5000, 1), testkit.Random(5000, 2)}
	for _, columns := range []int{3, 1000} {
		want := spectrogramOf(8000, x, columns, 5000)
		for _, block := range []int{1, 7, 256, 511, 512, 513, 1666} {
			got := spectrogramOf(8000, x, columns, block)
			same := slices.EqualFunc(got.Columns(), want.Columns(), slices.Equal)
			if !same || !slices.Equal(got.Spectrum(), want.Spectrum()) {
				t.Errorf("%d columns, blocks of %d: other levels", columns, block)
			}
		}
	}
}

func TestSpectrogramAllocatesColumnsOnly(t *testing.T) {
	s := meter.NewSpectrogram(8000, 2, 1<<40, 1000)
	block := [][]float64{make([]float64, 4096), make([]float64, 4096)}
	if n := testing.AllocsPerRun(100, func() { s.Write(block) }); n != 0 {
		t.Errorf("%g allocations a block between columns", n)
	}
}

func TestPicturesRefuse(t *testing.T) {
	one := [][]float64{{0, 0}}
	for what, misuse := range map[string]func(){
		"no rate":         func() { meter.NewSpectrogram(0, 1, 1, 1) },
		"no channels":     func() { meter.NewSpectrogram(1, 0, 1, 1) },
		"less than none":  func() { meter.NewSpectrogram(1, 1, -1, 1) },
		"no columns":      func() { meter.NewSpectrogram(1, 1, 1, 0) },
		"other channels":  func() { meter.NewSpectrogram(1, 2, 9, 1).Write(one) },
		"other lengths":   func() { meter.NewSpectrogram(1, 2, 9, 1).Write([][]float64{{1}, {1, 2}}) },
		"too many frames": func() { meter.NewSpectrogram(1, 1, 1, 1).Write(one) },
		"after the end":   func() { s := meter.NewSpectrogram(1, 1, 9, 1); s.Columns(); s.Write(one) },

		"envelope: less than none":  func() { meter.NewEnvelope(-1, 1) },
		"envelope: no columns":      func() { meter.NewEnvelope(1, 0) },
		"envelope: no channels":     func() { meter.NewEnvelope(1, 1).Write(nil) },
		"envelope: other lengths":   func() { meter.NewEnvelope(9, 1).Write([][]float64{{1}, {1, 2}}) },
		"envelope: too many frames": func() { meter.NewEnvelope(1, 1).Write(one) },
	} {
		t.Run(what, func(t *testing.T) {
			defer func() {
				if word := fmt.Sprint(recover()); len(word) < 7 || word[:7] != "meter: " {
					t.Errorf("it says %q", word)
				}
			}()
			misuse()
		})
	}
}

func BenchmarkSpectrogram(b *testing.B) {
	const frames = 1 << 20
	block := [][]float64{testkit.Random(8192, 1), testkit.Random(8192, 2)}
	b.SetBytes(frames)
	for b.Loop() {
		s := meter.NewSpectrogram(44_100, 2, frames, 1000)
		for range frames / 8192 {
			s.Write(block)
		}
	}
}
