package stats

import (
	"fmt"
	"math"
	"testing"

	"sigconv/internal/testkit"
)

// golden is what SciPy, NumPy and mpmath say: see testdata/golden/listening.py.
type golden struct {
	Tails []struct {
		K, N int
		Rate float64
		P    float64 `json:",string"`
	}
	TwoSided []struct {
		K, N int
		P    float64
	} `json:"two_sided"`
	Intervals []struct {
		K, N                  int
		Confidence, Low, High float64
	}
	Summaries []struct {
		Scores                                            []float64
		Confidence, Mean, Low, High, Median, First, Third float64
	}
	Wilcoxon []struct {
		Differences []float64
		Exact       bool
		P           float64
	}
	Holm []struct{ P, Adjusted []float64 }
}

func readGolden(t *testing.T) golden {
	t.Helper()
	var g golden
	testkit.Golden(t, "listening.json", &g)
	for name, cases := range map[string]int{
		"tails": len(g.Tails), "two_sided": len(g.TwoSided), "intervals": len(g.Intervals),
		"summaries": len(g.Summaries), "wilcoxon": len(g.Wilcoxon), "holm": len(g.Holm),
	} {
		if cases == 0 {
			t.Fatalf("listening.json has no %s", name)
		}
	}
	return g
}

// checkRelative fails where a number is further from what is wanted than tolerance times that.
func checkRelative(t *testing.T, name string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance*math.Abs(want)) {
		t.Errorf("%s: %v, want %v", name, got, want)
	}
}

func TestAtLeastAgreesWithSixtyDigits(t *testing.T) {
	worst := 0.0
	for _, c := range readGolden(t).Tails {
		got := AtLeast(c.K, c.N, c.Rate)
		worst = max(worst, math.Abs(got/c.P-1))
		checkRelative(t, fmt.Sprintf("%d of %d at %v", c.K, c.N, c.Rate), got, c.P, 1e-12)
	}
	t.Logf("relative error %.2g at most", worst)
}

func TestTwoSidedAgreesWithSciPy(t *testing.T) {
	for _, c := range readGolden(t).TwoSided {
		checkRelative(t, fmt.Sprintf("%d of %d", c.K, c.N), TwoSided(c.K, c.N), c.P, 1e-12)
		checkRelative(t, fmt.Sprintf("%d of %d", c.N-c.K, c.N), TwoSided(c.N-c.K, c.N), c.P, 1e-12)
	}
}

func TestIntervalAgreesWithSciPy(t *testing.T) {
	for _, c := range readGolden(t).Intervals {
		low, high := Interval(c.K, c.N, c.Confidence)
		name := fmt.Sprintf("%d of %d, confidence %v", c.K, c.N, c.Confidence)
		checkRelative(t, name, low, c.Low, 1e-10)
		checkRelative(t, name, high, c.High, 1e-10)
	}
}

func TestSummarizeAgreesWithSciPyAndNumPy(t *testing.T) {
	for _, c := range readGolden(t).Summaries {
		got := Summarize(c.Scores, c.Confidence)
		if got.N != len(c.Scores) {
			t.Errorf("%d scores, want %d", got.N, len(c.Scores))
		}
		for _, v := range []struct {
			name      string
			got, want float64
		}{
			{"mean", got.Mean, c.Mean}, {"low end", got.Low, c.Low}, {"high end", got.High, c.High},
			{"median", got.Median, c.Median}, {"first quartile", got.First, c.First}, {"third quartile", got.Third, c.Third},
		} {
			checkRelative(t, fmt.Sprintf("%s of %d scores", v.name, got.N), v.got, v.want, 1e-10)
		}
	}
}

func TestWilcoxonAgreesWithSciPy(t *testing.T) {
	for i, c := range readGolden(t).Wilcoxon {
		got := Wilcoxon(c.Differences)
		if got.Exact != c.Exact {
			t.Errorf("case %d: exact is %t, want %t", i, got.Exact, c.Exact)
		}
		checkRelative(t, fmt.Sprintf("case %d of %d differences", i, got.N), got.P, c.P, 1e-12)
	}
}

func TestHolmAgreesWithItsDefinition(t *testing.T) {
	for _, c := range readGolden(t).Holm {
		got := Holm(c.P)
		if len(got) != len(c.Adjusted) {
			t.Fatalf("%v: %d values", c.P, len(got))
		}
		for i := range got {
			checkRelative(t, fmt.Sprintf("%v, value %d", c.P, i), got[i], c.Adjusted[i], 1e-15)
		}
	}
}
