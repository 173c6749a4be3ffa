package learn

import (
	"fmt"
	"math"
	"testing"

	"sigconv/internal/testkit"
)

// goldenFits is what 50 digits say of least-squares problems: see testdata/golden/leastsquares.py.
type goldenFits struct {
	Cases []struct {
		Name         string
		X, Y         []float64
		Taps, Center int
		Ridge        float64
		Spans        [][2]int64 // rows to learn from; null for all
		H            []float64
		Condition    float64
		Train        *float64 `json:"esr_db_train"`
	}
	Toeplitz []struct{ R, V, X []float64 } // R·x = v for the matrix of first row r
}

func TestToeplitzAgreesWithSciPy(t *testing.T) {
	var golden goldenFits
	testkit.Golden(t, "leastsquares.json", &golden)
	if len(golden.Toeplitz) == 0 {
		t.Fatal("leastsquares.json has no Toeplitz matrices")
	}
	for _, c := range golden.Toeplitz {
		a, e, ok := levinson(c.R)
		if !ok {
			t.Fatalf("%d: not positive definite", len(c.R))
		}
		x := make([]float64, len(c.V))
		newToeplitzInverse(a, e).mulVec(x, c.V)
		checkClose(t, fmt.Sprint(len(c.R), " unknowns"), x, c.X, 1e-10)
	}
}

func TestFitsAgreeWithFiftyDigits(t *testing.T) {
	var golden goldenFits
	testkit.Golden(t, "leastsquares.json", &golden)
	for _, c := range golden.Cases {
		t.Run(c.Name, func(t *testing.T) {
			s := NewSums(c.Taps, c.Center)
			s.Begin(Split{Frames: int64(len(c.X))})
			if c.Spans != nil {
				s.spans = alternating(c.Spans, s.row, int64(len(c.X)))
			}
			s.Add(c.X, c.Y)
			fit, err := s.Equations().Solve(c.Taps, c.Center, c.Ridge)
			if err != nil {
				t.Fatal(err)
			}
			checkClose(t, "taps", fit.Taps, c.H, 1e-14*max(c.Condition, 100))
			if got := fit.Condition(); math.Abs(got/c.Condition-1) > 0.02 {
				t.Errorf("condition %v, want %v", got, c.Condition)
			}
			if c.Train != nil && math.Abs(10*math.Log10(fit.ESR)-*c.Train) > 1e-4 {
				t.Errorf("ESR %.6f dB, want %.6f dB", 10*math.Log10(fit.ESR), *c.Train)
			}
		})
	}
}

// alternating returns the spans of rows from one on of which some are learned from, and the others held out.
func alternating(learned [][2]int64, from, frames int64) (spans []Span) {
	add := func(to int64, heldOut bool) {
		if to > from {
			spans = append(spans, Span{from, to, heldOut})
			from = to
		}
	}
	for _, l := range learned {
		add(l[0], true)
		add(l[1], false)
	}
	add(frames, true)
	return spans
}
