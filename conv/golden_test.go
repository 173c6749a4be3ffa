package conv_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"sigconv/audioio"
	"sigconv/conv"
	"sigconv/internal/testkit"
)

// A goldenCase is what SciPy makes of x and h: see testdata/golden/convolve.py. An empty result means
// that no frame sees every tap.
type goldenCase struct {
	X, H              []float64
	Full, Same, Valid []float64
	Correlate         []float64 // the valid frames of Σ_k h[k]·x[n+k]
}

func readGolden(t *testing.T) []goldenCase {
	t.Helper()
	var file struct{ Cases []goldenCase }
	testkit.Golden(t, "convolve.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("convolve.json has no cases")
	}
	return file.Cases
}

// checks returns the results of a case, each with the kernel and the mode that must reproduce it.
func (g goldenCase) checks() []goldenCheck {
	taps := [][]float64{g.H}
	middle := conv.Middle(len(g.H))
	convolution := conv.NewKernel(taps, middle, conv.Convolution)
	correlation := conv.NewKernel(taps, middle, conv.Correlation)
	return []goldenCheck{
		{"full", convolution, conv.Full, g.Full},
		{"same", convolution, conv.Same, g.Same},
		{"valid", convolution, conv.Valid, g.Valid},
		{"correlate", correlation, conv.Valid, g.Correlate},
	}
}

type goldenCheck struct {
	name   string
	kernel *conv.Kernel
	mode   conv.Mode
	want   []float64
}

// streamed returns the result of Stream for x on each of a number of channels.
func streamed(t *testing.T, x []float64, channels int, k *conv.Kernel, o conv.Options) [][]float64 {
	t.Helper()
	samples := make([][]float64, channels)
	for c := range samples {
		samples[c] = x
	}
	format := audioio.Format{Rate: 48000, Channels: channels, Encoding: audioio.Float64}
	result := audioio.NewMemory(format, nil)
	if _, err := conv.Stream(context.Background(), result, audioio.NewMemory(format, samples), k, o); err != nil {
		t.Fatal(err)
	}
	return result.Samples()
}

// goldenError returns the largest difference of got from the wanted samples, relative to Σ|h|·max|x|,
// the most that an output can be.
func goldenError(t *testing.T, g goldenCase, c goldenCheck, got []float64) float64 {
	t.Helper()
	frames := c.mode.Frames(int64(len(g.X)), c.kernel.Len(), c.kernel.Center)
	if len(got) != len(c.want) || frames != int64(len(c.want)) {
		t.Fatalf("%s of %d frames and %d taps: %d frames and %d expected, SciPy has %d",
			c.name, len(g.X), len(g.H), len(got), frames, len(c.want))
	}
	loudest, worst := 0.0, 0.0
	for _, x := range g.X {
		loudest = max(loudest, math.Abs(x))
	}
	for i, want := range c.want {
		worst = max(worst, math.Abs(got[i]-want)) // a NaN stays
	}
	return worst / (c.kernel.AbsSum() * loudest)
}

// largestError returns the largest goldenError of all cases, and fails for one beyond the tolerance.
func largestError(t *testing.T, cases []goldenCase, e conv.Engine, channels int, tolerance float64) float64 {
	t.Helper()
	largest := 0.0
	for _, g := range cases {
		for _, c := range g.checks() {
			for _, got := range streamed(t, g.X, channels, c.kernel, conv.Options{Mode: c.mode, Engine: e}) {
				relative := goldenError(t, g, c, got)
				if !(relative <= tolerance) {
					t.Fatalf("%s of %d frames and %d taps: error %.2g, at most %g allowed",
						c.name, len(g.X), len(g.H), relative, tolerance)
				}
				largest = max(largest, relative)
			}
		}
	}
	return largest
}

func TestStreamAgreesWithSciPy(t *testing.T) {
	cases := readGolden(t)
	tolerances := map[conv.Engine]float64{conv.Direct: 1e-14, conv.FFT: 1e-13}
	for _, engine := range []conv.Engine{conv.Direct, conv.FFT} {
		// Stream's blocks are shorter for many channels: with 32 the longest case is several.
		for _, channels := range []int{1, 32} {
			t.Run(fmt.Sprintf("%v/channels=%d", engine, channels), func(t *testing.T) {
				t.Logf("largest error %.2g", largestError(t, cases, engine, channels, tolerances[engine]))
			})
		}
	}
}
