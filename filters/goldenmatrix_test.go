package filters_test

import (
	"math"
	"testing"

	"sigconv/conv"
	"sigconv/filters"
	"sigconv/internal/testkit"
)

// goldenMatrices is what SciPy makes of kernels as matrices: see testdata/golden/matrix.py.
type goldenMatrices struct {
	Cases []struct {
		Name, Order, Mode string
		Taps, X, Y        []float64
		Center, N         int
		Bias              float64
		Matrix            [][]float64
	}
	Collapse []struct {
		Name    string
		Kernels [][]float64
		Centers []int
		Product []float64
		Center  int
	}
}

func readGoldenMatrices(t *testing.T) (g goldenMatrices) {
	t.Helper()
	testkit.Golden(t, "matrix.json", &g)
	if len(g.Cases) == 0 || len(g.Collapse) == 0 {
		t.Fatal("matrix.json has no cases")
	}
	return g
}

func TestToeplitzAgreesWithSciPy(t *testing.T) {
	for _, g := range readGoldenMatrices(t).Cases {
		t.Run(g.Name, func(t *testing.T) {
			order, err := conv.ParseOrder(g.Order)
			if err != nil {
				t.Fatal(err)
			}
			mode, err := conv.ParseMode(g.Mode)
			if err != nil {
				t.Fatal(err)
			}
			k := conv.NewKernel([][]float64{g.Taps}, g.Center, order)
			k.Bias = g.Bias
			a := filters.Toeplitz(k, g.N, mode).Dense()
			if rows, cols := a.Dims(); rows != len(g.Matrix) || cols != g.N {
				t.Fatalf("%d by %d, SciPy has %d by %d", rows, cols, len(g.Matrix), g.N)
			}
			for i, row := range g.Matrix {
				for j, want := range row {
					if a.At(i, j) != want {
						t.Fatalf("entry %d, %d is %v, SciPy has %v", i, j, a.At(i, j), want)
					}
				}
			}
			layer := k.Layer(0)
			stack := &conv.Stack{Layers: []conv.Layer{layer}}
			c := filters.Compare(stack, [][]float64{g.X}, mode, conv.Auto, 0)
			for name, way := range map[string]filters.Way{
				"convolution": c.Convolution, "rows": c.ByRows, "columns": c.ByColumns, "banded": c.Banded,
			} {
				if len(way.Sound[0]) != len(g.Y) {
					t.Fatalf("%s: %d outputs, SciPy has %d", name, len(way.Sound[0]), len(g.Y))
				}
				for i, want := range g.Y {
					if !(math.Abs(way.Sound[0][i]-want) <= 1e-14) {
						t.Errorf("%s: output %d is %v, SciPy has %v", name, i, way.Sound[0][i], want)
					}
				}
			}
		})
	}
}

func TestCollapseAgreesWithNumPy(t *testing.T) {
	for _, g := range readGoldenMatrices(t).Collapse {
		t.Run(g.Name, func(t *testing.T) {
			s := &conv.Stack{}
			for i, taps := range g.Kernels {
				k := conv.NewKernel([][]float64{taps}, g.Centers[i], conv.Convolution)
				s.Layers = append(s.Layers, k.Layer(0))
			}
			one := s.Collapse()
			if one.Center != g.Center || one.Len() != len(g.Product) {
				t.Fatalf("%d taps around %d, NumPy has %d around %d", one.Len(), one.Center, len(g.Product), g.Center)
			}
			for i, want := range g.Product {
				if got := one.Kernels[0][0][i]; !(math.Abs(got-want) <= 1e-15) {
					t.Errorf("tap %d is %v, NumPy has %v", i, got, want)
				}
			}
		})
	}
}
