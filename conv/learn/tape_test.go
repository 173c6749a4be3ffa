package learn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"sigconv/conv"
	"sigconv/filters"
	"sigconv/internal/testkit"
)

// gradientOf returns the loss of a stack on one crop, and its gradient by the weights, in the shape of the stack, and by the input.
func gradientOf(s *conv.Stack, x, y [][]float64, loss Loss) (value float64, g *conv.Stack, dx [][]float64) {
	t := newTape(s)
	predicted := t.forward(x)
	energy, samples := 0.0, 0
	for _, channel := range y {
		energy += dot(channel, channel)
		samples += len(channel)
	}
	scale := loss.scale(samples, energy, 0)
	for o, channel := range y {
		for i, v := range predicted.channel(o) {
			value += scale * (channel[i] - v) * (channel[i] - v)
		}
	}
	g, dx = zeroed(s), make([][]float64, len(x))
	for c := range dx {
		dx[c] = make([]float64, len(x[c]))
	}
	t.backward(g, x, func(dst []float64, o int) {
		for i, v := range predicted.channel(o) {
			dst[i] = 2 * scale * (v - y[o][i])
		}
	}, dx)
	return value, g, dx
}

// zeroed returns a stack of the shape of s without weights.
func zeroed(s *conv.Stack) *conv.Stack {
	var shapes []Shape
	for i := range s.Layers {
		l := &s.Layers[i]
		shapes = append(shapes, Shape{l.Outputs(), l.Len(), l.Activation})
	}
	return newWeights(shapes, s.Inputs(), 0).stack
}

// flatten returns the weights of a stack as they are learned.
func flatten(s *conv.Stack) (flat []float64) {
	for i := range s.Layers {
		for _, kernels := range s.Layers[i].Kernels {
			for _, taps := range kernels {
				flat = append(flat, taps...)
			}
		}
		flat = append(flat, s.Layers[i].Bias...)
	}
	return flat
}

// goldenGradients is what PyTorch makes of stacks: see testdata/golden/backprop.py.
type goldenGradients struct {
	Cases []struct {
		Name      string
		Stack     json.RawMessage
		X, Y, DX  [][]float64
		LossName  string `json:"loss_name"`
		Loss      float64
		Gradients struct {
			Weights [][][][]float64
			Bias    [][]float64
		}
	}
}

func readStack(t *testing.T, text []byte) *conv.Stack {
	t.Helper()
	s, err := conv.ReadStack("golden", bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestGradientsAgreeWithPyTorch(t *testing.T) {
	var golden goldenGradients
	testkit.Golden(t, "backprop.json", &golden)
	for _, c := range golden.Cases {
		t.Run(c.Name, func(t *testing.T) {
			loss, err := ParseLoss(c.LossName)
			if err != nil {
				t.Fatal(err)
			}
			value, g, dx := gradientOf(readStack(t, c.Stack), c.X, c.Y, loss)
			checkClose(t, "loss", []float64{value}, []float64{c.Loss}, 1e-13)
			for i := range g.Layers {
				for o, kernels := range g.Layers[i].Kernels {
					for in, taps := range kernels {
						checkClose(t, fmt.Sprint("kernel ", i, o, in), taps, c.Gradients.Weights[i][o][in], 1e-11)
					}
				}
				checkClose(t, fmt.Sprint("bias ", i), g.Layers[i].Bias, c.Gradients.Bias[i], 1e-11)
			}
			for in := range dx {
				checkClose(t, "input", dx[in], c.DX[in], 1e-11)
			}
		})
	}
}

// stacks calls each with random stacks of every activation, one to four layers, and channels that are multiples of four and
// that are not.
func stacks(each func(name string, s *conv.Stack)) {
	channels := [][]int{{1, 1}, {1, 4}, {2, 3}, {1, 8, 1}, {4, 5, 8}, {1, 3, 2, 4, 1}, {1, 4, 4, 4, 2}}
	for activation := conv.Identity; activation <= conv.Softsign; activation++ {
		for _, widths := range channels {
			var shapes []Shape
			for i, outputs := range widths[1:] {
				shapes = append(shapes, Shape{outputs, []int{5, 1, 3, 2}[i], activation})
			}
			for center := range 3 {
				w := newWeights(shapes, widths[0], center)
				w.scatter(uint64(activation))
				for i := range w.stack.Layers {
					copy(w.stack.Layers[i].Bias, testkit.Random(len(w.stack.Layers[i].Bias), 5))
				}
				each(fmt.Sprintf("%s/%v/center%d", activation, widths, center), w.stack)
			}
		}
	}
}

func crop(s *conv.Stack, frames int) (x, y [][]float64) {
	for c := range s.Inputs() {
		x = append(x, testkit.Random(frames, uint64(10+c)))
	}
	for c := range s.Layers[len(s.Layers)-1].Outputs() {
		y = append(y, testkit.Random(frames-s.Len()+1, uint64(20+c)))
	}
	return x, y
}

// TestGradientsAgreeWithFiniteDifferences moves every weight a little either way.
func TestGradientsAgreeWithFiniteDifferences(t *testing.T) {
	stacks(func(name string, s *conv.Stack) {
		t.Run(name, func(t *testing.T) {
			x, y := crop(s, 25)
			_, g, dx := gradientOf(s, x, y, ESR)
			const little = 1e-6
			slope := func(v *float64) float64 {
				was := *v
				*v = was + little
				above, _, _ := gradientOf(s, x, y, ESR)
				*v = was - little
				below, _, _ := gradientOf(s, x, y, ESR)
				*v = was
				return (above - below) / (2 * little)
			}
			for i := range s.Layers {
				for o, kernels := range s.Layers[i].Kernels {
					for in, taps := range kernels {
						for k := range taps {
							checkSlope(t, fmt.Sprint("weight ", i, o, in, k), g.Layers[i].Kernels[o][in][k], slope(&taps[k]))
						}
					}
					checkSlope(t, fmt.Sprint("bias ", i, o), g.Layers[i].Bias[o], slope(&s.Layers[i].Bias[o]))
				}
			}
			for n := range x[0] {
				checkSlope(t, fmt.Sprint("input ", n), dx[0][n], slope(&x[0][n]))
			}
		})
	})
}

// checkSlope compares slopes.
func checkSlope(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-7 {
		t.Errorf("%s: slope %v, want %v", what, got, want)
	}
}

// TestGradientsAgreeWithMatrices goes back through the dense matrices of the layers: dL/dA is the outer product of dL/dz and
// x, whose diagonals add up to the gradient of the kernels, and dL/dx is Aᵀ·dL/dz.
func TestGradientsAgreeWithMatrices(t *testing.T) {
	stacks(func(name string, s *conv.Stack) {
		t.Run(name, func(t *testing.T) {
			x, y := crop(s, 30)
			_, g, dx := gradientOf(s, x, y, MSE)
			matrices := filters.Matrices(s, len(x[0]), conv.Valid)
			inputs, outputs := [][]float64{joined(x)}, [][]float64{}
			for i, m := range matrices {
				z := m.Dense().MulVec(nil, inputs[i])
				for row := range z {
					z[row] += m.Offset(row)
				}
				s.Layers[i].Activation.Apply(z)
				outputs, inputs = append(outputs, z), append(inputs, z)
			}
			want := joined(y)
			dh := make([]float64, len(want))
			for i := range dh {
				dh[i] = 2 * (outputs[len(outputs)-1][i] - want[i]) / float64(len(want))
			}
			for i := len(matrices) - 1; i >= 0; i-- {
				s.Layers[i].Activation.Backward(dh, outputs[i])
				checkDiagonals(t, &g.Layers[i], dh, inputs[i])
				dh = matrices[i].Dense().MulVecT(nil, dh)
			}
			checkClose(t, "input", joined(dx), dh, 1e-12)
		})
	})
}

func joined(channels [][]float64) (all []float64) {
	for _, c := range channels {
		all = append(all, c...)
	}
	return all
}

// checkDiagonals adds up the diagonals of the dense gradient dz·xᵀ.
func checkDiagonals(t *testing.T, g *conv.Layer, dz, x []float64) {
	t.Helper()
	rows, cols, past := len(dz)/g.Outputs(), len(x)/g.Inputs(), g.Len()-1
	for o := range g.Outputs() {
		bias := 0.0
		for r := range rows {
			bias += dz[o*rows+r]
		}
		checkClose(t, "bias", g.Bias[o:o+1], []float64{bias}, 1e-11)
		for in := range g.Inputs() {
			want := make([]float64, g.Len())
			for k := range want {
				for r := range rows {
					want[k] += dz[o*rows+r] * x[in*cols+r+past-k]
				}
			}
			checkClose(t, "diagonals", g.Kernels[o][in], want, 1e-11)
		}
	}
}

// TestForwardAgreesWithStackConvolver holds what is learned by against what is applied, over several pieces.
func TestForwardAgreesWithStackConvolver(t *testing.T) {
	stacks(func(name string, s *conv.Stack) {
		x, _ := crop(s, 2*piece+100)
		want := conv.NewStackConvolver(s, conv.Valid, conv.Direct)
		y := want.Flush(want.Process(nil, x))
		got := newTape(s).forward(x)
		for o := range y {
			checkClose(t, name, got.channel(o), y[o], 1e-13)
		}
	})
}
