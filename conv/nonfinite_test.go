package conv

import (
	"fmt"
	"math"
	"testing"
)

// TestStreamKeepsNaNsWhereTheyAre: at the edges of both lanes, of runs and of blocks, in the history too.
func TestStreamKeepsNaNsWhereTheyAre(t *testing.T) {
	const taps = 100
	h := random(taps, 1)
	k := NewKernel([][]float64{h}, 0, Convolution)
	run := newSection(h, 0, FFT).step()
	stretch := run / 2
	for _, at := range []int{0, 1, stretch - 1, stretch, stretch + taps, run - taps, run - 1, run, run + taps - 2, 2*run - 1, 2 * run} {
		for _, e := range bothEngines {
			t.Run(fmt.Sprintf("%v/%d", e, at), func(t *testing.T) {
				x := random(3*run, 2)
				clean, _ := streamed(t, [][]float64{x}, k, Options{Mode: Full, Engine: e, blockFrames: 1})
				x[at] = math.Inf(-1)
				spoilt, report := streamed(t, [][]float64{x}, k, Options{Mode: Full, Engine: e, blockFrames: 1})
				if report.NonFiniteIn != 1 {
					t.Errorf("%d inputs are not finite, want 1", report.NonFiniteIn)
				}
				for i, v := range spoilt[0] {
					if reached := i >= at && i < at+taps; finite(v) == reached {
						t.Fatalf("output %d is %v", i, v)
					} else if !reached && math.Abs(v-clean[0][i]) > tolerance(e, x[:1], h)+1e-12 {
						t.Fatalf("output %d is %v, want %v", i, v, clean[0][i])
					}
				}
				c := NewConvolver(h, 0, e)
				for i, v := range c.Flush(c.Process(nil, x)) {
					if math.Float64bits(v) != math.Float64bits(spoilt[0][i]) {
						t.Fatalf("output %d is %v, a Convolver has %v", i, spoilt[0][i], v)
					}
				}
			})
		}
	}
}
