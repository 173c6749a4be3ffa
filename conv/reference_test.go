package conv

import (
	"math"
	"testing"

	"sigconv/internal/testkit"
)

// fullSlowly is the definition of the full convolution, y[n] = Σ_k h[k]·x[n-k] + bias.
func fullSlowly(x, h []float64, bias float64) []float64 {
	if len(x) == 0 {
		return nil
	}
	y := make([]float64, len(x)+len(h)-1)
	for n := range y {
		for k := range h {
			if n-k >= 0 && n-k < len(x) {
				y[n] += h[k] * x[n-k]
			}
		}
		y[n] += bias
	}
	return y
}

// resultSlowly is the part of it that a mode keeps.
func resultSlowly(x, h []float64, bias float64, mode Mode, center int) []float64 {
	full := fullSlowly(x, h, bias)
	switch {
	case len(x) == 0 || mode == Full:
		return full
	case mode == Same:
		return full[center : center+len(x)]
	case len(h) > len(x):
		return nil
	default:
		return full[len(h)-1 : len(x)]
	}
}

// tolerance is the largest error that an engine may show: for the FFT 1e-13 of the largest output
// that taps h can make of x, for the direct one a few roundings a tap.
func tolerance(e Engine, x, h []float64) float64 {
	var sum, peak float64
	for _, v := range h {
		sum += math.Abs(v)
	}
	for _, v := range x {
		peak = max(peak, math.Abs(v))
	}
	if e.For(len(h)) == Direct {
		return 1e-15 * sum * peak
	}
	return 1e-13 * sum * peak
}

func checkClose(t testing.TB, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d outputs, want %d", len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance) {
			t.Fatalf("output %d of %d is %v, want %v ± %v", i, len(want), got[i], want[i], tolerance)
		}
	}
}

func checkSameBits(t testing.TB, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d outputs, want %d", len(got), len(want))
	}
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			t.Fatalf("output %d of %d is %v, want exactly %v", i, len(want), got[i], want[i])
		}
	}
}

var random = testkit.Random

var bothEngines = []Engine{Direct, FFT}
