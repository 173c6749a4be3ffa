package stats

import (
	"math"
	"testing"
)

// TestIntervalHoldsTheRate: whatever the true rate, the chance that the interval holds it is the confidence or more, and not
// 1 everywhere. It is added up over all that can be found.
func TestIntervalHoldsTheRate(t *testing.T) {
	for _, n := range []int{1, 5, 16, 51} {
		for _, confidence := range []float64{0.5, 0.95, 0.99} {
			low, high := make([]float64, n+1), make([]float64, n+1)
			for k := range n + 1 {
				low[k], high[k] = Interval(k, n, confidence)
			}
			least := 1.0
			for rate := 0.0005; rate < 1; rate += 0.001 {
				holds := 0.0
				for k := range n + 1 {
					if low[k] <= rate && rate <= high[k] {
						holds += exactly(k, n, rate)
					}
				}
				least = min(least, holds)
			}
			if least < confidence || least > (1+confidence)/2+0.01 {
				t.Errorf("%d trials, confidence %v: the interval holds the rate with a chance of %v", n, confidence, least)
			}
		}
	}
}

func TestIntervalEnds(t *testing.T) {
	if low, high := Interval(0, 0, 0.95); low != 0 || high != 1 {
		t.Errorf("nothing known: %v to %v", low, high)
	}
	for _, n := range []int{1, 16, 50, 51, 10_000} {
		// At the ends, (1-high)^n and low^n are what is left to one side.
		want := -math.Expm1(math.Log(0.025) / float64(n))
		if low, high := Interval(0, n, 0.95); low != 0 || math.Abs(high-want) > 1e-12*want {
			t.Errorf("0 of %d: %v to %v, want %v", n, low, high, want)
		}
		if low, high := Interval(n, n, 0.95); high != 1 || math.Abs(1-low-want) > 1e-12*want {
			t.Errorf("%d of %d: %v to %v, want %v", n, n, low, high, 1-want)
		}
	}
}
