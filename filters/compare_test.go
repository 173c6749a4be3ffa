package filters

import (
	"fmt"
	"math"
	"testing"

	"sigconv/conv"
)

// worst returns the largest difference of a way to the convolution, relative to the largest output.
func (c *Comparison) worst(w Way) float64 {
	largest := 0.0
	for _, y := range c.Convolution.Sound {
		for _, v := range y {
			largest = max(largest, math.Abs(v))
		}
	}
	return DifferenceOf(w.Sound, c.Convolution.Sound).Max / max(largest, math.SmallestNonzeroFloat64)
}

func checkWays(t *testing.T, s *conv.Stack, x [][]float64, m conv.Mode, e conv.Engine) {
	t.Helper()
	c := Compare(s, x, m, e, 0)
	for name, way := range map[string]Way{"rows": c.ByRows, "columns": c.ByColumns, "banded": c.Banded} {
		if off := c.worst(way); !(off <= 1e-12) {
			t.Errorf("by %s it is %.2g away from the convolution, want 1e-12", name, off)
		}
	}
	for _, w := range []Way{c.Convolution, c.ByRows, c.ByColumns, c.Banded} {
		if n := s.Frames(int64(len(x[0])), m); int64(len(w.Sound[0])) != n || len(w.Sound) != s.Outputs(len(x)) {
			t.Errorf("%d channels of %d frames, want %d of %d", len(w.Sound), len(w.Sound[0]), s.Outputs(len(x)), n)
		}
	}
}

// TestAllWaysAgree: rows, columns and diagonals give what the convolution gives.
func TestAllWaysAgree(t *testing.T) {
	for _, taps := range []int{1, 2, 3, 16, 26, 27, 63, 256, 257} {
		for _, n := range []int{1, 64, 300} {
			for _, mode := range allModes {
				for _, order := range []conv.Order{conv.Convolution, conv.Correlation} {
					for _, bias := range []float64{0, 0.25} {
						t.Run(fmt.Sprintf("%dtaps/%dframes/%v/%v/bias%v", taps, n, mode, order, bias), func(t *testing.T) {
							k := conv.NewKernel([][]float64{random(taps, 1)}, taps/3, order)
							k.Bias = bias
							s := &conv.Stack{Layers: []conv.Layer{k.Layer(0)}}
							checkWays(t, s, [][]float64{random(n, 2)}, mode, conv.Direct)
							checkWays(t, s, [][]float64{random(n, 2)}, mode, conv.FFT)
						})
					}
				}
			}
		}
	}
}

// TestAllWaysAgreeForEveryLength: each number of taps from 1 to 257, in turn with every order and bias.
func TestAllWaysAgreeForEveryLength(t *testing.T) {
	for taps := 1; taps <= 257; taps++ {
		for i, mode := range allModes {
			k := conv.NewKernel([][]float64{random(taps, 1)}, (taps+i)/3%taps, conv.Order((taps+i)%2))
			k.Bias = float64((taps+i)%3) / 4
			s := &conv.Stack{Layers: []conv.Layer{k.Layer(0)}}
			checkWays(t, s, [][]float64{random(280, 2)}, mode, conv.Auto)
		}
	}
}

func TestAllWaysAgreeOnStacks(t *testing.T) {
	channels := []int{2, 3, 1, 2, 2}
	for layers := 1; layers <= 4; layers++ {
		for a := conv.Identity; a <= conv.Softsign; a++ {
			for _, mode := range allModes {
				for _, engine := range []conv.Engine{conv.Direct, conv.FFT, conv.Auto} {
					s := &conv.Stack{}
					for i := range layers {
						l := randomLayer(channels[i], channels[i+1], 3+9*i)
						l.Activation = a
						l.Center = []int{0, l.Len() - 1, l.Len() / 2, 1}[i]
						if i%2 == 1 {
							l.Order = conv.Correlation
							l.Bias = nil
						}
						s.Layers = append(s.Layers, l)
					}
					for _, n := range []int{1, 20, 100} { // 20 leave nothing of three layers in mode valid
						checkWays(t, s, [][]float64{random(n, 1), random(n, 2)}, mode, engine)
					}
				}
			}
		}
	}
}

func TestCosts(t *testing.T) {
	k := conv.NewKernel([][]float64{{1, 0, 3}}, 0, conv.Correlation)
	k.Bias = 0.5
	second := conv.NewKernel([][]float64{{1, 2}}, 0, conv.Correlation)
	s := &conv.Stack{Layers: []conv.Layer{k.Layer(0), second.Layer(0)}}
	costs := Costs(s, 8, conv.Valid)
	want := []Cost{
		{Rows: 6, Cols: 8, Entries: 48, Taps: 3, ParamsDense: 54, ParamsKernel: 4, NonZeros: 12, MACsDense: 48, MACsBanded: 18, MACsConv: 18,
			BytesDense: 384, BytesBanded: 144, BytesKernel: 32},
		{Rows: 5, Cols: 6, Entries: 30, Taps: 2, ParamsDense: 30, ParamsKernel: 2, NonZeros: 10, MACsDense: 30, MACsBanded: 10, MACsConv: 10,
			BytesDense: 240, BytesBanded: 80, BytesKernel: 16},
	}
	for i := range want {
		if costs[i] != want[i] {
			t.Errorf("layer %d: %+v, want %+v", i+1, costs[i], want[i])
		}
	}
	total := Total(costs)
	if total.Rows != 5 || total.Cols != 8 || total.Taps != 4 || total.ParamsDense != 84 || total.ZerosShare() != 1-22./78 {
		t.Errorf("total %+v", total)
	}
	// The longest sound, where nothing is made but counts.
	n := float64(MaxInputs)
	long := Costs(s, MaxInputs, conv.Same)[0]
	if long.BytesDense != 8*n*n || long.Entries != n*n || long.NonZeros < 2*n-4 || long.NonZeros > 2*n {
		t.Errorf("of %v inputs: %+v", n, long)
	}
	if c := Costs(s, 3, conv.Valid); c[1].Rows != 0 || c[1].Taps != 2 || Total(c).Entries != 3 {
		t.Errorf("a layer that gets one frame too few: %+v", c)
	}
}

func TestLargest(t *testing.T) {
	for _, taps := range []int{1, 3, 63, 1000} {
		for _, mode := range allModes {
			s := &conv.Stack{Layers: []conv.Layer{randomLayer(1, 2, taps), randomLayer(2, 1, 5)}}
			for name, memory := range map[string]func(n int) float64{
				"compare": func(n int) float64 { return Memory(s, n, mode) },
				"product": func(n int) float64 { return ProductMemory(s, n, mode) },
			} {
				for _, limit := range []float64{0, 100, 1e4, 1e6, 1 << 30} {
					n := Largest(memory, limit)
					if n > 0 && memory(n) > limit || memory(n+1) <= limit {
						t.Errorf("%s, %d taps, %v: %d frames take %v bytes, one more %v, the limit is %v",
							name, taps, mode, n, memory(max(n, 1)), memory(n+1), limit)
					}
				}
			}
		}
	}
	if n := Largest(func(int) float64 { return 0 }, 0); n != MaxInputs {
		t.Errorf("%d inputs take nothing, want all %d", n, MaxInputs)
	}
}

func TestDifference(t *testing.T) {
	d := DifferenceOf([][]float64{{1, 2}, {3, 4}}, [][]float64{{1, 2.5}, {3, 3}})
	if d.Max != 1 || !(math.Abs(d.RMS-math.Sqrt(1.25/4)) <= 1e-15) {
		t.Errorf("%+v", d)
	}
	for _, size := range []float64{1e300, 1e-300} { // whose squares are no numbers
		if d := DifferenceOf([][]float64{{size, 0}}, [][]float64{{0, size}}); d.Max != size || !(math.Abs(d.RMS/size-1) <= 1e-15) {
			t.Errorf("of %g: %+v", size, d)
		}
	}
	if d := DifferenceOf([][]float64{{}}, [][]float64{{}}); d != (Difference{}) {
		t.Errorf("of nothing: %+v", d)
	}
}
