package vec

import "math"

// Tanh replaces every z by (eᶻ-e⁻ᶻ) / (eᶻ+e⁻ᶻ), right to one unit in the last place. NaN stays NaN.
func Tanh(z []float64) { use.tanh(z) }

// Sigmoid replaces every z by 1 / (1+e⁻ᶻ), right to one unit in the last place from -708 on, below which it stays at
// e^-708. NaN stays NaN.
func Sigmoid(z []float64) { use.sigmoid(z) }

func tanh(z []float64) {
	for i, v := range z {
		z[i] = tanhOf(v)
	}
}

func sigmoid(z []float64) {
	for i, v := range z {
		z[i] = sigmoidOf(v)
	}
}

const (
	tanhIsOne      = 20  // from here on, to the last digit
	sigmoidIsSmall = 708 // beyond, e^-|z| leaves the normal numbers
)

// tanhOf is e/(e+2) for e = e^2|z| - 1, which keeps every digit of a small z.
func tanhOf(z float64) float64 {
	p, power := exponential(2 * min(math.Abs(z), tanhIsOne))
	e := float64(p*power) + (power - 1)
	return math.Copysign(e/(e+2), z)
}

func sigmoidOf(z float64) float64 {
	p, power := exponential(-min(math.Abs(z), sigmoidIsSmall))
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
	k := math.RoundToEven(float64(x * math.Log2E))
	r := (x - float64(k*ln2High)) - float64(k*ln2Low)
	// Even and odd terms apart: two short chains of operations in place of a long one.
	square := float64(r * r)
	odd, even := taylor[0].odd, taylor[0].even
	for _, term := range taylor[1:] {
		odd = float64(odd*square) + term.odd
		even = float64(even*square) + term.even
	}
	p = float64(odd*r) + float64(even*square)
	return p, math.Float64frombits(uint64(1023+int64(k)) << 52)
}

const (
	ln2High = 0x1.62e42feep-1       // its product with any exponent is exact
	ln2Low  = 0x1.a39ef35793c76p-33 // the rest of ln 2
)

// taylor are 1/n! for pairs of n from 13 and 14 down to 1 and 2: as many as |r| up to ln(2)/2 needs.
var taylor = [7]struct{ odd, even float64 }{
	{1. / 6227020800, 1. / 87178291200}, {1. / 39916800, 1. / 479001600}, {1. / 362880, 1. / 3628800},
	{1. / 5040, 1. / 40320}, {1. / 120, 1. / 720}, {1. / 6, 1. / 24}, {1, 1. / 2},
}
