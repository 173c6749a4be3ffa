package conv

import (
	"math"
	"slices"
	"testing"
)

func TestCorrelationIsStoredReversed(t *testing.T) {
	k := NewKernel([][]float64{{1, 2, 3, 4}}, 1, Correlation)
	if !slices.Equal(k.Taps[0], []float64{4, 3, 2, 1}) || k.Center != 2 {
		t.Errorf("stored as %v with centre %d, want [4 3 2 1] with 2", k.Taps[0], k.Center)
	}
	taps, center := k.Listed()
	if !slices.Equal(taps[0], []float64{1, 2, 3, 4}) || center != 1 {
		t.Errorf("listed as %v with centre %d, want [1 2 3 4] with 1", taps[0], center)
	}
}

func TestNewKernelCopies(t *testing.T) {
	taps := [][]float64{{1, 2}}
	k := NewKernel(taps, 0, Convolution)
	taps[0][0] = 9
	if k.Taps[0][0] != 1 {
		t.Error("the kernel shares the caller's slice")
	}
}

func TestNewKernelPanics(t *testing.T) {
	for name, make := range map[string]func(){
		"no channels":     func() { NewKernel(nil, 0, Convolution) },
		"no taps":         func() { NewKernel([][]float64{{}}, 0, Convolution) },
		"centre too far":  func() { NewKernel([][]float64{{1}}, 1, Convolution) },
		"centre negative": func() { NewKernel([][]float64{{1}}, -1, Convolution) },
		"ragged":          func() { NewKernel([][]float64{{1, 2}, {1}}, 0, Convolution) },
		"no taps to feed": func() { NewConvolver(nil, 0, Auto) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			make()
		}()
	}
}

func TestMiddle(t *testing.T) {
	for taps, want := range map[int]int{1: 0, 2: 0, 3: 1, 4: 1, 5: 2} {
		if got := Middle(taps); got != want {
			t.Errorf("the middle of %d taps is %d, want %d", taps, got, want)
		}
	}
}

func TestAbsSum(t *testing.T) {
	k := NewKernel([][]float64{{1, -2}, {0.5, 4}}, 0, Convolution)
	if got := k.AbsSum(); got != 4.5 {
		t.Errorf("AbsSum is %v, want 4.5", got)
	}
}

// TestMixed compares with the two paths that the mix replaces.
func TestMixed(t *testing.T) {
	x := random(500, 1)
	for _, taps := range []int{1, 4, 31} {
		for center := 0; center < taps; center += 3 {
			k := NewKernel([][]float64{random(taps, 2)}, center, Convolution)
			k.Bias = 0.25
			wetOnly, _ := streamed(t, [][]float64{x}, k, Options{})
			for _, c := range []struct{ gain, wet float64 }{{1, 0}, {1, 0.3}, {0.5, 1}, {2, 0.75}} {
				got, _ := streamed(t, [][]float64{x}, k.Mixed(c.gain, c.wet), Options{})
				for i := range x {
					want := c.gain * (c.wet*wetOnly[0][i] + (1-c.wet)*x[i])
					if math.Abs(got[0][i]-want) > 1e-13 {
						t.Fatalf("gain %v, wet %v: frame %d is %v, want %v", c.gain, c.wet, i, got[0][i], want)
					}
				}
			}
		}
	}
	k := NewKernel([][]float64{{0.1, math.Copysign(0, -1)}}, 0, Convolution)
	checkSameBits(t, k.Mixed(1, 1).Taps[0], k.Taps[0])
}
