package learn

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"sigconv/conv"
)

// A bend asks whether what a kernel leaves has the shape of a curve: of a bend of its output, or of its input. It explains what is
// left by features of either, by least squares on the frames that were learned from, and is measured on those
// that were held out. Noise has no such shape.
type bend struct {
	bent       []*conv.StackConvolver // bends of the input, through the kernel
	outputs    [][][]float64          // what came out of each: one channel
	input      []float64
	unit       float64 // brings a sample near 1
	train, out moments // learned from, and held out
}

// curves are the bends. All grow with the level, so that a constant and the kernel itself cannot stand for them.
var curves = []func(float64) float64{
	func(v float64) float64 { return v * v },
	func(v float64) float64 { return v * math.Abs(v) },
	func(v float64) float64 { return v * v * v },
}

// features are a constant, the kernel's output, its bends, and those of the input.
const features = 8

// everyNth frame is enough to find a bend by.
const everyNth = 7

// moments are sums of products of features with one another and with what is left.
type moments struct {
	products [features][features]float64
	cross    [features]float64
	left     float64 // energy
}

// FindBend makes r, of a stack that is one kernel, look for a bend, for [Residual.Bend]. level is that of the dry
// recording, its root mean square.
func (r *Residual) FindBend(s *conv.Stack, level float64) {
	b := &bend{unit: 1 / level, outputs: make([][][]float64, len(curves))}
	for i := range curves {
		b.bent = append(b.bent, conv.NewStackConvolver(s, conv.Valid, conv.Auto))
		b.outputs[i] = make([][]float64, 1)
	}
	r.bend = b
}

// process takes the next dry frames through the bends and the kernel; nil ends the stream.
func (b *bend) process(dry []float64) {
	for i, curve := range curves {
		b.input = b.input[:0]
		for _, x := range dry {
			b.input = append(b.input, curve(x*b.unit))
		}
		y := [][]float64{b.outputs[i][0][:0]}
		if dry == nil {
			b.outputs[i] = b.bent[i].Flush(y)
		} else {
			b.outputs[i] = b.bent[i].Process(y, [][]float64{b.input})
		}
	}
}

// add takes the predictions from and up to a number, the first of which is row, and what they leave of the wet frames.
func (b *bend) add(heldOut bool, row int64, from, to int, predicted, wet []float64) {
	m := &b.train
	if heldOut {
		m = &b.out
	}
	skip := int((everyNth - row%everyNth) % everyNth)
	for i := from + skip; i < to; i += everyNth {
		y := predicted[i] * b.unit
		f := [features]float64{1, y}
		for c, curve := range curves {
			f[2+c] = curve(y)
			f[2+len(curves)+c] = b.outputs[c][0][i]
		}
		m.add(&f, wet[i]-predicted[i])
	}
}

func (m *moments) add(f *[features]float64, left float64) {
	for i := range f {
		for j := range i + 1 {
			m.products[i][j] += f[i] * f[j]
		}
		m.cross[i] += f[i] * left
	}
	m.left += left * left
}

// Bend returns the share of what the kernel leaves of the held-out frames that a curve explains, from 0 to 1.
// It panics without [Residual.FindBend].
func (r *Residual) Bend() float64 {
	weights := r.bend.train.weights()
	m := &r.bend.out
	if weights == nil || m.left == 0 {
		return 0
	}
	left := m.left
	for i, u := range weights {
		left -= 2 * u * m.cross[i]
		for j, v := range weights {
			left += u * v * m.products[max(i, j)][min(i, j)]
		}
	}
	return min(max(1-left/m.left, 0), 1)
}

// weights returns how much of each feature is in what is left, nil where they cannot be told.
func (m *moments) weights() []float64 {
	const ridge = 1e-9
	phi := mat.NewSymDense(features, nil)
	for i := range features {
		for j := range i + 1 {
			phi.SetSym(i, j, m.products[i][j])
		}
		phi.SetSym(i, i, m.products[i][i]*(1+ridge))
	}
	var factors mat.Cholesky
	weights := mat.NewVecDense(features, nil)
	if !factors.Factorize(phi) || factors.SolveVecTo(weights, mat.NewVecDense(features, m.cross[:])) != nil {
		return nil
	}
	return weights.RawVector().Data
}
