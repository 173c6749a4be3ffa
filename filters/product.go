package filters

import "sigconv/conv"

// Product returns the matrix that a linear stack is for input channels of n frames, Aₗ···A₂·A₁, and what its biases
// come to in each row. Where a layer leaves nothing there are no rows. It panics unless s is linear and n is 1 to [MaxInputs]. It takes
// [ProductMemory] bytes.
func Product(s *conv.Stack, n int, m conv.Mode) (a *Dense, bias []float64) {
	if !s.Linear() {
		panic("filters: the matrix of a stack with activations")
	}
	cols := s.Inputs() * n
	for i, t := range Matrices(s, n, m) {
		if i == 0 {
			a, bias = t.Dense(), t.offsets()
			continue
		}
		rows, _ := t.Dims()
		next, offsets := &Dense{rows, cols, make([]float64, rows*cols)}, t.offsets()
		t.addProduct(next.Data, a.Data, cols)
		t.addProduct(offsets, bias, 1)
		a, bias = next, offsets
	}
	return a, bias
}

// offsets returns the bias of every row.
func (t *BlockToeplitz) offsets() []float64 {
	rows, _ := t.Dims()
	b := make([]float64, rows)
	for i := range b {
		b[i] = t.Offset(i)
	}
	return b
}

// ProductMemory returns the bytes of the matrices of [Product]: the product so far and the next one.
func ProductMemory(s *conv.Stack, n int, m conv.Mode) float64 {
	cols := float64(s.Inputs()) * float64(n)
	most, before := 0.0, 0.0
	for _, t := range Matrices(s, n, m) {
		here := 8 * t.height() * cols
		most, before = max(most, before+here), here
	}
	return most
}
