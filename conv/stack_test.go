package conv

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"sigconv/audioio"
)

// randomStack returns a stack through the given numbers of channels, with taps that differ from layer to layer.
func randomStack(channels []int, taps []int, activation Activation) *Stack {
	s := &Stack{}
	for i, k := range taps {
		l := Layer{Center: (i * 7) % k, Activation: activation}
		for o := range channels[i+1] {
			var kernels [][]float64
			for c := range channels[i] {
				kernels = append(kernels, random(k, uint64(100*i+10*o+c)))
			}
			l.Kernels = append(l.Kernels, kernels)
			l.Bias = append(l.Bias, float64(o+1)/4)
		}
		s.Layers = append(s.Layers, l)
	}
	return s
}

// stackSlowly is the definition: layer by layer, each with the definition of the convolution.
func stackSlowly(s *Stack, x [][]float64, mode Mode) [][]float64 {
	for _, l := range s.Layers {
		y := make([][]float64, l.Outputs())
		for o, kernels := range l.Kernels {
			for i, h := range kernels {
				part := resultSlowly(x[i], h, 0, mode, l.Center)
				if y[o] == nil {
					y[o] = make([]float64, len(part))
				}
				for n, v := range part {
					y[o][n] += v
				}
			}
			for n := range y[o] {
				y[o][n] += l.Bias[o]
			}
			l.Activation.Apply(y[o])
		}
		x = y
	}
	return x
}

func randomSound(channels, frames int) [][]float64 {
	x := make([][]float64, channels)
	for c := range x {
		x[c] = random(frames, uint64(c+50))
	}
	return x
}

var stackShapes = []struct{ channels, taps []int }{
	{[]int{1, 1}, []int{5}},
	{[]int{1, 1, 1}, []int{3, 4}},
	{[]int{1, 4, 2}, []int{8, 3}},
	{[]int{2, 3, 1, 2}, []int{1, 40, 2}},
	{[]int{1, 2, 3, 2, 1}, []int{2, 3, 4, 5}},
}

func TestStackEqualsDefinition(t *testing.T) {
	for _, shape := range stackShapes {
		for _, frames := range []int{0, 1, 2, 7, 46, 300} {
			for _, mode := range []Mode{Same, Full, Valid} {
				for _, e := range bothEngines {
					t.Run(fmt.Sprintf("%v/%v/%dframes/%v/%v", shape.channels, shape.taps, frames, mode, e), func(t *testing.T) {
						s := randomStack(shape.channels, shape.taps, Tanh)
						x := randomSound(s.Inputs(), frames)
						want := stackSlowly(s, x, mode)
						c := NewStackConvolver(s, mode, e)
						for range 2 { // twice, since Flush makes it ready again
							got := c.Flush(c.Process(nil, x))
							for o := range want {
								checkClose(t, got[o], want[o], 1e-12)
							}
						}
						if n := s.Frames(int64(frames), mode); n != int64(len(want[0])) {
							t.Errorf("Frames is %d, want %d", n, len(want[0]))
						}
					})
				}
			}
		}
	}
}

// TestBiasIsNoSound: a layer sees zeros behind the end of the one before, not what its bias makes of zeros.
func TestBiasIsNoSound(t *testing.T) {
	s := &Stack{Layers: []Layer{
		{Kernels: [][][]float64{{{1}}}, Bias: []float64{0.5}},
		{Kernels: [][][]float64{{{1, 1}}}},
	}}
	c := NewStackConvolver(s, Full, Auto)
	got := c.Flush(c.Process(nil, [][]float64{{1, 2}}))
	if want := []float64{1.5, 4, 2.5}; !slices.Equal(got[0], want) {
		t.Errorf("%v, want %v", got[0], want)
	}
}

// TestStackOneAnswer: the bits depend neither on blocks nor on jobs, nor on who streams.
func TestStackOneAnswer(t *testing.T) {
	for _, shape := range stackShapes {
		for _, e := range append(bothEngines, Auto) {
			for _, mode := range []Mode{Same, Full, Valid} {
				s := randomStack(shape.channels, shape.taps, Softsign)
				x := randomSound(s.Inputs(), 10_000)
				c := NewStackConvolver(s, mode, e)
				want := c.Flush(c.Process(nil, x))
				for _, step := range []int{7, 64, 4095, 4096, 4097} {
					var got [][]float64
					for at := 0; at < 10_000; at += step {
						part := make([][]float64, len(x))
						for i := range x {
							part[i] = x[i][at:min(at+step, 10_000)]
						}
						got = c.Process(got, part)
					}
					got = c.Flush(got)
					for o := range want {
						checkSameBits(t, got[o], want[o])
					}
				}
				for _, jobs := range []int{1, 3} {
					got := streamedStack(t, x, s, Options{Mode: mode, Engine: e, Jobs: jobs, blockFrames: 64})
					for o := range want {
						checkSameBits(t, got[o], want[o])
					}
				}
			}
		}
	}
}

func streamedStack(t *testing.T, x [][]float64, f Filter, o Options) [][]float64 {
	t.Helper()
	out := audioio.NewMemory(float64Format(f.Outputs(len(x))), nil)
	report, err := Stream(t.Context(), out, audioio.NewMemory(float64Format(len(x)), x), f, o)
	if err != nil {
		t.Fatal(err)
	}
	if report.FramesIn != int64(len(x[0])) || report.FramesOut != out.Frames() {
		t.Errorf("report %+v, want %d frames in and %d out", report, len(x[0]), out.Frames())
	}
	return out.Samples()
}

// TestStackOfAKernel: the layer that a kernel is gives the kernel's bits, and one to one goes on every channel.
func TestStackOfAKernel(t *testing.T) {
	k := NewKernel([][]float64{random(40, 3)}, 7, Correlation)
	k.Bias = 0.25
	s := &Stack{Layers: []Layer{k.Layer(0)}}
	x := randomSound(3, 500)
	for _, mode := range []Mode{Same, Full, Valid} {
		for _, c := range []struct{ gain, wet float64 }{{1, 1}, {0.5, 1}} {
			want, _ := streamed(t, x, k, Options{Mode: mode})
			got := streamedStack(t, x, Mix(s, c.gain, c.wet), Options{Mode: mode, Jobs: 2})
			for i := range want {
				for n := range want[i] {
					want[i][n] *= c.gain
				}
				checkSameBits(t, got[i], want[i])
			}
		}
	}
}

// TestStackMix: the untouched share lies where the centres are, as a kernel's does.
func TestStackMix(t *testing.T) {
	first := NewKernel([][]float64{random(9, 1)}, 3, Convolution)
	second := NewKernel([][]float64{random(5, 2)}, 1, Convolution)
	s := &Stack{Layers: []Layer{first.Layer(0), second.Layer(0)}}
	one := s.Collapse()
	k := NewKernel(one.Kernels[0], one.Center, Convolution)
	for _, frames := range []int{1, 3, 12, 13, 200} {
		for _, mode := range []Mode{Full, Valid} {
			x := randomSound(2, frames)
			want := streamedStack(t, x, Mix(k, 0.5, 0.3), Options{Mode: mode})
			got := streamedStack(t, x, Mix(s, 0.5, 0.3), Options{Mode: mode, blockFrames: 8})
			for i := range want {
				checkClose(t, got[i], want[i], 1e-14)
			}
		}
		// In mode same the two differ at the ends; with nothing of the filtered sound it is the gain alone.
		x := randomSound(2, frames)
		want := streamedStack(t, x, Mix(k, 0.5, 0.3), Options{})
		mixed := streamedStack(t, x, Mix(s, 0.5, 0.3), Options{blockFrames: 8})
		if n := k.Len(); frames > 2*n {
			checkClose(t, mixed[1][n:frames-n], want[1][n:frames-n], 1e-14)
		}
		x = randomSound(1, frames)
		got := streamedStack(t, x, Mix(s, 0.5, 0), Options{blockFrames: 8})
		for n := range x[0] {
			x[0][n] *= 0.5
		}
		checkClose(t, got[0], x[0], 0)
	}
}

func TestCollapse(t *testing.T) {
	for _, shape := range stackShapes {
		s := randomStack(shape.channels, shape.taps, Identity)
		one := &Stack{Layers: []Layer{s.Collapse()}}
		if one.Len() != s.Len() || one.Center() != s.Center() {
			t.Errorf("%d taps around %d, want %d around %d", one.Len(), one.Center(), s.Len(), s.Center())
		}
		x := randomSound(s.Inputs(), 200)
		compare := func(mode Mode) {
			want := NewStackConvolver(s, mode, Direct)
			got := NewStackConvolver(one, mode, Direct)
			y, z := want.Flush(want.Process(nil, x)), got.Flush(got.Process(nil, x))
			for o := range y {
				checkClose(t, z[o], y[o], 1e-12)
			}
		}
		compare(Valid)
		for i := range s.Layers[:len(s.Layers)-1] {
			s.Layers[i].Bias = nil
		}
		one.Layers[0] = s.Collapse()
		compare(Full)
	}
}

func TestStackCheck(t *testing.T) {
	two := func(change func(s *Stack)) *Stack {
		s := randomStack([]int{1, 2, 1}, []int{3, 3}, Identity)
		change(s)
		return s
	}
	for want, s := range map[string]*Stack{
		"there are no layers (want at least one)":                                   {},
		"layer 1: there are no weights (want [out][in][tap], at least one of each)": {Layers: []Layer{{}}},
		"layer 2 takes 1 channels, layer 1 gives 2 (want as many)": two(func(s *Stack) {
			s.Layers[1].Kernels[0] = s.Layers[1].Kernels[0][:1]
		}),
		"layer 1: weights[1] has 0 input channels (want 1, as weights[0])": two(func(s *Stack) { s.Layers[0].Kernels[1] = nil }),
		"layer 2: weights[0][1] has 2 taps (want 3, as weights[0][0])": two(func(s *Stack) {
			s.Layers[1].Kernels[0][1] = s.Layers[1].Kernels[0][1][:2]
		}),
		"layer 2: weights[0][1] is not finite":                              two(func(s *Stack) { s.Layers[1].Kernels[0][1][0] = math.NaN() }),
		"layer 1: the centre is not a tap (found 3, want 0 to 2)":           two(func(s *Stack) { s.Layers[0].Center = 3 }),
		"layer 1: bias has 1 numbers (want 2, one for each output channel)": two(func(s *Stack) { s.Layers[0].Bias = []float64{1} }),
		"layer 1: there is no activation 77":                                two(func(s *Stack) { s.Layers[0].Activation = 77 }),
		"layer 2: bias is not finite":                                       two(func(s *Stack) { s.Layers[1].Bias[0] = math.Inf(1) }),
	} {
		if err := s.Check(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

func TestStackMisusePanics(t *testing.T) {
	s := randomStack([]int{1, 2}, []int{3}, Tanh)
	for name, misuse := range map[string]func(){
		"collapse": func() { s.Collapse() },
		"channels": func() { NewStackConvolver(s, Same, Auto).Process(nil, randomSound(2, 5)) },
		"lengths": func() {
			NewStackConvolver(randomStack([]int{2, 1}, []int{3}, Tanh), Same, Auto).Process(nil, [][]float64{{1}, {}})
		},
		"outputs":   func() { NewStackConvolver(s, Same, Auto).Process(make([][]float64, 1), randomSound(1, 5)) },
		"no layers": func() { NewStackConvolver(&Stack{}, Same, Auto) },
		"untouched": func() { Mix(s, 1, 0.5) },
		"stream":    func() { streamedStack(t, randomSound(2, 5), s, Options{}) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("did not panic")
				}
			}()
			misuse()
		})
	}
}

func BenchmarkStack(b *testing.B) {
	for _, shape := range []struct {
		name           string
		channels, taps []int
	}{
		{"1to1x64", []int{1, 1}, []int{64}},
		{"1to8to8to1x32", []int{1, 8, 8, 1}, []int{32, 32, 32}},
	} {
		b.Run(shape.name, func(b *testing.B) {
			s := randomStack(shape.channels, shape.taps, Tanh)
			f := float64Format(1)
			x := randomSound(1, 1<<18)
			for b.Loop() {
				if _, err := Stream(b.Context(), audioio.Discard(f), audioio.NewMemory(f, x), s, Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(1<<18), "ns/sample")
		})
	}
}

func BenchmarkActivation(b *testing.B) {
	for a := ReLU; a <= Softsign; a++ {
		b.Run(a.String(), func(b *testing.B) {
			const n = 4096
			z, x := make([]float64, n), random(n, 1)
			for b.Loop() {
				copy(z, x)
				a.Apply(z)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/sample")
		})
	}
}
