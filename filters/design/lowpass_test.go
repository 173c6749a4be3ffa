package design

import (
	"fmt"
	"math"
	"math/cmplx"
	"testing"
)

// gain returns the gain of taps at a frequency in dB.
func gain(taps []float64, frequency float64, rate int) float64 {
	sum := complex128(0)
	for i, h := range taps {
		sum += complex(h, 0) * cmplx.Exp(complex(0, -2*math.Pi*frequency/float64(rate)*float64(i)))
	}
	return 20 * math.Log10(cmplx.Abs(sum))
}

// TestLowPass measures what was asked for, on a grid of frequencies.
func TestLowPass(t *testing.T) {
	for _, rate := range []int{11025, 44100, 48000, 192000} {
		for _, c := range []struct{ pass, stop, attenuation float64 }{{3500, 4000, 60}, {3500, 3900, 80}, {200, 1000, 40}, {4000, 5000, 120}} {
			t.Run(fmt.Sprintf("%d/%v", rate, c), func(t *testing.T) {
				k := LowPass(rate, c.pass, c.stop, c.attenuation)
				taps := k.Taps[0]
				if len(taps)%2 == 0 || k.Center != len(taps)/2 {
					t.Fatalf("%d taps around %d", len(taps), k.Center)
				}
				for i := range taps {
					if taps[i] != taps[len(taps)-1-i] {
						t.Fatalf("tap %d has no mirror", i)
					}
				}
				ripple := 20 * math.Log10(1+3*math.Pow(10, -c.attenuation/20)) // Kaiser's formula is not exact, and 0 Hz, whose gain is 1, may lie at the end of a ripple
				for i := range 400 {
					if g := gain(taps, c.pass*float64(i)/399, rate); math.Abs(g) > ripple {
						t.Fatalf("%g dB at %g Hz, want %g at most", g, c.pass*float64(i)/399, ripple)
					}
					f := c.stop + (float64(rate)/2-c.stop)*float64(i)/399
					if g := gain(taps, f, rate); g > -c.attenuation+2 {
						t.Fatalf("%g dB at %g Hz, want %g", g, f, -c.attenuation)
					}
				}
			})
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
