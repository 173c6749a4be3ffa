package design

import (
	"math"
	"slices"
)

// An exchange looks for the cosine polynomial of a degree that comes next to the gains of bands: the one whose weighted error has one extremum more than the
// polynomial has coefficients, all of one size, with signs that alternate. It guesses where they are, finds the polynomial that would have them there,
// looks where its extrema are indeed, and so on.
//
// An odd number of taps has the amplitude Σ a[k]·cos(2πfk); an even one that times cos(πf), which is put into gains and weights.
type exchange struct {
	length    int // taps
	size      int // coefficients
	bands     []Band
	places    []place   // where errors are looked at, rising
	extrema   []float64 // frequencies in cycles a frame, rising, one more than coefficients
	nodes     []float64 // their cosines, but for the last
	values    []float64 // of the polynomial there
	weights   []float64 // barycentric
	deviation float64   // the size of the extrema, with the sign of the first
}

// A place is a frequency in a band.
type place struct {
	f           float64
	band        int
	first, last bool // of its band
}

const (
	density       = 16 // places for each coefficient
	mostExchanges = 100
	slack         = 1e-3 // an extremum lies between two places
)

func newExchange(taps int, bands []Band) *exchange {
	e := &exchange{length: taps, size: (taps + 1) / 2, bands: slices.Clone(bands)}
	if e.even() { // cos(πf) has no reciprocal at half the rate
		last := &e.bands[len(bands)-1]
		last.High = min(last.High, 0.5-0.05/float64(taps))
		last.Low = min(last.Low, last.High*(1-1e-9))
	}
	width := 0.0
	for _, b := range e.bands {
		width += b.High - b.Low
	}
	for i, b := range e.bands {
		n := max(int(math.Ceil(density*float64(e.size)*(b.High-b.Low)/width)), 4)
		for j := range n {
			f := b.Low + (b.High-b.Low)*float64(j)/float64(n-1)
			e.places = append(e.places, place{f, i, j == 0, j == n-1})
		}
	}
	return e
}

// guess puts the extrema at equal steps through each band, or with a bend, from 0 to 1, at ever larger ones. Each band has its part of them, one at least.
func (e *exchange) guess(bend float64) {
	e.extrema = nil
	left, width := e.size+1, 0.0
	for _, b := range e.bands {
		width += b.High - b.Low
	}
	for i, b := range e.bands {
		behind := len(e.bands) - 1 - i // bands, each with one at least
		n := min(max(int(math.Round(float64(left)*(b.High-b.Low)/width)), 1), left-behind)
		if behind == 0 {
			n = left
		}
		for j := range n {
			share := (float64(j) + 0.5) / float64(n)
			e.extrema = append(e.extrema, b.Low+(b.High-b.Low)*share*(1-bend+bend*share))
		}
		left, width = left-n, width-(b.High-b.Low)
	}
}

func (e *exchange) even() bool { return e.length%2 == 0 }

// wanted returns the value that the polynomial should have at a frequency of a band, and the weight of an error there.
func (e *exchange) wanted(f float64, band int) (value, weight float64) {
	b := e.bands[band]
	if e.even() {
		factor := math.Cos(math.Pi * f)
		return b.Gain / factor, b.Weight * factor
	}
	return b.Gain, b.Weight
}

// bandOf returns the band that an extremum lies in.
func (e *exchange) bandOf(f float64) int {
	for i := range e.bands {
		if f <= e.bands[i].High*(1+1e-12) {
			return i
		}
	}
	return len(e.bands) - 1
}

// run exchanges extrema until they stay where they are, or for as long as may be.
func (e *exchange) run() {
	for range mostExchanges {
		e.interpolate()
		next, largest := e.findExtrema()
		if len(next) <= e.size {
			return
		}
		e.extrema = next
		if largest <= math.Abs(e.deviation)*(1+1e-7) || largest < e.rounding() {
			break
		}
	}
	e.interpolate()
}

// largest returns the largest gain of a band, or 1 if none has any.
func (e *exchange) largest() float64 {
	most := 0.0
	for _, b := range e.bands {
		most = max(most, b.Gain)
	}
	if most == 0 {
		return 1
	}
	return most
}

// rounding is the error that float64 leaves.
func (e *exchange) rounding() float64 {
	most := 0.0
	for _, b := range e.bands {
		most = max(most, b.Gain*b.Weight)
	}
	return 1e-13 * most * float64(e.size)
}

// allowed is the error up to which the result is the one looked for.
func (e *exchange) allowed() float64 { return math.Abs(e.deviation)*1.01 + e.rounding() }

// interpolate finds the polynomial whose errors at the extrema have one size and alternate.
func (e *exchange) interpolate() {
	n := len(e.extrema)
	x, b := make([]float64, n), make([]float64, n)
	for k, f := range e.extrema {
		x[k] = math.Cos(2 * math.Pi * f)
	}
	for k := range b {
		product := 1.0
		for i := range x {
			if i != k {
				product *= 2 * (x[k] - x[i]) // 2 keeps it from running away: the capacity of -1 to 1 is a half
			}
		}
		b[k] = 1 / product
	}
	numerator, denominator, sign := 0.0, 0.0, 1.0
	for k, f := range e.extrema {
		value, weight := e.wanted(f, e.bandOf(f))
		numerator += b[k] * value
		denominator += sign * b[k] / weight
		sign = -sign
	}
	e.deviation = numerator / denominator
	e.nodes, e.values, e.weights = x[:n-1], make([]float64, n-1), make([]float64, n-1)
	sign = 1
	for k, f := range e.extrema[:n-1] {
		value, weight := e.wanted(f, e.bandOf(f))
		e.values[k] = value - sign*e.deviation/weight
		e.weights[k] = b[k] * 2 * (x[k] - x[n-1])
		sign = -sign
	}
}

// at returns the polynomial at a frequency, by the barycentric formula (Berrut and Trefethen, "Barycentric Lagrange interpolation", 2004).
func (e *exchange) at(f float64) float64 {
	x := math.Cos(2 * math.Pi * f)
	numerator, denominator := 0.0, 0.0
	for k, node := range e.nodes {
		apart := x - node
		if apart == 0 {
			return e.values[k]
		}
		share := e.weights[k] / apart
		numerator += share * e.values[k]
		denominator += share
	}
	return numerator / denominator
}

// taps returns the kernel that has the polynomial as its amplitude: its inverse transform.
func (e *exchange) taps() []float64 {
	amplitudes := make([]float64, (e.length+1)/2) // at the frequencies k/length
	for k := range amplitudes {
		f := float64(k) / float64(e.length)
		amplitudes[k] = e.at(f)
		if e.even() {
			amplitudes[k] *= math.Cos(math.Pi * f)
		}
	}
	h := make([]float64, e.length)
	middle := float64(e.length-1) / 2
	for i := range (e.length + 1) / 2 {
		sum := amplitudes[0]
		for k := 1; k < len(amplitudes); k++ {
			sum += 2 * amplitudes[k] * math.Cos(2*math.Pi*math.Mod(float64(k)*(float64(i)-middle), float64(e.length))/float64(e.length))
		}
		h[i] = sum / float64(e.length)
		h[e.length-1-i] = h[i]
	}
	return h
}
