package filters

import (
	"cmp"
	"math"
	"math/cmplx"
	"slices"

	"github.com/mjibson/go-dsp/fft"

	"sigconv/conv"
)

// PeakGain returns the largest magnitude of k's frequency response over all channels, bias aside, and
// where it lies in cycles a frame, 0 to 1/2: the most that a sine can gain.
//
// |H| is sampled by an FFT eight times as finely as it can turn, and the highest places are refined on
// Σ h[k]·e^(-2πifk) itself. Beyond 2^14 taps, a room and not a filter, memory and time count for more:
// twice as finely, and the gain may be that of a peak a little lower than the highest.
func PeakGain(k *conv.Kernel) (gain, frequency float64) {
	for _, taps := range k.Taps {
		if g, f := peakGain(taps); g > gain {
			gain, frequency = g, f
		}
	}
	return gain, frequency
}

func peakGain(taps []float64) (gain, frequency float64) {
	// go-dsp leaks a table for every length that is no power of two, so the length is one.
	finely, candidates := 8, 8
	if len(taps) > 1<<14 {
		finely, candidates = 2, 2
	}
	n := 16
	for n < finely*len(taps) {
		n *= 2
	}
	padded := make([]float64, n)
	copy(padded, taps)
	bins := fft.FFTReal(padded)
	magnitude := make([]float64, n/2+1)
	for i := range magnitude {
		magnitude[i] = cmplx.Abs(bins[i])
		if magnitude[i] > gain {
			gain, frequency = magnitude[i], float64(i)/float64(n)
		}
	}
	for _, i := range highest(magnitude, candidates) {
		f := refine(taps, float64(i-1)/float64(n), float64(i+1)/float64(n))
		if g := cmplx.Abs(response(taps, f)); g > gain {
			gain, frequency = g, min(math.Abs(f), 1-f) // |H| is even and has period 1
		}
	}
	return gain, frequency
}

// highest returns the local maxima beside which the true one may lie. A comb has hundreds of almost the
// same height; a parabola through the neighbours tells how high each rises between the bins, and the
// few that promise most are returned.
func highest(magnitude []float64, most int) []int {
	type peak struct {
		at     int
		height float64
	}
	var peaks []peak
	last := len(magnitude) - 1
	for i, m := range magnitude {
		// Beyond both ends the response is mirrored.
		left, right := magnitude[max(i-1, 1-i)], magnitude[min(i+1, 2*last-i-1)]
		if m < left || m < right {
			continue
		}
		height := m
		if bend := left - 2*m + right; bend < 0 {
			height -= (left - right) * (left - right) / (8 * bend)
		}
		peaks = append(peaks, peak{i, height})
	}
	slices.SortFunc(peaks, func(a, b peak) int { return cmp.Compare(b.height, a.height) })
	var at []int
	for _, p := range peaks[:min(len(peaks), most)] {
		at = append(at, p.at)
	}
	return at
}

// response returns Σ h[k]·e^(-2πifk) by Horner's rule.
func response(taps []float64, f float64) complex128 {
	z := cmplx.Rect(1, -2*math.Pi*f)
	var sum complex128
	for i := len(taps) - 1; i >= 0; i-- {
		sum = sum*z + complex(taps[i], 0)
	}
	return sum
}

// refine returns where |H| has its maximum between low and high, by golden-section search: 20 steps
// bring the place to 1e-4 of the interval, the value to about 1e-8 of itself.
func refine(taps []float64, low, high float64) float64 {
	const ratio = 0.6180339887498949 // (√5-1)/2
	value := func(f float64) float64 { return cmplx.Abs(response(taps, f)) }
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	va, vb := value(a), value(b)
	for range 20 {
		if va < vb {
			low, a, va = a, b, vb
			b = low + ratio*(high-low)
			vb = value(b)
		} else {
			high, b, vb = b, a, va
			a = high - ratio*(high-low)
			va = value(a)
		}
	}
	return (low + high) / 2
}
