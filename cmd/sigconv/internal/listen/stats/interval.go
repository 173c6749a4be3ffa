package stats

// Interval returns the Clopper-Pearson interval of a rate, after k successes in n trials: it holds the true rate with a chance
// of at least confidence, whatever the rate is. Each end is the rate at which what was found, or further from it, has a chance
// of (1-confidence)/2 (C. Clopper and E. Pearson, The Use of Confidence or Fiducial Limits, 1934). No trials leave 0 to 1. It
// panics unless 0 <= k <= n and 0 < confidence < 1.
func Interval(k, n int, confidence float64) (low, high float64) {
	checkCount(k, n)
	checkInside("confidence", confidence)
	tail := (1 - confidence) / 2
	return lowEnd(k, n, tail), 1 - lowEnd(n-k, n, tail)
}

// lowEnd returns the rate at which k or more of n have the chance tail, by bisection to the last digit.
func lowEnd(k, n int, tail float64) float64 {
	if k == 0 {
		return 0
	}
	low, high := 0.0, 1.0
	for {
		middle := (low + high) / 2
		if middle == low || middle == high {
			return middle
		}
		if AtLeast(k, n, middle) < tail {
			low = middle
		} else {
			high = middle
		}
	}
}
