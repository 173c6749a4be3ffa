package design

import (
	"math"
	"math/cmplx"
	"testing"

	"sigconv/conv"
)

// soundKernel returns the kernel of a design that has to be one: finite taps, a centre among them, and the rate.
func soundKernel(t *testing.T, k *conv.Kernel, err error, rate int) *conv.Kernel {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if k.Channels() != 1 || !k.Finite() || k.Center < 0 || k.Center >= k.Len() || k.Rate != rate || k.Bias != 0 || k.Order != conv.Convolution {
		t.Fatalf("%d channels, %d taps around %d, %d Hz, bias %g, %v, finite: %v",
			k.Channels(), k.Len(), k.Center, k.Rate, k.Bias, k.Order, k.Finite())
	}
	return k
}

// answerAt returns the response of a kernel at a frequency in cycles a frame, about its centre.
func answerAt(k *conv.Kernel, frequency float64) complex128 {
	sum := complex128(0)
	for i, h := range k.Taps[0] {
		sum += complex(h, 0) * cmplx.Rect(1, -2*math.Pi*frequency*float64(i-k.Center))
	}
	return sum
}

// outputAt returns the frame n of a sound x, which is endless, behind a kernel.
func outputAt(k *conv.Kernel, x func(n float64) float64, n int) float64 {
	sum := 0.0
	for i, h := range k.Taps[0] {
		sum += h * x(float64(n-i+k.Center))
	}
	return sum
}

// wantRefused checks that a design is refused in these words.
func wantRefused(t *testing.T, k *conv.Kernel, err error, want string) {
	t.Helper()
	if k != nil || err == nil || err.Error() != want {
		t.Errorf("%v\n%v, want\n%s", k, err, want)
	}
}

// farthest returns the largest difference between taps and those wanted.
func farthest(t *testing.T, got, want []float64) float64 {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d taps, want %d", len(got), len(want))
	}
	far := 0.0
	for i := range got {
		far = max(far, math.Abs(got[i]-want[i]))
	}
	return far
}
