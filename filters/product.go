package filters

import "sigconv/conv"

// Product returns the matrix that a linear stack is for input channels of n frames, Aₗ···A₂·A₁, and what its biases
// come to in each row. It panics unless s is linear and n is at least 1.
func Product(s *conv.Stack, n int, m conv.Mode) (a *Dense, bias []float64) {
	if !s.Linear() {
		panic("filters: the matrix of a stack with activations")
	}
	var layers []*BlockToeplitz
	for i := range s.Layers {
		layers = append(layers, LayerMatrix(&s.Layers[i], n, m))
		if n = layers[i].rows; n == 0 {
			return &Dense{Cols: s.Inputs() * layers[0].frames}, nil
		}
	}
	rows, _ := layers[len(layers)-1].Dims()
	_, cols := layers[0].Dims()
	a = &Dense{rows, cols, make([]float64, rows*cols)}
	// A column of a matrix is what it makes of a unit vector; the bias is what the stack makes of nothing.
	bands := make([]*Banded, len(layers))
	for i, t := range layers {
		bands[i] = t.Banded()
	}
	unit := make([]float64, cols)
	for j := range cols {
		unit[j] = 1
		for i, v := range through(bands, unit) {
			a.Data[i*cols+j] = v
		}
		unit[j] = 0
	}
	bias = unit
	for i, t := range layers {
		bias = bands[i].MulVec(nil, bias)
		for row := range bias {
			bias[row] += t.Offset(row)
		}
	}
	return a, bias
}

// through returns the product of all layers' matrices with x.
func through(bands []*Banded, x []float64) []float64 {
	for _, b := range bands {
		x = b.MulVec(nil, x)
	}
	return x
}
