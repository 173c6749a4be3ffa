package conv

import (
	"math"
	"strings"

	"sigconv/conv/internal/vec"
	"sigconv/internal/names"
)

// An Activation is the f of a layer h = f(z), applied to every sample by itself.
type Activation uint8

// The activations.
const (
	Identity  Activation = iota // z
	ReLU                        // max(z, 0)
	LeakyReLU                   // z, or 0.01·z below 0
	Tanh                        // (eᶻ-e⁻ᶻ) / (eᶻ+e⁻ᶻ)
	Sigmoid                     // 1 / (1+e⁻ᶻ)
	Softsign                    // z / (1+|z|)
)

var activationNames = [...]string{
	Identity: "identity", ReLU: "relu", LeakyReLU: "leaky-relu", Tanh: "tanh", Sigmoid: "sigmoid", Softsign: "softsign",
}

// String returns the name of a.
func (a Activation) String() string { return activationNames[a] }

// ParseActivation returns the activation that name stands for. Words may be joined by a hyphen, an underscore or
// a blank.
func ParseActivation(name string) (Activation, error) {
	hyphened := strings.NewReplacer("_", "-", " ", "-").Replace(name)
	return names.Parse[Activation]("activation", hyphened, activationNames[:])
}

// leak is what LeakyReLU lets through of what lies below 0: PyTorch's default.
const leak = 0.01

// Apply replaces every z by f(z). NaN stays NaN. tanh is right to one unit in
// the last place, so is sigmoid from -708 on, below which it stays at e^-708. The bits are the same on every machine.
func (a Activation) Apply(z []float64) { activations[a](z) }

var activations = [...]func(z []float64){
	Identity:  func([]float64) {},
	ReLU:      each(func(z float64) float64 { return max(z, 0) }),
	LeakyReLU: each(func(z float64) float64 { return max(z, leak*z) }),
	Tanh:      vec.Tanh,
	Sigmoid:   vec.Sigmoid,
	Softsign:  each(softsign),
}

// each applies f to one number after the other.
func each(f func(float64) float64) func([]float64) {
	return func(z []float64) {
		for i, v := range z {
			z[i] = f(v)
		}
	}
}

func softsign(z float64) float64 {
	if math.IsInf(z, 0) {
		return math.Copysign(1, z)
	}
	return z / (1 + math.Abs(z))
}
