package stats

import (
	"slices"
	"testing"
)

// TestHolmKeepsItsPromise compares with the procedure as it is told: of the hypotheses in the order of p, reject while
// p <= alpha/(how many are left).
func TestHolmKeepsItsPromise(t *testing.T) {
	p := []float64{0.03, 0.0101, 0.0001, 0.026, 0.0101, 0.9}
	given := slices.Clone(p)
	adjusted := Holm(p)
	if !slices.Equal(p, given) {
		t.Errorf("the p-values given are now %v", p)
	}
	rising := slices.Sorted(slices.Values(p))
	for alpha := 0.0003; alpha < 1; alpha += 0.0007 {
		rejected := 0
		for rejected < len(p) && rising[rejected] <= alpha/float64(len(p)-rejected) {
			rejected++
		}
		for i := range p {
			want := rejected > 0 && p[i] <= rising[rejected-1]
			if got := adjusted[i] <= alpha; got != want {
				t.Errorf("p = %v at %v: rejected is %t, want %t", p[i], alpha, got, want)
			}
		}
	}
}
