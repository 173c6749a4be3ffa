package meter

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"

	"sigconv/internal/testkit"
)

// differ returns the figures of two sounds, written in pieces of a size.
func differ(rate int, gain float64, reference, test [][]float64, piece int) Figures {
	var channels []*Difference
	for c, x := range reference {
		d := NewDifference(rate, gain)
		for from := 0; from < len(x); from += piece {
			to := min(from+piece, len(x))
			d.Write(x[from:to], test[c][from:to])
		}
		channels = append(channels, d)
	}
	return Combine(channels)
}

func plus(x, e []float64, gain float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = gain * (x[i] + e[i])
	}
	return y
}

func scaled(x []float64, factor float64) []float64 { return plus(x, make([]float64, len(x)), factor) }

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) && got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestDifference holds the levels against sums over all samples, as the formulas have them.
func TestDifference(t *testing.T) {
	const rate, frames = 8000, 30_011
	for _, gain := range []float64{1, 0.5, -2} {
		for _, level := range []float64{1e-6, 0.01, 3} {
			t.Run(fmt.Sprintf("%v/%v", gain, level), func(t *testing.T) {
				var reference, test [][]float64
				for c := range uint64(2) {
					x := testkit.Random(frames, c)
					reference = append(reference, x)
					test = append(test, plus(x, scaled(testkit.Random(frames, 10+c), level), gain))
				}
				f := differ(rate, 1, reference, test, frames)
				var xx, yy, xy, ee, largest float64
				for c := range reference {
					for i, x := range reference[c] {
						y := test[c][i]
						xx, yy, xy, ee = xx+x*x, yy+y*y, xy+x*y, ee+(y-x)*(y-x)
						largest = max(largest, math.Abs(y-x))
					}
				}
				near(t, "null residual", f.NullResidual, 10*math.Log10(ee/xx), 1e-9)
				near(t, "null residual in dBFS", f.NullResidualFS, 10*math.Log10(ee/(2*frames)), 1e-9)
				near(t, "correlation", f.Correlation, xy/math.Sqrt(xx*yy), 1e-12)
				near(t, "gain", f.Gain, xy/yy, 1e-12)
				near(t, "largest", f.MaxAbs, largest, 0)
				var rest, target, noise float64
				for c := range reference {
					for i, x := range reference[c] {
						y, part := test[c][i], xy/xx*x
						rest += (xy/yy*y - x) * (xy/yy*y - x)
						target, noise = target+part*part, noise+(y-part)*(y-part)
					}
				}
				near(t, "matched residual", f.MatchedResidual, 10*math.Log10(rest/xx), 1e-6)
				near(t, "SI-SDR", f.SISDR, 10*math.Log10(target/noise), 1e-6)
				again := differ(rate, f.Gain, reference, test, 777)
				near(t, "residual at the best gain", again.NullResidual, f.MatchedResidual, 1e-9)
				near(t, "SI-SDR at the best gain", again.SISDR, f.SISDR, 1e-9)
			})
		}
	}
}

// TestDifferenceOfAGain: nothing is left of a sound whose gain alone was changed, however small what is left is in sums.
func TestDifferenceOfAGain(t *testing.T) {
	x := testkit.Random(10_000, 1)
	f := differ(44100, 1, [][]float64{x}, [][]float64{scaled(x, 0.25)}, 10_000)
	near(t, "gain", f.Gain, 4, 0)
	near(t, "correlation", f.Correlation, 1, 1e-15)
	if f.MatchedResidual > -270 || f.SISDR < 270 {
		t.Errorf("a residual of %v dB and an SI-SDR of %v dB are left of a gain", f.MatchedResidual, f.SISDR)
	}
	near(t, "null residual", f.NullResidual, 20*math.Log10(0.75), 1e-12)
	near(t, "log-spectral distance", f.SpectralDistance, 20*math.Log10(4), 1e-6)
}

func TestDifferenceOfTheSame(t *testing.T) {
	x := [][]float64{testkit.Random(5000, 1)}
	f := differ(44100, 1, x, x, 100)
	if f.IdenticalShare != 1 || f.FirstDifference != -1 || f.MaxAbsFrame != -1 || f.MaxAbs != 0 {
		t.Errorf("%+v", f)
	}
	for what, level := range map[string]float64{"null residual": f.NullResidual, "in dBFS": f.NullResidualFS, "matched": f.MatchedResidual, "SI-SDR": -f.SISDR} {
		if !math.IsInf(level, -1) {
			t.Errorf("%s: %v, want none", what, level)
		}
	}
	near(t, "segmental", f.SegmentalSNR, mostSegment, 0)
	near(t, "log-spectral distance", f.SpectralDistance, 0, 1e-9)
}

func TestDifferenceOfSilence(t *testing.T) {
	silence, x := make([]float64, 3000), testkit.Random(3000, 1)
	f := differ(8000, 1, [][]float64{silence}, [][]float64{x}, 3000)
	if !math.IsInf(f.NullResidual, 1) || !math.IsNaN(f.Correlation) || !math.IsNaN(f.SegmentalSNR) {
		t.Errorf("a silent reference: %+v", f)
	}
	f = differ(8000, 1, [][]float64{x}, [][]float64{silence}, 3000)
	if f.NullResidual != 0 || !math.IsNaN(f.Gain) {
		t.Errorf("a silent test: %+v", f)
	}
	f = differ(8000, 1, [][]float64{silence}, [][]float64{silence}, 3000)
	if !math.IsNaN(f.NullResidual) || f.IdenticalShare != 1 || !math.IsNaN(f.SpectralDistance) {
		t.Errorf("both silent: %+v", f)
	}
}

func TestDifferenceFindsWhere(t *testing.T) {
	x := [][]float64{testkit.Random(1000, 1), testkit.Random(1000, 2)}
	y := [][]float64{append([]float64(nil), x[0]...), append([]float64(nil), x[1]...)}
	y[0][700] += 0.5
	y[1][300] -= 0.25
	f := differ(48000, 1, x, y, 64)
	if f.FirstDifference != 300 || f.MaxAbsFrame != 700 || f.IdenticalShare != 1998.0/2000 {
		t.Errorf("%+v", f)
	}
	near(t, "largest", f.MaxAbs, 0.5, 1e-15)
}

// TestDifferenceDoesNotDependOnBlocks compares every figure, bit for bit.
func TestDifferenceDoesNotDependOnBlocks(t *testing.T) {
	x := [][]float64{testkit.Random(9001, 1)}
	y := [][]float64{testkit.Random(9001, 2)}
	want := differ(22050, 0.7, x, y, 9001)
	for _, piece := range []int{1, 2, 63, 512, 1024, 9000} {
		if got := differ(22050, 0.7, x, y, piece); got != want {
			t.Errorf("in pieces of %d: %+v, want %+v", piece, got, want)
		}
	}
}

// TestSegments counts by hand: a segment of 35 dB at most, one of -10 at least, a silent one that is skipped, half of one that counts.
func TestSegments(t *testing.T) {
	const rate, length = 1000, 25
	levels := []struct{ reference, noise float64 }{{1, 0}, {1, 1e-9}, {1, 0.1}, {1, 100}, {0, 1}, {1e-4, 1e-4}, {1, 0.01}}
	var x, y []float64
	for i, l := range levels {
		n := length
		if i == len(levels)-1 {
			n = 13 // of 25
		}
		for range n {
			x, y = append(x, l.reference), append(y, l.reference+l.noise)
		}
	}
	f := differ(rate, 1, [][]float64{x}, [][]float64{y}, len(x))
	near(t, "segmental SNR", f.SegmentalSNR, (35+35+20-10+35)/5.0, 1e-9)
	f = differ(rate, 1, [][]float64{x[:len(x)-1]}, [][]float64{y[:len(x)-1]}, len(x)) // 12 of 25 do not count
	near(t, "segmental SNR without the last", f.SegmentalSNR, (35+35+20-10)/4.0, 1e-9)
}

// TestSpectralDistance holds it against the definition, by Fourier sums.
func TestSpectralDistance(t *testing.T) {
	const rate, frames = 1400, 200
	n := windowFor(rate)
	if n != 64 {
		t.Fatalf("a window of %d frames", n)
	}
	x, y := testkit.Random(frames, 1), scaled(testkit.Random(frames, 2), 1e-5)
	for i := range 40 {
		x[i], y[i] = 0, 0
	}
	f := differ(rate, 2, [][]float64{x}, [][]float64{y}, frames)
	sum, count := 0.0, 0
	for from := 0; from+n/2 < frames; from += n / 2 {
		squares := 0.0
		for k := 0; k <= n/2; k++ {
			d := 10 * math.Log10(max(bin(x, from, n, k, 1), 1e-12)/max(bin(y, from, n, k, 2), 1e-12))
			squares += d * d
		}
		sum, count = sum+math.Sqrt(squares/float64(n/2+1)), count+1
	}
	near(t, "log-spectral distance", f.SpectralDistance, sum/float64(count), 1e-9)
}

// bin returns the power of a bin of a Hann window, a sine of full scale having 1.
func bin(x []float64, from, n, k int, gain float64) float64 {
	sum, weights := complex128(0), 0.0
	for i := range n {
		w := 0.5 - 0.5*math.Cos(2*math.Pi*float64(i)/float64(n))
		weights += w
		if from+i < len(x) {
			sum += complex(gain*w*x[from+i], 0) * cmplx.Exp(complex(0, -2*math.Pi*float64(k*i)/float64(n)))
		}
	}
	return math.Pow(2*cmplx.Abs(sum)/weights, 2)
}

func BenchmarkDifference(b *testing.B) {
	x, y := testkit.Random(1<<16, 1), testkit.Random(1<<16, 2)
	d := NewDifference(48000, 1)
	b.SetBytes(8 << 16)
	for b.Loop() {
		d.Write(x, y)
	}
}
