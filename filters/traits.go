package filters

import (
	"math"
	"math/cmplx"

	"github.com/mjibson/go-dsp/fft"
)

// Traits are what a glance at a kernel and its response tells.
type Traits struct {
	DC, Nyquist   float64   // H at 0 Hz and at half the rate, factors with their sign
	AbsSum        float64   // Σ|h|
	EnergyDB      float64   // 10·log10 Σh², -Inf for silence
	PeakGain      float64   // the largest |H|
	PeakFrequency float64   // where, in cycles a frame
	Edges         []float64 // where |H| passes 3.01 dB below its peak, 1/√2 of it, in cycles a frame, rising; at most 32
	EdgesTotal    int       // how many there are in all
	Symmetry      Symmetry
	Phase         PhaseType
	Delay         float64 // in frames behind the current one: of linear phase that of all sines, else where the energy lies in the mean; 0 for silence
	HalfOfEnergy  Span    // the shortest stretch with half of Σh²
	MostOfEnergy  Span    // the shortest stretch with 99 % of it
	NonZeroTaps   int
	length        int
}

// A Span is taps from First to Last, counted from 0.
type Span struct{ First, Last int }

// Describe returns the traits of taps, one at least, whose centre is one of them. Taps must be finite.
func Describe(taps []float64, center int) Traits {
	t := Traits{Symmetry: symmetryOf(taps), length: len(taps)}
	moment, largest := 0.0, 0.0
	for i, h := range taps {
		t.DC += h
		t.Nyquist += h * float64(1-2*(i&1))
		t.AbsSum += math.Abs(h)
		largest = max(largest, math.Abs(h))
		if h != 0 {
			t.NonZeroTaps++
		}
	}
	t.PeakGain, t.PeakFrequency = peakGain(taps)
	if largest == 0 {
		t.Phase, t.EnergyDB = LinearPhase, math.Inf(-1)
		return t
	}
	share := 0.0 // of energy, in units that squares of huge and tiny taps fit into
	for i, h := range taps {
		e := (h / largest) * (h / largest)
		share += e
		moment += e * float64(i-center)
	}
	t.EnergyDB = 10*math.Log10(share) + 20*math.Log10(largest)
	t.Delay = moment / share
	t.HalfOfEnergy, t.MostOfEnergy = spanOf(taps, largest, share/2), spanOf(taps, largest, 0.99*share)
	first, last := 0, len(taps)-1 // zeros before and behind only delay
	for taps[first] == 0 {
		first++
	}
	for taps[last] == 0 {
		last--
	}
	t.Phase = phaseTypeOf(taps[first : last+1])
	if t.Phase == LinearPhase {
		t.Delay = float64(first+last)/2 - float64(center)
	}
	t.Edges, t.EdgesTotal = edges(taps, t.PeakGain/math.Sqrt2)
	return t
}

// LinearPhaseType returns the type, 1 to 4, of a kernel of linear phase as textbooks count: symmetric of odd and of even length, antisymmetric of odd and
// of even length. It is 0 for others.
func (t Traits) LinearPhaseType() int {
	odd := t.length%2 == 1
	switch {
	case t.Symmetry == Even && odd:
		return 1
	case t.Symmetry == Even:
		return 2
	case t.Symmetry == Odd && odd:
		return 3
	case t.Symmetry == Odd:
		return 4
	}
	return 0
}

// Symmetry says how taps are mirrored in their middle.
type Symmetry uint8

// The symmetries.
const (
	Asymmetric Symmetry = iota
	Even                // h[i] = h[K-1-i]
	Odd                 // h[i] = -h[K-1-i]
)

// String returns "none", "even" or "odd".
func (s Symmetry) String() string { return [...]string{"none", "even", "odd"}[s] }

// symmetryOf returns the symmetry of taps, to within 1e-12 of the largest.
func symmetryOf(taps []float64) Symmetry {
	largest := 0.0
	for _, h := range taps {
		largest = max(largest, math.Abs(h))
	}
	even, odd := true, true
	for i, h := range taps {
		mirror := taps[len(taps)-1-i]
		even = even && math.Abs(h-mirror) <= 1e-12*largest
		odd = odd && math.Abs(h+mirror) <= 1e-12*largest
	}
	switch {
	case even:
		return Even
	case odd:
		return Odd
	}
	return Asymmetric
}

// EnergyShares returns the share of Σh² that each tap has, nil for silence.
func EnergyShares(taps []float64) []float64 {
	largest := 0.0
	for _, h := range taps {
		largest = max(largest, math.Abs(h))
	}
	if largest == 0 {
		return nil
	}
	shares, sum := make([]float64, len(taps)), 0.0
	for i, h := range taps {
		shares[i] = (h / largest) * (h / largest)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// spanOf returns the shortest stretch of taps whose squares, each of h/unit, add up to energy.
func spanOf(taps []float64, unit, energy float64) Span {
	best, sum, first := Span{0, len(taps) - 1}, 0.0, 0
	square := func(i int) float64 { return (taps[i] / unit) * (taps[i] / unit) }
	for last := range taps {
		sum += square(last)
		for sum-square(first) >= energy {
			sum -= square(first)
			first++
		}
		if sum >= energy && last-first < best.Last-best.First {
			best = Span{first, last}
		}
	}
	return best
}

// mostEdges bounds how many edges are listed, refinedTaps the kernels for which they are found more closely than between two bins of a transform eight
// times as long.
const (
	mostEdges   = 32
	refinedTaps = 1 << 14
)

// edges returns where |H| passes a level, and how often in all.
func edges(taps []float64, level float64) (at []float64, total int) {
	magnitude, n := magnitudes(taps)
	for i := 1; i < len(magnitude); i++ {
		a, b := magnitude[i-1]-level, magnitude[i]-level
		if a < 0 == (b < 0) {
			continue
		}
		if total++; len(at) == mostEdges {
			continue
		}
		low, high := float64(i-1)/float64(n), float64(i)/float64(n)
		if len(taps) > refinedTaps {
			at = append(at, low+(high-low)*a/(a-b))
			continue
		}
		at = append(at, crossing(taps, level, low, high, a < 0))
	}
	return at, total
}

// magnitudes returns |H| at the frequencies i/n from 0 to 1/2, eight times as finely as it can turn; twice for many taps.
func magnitudes(taps []float64) (magnitude []float64, n int) {
	finely := 8
	if len(taps) > refinedTaps {
		finely = 2
	}
	n = 1 << 10
	for n < finely*len(taps) {
		n *= 2
	}
	padded := make([]float64, n)
	copy(padded, taps)
	for _, bin := range fft.FFTReal(padded)[:n/2+1] {
		magnitude = append(magnitude, cmplx.Abs(bin))
	}
	return magnitude, n
}

// crossing returns where |H| passes a level between two frequencies, from below at the lower one if rising is set.
func crossing(taps []float64, level, low, high float64, rising bool) float64 {
	for range 40 {
		middle := (low + high) / 2
		if cmplx.Abs(response(taps, middle)) < level == rising {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}
