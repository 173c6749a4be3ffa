package stats

import (
	"math"
	"testing"
)

func TestPassMarks(t *testing.T) {
	for n, want := range map[int]int{10: 9, 12: 10, 16: 12, 20: 15, 25: 18, 30: 20, 5: 5} {
		if k, ok := PassMark(n, 0.05); !ok || k != want {
			t.Errorf("%d trials: %d, %t, want %d", n, k, ok, want)
		}
	}
	for n := range 5 {
		if k, ok := PassMark(n, 0.05); ok || k != 0 {
			t.Errorf("%d trials have a pass mark of %d", n, k)
		}
	}
	// Chances that equal alpha are no more than alpha.
	if k, ok := PassMark(5, 1./32); !ok || k != 5 {
		t.Errorf("5 trials at 1/32: %d, %t", k, ok)
	}
	if k, ok := PassMark(10, 56./1024); !ok || k != 8 {
		t.Errorf("10 trials at 56/1024: %d, %t", k, ok)
	}
	if k, ok := PassMark(10, 1); !ok || k != 0 {
		t.Errorf("10 trials at 1: %d, %t", k, ok)
	}
	if _, ok := PassMark(10, 0); ok {
		t.Error("10 trials have a pass mark at 0")
	}
}

// TestMarksAreTheLeast compares with marks found by trying every k.
func TestMarksAreTheLeast(t *testing.T) {
	for n := range 130 {
		for _, alpha := range []float64{1e-6, 0.001, 0.01, 0.05, 0.1, 0.3, 0.9, 1} {
			pass, preference := n+1, n+1
			for k := n; k >= 0 && AtLeast(k, n, 0.5) <= alpha; k-- {
				pass = k
			}
			for k := n; 2*k >= n && TwoSided(k, n) <= alpha; k-- {
				preference = k
			}
			if k, ok := PassMark(n, alpha); ok != (pass <= n) || ok && k != pass {
				t.Errorf("%d trials at %v: pass mark %d, %t, want %d", n, alpha, k, ok, pass)
			}
			if k, ok := PreferenceMark(n, alpha); ok != (preference <= n) || ok && k != preference {
				t.Errorf("%d trials at %v: mark of a preference %d, %t, want %d", n, alpha, k, ok, preference)
			}
		}
	}
}

func TestPower(t *testing.T) {
	for _, c := range []struct {
		n       int
		percent float64
	}{{16, 45}, {30, 73}, {40, 81}, {4, 0}} {
		if got := math.Round(100 * Power(c.n, 0.05, 0.7)); got != c.percent {
			t.Errorf("%d trials at a rate of 0.7: %v %%, want %v %%", c.n, got, c.percent)
		}
	}
	if got := Power(16, 0.05, 1); got != 1 {
		t.Errorf("who is always right passes with a chance of %v", got)
	}
}

// TestPreferencePower adds up all outcomes that are significant.
func TestPreferencePower(t *testing.T) {
	for n := range 80 {
		for _, rate := range []float64{0, 0.2, 0.5, 0.7, 0.95, 1} {
			for _, alpha := range []float64{0.01, 0.05, 1} {
				want := 0.0
				for k := range n + 1 {
					if TwoSided(k, n) <= alpha {
						want += exactly(k, n, rate)
					}
				}
				if got := PreferencePower(n, alpha, rate); math.Abs(got-want) > 1e-13 {
					t.Errorf("%d trials, rate %v, alpha %v: %v, want %v", n, rate, alpha, got, want)
				}
			}
		}
	}
}

// TestTrialsFor: the number is the least from which on the power is reached, as far as tests are ever made.
func TestTrialsFor(t *testing.T) {
	for _, power := range []float64{0.02, 0.5, 0.8, 0.95} {
		for _, alpha := range []float64{0.01, 0.05, 0.2} {
			for _, rate := range []float64{0.65, 0.7, 0.8, 0.9, 1} {
				want := 0
				for n := range 600 {
					if Power(n, alpha, rate) < power {
						want = n + 1
					}
				}
				if n, ok := TrialsFor(power, alpha, rate); !ok || n != want {
					t.Errorf("power %v, alpha %v, rate %v: %d, %t, want %d", power, alpha, rate, n, ok, want)
				}
			}
		}
	}
}

// TestPowerIsASaw: at a rate of 0.7, 37 trials have a power of 80 %, but 41 have less, and only from 42 on all have it.
func TestPowerIsASaw(t *testing.T) {
	n, ok := TrialsFor(0.8, 0.05, 0.7)
	first := 0
	for Power(first, 0.05, 0.7) < 0.8 {
		first++
	}
	if !ok || first != 37 || n != 42 || Power(41, 0.05, 0.7) >= 0.8 {
		t.Errorf("80 %% is first reached with %d trials, and from %d on (%t)", first, n, ok)
	}
}

func TestTrialsForHopelessRates(t *testing.T) {
	for _, rate := range []float64{0, 0.3, 0.5, 0.501} {
		if n, ok := TrialsFor(0.8, 0.05, rate); ok {
			t.Errorf("a rate of %v needs %d trials", rate, n)
		}
	}
	if n, ok := TrialsFor(0.8, 0.05, 0.53); !ok || Power(n, 0.05, 0.53) < 0.8 || Power(n-1, 0.05, 0.53) >= 0.8 {
		t.Errorf("a rate of 0.53 needs %d trials, %t", n, ok)
	}
}
