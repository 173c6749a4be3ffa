package design

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/mjibson/go-dsp/window"
)

// A Window fades the ends of a kernel that would go on for ever, so that its response does not ripple there. The zero
// Window is Hamming's.
type Window struct {
	kind string  // one of WindowNames, "" for Hamming's
	beta float64 // of Kaiser's
}

// Kaiser returns Kaiser's window with a shape β from 0, which is a rectangle, up to 100: the larger, the less it ripples and the
// slower it falls.
func Kaiser(beta float64) Window {
	if !(beta >= 0 && beta <= maxBeta) {
		panic(fmt.Sprintf("design: a Kaiser window of shape %g", beta))
	}
	return Window{kind: "kaiser", beta: beta}
}

// maxBeta bounds the shape of Kaiser's window: it is for 900 dB, where float64 has 300.
const maxBeta = 100

// WindowNames returns the names that [ParseWindow] knows; kaiser has its shape behind a colon.
func WindowNames() []string {
	return []string{"hann", "hamming", "blackman", "blackmanharris", "kaiser:8", "flattop", "rect"}
}

// ParseWindow returns the window that a text names: one of [WindowNames], where kaiser:β takes any shape.
func ParseWindow(text string) (Window, error) {
	bad := fmt.Errorf("unknown window %q (want %s)", text, strings.Join(WindowNames(), ", "))
	kind, shape, shaped := strings.Cut(text, ":")
	switch kind {
	case "hann", "hamming", "blackman", "blackmanharris", "flattop", "rect":
		if shaped {
			return Window{}, bad
		}
		return Window{kind: kind}, nil
	case "kaiser":
		beta, err := strconv.ParseFloat(shape, 64)
		if err != nil {
			return Window{}, bad
		}
		if !(beta >= 0 && beta <= maxBeta) {
			return Window{}, fmt.Errorf("the shape of Kaiser's window is out of range (found %g, want 0 to %d)", beta, maxBeta)
		}
		return Kaiser(beta), nil
	}
	return Window{}, bad
}

// String returns the text that [ParseWindow] reads.
func (w Window) String() string {
	switch w.kind {
	case "":
		return "hamming"
	case "kaiser":
		return "kaiser:" + strconv.FormatFloat(w.beta, 'g', -1, 64)
	}
	return w.kind
}

// Taps returns the n weights of the window, symmetric, as SciPy's get_window has them with fftbins=False. A window of one tap
// is 1. It panics unless n is positive.
func (w Window) Taps(n int) []float64 {
	switch {
	case n < 1:
		panic(fmt.Sprintf("design: a window of %d taps", n))
	case n == 1:
		return []float64{1}
	}
	switch w.kind {
	case "hann":
		return window.Hann(n)
	case "blackman":
		return window.Blackman(n)
	case "blackmanharris":
		return blackmanHarris(n)
	case "flattop":
		return window.FlatTop(n)
	case "rect":
		return window.Rectangular(n)
	case "kaiser":
		return kaiser(n, w.beta)
	}
	return window.Hamming(n)
}

// blackmanHarris returns the four-term window of Harris, "On the use of windows for harmonic analysis", 1978, with -92 dB.
func blackmanHarris(n int) []float64 {
	taps := make([]float64, n)
	for i := range taps {
		turn := 2 * math.Pi * float64(i) / float64(n-1)
		taps[i] = 0.35875 - 0.48829*math.Cos(turn) + 0.14128*math.Cos(2*turn) - 0.01168*math.Cos(3*turn)
	}
	return taps
}

// kaiser returns the window I0(β·√(1-x²)) / I0(β), x from -1 to 1 (Kaiser, "Nonrecursive digital filter design using the I0-sinh window
// function", 1974).
func kaiser(n int, beta float64) []float64 {
	taps := make([]float64, n)
	for i := range taps {
		taps[i] = kaiserAt(2*float64(i)/float64(n-1)-1, beta)
	}
	return taps
}

// kaiserAt returns Kaiser's window at x, from -1 to 1.
func kaiserAt(x, beta float64) float64 {
	return besselI0(beta*math.Sqrt(max(0, 1-x*x))) / besselI0(beta)
}

// kaiserBeta returns the shape of the Kaiser window for an attenuation in dB.
func kaiserBeta(attenuation float64) float64 {
	switch {
	case attenuation > 50:
		return 0.1102 * (attenuation - 8.7)
	case attenuation > 21:
		return 0.5842*math.Pow(attenuation-21, 0.4) + 0.07886*(attenuation-21)
	}
	return 0
}

// besselI0 returns the modified Bessel function of the first kind and order 0, by its power series Σ ((x/2)^k / k!)².
func besselI0(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term > sum*1e-17; k++ {
		term *= (x / 2 / k) * (x / 2 / k)
		sum += term
	}
	return sum
}

// sinc returns sin(πx)/πx.
func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}
