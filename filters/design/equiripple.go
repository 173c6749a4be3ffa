package design

import (
	"fmt"
	"math"

	"github.com/mjibson/go-dsp/fft"

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
// digital filters", 1973). It is an error where the exchange finds no end, as with far more taps than the bands ask for.
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
	shared := make([]Band, len(bands)) // in cycles a frame
	for i, b := range bands {
		shared[i] = Band{b.Low / float64(rate), b.High / float64(rate), b.Gain, b.Weight}
	}
	e := newExchange(taps, shared)
	e.run()
	h := e.taps()
	deviation = largestError(h, shared)
	if !(deviation <= e.allowed()) {
		return nil, 0, fmt.Errorf("the design finds no end (found an error of %.3g with %d taps, want fewer taps, or wider transitions)", deviation, taps)
	}
	return centred(rate, h), deviation, nil
}

// largestError returns the largest weighted error of a kernel's gains in bands, in cycles a frame, at 16 frequencies a tap and the bands' ends.
func largestError(taps []float64, bands []Band) float64 {
	n := 1 << 12
	for n < 16*len(taps) {
		n *= 2
	}
	padded := make([]float64, n)
	copy(padded, taps)
	worst := 0.0
	for i, bin := range fft.FFTReal(padded)[:n/2+1] {
		for _, b := range bands {
			if f := float64(i) / float64(n); f >= b.Low && f <= b.High {
				worst = max(worst, b.Weight*math.Abs(math.Hypot(real(bin), imag(bin))-b.Gain))
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
