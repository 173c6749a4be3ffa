package stats

import "math"

// AtLeast returns the chance of k or more successes in n trials that succeed with probability p each, Σ_{i≥k} C(n,i) p^i
// (1-p)^(n-i): the one-sided p-value of k right answers when p is that of a guess. Its relative error is below 1e-12 for n up
// to 10,000 and chances above 1e-300; for p = 1/2 and n up to 50 the result is exact. It panics unless 0 <= k <= n and
// 0 <= p <= 1.
func AtLeast(k, n int, p float64) float64 {
	checkCount(k, n)
	checkProbability("rate", p)
	switch {
	case k == 0:
		return 1
	case float64(k) > float64(n)*p:
		return upperTail(k, n, p, 1-p)
	default: // the other tail is the shorter one
		return 1 - upperTail(n-k+1, n, 1-p, p)
	}
}

// TwoSided returns the chance that n fair choices between two fall apart as k and n-k, or further: the two-sided p-value of
// a preference, exact in the sense of [AtLeast]. It panics unless 0 <= k <= n.
func TwoSided(k, n int) float64 {
	checkCount(k, n)
	return min(1, 2*AtLeast(max(k, n-k), n, 0.5))
}

// upperTail returns Σ_{i≥k} C(n,i) p^i q^(n-i) for q = 1-p and k > n·p, where every term is smaller than the one before.
func upperTail(k, n int, p, q float64) float64 {
	const negligible = 1e-20
	term := point(k, n, p, q)
	sum := term
	for i := k; i < n && term > negligible*sum; i++ {
		term = term * (float64(n-i) * p) / (float64(i+1) * q)
		sum += term
	}
	return sum
}

// point returns the chance of exactly k > 0 successes, C(n,k) p^k q^(n-k).
func point(k, n int, p, q float64) float64 {
	const exact = 50 // no product on the way to C(50,k) has more than 53 bits
	switch {
	case p == 0.5 && n <= exact:
		return math.Ldexp(choose(n, k), -n)
	case k == n:
		return math.Exp(float64(n) * math.Log(p))
	default:
		return saddlePoint(float64(k), float64(n), p, q)
	}
}

// choose returns C(n,k).
func choose(n, k int) float64 {
	c := 1.0
	for i := range min(k, n-k) {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

// saddlePoint returns C(n,k) p^k q^(n-k) for 0 < k < n. Logarithms of factorials would be large and cancel; Stirling's
// formula taken out of them leaves only small numbers (C. Loader, Fast and Accurate Computation of Binomial Probabilities,
// 2000).
func saddlePoint(k, n, p, q float64) float64 {
	exponent := stirlingError(n) - stirlingError(k) - stirlingError(n-k) - deviance(k, n*p) - deviance(n-k, n*q)
	return math.Exp(exponent) * math.Sqrt(n/(2*math.Pi*k*(n-k)))
}

// stirlingError returns ln n! - ln(√(2πn) (n/e)^n) for n >= 1.
func stirlingError(n float64) float64 {
	if n < 16 {
		factorial, _ := math.Lgamma(n + 1)
		return factorial - (n+0.5)*math.Log(n) + n - 0.5*math.Log(2*math.Pi)
	}
	s := n * n
	return (1./12 - (1./360-(1./1260-1./1680/s)/s)/s) / n
}

// deviance returns x·ln(x/mean) + mean - x.
func deviance(x, mean float64) float64 {
	return x*math.Log1p((x-mean)/mean) - (x - mean)
}
