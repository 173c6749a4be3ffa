package design

import (
	"fmt"
	"math"
	"slices"

	"github.com/mjibson/go-dsp/fft"

	"sigconv/conv"
)

// A Point is a gain that an equalizer has at a frequency.
type Point struct{ Frequency, Gain float64 } // Hz, dB

// mostGain is the largest gain of a point in dB, either way.
const mostGain = 200

// Equalizer returns a kernel of an odd number of taps and linear phase that has gains at frequencies: between two points the gain goes straight in
// dB over the logarithm of the frequency, below the first and above the last it stays. Points may come in any order; those above half the
// rate are only gone towards. The fewer the taps, the rounder the corners, and what is narrower than about the rate by the taps is lost.
//
// The response is sampled and transformed back under a window, as SciPy's firwin2 does it ("frequency sampling").
func Equalizer(rate, taps int, points []Point, w Window) (*conv.Kernel, error) {
	if err := checkRate(rate); err != nil {
		return nil, err
	}
	if err := checkTaps(taps); err != nil {
		return nil, err
	}
	if taps%2 == 0 {
		return nil, fmt.Errorf("an equalizer needs an odd number of taps, as an even one has no gain at half the rate (found %d, want %d or %d)", taps, taps-1, taps+1)
	}
	points = slices.Clone(points)
	slices.SortStableFunc(points, func(a, b Point) int {
		if a.Frequency < b.Frequency {
			return -1
		}
		return 1
	})
	if err := checkPoints(points, rate); err != nil {
		return nil, err
	}
	bins := 1 << 13 // so fine that corners between two bins are none that a kernel could have
	for bins < 4*taps {
		bins *= 2
	}
	gains := make([]float64, bins+1)
	for i := range gains {
		gains[i] = math.Pow(10, gainAt(points, float64(i)*float64(rate)/2/float64(bins))/20)
	}
	return centred(rate, sampled(gains, w.Taps(taps))), nil
}

// checkPoints refuses sorted points that say nothing, or two things.
func checkPoints(points []Point, rate int) error {
	if len(points) == 0 {
		return fmt.Errorf("an equalizer has points (found none, want one at least)")
	}
	for i, p := range points {
		switch {
		case !(p.Frequency >= 0 && !math.IsInf(p.Frequency, 1)):
			return fmt.Errorf("a point lies at a frequency from 0 Hz on (found %g Hz)", p.Frequency)
		case !(math.Abs(p.Gain) <= mostGain):
			return fmt.Errorf("the gain at %g Hz is out of range (found %g dB, want %d to %d)", p.Frequency, p.Gain, -mostGain, mostGain)
		case i > 0 && points[i-1].Frequency == p.Frequency && points[i-1].Gain != p.Gain:
			return fmt.Errorf("two points lie at one frequency (found %g dB and %g dB at %g Hz)", points[i-1].Gain, p.Gain, p.Frequency)
		}
	}
	if half := float64(rate) / 2; points[0].Frequency > half {
		return fmt.Errorf("all points lie beyond half the rate (found %g Hz and above, want one up to %g Hz)", points[0].Frequency, half)
	}
	return nil
}

// gainAt returns the gain in dB that sorted points give a frequency.
func gainAt(points []Point, f float64) float64 {
	i, at := slices.BinarySearchFunc(points, f, func(p Point, f float64) int {
		switch {
		case p.Frequency < f:
			return -1
		case p.Frequency > f:
			return 1
		}
		return 0
	})
	switch {
	case at:
		return points[i].Gain
	case i == 0:
		return points[0].Gain
	case i == len(points):
		return points[i-1].Gain
	}
	from, to := points[i-1], points[i]
	if from.Frequency == 0 { // which has no logarithm
		return to.Gain
	}
	share := math.Log(f/from.Frequency) / math.Log(to.Frequency/from.Frequency)
	return from.Gain + share*(to.Gain-from.Gain)
}

// sampled returns the taps under a window whose gains at equal steps from 0 Hz to half the rate come next to gains, of which there is one more than a
// power of two.
func sampled(gains, window []float64) []float64 {
	bins := len(gains) - 1
	delay := float64(len(window)-1) / 2
	spectrum := make([]complex128, 2*bins)
	for i, gain := range gains {
		turn := -math.Pi * delay * float64(i) / float64(bins)
		spectrum[i] = complex(gain*math.Cos(turn), gain*math.Sin(turn))
		if i > 0 && i < bins {
			spectrum[2*bins-i] = complex(real(spectrum[i]), -imag(spectrum[i]))
		}
	}
	spectrum[bins] = complex(real(spectrum[bins]), 0)
	response := fft.IFFT(spectrum)
	taps := make([]float64, len(window))
	for i := range taps {
		taps[i] = real(response[i]) * window[i]
	}
	return taps
}
