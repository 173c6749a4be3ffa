package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestWilcoxonIsHonest: for magnitudes with and without ties and zeros, all ways to draw the signs are listed. With those,
// p <= a has a chance of exactly a for every a that p can be.
func TestWilcoxonIsHonest(t *testing.T) {
	for _, magnitudes := range [][]float64{
		{3}, {1, 2, 3, 4, 5, 6, 7}, {1, 1, 1, 1}, {0, 0, 5, 5, 7, 9, 9, 9, 12}, {0, 2, 2, 30, 1, 1, 1, 0, 8},
	} {
		var found []float64 // p for each way
		ways := uint(1) << len(magnitudes)
		for way := range ways {
			signed := make([]float64, len(magnitudes))
			for i, m := range magnitudes {
				signed[i] = m * (1 - 2*float64(way>>i&1))
			}
			found = append(found, Wilcoxon(signed).P)
		}
		for _, a := range found {
			count := 0.0
			for _, p := range found {
				if p <= a {
					count++
				}
			}
			if share := count / float64(ways); math.Abs(share-a) > 1e-15 {
				t.Errorf("%v: p <= %v in %v of all ways", magnitudes, a, share)
			}
		}
	}
}

func TestWilcoxonBySight(t *testing.T) {
	for _, c := range []struct {
		name        string
		differences []float64
		want        SignedRank
	}{
		{"nothing", nil, SignedRank{P: 1, Exact: true}},
		{"zeros alone", []float64{0, 0, 0}, SignedRank{N: 3, Zeros: 3, P: 1, Exact: true}},
		{"five are too few", []float64{1, 2, 3, 4, 5}, SignedRank{N: 5, Plus: 15, P: 2. / 32, Exact: true}},
		{"six are enough", []float64{-1, -2, -3, -4, -5, -6}, SignedRank{N: 6, Minus: 21, P: 2. / 64, Exact: true}},
		// Ranks 1.5 and 1.5 are the zeros'; 3, 4.5 and 4.5 remain, of which 4 in 8 ways to keep some give 9 or more, or 3 or less.
		{"ties and zeros", []float64{0, -10, 20, 20, 0}, SignedRank{N: 5, Zeros: 2, Plus: 9, Minus: 3, P: 0.5, Exact: true}},
		{"in the middle", []float64{1, 2, -3}, SignedRank{N: 3, Plus: 3, Minus: 3, P: 1, Exact: true}},
	} {
		if got := Wilcoxon(c.differences); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

// TestWilcoxonIsTheSameBothWays: it does not matter which condition comes first, nor the order or the unit of differences.
func TestWilcoxonIsTheSameBothWays(t *testing.T) {
	rng := rand.New(rand.NewPCG(20261124, 8))
	for n := range 120 {
		differences, others := make([]float64, n), make([]float64, n)
		for i, j := range rng.Perm(n) {
			differences[i] = float64(rng.IntN(41) - 15)
			others[j] = -differences[i] / 8
		}
		a, b := Wilcoxon(differences), Wilcoxon(others)
		if a.N != n || a.P != b.P || a.Zeros != b.Zeros || a.Plus != b.Minus || a.Minus != b.Plus || a.Exact != (n-a.Zeros <= 50) {
			t.Errorf("%+v and %+v", a, b)
		}
		all, zeros := float64(n*(n+1)/2), float64(a.Zeros*(a.Zeros+1)/2)
		if a.Plus+a.Minus+zeros != all {
			t.Errorf("%d ranks add up to %v and %v, want %v", n, a.Plus+a.Minus, zeros, all)
		}
	}
}

// TestNormalApproximationJoinsTheCount: where the count ends, the approximation is close to it, and closer where it matters.
func TestNormalApproximationJoinsTheCount(t *testing.T) {
	var ranks []int
	for i := range 50 {
		ranks = append(ranks, 2*(i+1))
	}
	for sum := 638.0; sum < 950; sum++ {
		counted, normal := min(1, 2*countedTail(ranks, int(2*sum))), normalTwoSided(ranks, sum)
		tolerance := 0.0035
		if counted <= 0.06 {
			tolerance = 0.001
		}
		if math.Abs(counted-normal) > tolerance {
			t.Errorf("a sum of %v: %v counted, %v approximately", sum, counted, normal)
		}
	}
}

// TestBalanceIsNoEvidence: as much above 0 as below is what the approximation expects, too.
func TestBalanceIsNoEvidence(t *testing.T) {
	var differences []float64
	for i := range 30 {
		differences = append(differences, float64(i+1), -float64(i+1))
	}
	if got := Wilcoxon(differences); got.Exact || got.Plus != got.Minus || got.P != 1 {
		t.Errorf("%+v", got)
	}
}
