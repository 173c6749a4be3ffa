package conv

import (
	"errors"
	"fmt"
)

// A Stack is layers one behind the other. It is a [Filter]: a stack from one channel to one goes on every channel
// of a sound, any other takes all channels together.
//
// Every layer is finished before the next sees what lies behind its end: beyond both ends of what a layer gives,
// the next one sees zeros, not f(b). So a stack is the product of its layers' matrices, with a mode applied to each.
type Stack struct {
	Rate   int     // the sample rate that the stack is made for in Hz, 0 when unknown
	Layers []Layer // one at least, each with as many inputs as the one before has outputs

	mix *mix // nil for none
}

// Check reports what makes s no stack: no layers, weights that are not rectangular or not finite, a centre that is
// no tap, layers that do not fit one another. The other methods want a stack that it has nothing against.
func (s *Stack) Check() error {
	if len(s.Layers) == 0 {
		return errors.New("there are no layers (want at least one)")
	}
	for i := range s.Layers {
		if err := s.Layers[i].check(); err != nil {
			return fmt.Errorf("layer %d: %w", i+1, err)
		}
		if i == 0 {
			continue
		}
		if in, out := s.Layers[i].Inputs(), s.Layers[i-1].Outputs(); in != out {
			return fmt.Errorf("layer %d takes %d channels, layer %d gives %d (want as many)", i+1, in, i, out)
		}
	}
	return nil
}

// Inputs returns the number of channels that s takes.
func (s *Stack) Inputs() int { return s.Layers[0].Inputs() }

// Len returns how many input frames an output frame depends on: one more than the layers' taps but for one each.
func (s *Stack) Len() int {
	past := 0
	for i := range s.Layers {
		past += s.Layers[i].Len() - 1
	}
	return past + 1
}

// Center returns the sum of the layers' centres: the place among the [Stack.Len] input frames of the one that an
// output of mode same lies on.
func (s *Stack) Center() int {
	center := 0
	for i := range s.Layers {
		center += s.Layers[i].Center
	}
	return center
}

// Outputs returns how many channels come out of so many. See [Filter].
func (s *Stack) Outputs(channels int) int {
	out := s.Layers[len(s.Layers)-1].Outputs()
	switch {
	case s.perChannel():
		return channels
	case channels == s.Inputs():
		return out
	default:
		return 0
	}
}

// perChannel reports whether s goes on each channel by itself.
func (s *Stack) perChannel() bool {
	return s.Inputs() == 1 && s.Layers[len(s.Layers)-1].Outputs() == 1
}

// Frames returns the length of the result for n input frames, with mode m in every layer.
func (s *Stack) Frames(n int64, m Mode) int64 {
	for i := range s.Layers {
		n = m.Frames(n, s.Layers[i].Len(), s.Layers[i].Center)
	}
	return n
}

// Linear reports whether no layer has an activation, so that s is one matrix.
func (s *Stack) Linear() bool {
	for i := range s.Layers {
		if s.Layers[i].Activation != Identity {
			return false
		}
	}
	return true
}

// Collapse returns the one layer that a linear stack is: its kernels are the convolutions of the layers' kernels.
// It gives the same sound in mode valid, and in mode full if only the last layer has a bias. Else the ends differ,
// since each layer sees zeros beyond the ends of the one before. It panics unless s is linear.
func (s *Stack) Collapse() Layer {
	if !s.Linear() {
		panic("conv: Collapse of a stack with activations")
	}
	one := s.Layers[0]
	for i := range s.Layers[1:] {
		one = one.then(&s.Layers[i+1])
	}
	return one
}
