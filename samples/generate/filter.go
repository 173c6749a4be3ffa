package main

import "math"

// A biquad is a filter of second order,
// y[n] = b0·x[n] + b1·x[n-1] + b2·x[n-2] - a1·y[n-1] - a2·y[n-2].
type biquad struct{ b0, b1, b2, a1, a2 float64 }

// The three kinds below are those of R. Bristow-Johnson's "Audio EQ Cookbook", with
// w = 2πf/rate, α = sin(w)/2Q and everything divided by 1 + α.

// lowPass passes what lies below f Hz.
func lowPass(f, q float64) biquad {
	cos, alpha := cookbook(f, q)
	b := (1 - cos) / 2
	return newBiquad(b, 2*b, b, cos, alpha)
}

// highPass passes what lies above f Hz.
func highPass(f, q float64) biquad {
	cos, alpha := cookbook(f, q)
	b := (1 + cos) / 2
	return newBiquad(b, -2*b, b, cos, alpha)
}

// bandPass passes what lies around f Hz; the gain at f is 1 and the bandwidth f/q.
func bandPass(f, q float64) biquad {
	cos, alpha := cookbook(f, q)
	return newBiquad(alpha, 0, -alpha, cos, alpha)
}

func cookbook(f, q float64) (cos, alpha float64) {
	w := 2 * math.Pi * f / rate
	return math.Cos(w), math.Sin(w) / (2 * q)
}

func newBiquad(b0, b1, b2, cos, alpha float64) biquad {
	a0 := 1 + alpha
	return biquad{b0 / a0, b1 / a0, b2 / a0, -2 * cos / a0, (1 - alpha) / a0}
}

// butterworth is the Q of a low or high pass without a bump: 1/√2.
const butterworth = math.Sqrt2 / 2

// apply returns x filtered.
func (f biquad) apply(x []float64) []float64 {
	y := make([]float64, len(x))
	var x1, x2, y1, y2 float64
	for i, v := range x {
		y[i] = f.b0*v + f.b1*x1 + f.b2*x2 - f.a1*y1 - f.a2*y2
		x1, x2 = v, x1
		y1, y2 = y[i], y1
	}
	return y
}
