package design

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"
)

// TestMinimumPhase: whatever has its zeros and poles inside the unit circle comes back from its magnitude alone.
func TestMinimumPhase(t *testing.T) {
	const n = 1024
	for _, c := range []struct {
		name                   string
		numerator, denominator []float64
	}{
		{"an impulse", []float64{1}, []float64{1}},
		{"a factor", []float64{1e-100}, []float64{1}},
		{"a pole", []float64{1}, []float64{1, -0.9}},
		{"a zero", []float64{2, 1.8}, []float64{1}},
		{"two of each", []float64{1, -0.5, 0.4}, []float64{1, 1.2, 0.8}},
	} {
		at := func(taps []float64, bin int) (sum complex128) {
			for i, h := range taps {
				sum += complex(h, 0) * cmplx.Rect(1, -2*math.Pi*float64(bin*i)/n)
			}
			return sum
		}
		magnitude := make([]float64, n/2+1)
		for i := range magnitude {
			magnitude[i] = cmplx.Abs(at(c.numerator, i)) / cmplx.Abs(at(c.denominator, i))
		}
		want := make([]float64, n) // by the recursion of the filter
		for i := range want {
			if i < len(c.numerator) {
				want[i] = c.numerator[i]
			}
			for j := 1; j < len(c.denominator) && j <= i; j++ {
				want[i] -= c.denominator[j] * want[i-j]
			}
		}
		if far := farthest(t, minimumPhase(magnitude), want); far > 1e-12*c.numerator[0] {
			t.Errorf("%s: off by %g", c.name, far)
		}
	}
}

// TestMinimumPhaseSmall: two points are the shortest transform: |H| is |a+b| and |a-b|.
func TestMinimumPhaseSmall(t *testing.T) {
	if h := minimumPhase([]float64{3, 1}); farthest(t, h, []float64{2, 1}) > 1e-15 {
		t.Errorf("%v, want 2 and 1", h)
	}
	for _, bins := range []int{0, 1, 4, 6} {
		t.Run(fmt.Sprint(bins), func(t *testing.T) {
			defer func() {
				if want := fmt.Sprintf("design: a minimum phase from %d bins", bins); recover() != want {
					t.Errorf("no panic %q", want)
				}
			}()
			minimumPhase(make([]float64, bins))
		})
	}
}
