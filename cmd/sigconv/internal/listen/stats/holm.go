package stats

import (
	"cmp"
	"slices"
)

// Holm returns p-values adjusted for there being several, in the order of p: those at or below alpha are significant, with a
// chance of at most alpha that any of them is so by luck, however the tests depend on one another (S. Holm, A Simple
// Sequentially Rejective Multiple Test Procedure, 1979). The smallest of m is multiplied by m, the next by m-1 and so on;
// none is made smaller than one before it, or larger than 1. It panics unless all are probabilities.
func Holm(p []float64) []float64 {
	rising := make([]int, len(p))
	for i, v := range p {
		checkProbability("p", v)
		rising[i] = i
	}
	slices.SortStableFunc(rising, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	adjusted := make([]float64, len(p))
	largest := 0.0
	for done, i := range rising {
		largest = max(largest, min(1, float64(len(p)-done)*p[i]))
		adjusted[i] = largest
	}
	return adjusted
}
