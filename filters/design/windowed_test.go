package design

import (
	"fmt"
	"math"
	"math/cmplx"
	"strings"
	"testing"

	"sigconv/conv"
)

// gainOf returns |H| of taps at a frequency, summed term by term.
func gainOf(taps []float64, frequency float64, rate int) float64 {
	sum := complex128(0)
	for i, h := range taps {
		sum += complex(h, 0) * cmplx.Exp(complex(0, -2*math.Pi*frequency/float64(rate)*float64(i)))
	}
	return cmplx.Abs(sum)
}

// TestWhatWasAskedFor measures filters of a transition and an attenuation: what they stop is down by so much, what they pass deviates by no more.
func TestWhatWasAskedFor(t *testing.T) {
	const places = 700
	for _, rate := range []int{8000, 44100, 192000} {
		for _, attenuation := range []float64{21, 40, 60, 96, 150} {
			for _, part := range []float64{0.004, 0.03} { // of the rate
				transition := part * float64(rate)
				low, high := 0.08*float64(rate), 0.31*float64(rate)
				shape := Shape{Transition: transition, Attenuation: attenuation}
				filters := map[string]func() (*conv.Kernel, error){
					"low-pass":  func() (*conv.Kernel, error) { return LowPass(rate, low, shape) },
					"high-pass": func() (*conv.Kernel, error) { return HighPass(rate, low, shape) },
					"band-pass": func() (*conv.Kernel, error) { return BandPass(rate, low, high, shape) },
					"band-stop": func() (*conv.Kernel, error) { return BandStop(rate, low, high, shape) },
				}
				for name, filter := range filters {
					k, err := filter()
					if err != nil {
						t.Errorf("%s at %d Hz, %g Hz, %g dB: %v", name, rate, transition, attenuation, err)
						continue
					}
					mostTaps := (attenuation-7.95)/(2.285*2*math.Pi*part)*1.15 + 12
					if k.Len()%2 == 0 || float64(k.Len()) > mostTaps {
						t.Errorf("%s at %d Hz, %g Hz, %g dB: %d taps", name, rate, transition, attenuation, k.Len())
					}
					allowed := math.Pow(10, -attenuation/20)*1.002 + 1e-15*float64(k.Len()) // between the places that were measured, and rounding
					for i := range places {
						f := float64(rate) / 2 * float64(i) / (places - 1)
						inside := map[string]bool{"low-pass": f < low, "high-pass": f > low, "band-pass": f > low && f < high, "band-stop": f < low || f > high}[name]
						if math.Abs(f-low) < transition/2 || strings.HasPrefix(name, "band") && math.Abs(f-high) < transition/2 {
							continue
						}
						g := gainOf(k.Taps[0], f, rate)
						if inside {
							g -= 1
						}
						if math.Abs(g) > allowed {
							t.Errorf("%s at %d Hz, %g Hz, %g dB: off by %g dB at %g Hz", name, rate, transition, attenuation, 20*math.Log10(math.Abs(g)), f)
							break
						}
					}
				}
			}
		}
	}
}

// TestRipplesBetweenBins: two shapes whose largest ripples lie near an edge, between the frequencies of a transform 16 times as long as the kernel.
func TestRipplesBetweenBins(t *testing.T) {
	low, err := LowPass(192000, 13013.614708467343, Shape{Transition: 6536.247489758797, Attenuation: 108.58075080491616})
	if err != nil {
		t.Fatal(err)
	}
	band, err := BandPass(8000, 1994.4362549913762, 2023.6312522324413, Shape{Transition: 25.79857261629394, Attenuation: 94.96445083277544})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 4000 {
		f := 9745.49 * float64(i) / 4000
		if e := math.Abs(gainOf(low.Taps[0], f, 192000) - 1); e > math.Pow(10, -108.57/20) {
			t.Fatalf("low-pass: off by %g dB at %g Hz", 20*math.Log10(e), f)
		}
		if f = 1970 + 11.53*float64(i)/4000; gainOf(band.Taps[0], f, 8000) > math.Pow(10, -94.96/20) {
			t.Fatalf("band-pass: %g dB at %g Hz", 20*math.Log10(gainOf(band.Taps[0], f, 8000)), f)
		}
	}
}

// TestSymmetry: the taps of filters are mirrored to the last bit, so that their phase is linear.
func TestSymmetry(t *testing.T) {
	for _, taps := range []int{1, 2, 3, 10, 63, 64} {
		k, err := BandPass(48000, 300, 3400, Shape{Taps: taps})
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range k.Taps[0] {
			if mirror := k.Taps[0][taps-1-i]; math.Abs(h-mirror) > 1e-16 {
				t.Errorf("%d taps: tap %d is %v, its mirror %v", taps, i, h, mirror)
			}
		}
	}
}

func TestTelephone(t *testing.T) {
	for _, rate := range []int{8000, 44100, 96000} {
		k, err := Telephone(rate, Shape{Transition: 200, Attenuation: 60})
		if err != nil {
			t.Fatal(err)
		}
		for f, want := range map[float64]float64{50: 0, 199: 0, 400: 1, 1000: 1, 3300: 1, 3501: 0} {
			if g := gainOf(k.Taps[0], f, rate); math.Abs(g-want) > 1.1e-3 {
				t.Errorf("%d Hz: gain %g at %g Hz, want %g", rate, g, f, want)
			}
		}
	}
}

func TestFilterRefusals(t *testing.T) {
	taps := func(n int) Shape { return Shape{Taps: n} }
	sharp := func(transition, attenuation float64) Shape {
		return Shape{Transition: transition, Attenuation: attenuation}
	}
	nan := math.NaN()
	for _, c := range []struct {
		make func() (*conv.Kernel, error)
		want string
	}{
		{func() (*conv.Kernel, error) { return LowPass(0, 1000, taps(63)) }, "a kernel is made for a sample rate (found 0 Hz, want that of the sounds, such as 48000)"},
		{func() (*conv.Kernel, error) { return LowPass(-1, 1000, taps(63)) }, "found -1 Hz"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, taps(0)) }, "a kernel has taps (found 0, want 1 to 2097152)"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, taps(-5)) }, "found -5"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, taps(1<<21+1)) }, "found 2097153"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 30000, taps(63)) }, "the cutoff must lie between 0 Hz and half the rate (found 30000 Hz, want less than 24000 Hz)"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 24000, taps(63)) }, "found 24000 Hz"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 0, taps(63)) }, "found 0 Hz"},
		{func() (*conv.Kernel, error) { return LowPass(48000, nan, taps(63)) }, "found NaN Hz"},
		{func() (*conv.Kernel, error) { return HighPass(48000, 1000, taps(64)) }, "a high-pass needs an odd number of taps (found 64, want 63 or 65)"},
		{func() (*conv.Kernel, error) { return BandStop(48000, 1000, 2000, taps(2)) }, "a band-stop needs an odd number of taps (found 2, want 1 or 3)"},
		{func() (*conv.Kernel, error) { return BandPass(48000, 3000, 1000, taps(63)) }, "the lower edge must lie below the upper one (found 3000 Hz and 1000 Hz)"},
		{func() (*conv.Kernel, error) { return BandPass(48000, 1000, 1000, taps(63)) }, "the lower edge must lie below"},
		{func() (*conv.Kernel, error) { return BandPass(48000, 1000, 50000, taps(63)) }, "the upper edge must lie between"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, sharp(100, 20)) }, "found 20 dB, want 21 to 200"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, sharp(100, nan)) }, "found NaN dB"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, sharp(100, 0)) }, "found 0 dB"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, sharp(-100, 60)) }, "wider than nothing (found -100 Hz)"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, sharp(nan, 60)) }, "wider than nothing (found NaN Hz)"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, sharp(0.001, 60)) }, "the transition is too narrow (found 0.001 Hz, want "},
		{func() (*conv.Kernel, error) { return LowPass(48000, 1000, sharp(2000, 60)) }, "the transition has no room around 1000 Hz (found 2000 Hz, want less than 2000 Hz)"},
		{func() (*conv.Kernel, error) { return LowPass(48000, 23900, sharp(300, 60)) }, "no room around 23900 Hz (found 300 Hz, want less than 200 Hz)"},
		{func() (*conv.Kernel, error) { return BandPass(48000, 1000, 1100, sharp(100, 60)) }, "no room around 1100 Hz (found 100 Hz, want less than 100 Hz)"},
		{func() (*conv.Kernel, error) {
			return LowPass(48000, 1000, Shape{Taps: 9, Transition: 100, Attenuation: 60})
		}, "both say how long"},
		{func() (*conv.Kernel, error) {
			return LowPass(48000, 1000, Shape{Taps: 9, Window: Kaiser(3), Attenuation: 60})
		}, "an attenuation takes Kaiser's window (found kaiser:3)"},
		{func() (*conv.Kernel, error) { return Telephone(6800, taps(63)) }, "a telephone wants room for 3400 Hz (found a rate of 6800 Hz, want more than 6800 Hz)"},
		{func() (*conv.Kernel, error) { return Telephone(0, taps(63)) }, "a kernel is made for a sample rate"},
	} {
		if k, err := c.make(); err == nil || k != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// TestFewTaps: hardly any taps still make finite kernels with the gain that they should have.
func TestFewTaps(t *testing.T) {
	for taps := 1; taps < 8; taps++ {
		for _, window := range WindowNames() {
			w, err := ParseWindow(window)
			if err != nil {
				t.Fatal(err)
			}
			if window == "hann" && taps == 2 { // 0 at both ends: nothing is left
				if k, err := LowPass(48000, 1000, Shape{Taps: taps, Window: w}); err == nil {
					t.Errorf("2 taps, hann: %v", k)
				}
				continue
			}
			k, err := LowPass(48000, 1000, Shape{Taps: taps, Window: w})
			if err != nil || !k.Finite() || math.Abs(gainOf(k.Taps[0], 0, 48000)-1) > 1e-12 {
				t.Errorf("%d taps, %s: %v, %v", taps, window, k, err)
			}
		}
	}
}

func TestWindowNames(t *testing.T) {
	for _, name := range append(WindowNames(), "kaiser:0", "kaiser:100", "kaiser:2.25") {
		if w, err := ParseWindow(name); err != nil || w.String() != name {
			t.Errorf("%s: %v, %v", name, w, err)
		}
	}
	if (Window{}).String() != "hamming" {
		t.Errorf("the zero window is %s", Window{})
	}
	for name, want := range map[string]string{
		"":           `unknown window "" (want hann, hamming, blackman, blackmanharris, kaiser:8, flattop, rect)`,
		"kaiser":     "unknown window",
		"kaiser:":    "unknown window",
		"kaiser:x":   "unknown window",
		"hann:2":     "unknown window",
		"Hann":       "unknown window",
		"kaiser:-1":  "found -1, want 0 to 100",
		"kaiser:101": "found 101, want 0 to 100",
		"kaiser:NaN": "found NaN",
	} {
		if _, err := ParseWindow(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", name, err, want)
		}
	}
}

// TestBesselI0 takes values of Abramowitz and Stegun, table 9.8.
func TestBesselI0(t *testing.T) {
	for x, want := range map[float64]float64{0: 1, 1: 1.2660658777520084, 5: 27.239871823604442, 10: 2815.716628466254} {
		if got := besselI0(x); math.Abs(got-want) > 1e-14*want {
			t.Errorf("I0(%g) = %v, want %v", x, got, want)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for _, transition := range []float64{1000, 10, 3} {
		b.Run(fmt.Sprintf("%gHz", transition), func(b *testing.B) {
			for b.Loop() {
				if _, err := LowPass(48000, 4000, Shape{Transition: transition, Attenuation: 90}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
