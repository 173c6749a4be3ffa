package stats

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestGuessingIsUniform: whoever guesses gets p <= a with a chance of exactly a, for every a that p can be; and so never with
// more than a for any other.
func TestGuessingIsUniform(t *testing.T) {
	for _, n := range []int{1, 2, 5, 16, 50, 51, 200} {
		for k := range n + 1 {
			oneSided, twoSided := AtLeast(k, n, 0.5), TwoSided(k, n)
			asGood, asFar := 0.0, 0.0
			for i := range n + 1 {
				if AtLeast(i, n, 0.5) <= oneSided {
					asGood += exactly(i, n, 0.5)
				}
				if TwoSided(i, n) <= twoSided {
					asFar += exactly(i, n, 0.5)
				}
			}
			if math.Abs(asGood-oneSided) > 1e-13 || math.Abs(asFar-twoSided) > 1e-13 {
				t.Errorf("%d of %d: p <= %v in %v, two-sided p <= %v in %v", k, n, oneSided, asGood, twoSided, asFar)
			}
		}
	}
}

// TestABotThatGuesses answers 20,000 tests at random: as many pass, and p is as high on average, as it should be, to within four
// standard deviations.
func TestABotThatGuesses(t *testing.T) {
	const runs, trials = 20_000, 16
	rng := rand.New(rand.NewPCG(20261124, 7))
	mark, _ := PassMark(trials, 0.05)
	passed, sum := 0.0, 0.0
	for range runs {
		right := 0
		for range trials {
			if key, answer := rng.IntN(2), rng.IntN(2); key == answer {
				right++
			}
		}
		if right >= mark {
			passed++
		}
		sum += AtLeast(right, trials, 0.5) - exactly(right, trials, 0.5)/2 // whose mean is exactly 1/2
	}
	size := AtLeast(mark, trials, 0.5)
	if off := passed/runs - size; math.Abs(off) > 4*math.Sqrt(size*(1-size)/runs) {
		t.Errorf("%v of the runs pass, want %v", passed/runs, size)
	}
	if off := sum/runs - 0.5; math.Abs(off) > 4*math.Sqrt(1./12/runs) {
		t.Errorf("the mean of p is %v", sum/runs)
	}
}

// TestLookingAfterEveryTrialMisleads is why the number of trials is fixed before the start. It follows all who guess from
// trial to trial by how many they have right, and takes those out who stop because p <= 0.05 so far.
func TestLookingAfterEveryTrialMisleads(t *testing.T) {
	const alpha = 0.05
	wants := map[int]float64{16: 8.8, 50: 15.8, 100: 20.2} // percent who pass, if they may go on until then
	going := []float64{1}                                  // chances of those who go on, by right answers
	passed := 0.0
	for n := 1; n <= 100; n++ {
		next := make([]float64, n+1)
		for k, chance := range going {
			next[k] += chance / 2
			next[k+1] += chance / 2
		}
		for k := range next {
			if AtLeast(k, n, 0.5) <= alpha {
				passed += next[k]
				next[k] = 0
			}
		}
		going = next
		if want, ok := wants[n]; ok && math.Abs(100*passed-want) > 0.05 {
			t.Errorf("%.4f %% pass within %d trials, want %v %%", 100*passed, n, want)
		}
	}
}
