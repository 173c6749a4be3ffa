package design

import (
	"math"
	"testing"
)

// everyWindow returns the windows that a kernel is tested under.
func everyWindow(t *testing.T) []Window {
	windows := []Window{{}}
	for _, name := range append(WindowNames(), "kaiser:0", "kaiser:3", "kaiser:100") {
		w, err := ParseWindow(name)
		if err != nil {
			t.Fatal(err)
		}
		windows = append(windows, w)
	}
	return windows
}

// TestDifferentiatorRamp: a ramp gives exactly its slope, and what is constant nothing, however few the taps.
func TestDifferentiatorRamp(t *testing.T) {
	for _, w := range everyWindow(t) {
		for _, taps := range []int{2, 3, 4, 5, 6, 7, 8, 9, 30, 31, 63, 64, 255, 1000, 10001} {
			k, err := Differentiator(48000, taps, w)
			k = soundKernel(t, k, err, 48000)
			if k.Len() != taps || k.Center != (taps-1)/2 {
				t.Fatalf("%d taps around %d, want %d", k.Len(), k.Center, taps)
			}
			if slope := outputAt(k, func(n float64) float64 { return n }, 0); math.Abs(slope-1) > 1e-13*float64(taps) {
				t.Errorf("%d taps, %v: a ramp gives %v", taps, w, slope)
			}
			for i, h := range k.Taps[0] {
				if h != -k.Taps[0][taps-1-i] {
					t.Fatalf("%d taps, %v: tap %d has no mirror", taps, w, i)
				}
			}
		}
	}
}

// TestDifferentiatorShort: two and three taps are differences, whatever the window.
func TestDifferentiatorShort(t *testing.T) {
	for _, w := range everyWindow(t) {
		for taps, want := range map[int][]float64{2: {1, -1}, 3: {0.5, 0, -0.5}} {
			k, err := Differentiator(8000, taps, w)
			if k = soundKernel(t, k, err, 8000); farthest(t, k.Taps[0], want) > 1e-15 {
				t.Errorf("%v: %v, want %v", w, k.Taps[0], want)
			}
		}
	}
}

// TestDifferentiatorResponse measures how far the response is from jω: on the current frame for odd taps, half a frame
// before it for even ones. The deviation is relative to ω.
func TestDifferentiatorResponse(t *testing.T) {
	for _, c := range []struct {
		taps   int
		window Window
		to     float64 // of half the rate
		most   float64
	}{
		{31, Window{}, 0.8, 0.025}, {63, Window{}, 0.9, 0.025}, {255, Window{}, 0.97, 0.025},
		{63, Kaiser(8), 0.8, 4e-4}, {255, Kaiser(8), 0.95, 7e-4}, {255, Kaiser(12), 0.9, 1.2e-5},
		{30, Window{}, 1, 0.04}, {64, Window{}, 1, 0.02}, {32, Window{}, 0.9, 5e-4}, {64, Window{}, 0.9, 2.5e-4}, {64, Kaiser(8), 0.9, 4e-6},
	} {
		k, err := Differentiator(48000, c.taps, c.window)
		k = soundKernel(t, k, err, 48000)
		lag, worst := float64(1-c.taps%2)/2, 0.0
		for i := 1; i <= 1000; i++ {
			f := c.to / 2 * float64(i) / 1000
			omega := 2 * math.Pi * f
			answer := answerAt(k, f)
			phase := math.Pi/2 - omega*lag
			along := real(answer)*math.Cos(phase) + imag(answer)*math.Sin(phase)
			across := imag(answer)*math.Cos(phase) - real(answer)*math.Sin(phase)
			if math.Abs(across) > 1e-12 {
				t.Fatalf("%d taps, %v: %g off the phase at %g", c.taps, c.window, across, f)
			}
			worst = max(worst, math.Abs(along/omega-1))
		}
		if worst > c.most || worst < c.most/2 {
			t.Errorf("%d taps, %v: off by %g up to %g, want %g", c.taps, c.window, worst, c.to, c.most)
		}
	}
	k, err := Differentiator(48000, 63, Window{})
	if k = soundKernel(t, k, err, 48000); math.Abs(real(answerAt(k, 0.5)))+math.Abs(imag(answerAt(k, 0.5))) > 1e-13 {
		t.Errorf("an odd number of taps gives %v at half the rate", answerAt(k, 0.5))
	}
}

// TestDifferentiatorMiddle: what mends the slope at 0 Hz leaves the middle of the band alone, though it is 8 % under
// Hamming's window.
func TestDifferentiatorMiddle(t *testing.T) {
	k, err := Differentiator(48000, 63, Window{})
	k = soundKernel(t, k, err, 48000)
	for i := range 101 {
		f := 0.1 + 0.25*float64(i)/100
		if off := imag(answerAt(k, f))/(2*math.Pi*f) - 1; math.Abs(off) > 0.005 {
			t.Errorf("off by %g at %g", off, f)
		}
	}
}

func TestDifferentiatorRefusals(t *testing.T) {
	for _, c := range []struct {
		rate, taps int
		want       string
	}{
		{-1, 3, "a kernel is made for a sample rate (found -1 Hz, want that of the sounds, such as 48000)"},
		{8000, 0, "a kernel has taps (found 0, want 1 to 2097152)"},
		{8000, 1, "a slope lies between two taps at least (found 1)"},
	} {
		k, err := Differentiator(c.rate, c.taps, Window{})
		wantRefused(t, k, err, c.want)
	}
}
