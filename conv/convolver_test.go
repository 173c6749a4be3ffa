package conv

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// checkConvolver holds a convolver to its promises for taps h and input x: the full convolution,
// whatever the blocks, no output late by more than the latency, and the same again for another stream.
func checkConvolver(t *testing.T, e Engine, x, h []float64, bias float64) {
	t.Helper()
	c := NewConvolver(h, bias, e)
	if c.Taps() != len(h) {
		t.Errorf("Taps is %d, want %d", c.Taps(), len(h))
	}
	whole := c.Flush(c.Process(nil, x))
	checkClose(t, whole, fullSlowly(x, h, bias), tolerance(e, x, h))
	rng := rand.New(rand.NewPCG(uint64(len(x)), uint64(len(h))))
	for _, most := range []int{1, 2, len(h), c.Latency() + 2} {
		var got []float64
		for rest := x; len(rest) > 0; {
			n := min(1+rng.IntN(most), len(rest))
			got = c.Process(got, rest[:n])
			rest = rest[n:]
			if late := len(x) - len(rest) - len(got); late < 0 || late > c.Latency() {
				t.Fatalf("after %d inputs there are %d outputs, want at most %d fewer", len(x)-len(rest), len(got), c.Latency())
			}
		}
		checkSameBits(t, c.Flush(got), whole)
	}
	c.Process(nil, x)
	c.Reset()
	checkSameBits(t, c.Flush(c.Process(nil, x)), whole)
}

func TestConvolver(t *testing.T) {
	for _, e := range bothEngines {
		for _, taps := range []int{1, 2, 3, 8, 63, 300} {
			step := newSection(random(taps, 1), 0, e).step()
			for _, frames := range []int{0, 1, 2, 62, 63, 64, 301, step - 1, step, step + 1, 2*step + 5} {
				t.Run(fmt.Sprintf("%v/%dtaps/%dframes", e, taps, frames), func(t *testing.T) {
					checkConvolver(t, e, random(frames, 2), random(taps, 1), 0)
					checkConvolver(t, e, random(frames, 3), random(taps, 4), -0.25)
				})
			}
		}
	}
}

func TestIdentityKeepsEveryBit(t *testing.T) {
	x := []float64{0, math.Copysign(0, -1), 1e-310, math.Inf(1), math.Inf(-1), math.MaxFloat64, math.NaN()}
	checkSameBits(t, NewConvolver([]float64{1}, 0, Auto).Process(nil, x), x)
}

// TestNonFiniteReachesOnlyItsTaps: a NaN spoils the outputs that see it and no other, in both engines.
func TestNonFiniteReachesOnlyItsTaps(t *testing.T) {
	h := random(150, 1)
	for _, e := range bothEngines {
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			for _, at := range []int{0, 1, 500, 2999} {
				x := random(3000, 2)
				clean := NewConvolver(h, 0.5, e)
				want := clean.Flush(clean.Process(nil, x))
				x[at] = bad
				spoilt := NewConvolver(h, 0.5, e)
				got := spoilt.Flush(spoilt.Process(nil, x))
				for i := range got {
					reached := i >= at && i < at+len(h)
					if finite := got[i]-got[i] == 0; finite == reached {
						t.Fatalf("%v: %v at %d: output %d is %v", e, bad, at, i, got[i])
					}
					if !reached && math.Abs(got[i]-want[i]) > tolerance(e, x[:1], h)+1e-12 {
						t.Fatalf("%v: %v at %d: output %d is %v, want %v", e, bad, at, i, got[i], want[i])
					}
				}
			}
		}
	}
}

func TestEngineChoice(t *testing.T) {
	for _, c := range []struct {
		engine Engine
		taps   int
		want   Engine
	}{{Auto, 1, Direct}, {Auto, 26, Direct}, {Auto, 27, FFT}, {Direct, 1 << 20, Direct}, {FFT, 1, FFT}} {
		if got := c.engine.For(c.taps); got != c.want {
			t.Errorf("%v chooses %v for %d taps, want %v", c.engine, got, c.taps, c.want)
		}
	}
}

func TestNamesParse(t *testing.T) {
	for _, m := range []Mode{Same, Full, Valid} {
		if got, err := ParseMode(m.String()); got != m || err != nil {
			t.Errorf("mode %v parses as %v, %v", m, got, err)
		}
	}
	for _, o := range []Order{Convolution, Correlation} {
		if got, err := ParseOrder(o.String()); got != o || err != nil {
			t.Errorf("order %v parses as %v, %v", o, got, err)
		}
	}
	for _, e := range []Engine{Auto, Direct, FFT} {
		if got, err := ParseEngine(e.String()); got != e || err != nil {
			t.Errorf("engine %v parses as %v, %v", e, got, err)
		}
	}
	if _, err := ParseMode("some"); err == nil {
		t.Error("mode some parses")
	}
	if _, err := ParseOrder("some"); err == nil {
		t.Error("order some parses")
	}
	if _, err := ParseEngine("some"); err == nil {
		t.Error("engine some parses")
	}
}

func BenchmarkEngines(b *testing.B) {
	for _, taps := range []int{3, 15, 31, 63, 96, 128, 192, 255, 1023, 4095, 65535} {
		for _, e := range bothEngines {
			if e == Direct && taps > 1023 {
				continue
			}
			b.Run(fmt.Sprintf("%v/%dtaps", e, taps), func(b *testing.B) {
				s := newSection(random(taps, 1), 0, e)
				n := max(s.step(), 1<<14) / s.step() * s.step()
				x, y := random(n+taps-1, 2), make([]float64, n)
				w := s.newWorkspace()
				b.SetBytes(int64(8 * n))
				for b.Loop() {
					w.valid(s, y, x)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/sample")
			})
		}
	}
}
