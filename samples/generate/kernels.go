package main

import (
	"bytes"
	"fmt"
	"math"

	"sigconv/conv"
)

// textFile returns a kernel as text. about is one plain sentence for each line, with the formula.
func textFile(k *conv.Kernel, about ...string) ([]byte, error) {
	var b bytes.Buffer
	for _, line := range about {
		fmt.Fprintf(&b, "# %s\n", line)
	}
	err := conv.WriteKernel(&b, k)
	return b.Bytes(), err
}

// mono returns a kernel in convolution order.
func mono(taps []float64, center int) *conv.Kernel {
	return conv.NewKernel([][]float64{taps}, center, conv.Convolution)
}

func smoothFile() ([]byte, error) {
	return textFile(mono([]float64{0.25, 0.5, 0.25}, 1),
		"Smooths: every frame becomes the weighted mean of itself and its neighbours.",
		"Made by hand: the binomial coefficients 1 2 1 divided by their sum, so that |H(f)| = cos²(πf/rate).")
}

func differenceFile() ([]byte, error) {
	return textFile(mono([]float64{1, -1}, 0),
		"Differentiates: every frame becomes its change since the frame before.",
		"Made by hand: y[n] = x[n] - x[n-1], so that |H(f)| = 2|sin(πf/rate)|, which is 0 at 0 Hz.")
}

func lowPassFile() ([]byte, error) {
	const taps, cutoff = 63, 2000
	k := mono(lowPassTaps(taps, cutoff, blackman), conv.Middle(taps))
	k.Rate = rate
	return textFile(k,
		"Dulls: passes what lies below 2 kHz and stops what lies well above, without moving it in time.",
		"Made as a windowed sinc: h[n] ~ w[n]·sin(2πfm)/πm with m = n - 31, f = 2000/48000 and the Blackman window",
		"w[n] = 0.42 + 0.5·cos(πm/32) + 0.08·cos(2πm/32), divided by its sum, so that the gain at 0 Hz is 1.")
}

func telephoneFile() ([]byte, error) {
	const taps, low, high = 127, 300, 3400
	h := lowPassTaps(taps, high, hamming)
	for i, v := range lowPassTaps(taps, low, hamming) {
		h[i] -= v
	}
	scale(h, 1/symmetricGain(h, math.Sqrt(low*high)))
	k := mono(h, conv.Middle(taps))
	k.Rate = rate
	return textFile(k,
		"Sounds like a telephone: passes the band of 300 to 3400 Hz and stops 0 Hz altogether.",
		"Made as the difference of two windowed sincs: h[n] ~ l(3400) - l(300), each l(c) = w[n]·sin(2πfm)/πm with",
		"m = n - 63, f = c/48000, the Hamming window w[n] = 0.54 + 0.46·cos(πm/64), and its sum made 1;",
		"then scaled to gain 1 at √(300·3400) = 1010 Hz. Its 2.6 ms are too short for a sharp edge at 300 Hz: the",
		"gain is -10 dB there, -6 dB at 400 and at 3400 Hz.")
}

// lowPassTaps returns a low pass of an odd number of taps around the middle one: the ideal response
// 2f·sinc(2fm), f = cutoff/rate, times a window, with a sum of 1. See Oppenheim and Schafer,
// "Discrete-Time Signal Processing", on filter design by windowing.
func lowPassTaps(taps int, cutoff float64, window func(x float64) float64) []float64 {
	h := make([]float64, taps)
	middle := taps / 2
	for m := range middle + 1 {
		// A window as long as taps + 2 has its zeros just outside, so that no tap is wasted on them.
		v := 2 * cutoff / rate * sinc(2*cutoff/rate*float64(m)) * window(float64(m)/float64(middle+1))
		h[middle-m], h[middle+m] = v, v
	}
	normalise(h)
	return h
}

// normalise gives symmetric taps a sum of 1: it divides by the sum, then lets the middle tap take what
// rounding has left.
func normalise(h []float64) {
	middle := len(h) / 2
	scale(h, 1/(2*sum(h[:middle])+h[middle]))
	h[middle] = 1 - 2*sum(h[:middle])
}

func sum(x []float64) (s float64) {
	for _, v := range x {
		s += v
	}
	return s
}

// sinc returns sin(πx)/πx.
func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}

// blackman and hamming are the windows of those names over x from 0, the middle, to ±1, the ends.
func blackman(x float64) float64 {
	return 0.42 + 0.5*math.Cos(math.Pi*x) + 0.08*math.Cos(2*math.Pi*x)
}

func hamming(x float64) float64 { return 0.54 + 0.46*math.Cos(math.Pi*x) }

// symmetricGain returns the gain at f Hz of taps that are symmetric around the middle one, where the
// sines of the response cancel: Σ h[middle+m]·cos(2πfm/rate).
func symmetricGain(h []float64, f float64) (gain float64) {
	middle := len(h) / 2
	for i, v := range h {
		gain += v * math.Cos(2*math.Pi*f*float64(i-middle)/rate)
	}
	return gain
}

// motifFile lists the first two periods of the beater, less the straight line that fits them best, so
// that the slow swing of a bass note does not answer, and with a norm of 1, so that the answer is the
// lecture's alignment.
func motifFile() ([]byte, error) {
	a := beater()[:15]
	removeLine(a)
	scale(a, 1/norm(a))
	k := conv.NewKernel([][]float64{a}, 0, conv.Correlation)
	k.Rate = rate
	return textFile(k,
		"Detects: answers most where the sound runs like these taps, the first moment of the kick in riff.wav.",
		"Made from the knock of the beater, sin(2πk/7.5)·2^(-k/12) for k = 0 to 14, less its least-squares line,",
		"with Σ a[k]² = 1: the answer y[n] = Σ a[k]·x[n+k] is ‖x‖·cos θ for the 15 frames from n on.")
}

// removeLine takes the least-squares line away from an odd number of points: the mean, then the slope
// Σ m·a / Σ m² over m counted from the middle.
func removeLine(a []float64) {
	middle := len(a) / 2
	mean := sum(a) / float64(len(a))
	var along, square float64
	for i := range a {
		m := float64(i - middle)
		along += m * a[i]
		square += m * m
	}
	for i := range a {
		a[i] -= mean + along/square*float64(i-middle)
	}
}

// norm returns √Σ a[k]².
func norm(a []float64) float64 { return rms(a) * math.Sqrt(float64(len(a))) }
