package learn

import (
	"math"

	"sigconv/internal/names"
)

// An Optimizer is a way to go down a gradient.
type Optimizer uint8

// The optimizers.
const (
	Adam Optimizer = iota // Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015: β 0.9 and 0.999, ε 1e-8
	SGD                   // with a momentum of 0.9
)

var optimizerNames = [...]string{Adam: "adam", SGD: "sgd"}

// String returns the name of o.
func (o Optimizer) String() string { return optimizerNames[o] }

// OptimizerNames returns the names of the optimizers.
func OptimizerNames() []string { return optimizerNames[:] }

// ParseOptimizer returns the optimizer that name stands for.
func ParseOptimizer(name string) (Optimizer, error) {
	return names.Parse[Optimizer]("optimizer", name, optimizerNames[:])
}

// A descent is an optimizer on its way.
type descent struct {
	kind   Optimizer
	steps  int
	mean   []float64 // of gradients: Adam's first moment, or what SGD carries on
	square []float64 // Adam's second moment
}

func newDescent(kind Optimizer, weights int) *descent {
	return &descent{kind: kind, mean: make([]float64, weights), square: make([]float64, weights)}
}

// step moves the weights along the gradient g.
func (d *descent) step(w, g []float64, rate float64) {
	d.steps++
	if d.kind == SGD {
		const momentum = 0.9
		for i, v := range g {
			d.mean[i] = momentum*d.mean[i] + v
			w[i] -= rate * d.mean[i]
		}
		return
	}
	const (
		slow, slower = 0.9, 0.999
		nothing      = 1e-8
	)
	first := 1 - math.Pow(slow, float64(d.steps))
	second := math.Sqrt(1 - math.Pow(slower, float64(d.steps)))
	for i, v := range g {
		d.mean[i] = slow*d.mean[i] + (1-slow)*v
		d.square[i] = slower*d.square[i] + (1-slower)*v*v
		w[i] -= rate / first * d.mean[i] / (math.Sqrt(d.square[i])/second + nothing)
	}
}

// mostGradient is the length that a gradient is shortened to: one wild batch is not to undo what was learned.
const mostGradient = 1

// shorten returns the length of g, and brings it down to the most that it may be (Pascanu, Mikolov, Bengio, "On the Difficulty of
// Training Recurrent Neural Networks", 2013).
func shorten(g []float64) float64 {
	length := math.Sqrt(dot(g, g))
	if length > mostGradient {
		for i := range g {
			g[i] *= mostGradient / (length + 1e-6)
		}
	}
	return length
}
