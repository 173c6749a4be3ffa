package design

import (
	"fmt"
	"math"
	"slices"

	"sigconv/conv"
)

// A Shape says how long a windowed kernel is and how its ends fade: by its taps and a window, or by what is asked of its response, from which
// both follow.
type Shape struct {
	Taps        int     // 0 where Transition says how many
	Window      Window  // not with Attenuation
	Transition  float64 // Hz from what passes to what is stopped, with Attenuation; 0 for Taps
	Attenuation float64 // dB that what is stopped is down by, 21 to 200, and what passes ripples by; 0 for Window
}

// LowPass returns a kernel for a rate in Hz that lets pass what lies below cutoff, in Hz, where its gain is half. Its taps are symmetric; its gain at
// 0 Hz is 1.
//
// All four filters are the ideal ones, sums of sines over their arguments, under a window, as SciPy's firwin makes them (Oppenheim and
// Schafer, "Discrete-Time Signal Processing", on design by windowing). With a Transition the window is Kaiser's, with as many taps as his formula
// says ("Nonrecursive digital filter design using the I0-sinh window function", 1974) or a few more: the response is measured, and what lies
// half a Transition beyond the edges is down by Attenuation, what lies half a Transition within them deviates from 1 by no more.
func LowPass(rate int, cutoff float64, s Shape) (*conv.Kernel, error) {
	if err := checkEdge(rate, cutoff); err != nil {
		return nil, err
	}
	return s.make(rate, passBand{0, cutoff})
}

// HighPass returns a kernel that lets pass what lies above cutoff. The gain at half the rate is 1, so an even number of taps, which has
// none there, is refused. See [LowPass].
func HighPass(rate int, cutoff float64, s Shape) (*conv.Kernel, error) {
	if err := checkEdge(rate, cutoff); err != nil {
		return nil, err
	}
	if err := s.checkOdd("high-pass"); err != nil {
		return nil, err
	}
	return s.make(rate, passBand{cutoff, float64(rate) / 2})
}

// BandPass returns a kernel that lets pass what lies between low and high. Its gain is 1 in their middle. See [LowPass].
func BandPass(rate int, low, high float64, s Shape) (*conv.Kernel, error) {
	if err := checkEdges(rate, low, high); err != nil {
		return nil, err
	}
	return s.make(rate, passBand{low, high})
}

// BandStop returns a kernel that takes out what lies between low and high, of an odd number of taps. Its gain at 0 Hz is 1. See [LowPass].
func BandStop(rate int, low, high float64, s Shape) (*conv.Kernel, error) {
	if err := checkEdges(rate, low, high); err != nil {
		return nil, err
	}
	if err := s.checkOdd("band-stop"); err != nil {
		return nil, err
	}
	return s.make(rate, passBand{0, low}, passBand{high, float64(rate) / 2})
}

// The band of a telephone, in Hz.
const telephoneLow, telephoneHigh = 300, 3400

// Telephone returns the band-pass of a telephone line, 300 to 3400 Hz, for rates that have more than that. See [BandPass].
func Telephone(rate int, s Shape) (*conv.Kernel, error) {
	if err := checkRate(rate); err != nil {
		return nil, err
	}
	if rate <= 2*telephoneHigh {
		return nil, fmt.Errorf("a telephone wants room for %d Hz (found a rate of %d Hz, want more than %d Hz)", telephoneHigh, rate, 2*telephoneHigh)
	}
	return BandPass(rate, telephoneLow, telephoneHigh, s)
}

func checkEdge(rate int, cutoff float64) error {
	if err := checkRate(rate); err != nil {
		return err
	}
	return checkFrequency("the cutoff", cutoff, rate)
}

func checkEdges(rate int, low, high float64) error {
	if err := checkRate(rate); err != nil {
		return err
	}
	if err := checkFrequency("the lower edge", low, rate); err != nil {
		return err
	}
	if err := checkFrequency("the upper edge", high, rate); err != nil {
		return err
	}
	if low >= high {
		return fmt.Errorf("the lower edge must lie below the upper one (found %g Hz and %g Hz)", low, high)
	}
	return nil
}

// checkOdd refuses an even number of taps for a filter that has to pass half the rate.
func (s Shape) checkOdd(filter string) error {
	if s.Taps%2 == 0 && s.Taps > 0 {
		return fmt.Errorf("a %s needs an odd number of taps (found %d, want %d or %d)", filter, s.Taps, s.Taps-1, s.Taps+1)
	}
	return nil
}

// A passBand is what a filter lets pass, in Hz.
type passBand struct{ low, high float64 }

// make returns the filter that lets pass some bands, which rise and lie apart.
func (s Shape) make(rate int, pass ...passBand) (*conv.Kernel, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	if s.Transition > 0 {
		return s.fit(rate, pass)
	}
	if s.Attenuation > 0 {
		s.Window = Kaiser(kaiserBeta(s.Attenuation))
	}
	window := s.Window.Taps(s.Taps)
	if !slices.ContainsFunc(window, func(w float64) bool { return w != 0 }) { // Hann's two ends
		return nil, fmt.Errorf("the window leaves nothing of so few taps (found %s and %d taps, want 3 or more, or another window)", s.Window, s.Taps)
	}
	return centred(rate, windowed(rate, pass, window)), nil
}

// check refuses a shape that makes no sense.
func (s Shape) check() error {
	switch {
	case s.Transition == 0 && s.Attenuation == 0:
		return checkTaps(s.Taps)
	case !(s.Attenuation >= 21 && s.Attenuation <= 200):
		return fmt.Errorf("the attenuation is out of reach of Kaiser's window (found %g dB, want 21 to 200)", s.Attenuation)
	case s.Window != Window{}:
		return fmt.Errorf("an attenuation takes Kaiser's window (found %s)", s.Window)
	case s.Transition == 0:
		return checkTaps(s.Taps)
	case s.Taps != 0:
		return fmt.Errorf("the taps and the transition both say how long the kernel is (found %d taps and %g Hz, want one of them)", s.Taps, s.Transition)
	case !(s.Transition > 0):
		return fmt.Errorf("the transition must be wider than nothing (found %g Hz)", s.Transition)
	}
	return nil
}

// windowed returns the ideal filter under a window: Σ of the bands' sines over their arguments, scaled to gain 1 at 0 Hz or at half the rate if the first
// band begins or ends there, and else in its middle.
func windowed(rate int, pass []passBand, window []float64) []float64 {
	nyquist, middle := float64(rate)/2, float64(len(window)-1)/2
	taps := make([]float64, len(window))
	for i := range taps {
		m, h := float64(i)-middle, 0.0
		for _, band := range pass {
			low, high := band.low/nyquist, band.high/nyquist
			h += high*sinc(high*m) - low*sinc(low*m)
		}
		taps[i] = h * window[i]
	}
	one := (pass[0].low + pass[0].high) / 2
	switch {
	case pass[0].low == 0:
		one = 0
	case pass[0].high == nyquist:
		one = nyquist
	}
	gain := 0.0
	for i, h := range taps {
		gain += h * math.Cos(math.Pi*(float64(i)-middle)*one/nyquist)
	}
	for i := range taps {
		taps[i] /= gain
	}
	return taps
}
