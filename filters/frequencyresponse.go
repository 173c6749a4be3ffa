package filters

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/mjibson/go-dsp/fft"
)

// A Response says what a kernel does to sines: how loud and how late each comes.
type Response struct {
	Frequency  []float64 // in cycles a frame, rising, 0 to 1/2
	Gain       []float64 // |H|, a factor
	Phase      []float64 // of H about the kernel's centre, in radians, without jumps by whole turns: 0 for a kernel that is symmetric around it
	GroupDelay []float64 // in frames behind the current one; NaN where the gain is so small that rounding made it
}

// directTaps is how many taps a response is summed for directly, frequency by frequency.
const directTaps = 1 << 15

// faint is the gain against the largest below which a group delay is one of rounding errors.
const faint = 1e-11

// Respond returns the response of taps whose centre is one of them, at rising frequencies in cycles a frame, 0 to 1/2, one at least. More than 2^15 taps
// answer at the frequencies next to these that a transform of twice their length has. The phase between two frequencies is taken to go on as the
// group delay says, so that a coarse list does not lose turns. It panics where the frequencies do not rise, or the centre is no tap.
//
// With H(f) = Σ h[k]·e^(-2πifk) the group delay is Re(Σ k·h[k]·e^(-2πifk) / H(f)) minus the centre (Smith, "Introduction to Digital Filters").
func Respond(taps []float64, center int, frequencies []float64) Response {
	if center < 0 || center >= len(taps) {
		panic(fmt.Sprintf("filters: centre %d of a kernel of %d taps", center, len(taps)))
	}
	for i, f := range frequencies {
		if !(f >= 0 && f <= 0.5) || i > 0 && !(f > frequencies[i-1]) {
			panic(fmt.Sprintf("filters: frequency %g is not in the order of 0 to 1/2", f))
		}
	}
	if len(taps) > directTaps {
		return respondByTransform(taps, center, frequencies)
	}
	r := Response{Frequency: append([]float64{}, frequencies...)}
	sums, moments := make([]complex128, len(frequencies)), make([]complex128, len(frequencies))
	for i, f := range frequencies {
		sums[i], moments[i] = responseAndMoment(taps, f)
	}
	r.set(sums, moments, center)
	return r
}

// responseAndMoment returns Σ h[k]·z^k and Σ k·h[k]·z^k for z = e^(-2πif), by Horner's rule.
func responseAndMoment(taps []float64, f float64) (sum, moment complex128) {
	z := cmplx.Rect(1, -2*math.Pi*f)
	for i := len(taps) - 1; i >= 0; i-- {
		h := complex(taps[i], 0)
		sum = sum*z + h
		moment = moment*z + h*complex(float64(i), 0)
	}
	return sum, moment
}

func respondByTransform(taps []float64, center int, frequencies []float64) Response {
	n := 2
	for n < 2*len(taps) {
		n *= 2
	}
	padded := make([]float64, n)
	copy(padded, taps)
	all := fft.FFTReal(padded)
	for i, h := range taps {
		padded[i] = float64(i) * h
	}
	allMoments := fft.FFTReal(padded)
	var r Response
	var sums, moments []complex128
	for _, f := range frequencies {
		bin := int(math.Round(f * float64(n)))
		at := float64(bin) / float64(n)
		if k := len(r.Frequency); k > 0 && r.Frequency[k-1] == at {
			continue
		}
		r.Frequency, sums, moments = append(r.Frequency, at), append(sums, all[bin]), append(moments, allMoments[bin])
	}
	r.set(sums, moments, center)
	return r
}

// set fills in what follows from H and its moment.
func (r *Response) set(sums, moments []complex128, center int) {
	peak := 0.0
	for _, h := range sums {
		r.Gain = append(r.Gain, cmplx.Abs(h))
		peak = max(peak, cmplx.Abs(h))
	}
	for i, h := range sums {
		delay := math.NaN()
		if r.Gain[i] > faint*peak {
			delay = real(moments[i]/h) - float64(center)
		}
		r.GroupDelay = append(r.GroupDelay, delay)
		turned := h * cmplx.Rect(1, 2*math.Pi*math.Mod(r.Frequency[i]*float64(center), 1))
		r.Phase = append(r.Phase, r.unwrapped(i, cmplx.Phase(turned)))
	}
}

// unwrapped returns a phase at the frequency i, with as many whole turns as come next to where the group delay leads from the frequency before. A jump by
// half a turn, where H changes its sign, goes either way: it goes towards 0, and from there down.
func (r *Response) unwrapped(i int, phase float64) float64 {
	switch {
	case i == 0 && r.Gain[i] == 0:
		return 0
	case i == 0:
		return phase
	case r.Gain[i] == 0: // it has none
		return r.Phase[i-1]
	}
	expected := r.Phase[i-1]
	if step := -2 * math.Pi * (r.Frequency[i] - r.Frequency[i-1]) * (r.GroupDelay[i] + r.GroupDelay[i-1]) / 2; step-step == 0 {
		expected += step
	}
	near := phase + 2*math.Pi*math.Round((expected-phase)/(2*math.Pi))
	const almost = 1e-6
	other := near + math.Copysign(2*math.Pi, expected-near)
	switch farther := math.Abs(other) - math.Abs(near); {
	case math.Abs(math.Abs(near-expected)-math.Pi) >= almost || farther > almost:
		return near
	case farther < -almost:
		return other
	}
	return min(near, other)
}
