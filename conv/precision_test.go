package conv

import (
	"fmt"
	"math"
	"testing"
)

// TestEnginesAgree: at full scale, the FFT engine is within 1e-13 of the direct one.
func TestEnginesAgree(t *testing.T) {
	for _, taps := range []int{2, 25, 63, 255, 1023, 4095, 65535} {
		t.Run(fmt.Sprintf("%dtaps", taps), func(t *testing.T) {
			x, h := random(2*taps+3000, 1), random(taps, 2)
			energy := 0.0
			for _, v := range h {
				energy += v * v
			}
			for k := range h {
				h[k] /= math.Sqrt(energy) // so that noise of full scale keeps its level
			}
			outputs := 2000
			from := len(x) - taps + 1 - outputs
			direct, fast := newSection(h, 0, Direct), newSection(h, 0, FFT)
			want, got := make([]float64, outputs), make([]float64, len(x)-taps+1)
			direct.newWorkspace().valid(direct, want, x[from:])
			fast.newWorkspace().valid(fast, got, x)
			worst := 0.0
			for i := range want {
				worst = max(worst, math.Abs(got[from+i]-want[i]))
			}
			t.Logf("largest difference %.2g of full scale", worst)
			if !(worst <= 1e-13) {
				t.Errorf("the engines differ by %.2g of full scale", worst)
			}
		})
	}
}
