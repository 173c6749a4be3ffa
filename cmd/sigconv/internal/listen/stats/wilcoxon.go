package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A SignedRank is what [Wilcoxon] finds.
type SignedRank struct {
	N           int     // differences, with those that are 0
	Zeros       int     // differences that are 0
	Plus, Minus float64 // sums of the ranks of the differences above 0, and of those below
	P           float64 // two-sided p-value
	Exact       bool    // P is counted, not by the normal approximation
}

// Wilcoxon tests by the signs and ranks of paired differences whether they lie around 0 (F. Wilcoxon, Individual Comparisons
// by Ranking Methods, 1945). Their magnitudes are ranked from 1, and those that tie share the mean of their ranks. Zeros are
// ranked with the others and then left out (J. Pratt, Remarks on Zeros and Ties in the Wilcoxon Signed Rank Procedures, 1959).
//
// P is the chance that signs drawn by lot put the sum Plus as far from its expectation as it is, or further. Up to 50
// differences other than 0, all ways to draw the signs are counted, with the ranks as they are: exact with ties and zeros as
// well. Beyond, Plus is taken for normal, with the expectation Σ r/2 and the variance Σ r²/4 of those very ranks, and by 1/2
// closer to its expectation, for continuity: a P below 0.06 is right to 0.001. Without a difference other than 0, P is 1. It
// panics on what is no number.
func Wilcoxon(differences []float64) SignedRank {
	checkFinite(differences)
	result := SignedRank{N: len(differences)}
	var ranks []int // doubled: means of ranks end in .5 at most
	for i, rank := range doubledRanks(differences) {
		switch d := differences[i]; {
		case d == 0:
			result.Zeros++
			continue
		case d > 0:
			result.Plus += float64(rank) / 2
		default:
			result.Minus += float64(rank) / 2
		}
		ranks = append(ranks, rank)
	}
	const mostCounted = 50 // 2^50 ways are a whole number in a float64
	larger := max(result.Plus, result.Minus)
	if result.Exact = len(ranks) <= mostCounted; result.Exact {
		result.P = min(1, 2*countedTail(ranks, int(2*larger)))
	} else {
		result.P = normalTwoSided(ranks, larger)
	}
	return result
}

// checkFinite panics unless all of x are numbers.
func checkFinite(x []float64) {
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			panic(fmt.Sprintf("stats: %v is no number", v))
		}
	}
}

// doubledRanks returns twice the rank of each magnitude among x, counted from 1; those that tie have the mean of theirs.
func doubledRanks(x []float64) []int {
	rising := make([]int, len(x))
	for i := range rising {
		rising[i] = i
	}
	slices.SortFunc(rising, func(a, b int) int { return cmp.Compare(math.Abs(x[a]), math.Abs(x[b])) })
	ranks := make([]int, len(x))
	for from, to := 0, 0; from < len(x); from = to {
		for to = from; to < len(x) && math.Abs(x[rising[to]]) == math.Abs(x[rising[from]]); to++ {
		}
		for _, i := range rising[from:to] {
			ranks[i] = from + 1 + to // twice the mean of from+1 to to
		}
	}
	return ranks
}

// countedTail returns the share of all ways to keep or leave each rank in which the kept ones add up to sum or more.
func countedTail(ranks []int, sum int) float64 {
	total := 0
	ways := []float64{1} // by the sum of what is kept
	for _, rank := range ranks {
		total += rank
		ways = append(ways, make([]float64, rank)...)
		for s := total; s >= rank; s-- {
			ways[s] += ways[s-rank]
		}
	}
	count := 0.0
	for _, w := range ways[sum:] {
		count += w
	}
	return count / math.Exp2(float64(len(ranks)))
}

// normalTwoSided returns the p-value of a sum of ranks that is the expectation or more, by the normal approximation.
func normalTwoSided(doubled []int, sum float64) float64 {
	expectation, variance := 0.0, 0.0
	for _, d := range doubled {
		rank := float64(d) / 2
		expectation += rank / 2
		variance += rank * rank / 4
	}
	z := max(0, sum-expectation-0.5) / math.Sqrt(variance)
	return math.Erfc(z / math.Sqrt2)
}
