package learn

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"sigconv/conv"
)

// A Bend asks whether what a kernel leaves has the shape of a curve: of a bend of its output, or of its input. It explains what is
// left by features of either, by least squares on three quarters of each stretch that it is given, and is measured
// on the last one. Noise has no such shape.
type Bend struct {
	kernel *conv.StackConvolver
	past   int     // frames before the first that all taps touch
	center int     // of the kernel
	unit   float64 // brings a sample near 1

	learned, heldOut moments
}

// curves are the bends.
var curves = []func(float64) float64{
	func(v float64) float64 { return v * v },
	func(v float64) float64 { return v * math.Abs(v) },
	func(v float64) float64 { return v * v * v },
}

// features are a constant and the kernel's output, which are straight, the bends of the output, and those of the input.
const (
	straightFeatures = 2
	features         = 8
)

// moments are sums of products of features with one another and with what is left.
type moments struct {
	products [features][features]float64
	cross    [features]float64
	left     float64 // energy
}

// NewBend returns a bend for what a kernel leaves of recordings whose dry one has a level, its root mean square.
func NewBend(f *Fit, level float64) *Bend {
	s := f.Stack()
	return &Bend{
		kernel: conv.NewStackConvolver(s, conv.Valid, conv.Auto),
		past:   len(f.Taps) - 1 - f.Center, center: f.Center,
		unit: 1 / level,
	}
}

// Add takes a stretch of both recordings, as many frames of each. Of one that is shorter than the kernel nothing is learned.
func (b *Bend) Add(dry, wet []float64) {
	if len(dry) <= b.past+b.center {
		return
	}
	input := make([]float64, len(dry))
	y := b.through(dry)
	var bent [3][]float64
	for c, curve := range curves {
		for i, x := range dry {
			input[i] = curve(x * b.unit)
		}
		bent[c] = b.through(input)
	}
	wet = wet[b.past:]
	for i, v := range y {
		f := [features]float64{1, v * b.unit}
		for c, curve := range curves {
			f[2+c] = curve(v * b.unit)
			f[2+len(curves)+c] = bent[c][i]
		}
		if i < len(y)*3/4 {
			b.learned.add(&f, wet[i]-v)
		} else {
			b.heldOut.add(&f, wet[i]-v)
		}
	}
}

// through returns the frames of x through the kernel that all taps touch.
func (b *Bend) through(x []float64) []float64 {
	return b.kernel.Flush(b.kernel.Process(nil, [][]float64{x}))[0]
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

// Offset returns the mean of what the kernel leaves: a constant, which no kernel gives.
func (b *Bend) Offset() float64 {
	if b.learned.products[0][0] == 0 {
		return 0
	}
	return b.learned.cross[0] / b.learned.products[0][0]
}

// Explained returns the share that a curve explains of what the kernel, with another gain, and a constant leave, from 0
// to 1.
func (b *Bend) Explained() float64 {
	straight, curved := b.learned.weights(straightFeatures), b.learned.weights(features)
	if straight == nil || curved == nil {
		return 0
	}
	left := b.heldOut.leftBy(straight)
	if left == 0 {
		return 0
	}
	return min(max(1-b.heldOut.leftBy(curved)/left, 0), 1)
}

// leftBy returns the energy that is left without so much of each of the first features.
func (m *moments) leftBy(weights []float64) float64 {
	left := m.left
	for i, u := range weights {
		left -= 2 * u * m.cross[i]
		for j, v := range weights {
			left += u * v * m.products[max(i, j)][min(i, j)]
		}
	}
	return left
}

// weights returns how much of each of the first n features is in what is left, nil where they cannot be told.
func (m *moments) weights(n int) []float64 {
	const ridge = 1e-9
	phi := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			phi.SetSym(i, j, m.products[i][j])
		}
		phi.SetSym(i, i, m.products[i][i]*(1+ridge))
	}
	var factors mat.Cholesky
	weights := mat.NewVecDense(n, nil)
	if !factors.Factorize(phi) || factors.SolveVecTo(weights, mat.NewVecDense(n, m.cross[:n])) != nil {
		return nil
	}
	return weights.RawVector().Data
}
