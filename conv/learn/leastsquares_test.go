package learn

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// convolved returns dry through a kernel, frame by frame, aligned by its centre.
func convolved(dry, taps []float64, center int) []float64 {
	c := conv.NewConvolver(taps, 0, conv.Auto)
	return c.Flush(c.Process(nil, dry))[center:][:len(dry)]
}

func TestLevinson(t *testing.T) {
	for _, k := range []int{1, 2, 3, 10, 100} {
		r := correlate(testkit.Random(1000, 1), testkit.Random(1000, 1), 0, k)
		a, e, ok := levinson(r)
		if !ok {
			t.Fatalf("%d: not positive definite", k)
		}
		matrix := mat.NewSymDense(k, nil)
		for i := range k {
			for j := i; j < k; j++ {
				matrix.SetSym(i, j, r[j-i])
			}
		}
		var product mat.VecDense
		product.MulVec(matrix, mat.NewVecDense(k, a))
		want := make([]float64, k)
		want[0] = e
		checkClose(t, fmt.Sprint(k, " R·a"), product.RawVector().Data, want, 1e-12)

		v, back := testkit.Random(k, 2), make([]float64, k)
		product.MulVec(matrix, mat.NewVecDense(k, v))
		newToeplitzInverse(a, e).mulVec(back, product.RawVector().Data)
		checkClose(t, fmt.Sprint(k, " R⁻¹·R·v"), back, v, 1e-12)
	}
}

func TestLevinsonRefusesWhatIsNotPositiveDefinite(t *testing.T) {
	for _, r := range [][]float64{{0}, {1, 2}, {1, 1, 0}, {-1}} {
		if _, _, ok := levinson(r); ok {
			t.Errorf("%v is taken for positive definite", r)
		}
	}
}

// TestSolveRecoversAKernel learns a kernel from what it does to noise: short ones by Cholesky's factors, long ones by
// conjugate gradients.
func TestSolveRecoversAKernel(t *testing.T) {
	for _, taps := range []int{1, 2, 33, 300, 512, 513, 3000} {
		for _, center := range []int{0, taps / 4, taps - 1} {
			t.Run(fmt.Sprintf("%dtaps/center%d", taps, center), func(t *testing.T) {
				frames := 8*taps + 500
				dry, want := testkit.Random(frames, 1), testkit.Random(taps, 2)
				p := problem{dry, convolved(dry, want, center), taps, center, Split{int64(frames), 0.2}}
				fit, err := p.sums(4096).Equations().Solve(taps, center, 0)
				if err != nil {
					t.Fatal(err)
				}
				checkClose(t, "taps", fit.Taps, want, 1e-10)
				if fit.ESR > 1e-12 {
					t.Errorf("ESR %g", fit.ESR)
				}
			})
		}
	}
}

// TestSolveOnASweep learns from a sweep, whose equations are far from Toeplitz and hardly tell the taps apart: where conjugate
// gradients come to no end, factors find what they would.
func TestSolveOnASweep(t *testing.T) {
	const frames = 20_000
	dry := make([]float64, frames)
	for i := range dry {
		place := float64(i) / frames
		dry[i] = 0.5 * math.Sin(2*math.Pi*20*frames/48000/math.Log(1000)*(math.Pow(1000, place)-1))
	}
	wet := convolved(dry, testkit.Random(24, 1), 3)
	for _, taps := range []int{512, 513, 700} {
		fit, err := problem{dry, wet, taps, 3, Split{frames, 0.2}}.sums(frames).Equations().Solve(taps, 3, 1e-9)
		if err != nil {
			t.Fatal(err)
		}
		if db := 10 * math.Log10(fit.ESR); db > -105 || fit.Unsolved > 0 {
			t.Errorf("%d taps: ESR %.1f dB, %.2g unsolved, want below -105 dB and 0", taps, db, fit.Unsolved)
		}
	}
}

// TestSolveLevels has levels near the ends of the numbers.
func TestSolveLevels(t *testing.T) {
	for _, level := range []float64{1e-160, 1e-60, 1e-30, 1e30, 1e100} {
		dry := testkit.Random(3000, 1)
		for i := range dry {
			dry[i] *= level
		}
		for _, taps := range []int{8, 600} {
			fit, err := problem{dry, dry, taps, 3, Split{3000, 0.2}}.sums(3000).Equations().Solve(taps, 3, 1e-9)
			switch {
			case level < 1e-50 && !errors.Is(err, ErrSilence):
				t.Errorf("%g, %d taps: %v, want %v", level, taps, err, ErrSilence)
			case level > 1e-50 && (err != nil || math.Abs(fit.Taps[3]-1) > 1e-6):
				t.Errorf("%g, %d taps: %v", level, taps, err)
			}
		}
	}
}

// TestCentered finds out how far a kernel looks ahead.
func TestCentered(t *testing.T) {
	const taps = 64
	for _, center := range centers(taps) {
		dry := testkit.Random(5000, 1)
		kernel := testkit.Random(taps-center/2, 2)
		sums := problem{dry, convolved(dry, kernel, center), taps + MostCenter(taps), MostCenter(taps), Split{5000, 0}}.sums(5000)
		fits, err := Centered([]*Equations{sums.Equations()}, taps, 0)
		if err != nil {
			t.Fatal(err)
		}
		fit := fits[0]
		if fit.Center != center {
			t.Errorf("centre %d, want %d", fit.Center, center)
		}
		checkClose(t, "taps", fit.Taps[:len(kernel)], kernel, 1e-10)
	}
}

func TestSolveErrors(t *testing.T) {
	noise, silence := testkit.Random(200, 1), make([]float64, 200)
	constant := make([]float64, 200)
	for i := range constant {
		constant[i] = 1
	}
	for _, c := range []struct {
		name     string
		dry, wet []float64
		taps     int
		want     error
	}{
		{"silent dry", silence, noise, 4, ErrSilence},
		{"silent wet", noise, silence, 4, ErrSilence},
		{"a constant", constant, noise, 4, ErrSingular},
	} {
		p := problem{c.dry, c.wet, c.taps, 0, Split{200, 0.2}}
		if _, err := p.sums(200).Equations().Solve(c.taps, 0, 0); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// TestCondition compares the estimate with the eigenvalues.
func TestCondition(t *testing.T) {
	dry := convolved(testkit.Random(3000, 1), []float64{1, 1.5, 0.7, 0.1}, 0)
	for _, taps := range []int{1, 5, 40} {
		p := problem{dry, dry, taps, 0, Split{3000, 0}}
		x, _ := p.rows(false)
		var phi mat.SymDense
		phi.SymOuterK(1, x.T())
		var eigen mat.EigenSym
		if !eigen.Factorize(&phi, false) {
			t.Fatal("no eigenvalues")
		}
		values := eigen.Values(nil)
		want := values[taps-1] / values[0]
		n := p.sums(3000).Equations()
		exact, err := newCholesky(n, 0)
		if err != nil {
			t.Fatal(err)
		}
		steps, err := newGradients(n, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := condition(exact, taps); math.Abs(got/want-1) > 0.02 {
			t.Errorf("%d taps: %v, want %v", taps, got, want)
		}
		if got := condition(steps, taps); math.Abs(got/want-1) > 0.2 {
			t.Errorf("%d taps by conjugate gradients: %v, want about %v", taps, got, want)
		}
	}
}
