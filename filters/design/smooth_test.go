package design

import (
	"fmt"
	"math"
	"testing"

	"sigconv/internal/testkit"
)

func TestMean(t *testing.T) {
	for taps, want := range map[int][]float64{1: {1}, 2: {0.5, 0.5}, 4: {0.25, 0.25, 0.25, 0.25}, 5: {0.2, 0.2, 0.2, 0.2, 0.2}} {
		k, err := Mean(8000, taps)
		k = soundKernel(t, k, err, 8000)
		if farthest(t, k.Taps[0], want) != 0 || k.Center != (taps-1)/2 {
			t.Errorf("%v around %d", k.Taps[0], k.Center)
		}
	}
}

func TestSmoothGolden(t *testing.T) {
	var golden struct {
		Gaussian []struct {
			Taps      int
			Deviation float64
			Kernel    []float64
		}
		SavitzkyGolay []struct {
			Taps, Order int
			Half        []float64
		} `json:"savitzky_golay"`
	}
	testkit.Golden(t, "smoothing.json", &golden)
	if len(golden.Gaussian) < 9 || len(golden.SavitzkyGolay) < 49 {
		t.Fatalf("%d bells, %d smoothers", len(golden.Gaussian), len(golden.SavitzkyGolay))
	}
	for _, c := range golden.Gaussian {
		k, err := Gaussian(48000, c.Taps, c.Deviation)
		k = soundKernel(t, k, err, 48000)
		if far := farthest(t, k.Taps[0], c.Kernel); far > 1e-15 {
			t.Errorf("a bell of %d taps, σ %g: off by %g", c.Taps, c.Deviation, far)
		}
	}
	for _, c := range golden.SavitzkyGolay {
		k, err := SavitzkyGolay(48000, c.Taps, c.Order)
		k = soundKernel(t, k, err, 48000)
		if k.Center != c.Taps/2 {
			t.Errorf("centre %d of %d taps", k.Center, c.Taps)
		}
		if far := farthest(t, k.Taps[0][c.Taps/2:], c.Half); far > 1e-13 {
			t.Errorf("%d taps, order %d: off by %g", c.Taps, c.Order, far)
		}
	}
}

// TestGaussianExtremes: a bell too narrow to be seen is the innermost tap or two, one too wide is a mean.
func TestGaussianExtremes(t *testing.T) {
	for _, c := range []struct {
		taps      int
		deviation float64
		want      []float64
	}{
		{1, 3, []float64{1}},
		{3, math.SmallestNonzeroFloat64, []float64{0, 1, 0}},
		{4, math.SmallestNonzeroFloat64, []float64{0, 0.5, 0.5, 0}},
		{4, 1e-3, []float64{0, 0.5, 0.5, 0}},
		{5, math.MaxFloat64, []float64{0.2, 0.2, 0.2, 0.2, 0.2}},
	} {
		k, err := Gaussian(8000, c.taps, c.deviation)
		if k = soundKernel(t, k, err, 8000); farthest(t, k.Taps[0], c.want) > 1e-15 {
			t.Errorf("%d taps, σ %g: %v", c.taps, c.deviation, k.Taps[0])
		}
	}
}

// TestSavitzkyGolayPolynomials: polynomials up to the order pass unchanged, and the next one of even degree does not.
func TestSavitzkyGolayPolynomials(t *testing.T) {
	for _, taps := range []int{3, 5, 7, 21, 101, 999, 10001, 30001} {
		for order := 0; order < min(taps-1, 13); order++ {
			k, err := SavitzkyGolay(48000, taps, order)
			k = soundKernel(t, k, err, 48000)
			at := func(degree int) float64 {
				return outputAt(k, func(n float64) float64 { return math.Pow(n/float64(taps/2)-0.3, float64(degree)) }, 0)
			}
			for degree := range order + 1 {
				if want := math.Pow(-0.3, float64(degree)); math.Abs(at(degree)-want) > 1e-11 {
					t.Errorf("%d taps, order %d: (x-0.3)^%d is %g at 0, want %g", taps, order, degree, at(degree), want)
				}
			}
			if next := order/2*2 + 2; math.Abs(at(next)-math.Pow(-0.3, float64(next))) < 1e-6 {
				t.Errorf("%d taps, order %d leave degree %d as it is", taps, order, next)
			}
		}
	}
}

// TestSavitzkyGolayProjection: whatever the order, the taps are those of a projection, whose squares sum to the tap in the
// middle.
func TestSavitzkyGolayProjection(t *testing.T) {
	for _, taps := range []int{1, 3, 9, 51, 101, 103, 201, 1001, 100001, MaxTaps - 1} {
		for order := 0; order <= min(taps-1, maxOrder); order += 1 + order/3 + taps/1000 {
			k, err := SavitzkyGolay(48000, taps, order)
			k = soundKernel(t, k, err, 48000)
			sum, squares := 0.0, 0.0
			for i, h := range k.Taps[0] {
				sum += h
				squares += h * h
				if h != k.Taps[0][taps-1-i] {
					t.Fatalf("%d taps, order %d: tap %d has no mirror", taps, order, i)
				}
			}
			if math.Abs(sum-1) > 1e-10 || math.Abs(squares/k.Taps[0][taps/2]-1) > 1e-10 {
				t.Errorf("%d taps, order %d: sum %g, squares %g, middle %g", taps, order, sum, squares, k.Taps[0][taps/2])
			}
		}
	}
}

func TestSmoothRefusals(t *testing.T) {
	const rates = "a kernel is made for a sample rate (found 0 Hz, want that of the sounds, such as 48000)"
	const counts = "a kernel has taps (found %d, want 1 to 2097152)"
	k, err := Mean(0, 3)
	wantRefused(t, k, err, rates)
	k, err = Mean(8000, 0)
	wantRefused(t, k, err, fmt.Sprintf(counts, 0))
	k, err = Gaussian(0, 3, 1)
	wantRefused(t, k, err, rates)
	k, err = Gaussian(8000, MaxTaps+1, 1)
	wantRefused(t, k, err, fmt.Sprintf(counts, MaxTaps+1))
	for deviation, found := range map[float64]string{0: "0", -1: "-1", math.Inf(1): "+Inf", math.NaN(): "NaN"} {
		k, err = Gaussian(8000, 9, deviation)
		wantRefused(t, k, err, "the standard deviation of a bell is a number of frames above 0 (found "+found+")")
	}
	k, err = SavitzkyGolay(0, 3, 1)
	wantRefused(t, k, err, rates)
	for _, c := range []struct {
		taps, order int
		want        string
	}{
		{-1, 0, fmt.Sprintf(counts, -1)},
		{5, -1, "the order of the polynomials is out of range (found -1, want 0 to 100)"},
		{501, 101, "the order of the polynomials is out of range (found 101, want 0 to 100)"},
		{8, 2, "a Savitzky-Golay smoother needs an odd number of taps (found 8, want 7 or 9)"},
		{3, 3, "polynomials of order 3 need more taps than that (found 3, want 5 or more)"},
		{3, 4, "polynomials of order 4 need more taps than that (found 3, want 5 or more)"},
	} {
		k, err = SavitzkyGolay(8000, c.taps, c.order)
		wantRefused(t, k, err, c.want)
	}
}
