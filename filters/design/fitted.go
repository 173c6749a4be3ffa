package design

import (
	"fmt"
	"math"
	"slices"

	"sigconv/conv"
)

// mostFitted bounds the taps that are looked for: measuring a response takes a transform of 16 times as many.
const mostFitted = 1<<18 - 1

// mostTries bounds the search: most shapes take two, those whose ripples add up some more.
const mostTries = 20

// fit returns the shortest kernel under Kaiser's window, but for a few taps, that does what the shape asks for. Kaiser's formula is a good guess, and
// misses by a decibel or so.
func (s Shape) fit(rate int, pass []passBand) (*conv.Kernel, error) {
	if err := s.checkRoom(rate, pass); err != nil {
		return nil, err
	}
	width := 2 * math.Pi * s.Transition / float64(rate)
	guess := (s.Attenuation-7.95)/(2.285*width) + 1
	if !(guess < mostFitted*0.9) {
		return nil, fmt.Errorf("the transition is too narrow (found %g Hz, want %.3g Hz or more, with %g dB at %d Hz)",
			s.Transition, s.Transition*guess/(mostFitted*0.8), s.Attenuation, rate)
	}
	want := math.Pow(10, -s.Attenuation/20)
	for deeper, tries := 0.0, 0; tries < mostTries; tries++ {
		depth := s.Attenuation + deeper
		taps := int((depth-7.95)/(2.285*width)+1) | 1
		h := windowed(rate, pass, Kaiser(kaiserBeta(depth)).Taps(taps))
		found := s.deviation(rate, pass, h)
		if found <= want {
			return centred(rate, h), nil
		}
		deeper += max(0.05, 20*math.Log10(found/want))
	}
	return nil, fmt.Errorf("no window of Kaiser does that (found %g dB within %g Hz at %d Hz, want less, or a wider transition)", s.Attenuation, s.Transition, rate)
}

// checkRoom refuses transitions that reach beyond 0 Hz or half the rate, or into one another.
func (s Shape) checkRoom(rate int, pass []passBand) error {
	edges, half := []float64{0}, float64(rate)/2
	for _, band := range pass {
		for _, edge := range []float64{band.low, band.high} {
			if edge > 0 && edge < half {
				edges = append(edges, edge)
			}
		}
	}
	edges = append(edges, half)
	for i := 1; i < len(edges); i++ {
		room := edges[i] - edges[i-1] // half a transition from each edge, none from the ends
		if i > 1 && i < len(edges)-1 {
			room /= 2
		}
		if !(s.Transition/2 < room) {
			return fmt.Errorf("the transition has no room around %g Hz (found %g Hz, want less than %g Hz)", edges[min(i, len(edges)-2)], s.Transition, 2*room)
		}
	}
	return nil
}

// deviation returns the largest error of a kernel's gain outside the transitions: from 1 where it should pass, from 0 elsewhere. Ripples are narrow near
// their edges, so the largest are looked at more closely.
func (s Shape) deviation(rate int, pass []passBand, taps []float64) float64 {
	n := 1 << 12
	for n < 16*len(taps) {
		n *= 2
	}
	step := float64(rate) / float64(n)
	magnitude, _ := magnitudesOf(taps, n)
	errors := make([]float64, len(magnitude))
	for i, gain := range magnitude {
		errors[i] = s.errorAt(float64(i)*step, gain, rate, pass)
	}
	worst := slices.Max(errors)
	look := func(f float64) { worst = max(worst, s.errorAt(f, magnitudeAt(taps, f/float64(rate)), rate, pass)) }
	for i, largest := 0, worst; i < len(errors); i++ {
		if errors[i] > 0.9*largest {
			for part := -0.5; part <= 0.5; part += 0.125 {
				look((float64(i) + part) * step)
			}
		}
	}
	for _, band := range pass {
		for _, edge := range []float64{band.low, band.high} {
			look(edge - s.Transition/2)
			look(edge + s.Transition/2)
		}
	}
	return worst
}

// errorAt returns how far a gain is from what is wanted at a frequency: 1 in a band, 0 between bands, and anything in a transition, beyond 0 Hz and
// beyond half the rate.
func (s Shape) errorAt(f, gain float64, rate int, pass []passBand) float64 {
	const slack = 1e-9 // of the transition, for the sake of rounding
	half, reach := float64(rate)/2, s.Transition/2*(1-slack)
	if f < 0 || f > half {
		return 0
	}
	for _, band := range pass {
		if band.low > 0 && math.Abs(f-band.low) < reach || band.high < half && math.Abs(f-band.high) < reach {
			return 0
		}
	}
	for _, band := range pass {
		if f >= band.low && f <= band.high {
			return math.Abs(gain - 1)
		}
	}
	return gain
}

// magnitudeAt returns |H| of symmetric taps at a frequency in cycles a frame.
func magnitudeAt(taps []float64, f float64) float64 {
	sum, middle := 0.0, float64(len(taps)-1)/2
	for i, h := range taps {
		sum += h * math.Cos(2*math.Pi*f*(float64(i)-middle))
	}
	return math.Abs(sum)
}
