package conv

import (
	"math"
	"strings"
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
	return parseName[Activation]("activation", hyphened, activationNames[:])
}

// leak is what LeakyReLU lets through of what lies below 0: PyTorch's default.
const leak = 0.01

// Apply replaces every z by f(z). NaN stays NaN. tanh is right to one unit in
// the last place, so is sigmoid from -708 on, below which it stays at e^-708. The bits are the same on every machine.
func (a Activation) Apply(z []float64) {
	if f := activations[a]; f != nil {
		for i, v := range z {
			z[i] = f(v)
		}
	}
}

var activations = [...]func(float64) float64{
	Identity:  nil,
	ReLU:      func(z float64) float64 { return max(z, 0) },
	LeakyReLU: func(z float64) float64 { return max(z, leak*z) },
	Tanh:      tanh,
	Sigmoid:   sigmoid,
	Softsign:  softsign,
}

// tanh is e/(e+2) for e = e^2|z| - 1, which keeps every digit of a small z.
func tanh(z float64) float64 {
	const one = 20 // beyond, tanh is 1 to the last digit
	if math.Abs(z) > one {
		return math.Copysign(1, z)
	}
	p, power := exponential(2 * math.Abs(z))
	e := float64(p*power) + (power - 1)
	return math.Copysign(e/(e+2), z)
}

func softsign(z float64) float64 {
	if math.IsInf(z, 0) {
		return math.Copysign(1, z)
	}
	return z / (1 + math.Abs(z))
}

func sigmoid(z float64) float64 {
	const nothing = 708 // beyond, e^-|z| leaves the normal numbers
	p, power := exponential(-min(math.Abs(z), nothing))
	e := float64(p*power) + power
	if z < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

// exponential returns p and a power of two with e^x = (1+p)·power, for |x| up to 708, by Taylor's series of what is
// left of x without multiples of ln 2, taken away in two parts as Cody and Waite do ("Software Manual for the
// Elementary Functions", 1980). The standard library's functions round differently on processors with fused
// multiply-adds; here the conversions keep a compiler from fusing.
func exponential(x float64) (p, power float64) {
	const (
		ln2High = 0x1.62e42feep-1       // its product with any exponent is exact
		ln2Low  = 0x1.a39ef35793c76p-33 // the rest of ln 2
	)
	k := math.RoundToEven(float64(x * math.Log2E))
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	// Even and odd terms apart: two short chains of operations in place of a long one.
	square := float64(r * r)
	odd, even := 1./6227020800, 1./87178291200
	for _, term := range exponentialTerms {
		odd = float64(odd*square) + term.odd
		even = float64(even*square) + term.even
	}
	p = float64(odd*r) + float64(even*square)
	return p, math.Float64frombits(uint64(1023+int64(k)) << 52)
}

// exponentialTerms are 1/n! for pairs of n from 11 and 12 down to 1 and 2; with 13 and 14 that is as far as |r| up to
// ln(2)/2 needs them.
var exponentialTerms = [...]struct{ odd, even float64 }{
	{1. / 39916800, 1. / 479001600}, {1. / 362880, 1. / 3628800}, {1. / 5040, 1. / 40320}, {1. / 120, 1. / 720},
	{1. / 6, 1. / 24}, {1, 1. / 2},
}
