package fft

import "math"

// An angle is an exact fraction of a turn, in units of 2^-62.
type angle uint64

const fullTurn angle = 1 << 62

// cosSin returns cos a and sin a to within 2^-53, with the same bits on every machine: the standard
// library's may be contracted by a compiler, or replaced by an instruction.
func (a angle) cosSin() (c, s float64) {
	a %= fullTurn
	octant, rest := a/(fullTurn/8), a%(fullTurn/8)
	if octant%2 == 1 {
		rest = fullTurn/8 - rest // the octant runs backwards
	}
	c, s = taylor(float64(rest) * (2 * math.Pi / float64(fullTurn)))
	if (octant+1)/2%2 == 1 {
		c, s = s, c
	}
	if octant >= 2 && octant < 6 {
		c = -c
	}
	if octant >= 4 {
		s = -s
	}
	return c, s
}

// taylor returns cos x and sin x for x from 0 to π/4 by their series, which end where π/4 adds no bit.
func taylor(x float64) (c, s float64) {
	const (
		f2, f3   = 2, 6
		f4, f5   = f3 * 4, f3 * 4 * 5
		f6, f7   = f5 * 6, f5 * 6 * 7
		f8, f9   = f7 * 8, f7 * 8 * 9
		f10, f11 = f9 * 10, f9 * 10 * 11
		f12, f13 = f11 * 12, f11 * 12 * 13
		f14, f15 = f13 * 14, f13 * 14 * 15
		f16, f17 = f15 * 16, f15 * 16 * 17
		f18      = f17 * 18
	)
	square := x * x
	c = horner(square, [...]float64{-1.0 / f18, 1.0 / f16, -1.0 / f14, 1.0 / f12, -1.0 / f10, 1.0 / f8, -1.0 / f6, 1.0 / f4, -1.0 / f2})
	s = horner(square, [...]float64{0, 1.0 / f17, -1.0 / f15, 1.0 / f13, -1.0 / f11, 1.0 / f9, -1.0 / f7, 1.0 / f5, -1.0 / f3})
	return math.FMA(square, c, 1), math.FMA(float64(x*square), s, x)
}

// horner returns the polynomial with these coefficients, the highest first.
func horner(x float64, coefficients [9]float64) float64 {
	sum := 0.0
	for _, c := range coefficients {
		sum = math.FMA(sum, x, c)
	}
	return sum
}
