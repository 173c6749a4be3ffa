package learn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"

	"sigconv/conv"
)

// A Shape is what is decided of a layer before it is learned.
type Shape struct {
	Channels   int // that come out, one at least
	Taps       int // of each kernel, one at least
	Activation conv.Activation
}

// Bounds of a stack that is learned.
const (
	mostLayers   = 64
	mostChannels = 1024
	mostWeights  = 1 << 21 // as its file may hold
)

// ParseShapes reads layers such as "8x32:tanh, 8x32:tanh, 1x32": channels, taps of each kernel, and an activation, by default
// the identity.
func ParseShapes(text string) ([]Shape, error) {
	var shapes []Shape
	inputs, weights := 1, 0
	for _, part := range strings.Split(text, ",") {
		s, err := parseShape(strings.ToLower(strings.TrimSpace(part)))
		if err != nil {
			return nil, err
		}
		weights += inputs * s.Channels * s.Taps
		inputs = s.Channels
		shapes = append(shapes, s)
	}
	if len(shapes) > mostLayers {
		return nil, fmt.Errorf("too many layers (found %d, want at most %d)", len(shapes), mostLayers)
	}
	if weights > mostWeights {
		return nil, fmt.Errorf("too many weights (found %d, want at most %d)", weights, mostWeights)
	}
	return shapes, nil
}

func parseShape(text string) (s Shape, err error) {
	size, activation, named := strings.Cut(text, ":")
	channels, taps, ok := strings.Cut(size, "x")
	if !ok {
		return s, fmt.Errorf("bad layer %q (want channels x taps : activation, such as 8x32:tanh)", text)
	}
	if s.Channels, err = strconv.Atoi(strings.TrimSpace(channels)); err != nil || s.Channels < 1 || s.Channels > mostChannels {
		return s, fmt.Errorf("bad layer %q (found %q channels, want 1 to %d)", text, channels, mostChannels)
	}
	if s.Taps, err = strconv.Atoi(strings.TrimSpace(taps)); err != nil || s.Taps < 1 || s.Taps > MostTaps {
		return s, fmt.Errorf("bad layer %q (found %q taps, want 1 to %d)", text, taps, MostTaps)
	}
	if named {
		s.Activation, err = conv.ParseActivation(strings.TrimSpace(activation))
	}
	return s, err
}

// Reach returns how many input frames an output frame of a stack of these shapes is made of: see [conv.Stack.Len].
func Reach(shapes []Shape) int {
	past := 0
	for _, s := range shapes {
		past += s.Taps - 1
	}
	return past + 1
}

// weights are the numbers that are learned, all in one row: of each layer the kernels, [out][in][tap], then the biases. stack has
// them as its own.
type weights struct {
	flat  []float64
	stack *conv.Stack
}

// newWeights returns weights of 0 for a stack from so many inputs, which looks ahead center frames.
func newWeights(shapes []Shape, inputs, center int) *weights {
	total, channels := 0, inputs
	for _, s := range shapes {
		total += (channels*s.Taps + 1) * s.Channels
		channels = s.Channels
	}
	w := &weights{flat: make([]float64, total), stack: &conv.Stack{}}
	rest := w.flat
	take := func(n int) (taken []float64) {
		taken, rest = rest[:n:n], rest[n:]
		return taken
	}
	for _, s := range shapes {
		l := conv.Layer{Activation: s.Activation, Center: min(center, s.Taps-1), Kernels: make([][][]float64, s.Channels)}
		center -= l.Center
		for o := range l.Kernels {
			for range inputs {
				l.Kernels[o] = append(l.Kernels[o], take(s.Taps))
			}
		}
		l.Bias = take(s.Channels)
		inputs = s.Channels
		w.stack.Layers = append(w.stack.Layers, l)
	}
	return w
}

// like returns weights of 0 for a stack of the same shape.
func (w *weights) like() *weights {
	var shapes []Shape
	for i := range w.stack.Layers {
		l := &w.stack.Layers[i]
		shapes = append(shapes, Shape{l.Outputs(), l.Len(), l.Activation})
	}
	return newWeights(shapes, w.stack.Inputs(), w.stack.Center())
}

// scatter sets the weights at random, as large as leaves the level of what comes out of a layer about that of what goes in
// (LeCun and others, "Efficient BackProp", 1998). The biases are 0.
func (w *weights) scatter(seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0))
	for i := range w.stack.Layers {
		l := &w.stack.Layers[i]
		most := math.Sqrt(3 / float64(l.Inputs()*l.Len()))
		for _, kernels := range l.Kernels {
			for _, taps := range kernels {
				for k := range taps {
					near := 1 / (1 + math.Abs(float64(k-l.Center)))
					taps[k] = most * (2*rng.Float64() - 1) * near * math.Sqrt(float64(len(taps))/2)
				}
			}
		}
	}
}
