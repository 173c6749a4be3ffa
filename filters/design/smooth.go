package design

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"sigconv/conv"
)

// Mean returns the kernel of a moving average: so many taps, each one over their number. Its gain is 1 at 0 Hz, and 0 at
// rate/taps and its multiples. An even number of taps averages half a frame late, as [conv.Middle] has it.
func Mean(rate, taps int) (*conv.Kernel, error) {
	if err := cmp.Or(checkRate(rate), checkTaps(taps)); err != nil {
		return nil, err
	}
	return centred(rate, slices.Repeat([]float64{1 / float64(taps)}, taps)), nil
}

// Gaussian returns the kernel of a bell e^(-n²/2σ²), cut to so many taps, whose sum is 1. The deviation σ is in frames,
// above 0; six times as many taps hold all but a few thousandths of the bell. Over frequency it is a bell too, of the
// deviation rate/2πσ, so that it never overshoots an edge. An even number of taps lies half a frame late, as [conv.Middle]
// has it.
func Gaussian(rate, taps int, deviation float64) (*conv.Kernel, error) {
	if err := cmp.Or(checkRate(rate), checkTaps(taps)); err != nil {
		return nil, err
	}
	if !(deviation > 0 && deviation <= math.MaxFloat64) {
		return nil, fmt.Errorf("the standard deviation of a bell is a number of frames above 0 (found %g)", deviation)
	}
	h, sum := make([]float64, taps), 0.0
	middle := float64(taps-1) / 2
	for i := range h {
		// Relative to the innermost tap, which is thus 1: however narrow the bell, the taps are not all 0.
		beyond := math.Abs(float64(i) - middle)
		inner := middle - math.Floor(middle)
		h[i] = math.Exp(-(beyond - inner) * (beyond + inner) / 2 / deviation / deviation)
		sum += h[i]
	}
	for i := range h {
		h[i] /= sum
	}
	return centred(rate, h), nil
}

// maxOrder bounds the polynomials of [SavitzkyGolay]. Beyond it, long kernels would overflow on the way.
const maxOrder = 100

// SavitzkyGolay returns the kernel that fits a polynomial of an order, 0 to 100, to the taps around each frame by least
// squares, and takes its value there: a moving average that leaves polynomials up to that order as they are, so that peaks
// keep their height and width. Its taps are odd in number and more than the order. An odd order is the same as the even one
// below it; 0 is [Mean]. (Savitzky and Golay, "Smoothing and differentiation of data by simplified least squares
// procedures", Analytical Chemistry 36, 1964.)
func SavitzkyGolay(rate, taps, order int) (*conv.Kernel, error) {
	if err := cmp.Or(checkRate(rate), checkTaps(taps)); err != nil {
		return nil, err
	}
	switch {
	case order < 0 || order > maxOrder:
		return nil, fmt.Errorf("the order of the polynomials is out of range (found %d, want 0 to %d)", order, maxOrder)
	case taps <= order+1-taps%2:
		return nil, fmt.Errorf("polynomials of order %d need more taps than that (found %d, want %d or more)", order, taps, order+1+order%2)
	case taps%2 == 0:
		return nil, needsOddTaps("a Savitzky-Golay smoother", taps)
	}
	return centred(rate, savitzkyGolay(taps, order)), nil
}

// savitzkyGolay returns the taps by the polynomials that are orthogonal over the taps, which are Gram's. With those up to
// the order of length 1, the tap at x from the middle is Σ p_j(0)·p_j(x), and by Christoffel and Darboux that is c·q(x)/x,
// where q is the odd one right above the last even one, and c a constant. The tap in the middle is h[0] = Σ p_j(0)²; a
// projection has Σh² = h[0], which gives c.
func savitzkyGolay(taps, order int) []float64 {
	h, middle, degree := make([]float64, taps), taps/2, order/2*2+1
	h[middle] = gramAtMiddle(taps, order)
	if degree == taps {
		return h // they fit everything: an impulse
	}
	// q solves Legendre's equation in differences. From an end inwards it never falls for long, so rounding does not grow.
	q, flux, sum := 1.0, 0.0, 0.0
	for i := range middle {
		h[i] = q / float64(middle-i)
		sum += 2 * h[i] * h[i]
		flux -= float64(degree*(degree+1)) * q
		q += flux / (float64(i+1) * float64(taps-1-i))
	}
	// The taps beside the middle are positive.
	scale := math.Copysign(math.Sqrt(h[middle]*(1-h[middle])/sum), h[middle-1])
	for i := range middle {
		h[i] *= scale
		h[taps-1-i] = h[i]
	}
	return h
}

// gramAtMiddle returns Σ p_j(0)² over Gram's polynomials up to an order, of length 1 over so many taps. Their recurrence is
// √b(j+1)·p_(j+1)(x) = x·p_j(x) - √b(j)·p_(j-1)(x) with b(j) = j²(taps²-j²)/(16j²-4).
func gramAtMiddle(taps, order int) float64 {
	b := func(j int) float64 {
		n, k := float64(taps), float64(j)
		return k * k * (n - k) * (n + k) / (16*k*k - 4)
	}
	square := 1 / float64(taps)
	sum := square
	for j := 2; j <= order; j += 2 {
		square *= b(j-1) / b(j)
		sum += square
	}
	return sum
}
