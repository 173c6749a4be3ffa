package filters

import (
	"math"
	"math/cmplx"
	"slices"

	"github.com/mjibson/go-dsp/fft"
)

// A PhaseType says which way a kernel delays what it lets pass.
type PhaseType uint8

// The types.
const (
	LinearPhase  PhaseType = iota // all sines by the same time: the taps are symmetric
	MinimumPhase                  // as little as its gains allow
	MaximumPhase                  // as much as they allow
	MixedPhase
	UnknownPhase // too long, or its zeros too close to one another, to tell
)

// String returns the name of p.
func (p PhaseType) String() string {
	return [...]string{"linear", "minimum", "maximum", "mixed", "unknown"}[p]
}

// longestCounted bounds the kernels whose zeros are counted.
const longestCounted = 1 << 17

// phaseTypeOf returns the type of taps of which neither the first nor the last is 0. Zeros of H outside the unit circle, 1 being the radius, make a
// phase more than minimum; those on it do not, nor do those that are less than half a bin of the transform outside, 2e-4 or less.
func phaseTypeOf(taps []float64) PhaseType {
	if symmetryOf(taps) != Asymmetric {
		return LinearPhase
	}
	if len(taps) > longestCounted {
		return UnknownPhase
	}
	outside, known := zerosOutside(taps)
	if !known {
		return UnknownPhase
	}
	if outside == 0 {
		return MinimumPhase
	}
	reversed := slices.Clone(taps)
	slices.Reverse(reversed)
	switch inside, known := zerosOutside(reversed); {
	case !known:
		return UnknownPhase
	case inside == 0:
		return MaximumPhase
	}
	return MixedPhase
}

// zerosOutside counts the zeros of Σ h[k]·z^-k outside the unit circle by the argument principle: on the way from 0 Hz to half the rate the phase of H
// turns by -π for each of them, and by nothing for those within. The way goes half a bin outside the circle, so that zeros on it lie within, and
// each turns the phase slowly enough to be seen. known is false where that fails.
func zerosOutside(taps []float64) (count int, known bool) {
	n := 1 << 14
	for n < 8*len(taps) {
		n *= 2
	}
	w := winding{taps: make([]float64, len(taps)), budget: 1 << 28}
	sum := 0.0
	for k, h := range taps {
		w.taps[k] = h * math.Exp(-math.Pi/float64(n)*float64(k))
		sum += math.Abs(w.taps[k])
	}
	w.floor = 1e-14 * sum
	padded := make([]float64, n)
	copy(padded, w.taps)
	bins := fft.FFTReal(padded)
	turned := 0.0
	for i := range n / 2 {
		turned += w.turn(float64(i)/float64(n), float64(i+1)/float64(n), bins[i], bins[i+1])
	}
	halves := -turned / math.Pi
	return int(math.Round(halves)), w.budget > 0 && math.Abs(halves-math.Round(halves)) < 0.01
}

// A winding adds up the turns of a response.
type winding struct {
	taps   []float64
	floor  float64 // what is rounding, of |H|
	budget int     // terms that may yet be added up, 0 when it cannot be told
}

// turn returns how far the phase of H turns between two frequencies, where it is a and b. Where it turns fast the way is divided.
func (w *winding) turn(from, to float64, a, b complex128) float64 {
	if cmplx.Abs(a) <= w.floor || cmplx.Abs(b) <= w.floor {
		w.budget = 0
	}
	step := cmplx.Phase(b / a)
	if math.Abs(step) < 0.5 || w.budget <= 0 {
		return step
	}
	w.budget -= len(w.taps)
	middle := (from + to) / 2
	h := response(w.taps, middle)
	return w.turn(from, middle, a, h) + w.turn(middle, to, h, b)
}
