package design

import (
	"math"
	"testing"
)

// TestHilbertTurn: every sine is turned by -90° exactly, and its gain is 1 at a quarter of the rate.
func TestHilbertTurn(t *testing.T) {
	for _, w := range everyWindow(t) {
		for _, taps := range []int{5, 7, 9, 11, 31, 63, 255, 1023} {
			k, err := Hilbert(48000, taps, w)
			k = soundKernel(t, k, err, 48000)
			if k.Len() != taps || k.Center != taps/2 {
				t.Fatalf("%d taps around %d, want %d", k.Len(), k.Center, taps)
			}
			if middle := answerAt(k, 0.25); math.Abs(real(middle)) > 1e-13 || math.Abs(imag(middle)+1) > 1e-13 {
				t.Errorf("%d taps, %v: %v in the middle, want -i", taps, w, middle)
			}
			for i := range 101 {
				if answer := answerAt(k, float64(i)/200); math.Abs(real(answer)) > 1e-12 {
					t.Fatalf("%d taps, %v: %v at %g", taps, w, answer, float64(i)/200)
				}
			}
		}
	}
}

// TestHilbertGain measures the gain between two shares of half the rate.
func TestHilbertGain(t *testing.T) {
	for _, c := range []struct {
		taps   int
		window Window
		from   float64
		most   float64
	}{
		{31, Window{}, 0.15, 0.012}, {63, Window{}, 0.08, 0.006}, {255, Window{}, 0.02, 0.006},
		{255, Kaiser(8), 0.05, 1e-4}, {1023, Kaiser(12), 0.02, 1e-6},
	} {
		k, err := Hilbert(48000, c.taps, c.window)
		k = soundKernel(t, k, err, 48000)
		worst := 0.0
		for i := range 1001 {
			f := (c.from + (1-2*c.from)*float64(i)/1000) / 2
			worst = max(worst, math.Abs(imag(answerAt(k, f))+1))
		}
		if worst > c.most || worst < c.most/3 {
			t.Errorf("%d taps, %v: off by %g from %g of half the rate on, want %g", c.taps, c.window, worst, c.from, c.most)
		}
	}
}

// TestHilbertCosine: a cosine becomes a sine, sample by sample.
func TestHilbertCosine(t *testing.T) {
	k, err := Hilbert(48000, 255, Kaiser(8))
	k = soundKernel(t, k, err, 48000)
	for _, f := range []float64{0.05, 0.1234, 0.25, 0.4} {
		for n := range 20 {
			got := outputAt(k, func(n float64) float64 { return math.Cos(2 * math.Pi * f * n) }, n)
			if want := math.Sin(2 * math.Pi * f * float64(n)); math.Abs(got-want) > 1e-4 {
				t.Errorf("%g at frame %d of %g cycles a frame, want %g", got, n, f, want)
			}
		}
	}
}

// TestHilbertShort: three and five taps are a difference, unless the window takes even that.
func TestHilbertShort(t *testing.T) {
	for _, name := range []string{"hamming", "rect", "kaiser:8", "blackmanharris", "flattop"} {
		w, err := ParseWindow(name)
		if err != nil {
			t.Fatal(err)
		}
		k, err := Hilbert(8000, 3, w)
		if k = soundKernel(t, k, err, 8000); farthest(t, k.Taps[0], []float64{-0.5, 0, 0.5}) > 1e-15 {
			t.Errorf("%v: %v", w, k.Taps[0])
		}
	}
	for _, w := range everyWindow(t) {
		k, err := Hilbert(8000, 5, w)
		if k = soundKernel(t, k, err, 8000); farthest(t, k.Taps[0], []float64{0, -0.5, 0, 0.5, 0}) > 1e-15 {
			t.Errorf("%v: %v", w, k.Taps[0])
		}
	}
}

func TestHilbertRefusals(t *testing.T) {
	for _, c := range []struct {
		rate, taps   int
		window, want string
	}{
		{0, 3, "rect", "a kernel is made for a sample rate (found 0 Hz, want that of the sounds, such as 48000)"},
		{8000, 0, "rect", "a kernel has taps (found 0, want 1 to 2097152)"},
		{8000, 1, "rect", "a Hilbert transformer needs three taps or more (found 1)"},
		{8000, 2, "rect", "a Hilbert transformer needs three taps or more (found 2)"},
		{8000, 64, "rect", "a Hilbert transformer needs an odd number of taps (found 64, want 63 or 65)"},
		{8000, 3, "hann", "a hann window leaves nothing of a Hilbert transformer of 3 taps (want 5 or more, or another window)"},
		{8000, 3, "blackman", "a blackman window leaves nothing of a Hilbert transformer of 3 taps (want 5 or more, or another window)"},
	} {
		w, err := ParseWindow(c.window)
		if err != nil {
			t.Fatal(err)
		}
		k, err := Hilbert(c.rate, c.taps, w)
		wantRefused(t, k, err, c.want)
	}
}
