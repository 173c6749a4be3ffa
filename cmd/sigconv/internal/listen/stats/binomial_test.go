package stats

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"testing"
)

// slowTails returns the chances of k or more successes for every k from 0 to n, from numbers of 200 bits.
func slowTails(n int, p float64) []float64 {
	number := func(v float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(v) }
	rate := number(p)
	odds := number(0).Quo(number(0).Sub(number(1), rate), rate)
	term := number(1)
	for range n {
		term.Mul(term, rate)
	}
	tails := make([]float64, n+1)
	sum := number(0)
	for k := n; ; k-- {
		sum.Add(sum, term)
		tails[k], _ = sum.Float64()
		if k == 0 {
			return tails
		}
		term.Mul(term, number(float64(k)))
		term.Quo(term, number(float64(n-k+1)))
		term.Mul(term, odds)
	}
}

func TestAtLeastOnAGrid(t *testing.T) {
	worst := 0.0
	for _, n := range []int{1, 2, 3, 7, 16, 30, 49, 50, 51, 52, 64, 100, 333, 1000, 10_000} {
		for _, p := range []float64{1e-12, 1e-3, 0.05, 0.3, 1. / 3, 0.4999, 0.5, 0.51, 0.7, 0.95, 0.999, 1 - 1e-9} {
			for k, want := range slowTails(n, p) {
				if want < 1e-300 {
					break
				}
				got := AtLeast(k, n, p)
				worst = max(worst, math.Abs(got/want-1))
				checkRelative(t, fmt.Sprintf("%d of %d at %v", k, n, p), got, want, 1e-12)
			}
		}
	}
	t.Logf("relative error %.2g at most", worst)
}

// TestAtLeastCountsAnswers counts, for tests so short that all can be listed, those that are as good.
func TestAtLeastCountsAnswers(t *testing.T) {
	for n := range 13 {
		found := make([]float64, n+1) // tests with k right answers
		for answers := range uint(1) << n {
			found[bits.OnesCount(answers)]++
		}
		count := 0.0
		for k := n; k >= 0; k-- {
			count += found[k]
			if got, want := AtLeast(k, n, 0.5), count/math.Exp2(float64(n)); got != want {
				t.Errorf("%d of %d: %v, want %v", k, n, got, want)
			}
		}
	}
}

// TestFairTailsAreWholeCounts: at 1/2 the tails of up to 50 trials are whole multiples of 2^-n, so that one which equals alpha
// is not taken for more.
func TestFairTailsAreWholeCounts(t *testing.T) {
	for n := range 51 {
		for k := range n + 1 {
			count := new(big.Int)
			for i := k; i <= n; i++ {
				count.Add(count, new(big.Int).Binomial(int64(n), int64(i)))
			}
			want := math.Ldexp(float64(count.Int64()), -n)
			if got := AtLeast(k, n, 0.5); got != want {
				t.Errorf("%d of %d: %v, want %v", k, n, got, want)
			}
		}
	}
}

func TestAtLeastAtTheEndsOfRates(t *testing.T) {
	for _, n := range []int{0, 1, 20, 50, 51, 1000} {
		for k := range n + 1 {
			if got := AtLeast(k, n, 1); got != 1 {
				t.Errorf("%d of %d at rate 1: %v", k, n, got)
			}
			want := 0.0
			if k == 0 {
				want = 1
			}
			if got := AtLeast(k, n, 0); got != want {
				t.Errorf("%d of %d at rate 0: %v, want %v", k, n, got, want)
			}
		}
	}
}

// exactly returns the chance of k successes, by logarithms of factorials.
func exactly(k, n int, p float64) float64 {
	logFactorial := func(n int) float64 {
		v, _ := math.Lgamma(float64(n + 1))
		return v
	}
	ways := math.Exp(logFactorial(n) - logFactorial(k) - logFactorial(n-k))
	return ways * math.Pow(p, float64(k)) * math.Pow(1-p, float64(n-k))
}

func TestTwoSided(t *testing.T) {
	for n := range 120 {
		for k := range n + 1 {
			want := 0.0 // all that is as far from n/2
			for i := range n + 1 {
				if max(i, n-i) >= max(k, n-k) {
					want += exactly(i, n, 0.5)
				}
			}
			checkRelative(t, fmt.Sprintf("%d of %d", k, n), TwoSided(k, n), want, 1e-12)
		}
	}
}

func TestMisusePanics(t *testing.T) {
	nan := math.NaN()
	for name, misuse := range map[string]func(){
		"more than all":           func() { AtLeast(11, 10, 0.5) },
		"less than none":          func() { AtLeast(-1, 10, 0.5) },
		"fewer than no trials":    func() { AtLeast(0, -1, 0.5) },
		"rate above 1":            func() { AtLeast(1, 10, 1.01) },
		"rate below 0":            func() { AtLeast(1, 10, -0.01) },
		"no rate":                 func() { AtLeast(0, 10, nan) },
		"two-sided, more":         func() { TwoSided(11, 10) },
		"two-sided, less":         func() { TwoSided(-1, 10) },
		"mark of -1":              func() { PassMark(-1, 0.05) },
		"mark for alpha 2":        func() { PassMark(10, 2) },
		"preference of -1":        func() { PreferenceMark(-1, 0.05) },
		"preference for no alpha": func() { PreferenceMark(10, nan) },
		"power at rate 2":         func() { Power(1, 0.05, 2) },
		"power for alpha -1":      func() { Power(10, -1, 0.7) },
		"preference at rate -1":   func() { PreferencePower(1, 0.05, -1) },
		"trials for power 1":      func() { TrialsFor(1, 0.05, 0.7) },
		"trials for alpha 0":      func() { TrialsFor(0.8, 0, 0.7) },
		"trials for no rate":      func() { TrialsFor(0.8, 0.05, nan) },
		"interval, more":          func() { Interval(11, 10, 0.95) },
		"confidence 1":            func() { Interval(1, 10, 1) },
		"confidence 0":            func() { Interval(1, 10, 0) },
		"p above 1":               func() { Holm([]float64{0.5, 1.5}) },
		"no p":                    func() { Holm([]float64{nan}) },
		"no score":                func() { Summarize([]float64{50, nan}, 0.95) },
		"confidence 95":           func() { Summarize([]float64{50}, 95) },
		"no difference":           func() { Wilcoxon([]float64{1, nan}) },
		"infinite difference":     func() { Wilcoxon([]float64{math.Inf(1)}) },
		"rated twice": func() {
			PageDifferences([]Rating{{"Anna", "1", "a", 50}, {"Anna", "1", "a", 60}, {"Anna", "1", "b", 60}}, "a", "b")
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if said, ok := recover().(string); !ok || len(said) < 10 || said[:7] != "stats: " {
					t.Errorf("it says %q", said)
				}
			}()
			misuse()
		})
	}
}
