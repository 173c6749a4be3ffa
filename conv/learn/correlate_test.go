package learn

import (
	"fmt"
	"math"
	"testing"

	"sigconv/internal/testkit"
)

// checkClose compares numbers, with a tolerance relative to the largest wanted.
func checkClose(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	largest := 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for i := range want {
		if d := math.Abs(got[i] - want[i]); !(d <= tolerance*largest) {
			t.Fatalf("%s: number %d of %d is %v, want %v (%.2g of the largest)", what, i, len(want), got[i], want[i], d/largest)
		}
	}
}

// correlateSlowly is the definition.
func correlateSlowly(y, x []float64, first, lags int) []float64 {
	r := make([]float64, lags)
	for j := range r {
		for n, v := range y {
			if i := n - first - j; i >= 0 && i < len(x) {
				r[j] += v * x[i]
			}
		}
	}
	return r
}

func TestCorrelate(t *testing.T) {
	for _, lengths := range [][2]int{{1, 1}, {1, 50}, {50, 1}, {300, 300}, {9000, 8000}} {
		for _, lags := range []int{1, 2, 17, 100, 1500} {
			for _, first := range []int{0, -lags / 2, -lags, 40, -9500} {
				t.Run(fmt.Sprint(lengths, lags, first), func(t *testing.T) {
					y, x := testkit.Random(lengths[0], 1), testkit.Random(lengths[1], 2)
					got, want := correlate(y, x, first, lags), correlateSlowly(y, x, first, lags)
					for i := range want {
						if math.Abs(got[i]-want[i]) > 1e-12 {
							t.Fatalf("lag %d is %v, want %v", first+i, got[i], want[i])
						}
					}
				})
			}
		}
	}
}
