package design

import (
	"fmt"
	"math"

	"sigconv/conv"
)

// The taps of an equiripple design: the exchange takes time that grows with their square, and beyond some thousands loses its way.
const (
	fewestEquiripple = 3
	mostEquiripple   = 2047
)

// Equiripple returns the kernel of so many taps, 3 to 2047, and linear phase whose gains in some bands have the least largest error, times the weights of the
// bands; deviation is that error, as measured. What lies between the bands is left to itself, and may rise where there is much room. The taps are
// symmetric, and their middle is the centre.
//
// It is Parks and McClellan's design by Remez's exchange (McClellan, Parks, Rabiner, "A computer program for designing optimum FIR linear phase
// digital filters", 1973). It is an error where the exchange finds no end, as with far more taps than the bands ask for, unless it has come to 1e-5 of
// the largest gain by then.
func Equiripple(rate, taps int, bands []Band) (k *conv.Kernel, deviation float64, err error) {
	if err := checkRate(rate); err != nil {
		return nil, 0, err
	}
	if taps < fewestEquiripple || taps > mostEquiripple {
		return nil, 0, fmt.Errorf("an equiripple design has %d to %d taps (found %d)", fewestEquiripple, mostEquiripple, taps)
	}
	if err := checkBands(rate, taps, bands); err != nil {
		return nil, 0, err
	}
	if len(bands) > (taps+1)/2 {
		return nil, 0, fmt.Errorf("so few taps cannot tell the bands apart (found %d taps and %d bands, want %d taps at least)", taps, len(bands), 2*len(bands))
	}
	shared := make([]Band, len(bands)) // in cycles a frame
	for i, b := range bands {
		shared[i] = Band{b.Low / float64(rate), b.High / float64(rate), b.Gain, b.Weight}
	}
	e := newExchange(taps, shared)
	best, deviation := []float64(nil), math.Inf(1)
	// Where bands mirror one another, the polynomial at equal steps may have no error at all, and no way leads on from there.
	for _, bend := range []float64{0, 0.2} {
		e.guess(bend)
		e.run()
		h := e.taps()
		if peak := largestGain(h); peak > mostRise*e.largest() {
			return nil, 0, fmt.Errorf("the gain rises to %.3g where no band says what it should be (found %d taps, want fewer, or bands that leave less room)", peak, taps)
		}
		found := largestError(h, shared)
		if found <= e.allowed() {
			return centred(rate, h), found, nil
		}
		if found < deviation { // not where it is no number
			best, deviation = h, found
		}
	}
	if deviation <= smallError*e.largest() {
		return centred(rate, best), deviation, nil
	}
	return nil, 0, fmt.Errorf("the design finds no end (found %d taps, want fewer, or bands that leave less room)", taps)
}

// smallError is what an error may be, against the largest gain, for a design that has not ended: rounding keeps the exchange from the least one, but -100 dB
// serve.
const smallError = 1e-5

// mostRise is how far above the largest gain of a band the gain may rise between bands: what is beyond is of no use to anybody, and costs the bands their
// digits.
const mostRise = 1e6

// largestGain returns the largest |H| of taps.
func largestGain(taps []float64) float64 {
	_, peak := magnitudesOf(taps, 1<<14)
	return peak
}

// largestError returns the largest weighted error of a kernel's gains in bands, in cycles a frame, at 8 frequencies a tap at least and the bands' ends.
func largestError(taps []float64, bands []Band) float64 {
	const n = 1 << 14
	magnitude, _ := magnitudesOf(taps, n)
	worst := 0.0
	for i, gain := range magnitude {
		for _, b := range bands {
			if f := float64(i) / n; f >= b.Low && f <= b.High {
				worst = max(worst, b.Weight*math.Abs(gain-b.Gain))
			}
		}
	}
	for _, b := range bands {
		for _, f := range []float64{b.Low, b.High} {
			worst = max(worst, b.Weight*math.Abs(magnitudeAt(taps, f)-b.Gain))
		}
	}
	return worst
}
