package filters

import (
	"fmt"
	"testing"

	"sigconv/conv"
)

// TestProduct: the product of the layers' matrices and its bias do what the stack does.
func TestProduct(t *testing.T) {
	for _, mode := range allModes {
		for _, n := range []int{1, 12, 30} {
			t.Run(fmt.Sprintf("%v/%d", mode, n), func(t *testing.T) {
				s := &conv.Stack{Layers: []conv.Layer{randomLayer(2, 3, 4), randomLayer(3, 1, 5)}}
				x := [][]float64{random(n, 1), random(n, 2)}
				c := conv.NewStackConvolver(s, mode, conv.Direct)
				want := c.Flush(c.Process(nil, x))[0]
				a, bias := Product(s, n, mode)
				if a.Rows != len(want) || a.Cols != 2*n {
					t.Fatalf("%d by %d, want %d by %d", a.Rows, a.Cols, len(want), 2*n)
				}
				y := a.MulVec(nil, flatten(x))
				for i := range y {
					y[i] += bias[i]
				}
				checkClose(t, "product", y, want)
			})
		}
	}
}

// TestCollapsedMatrix: in mode valid the collapsed layer has the matrix of the product, biases and all.
func TestCollapsedMatrix(t *testing.T) {
	s := &conv.Stack{Layers: []conv.Layer{randomLayer(2, 3, 4), randomLayer(3, 2, 5), randomLayer(2, 1, 2)}}
	one := s.Collapse()
	m := LayerMatrix(&one, 20, conv.Valid)
	a, bias := Product(s, 20, conv.Valid)
	checkClose(t, "entries", a.Data, m.Dense().Data)
	for i := range bias {
		checkClose(t, "bias", bias[i:i+1], []float64{m.Offset(i)})
	}
}
