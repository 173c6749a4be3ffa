package inform

import (
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
)

// A Stack says what layers a stack has. Its JSON form is the report of the command.
type Stack struct {
	Command    string   `json:"command"`
	Kind       string   `json:"kind"`
	File       string   `json:"file"`
	SHA256     string   `json:"sha256"`
	Rate       *int     `json:"rate"`
	Inputs     int      `json:"inputs"` // channels
	Outputs    int      `json:"outputs"`
	Layers     []Layer  `json:"layers"`
	Taps       int      `json:"taps"` // frames that an output depends on
	Center     int      `json:"center"`
	Parameters int      `json:"parameters"`
	Linear     bool     `json:"linear"`
	Kernel     *Kernel  `json:"kernel"` // that it comes to, null where there is no single one
	Warnings   []string `json:"warnings"`
}

// A Layer says what a layer of a stack is.
type Layer struct {
	Inputs     int    `json:"inputs"`
	Outputs    int    `json:"outputs"`
	Taps       int    `json:"taps"`
	Center     int    `json:"center"` // in the layer's order
	Order      string `json:"order"`
	Activation string `json:"activation"`
	Biased     bool   `json:"biased"`
	Parameters int    `json:"parameters"`
}

// DescribeStack says what a filter is that is a stack.
func DescribeStack(f load.Filter) *Stack {
	s := f.Stack()
	r := &Stack{
		Command: "info", Kind: "stack", File: f.Name, SHA256: f.Hash, Rate: rateOf(s.Rate), Inputs: s.Inputs(),
		Outputs: s.Outputs(s.Inputs()), Taps: s.Len(), Center: s.Center(), Linear: s.Linear(), Warnings: append([]string{}, f.Warnings...),
	}
	for i := range s.Layers {
		layer := describeLayer(&s.Layers[i])
		r.Layers = append(r.Layers, layer)
		r.Parameters += layer.Parameters
	}
	if k, ok := Collapsed(f); ok {
		r.Kernel = DescribeKernel(k)
	}
	return r
}

func describeLayer(l *conv.Layer) Layer {
	r := Layer{
		Inputs: l.Inputs(), Outputs: l.Outputs(), Taps: l.Len(), Center: l.Center, Order: l.Order.String(),
		Activation: l.Activation.String(), Biased: l.Biased(), Parameters: l.Inputs() * l.Outputs() * l.Len(),
	}
	if l.Order == conv.Correlation {
		r.Center = l.Len() - 1 - l.Center
	}
	if l.Bias != nil {
		r.Parameters += len(l.Bias)
	}
	return r
}

// Collapsed returns the filter that is the one kernel that a linear stack from one channel to one comes to. ok is false for
// another stack.
func Collapsed(f load.Filter) (kernel load.Filter, ok bool) {
	s := f.Stack()
	if s == nil || !s.Linear() || s.Inputs() != 1 || s.Outputs(1) != 1 {
		return f, false
	}
	l := s.Collapse()
	f.Filter = &conv.Kernel{Taps: l.Kernels[0], Center: l.Center, Bias: l.Offset(0), Rate: s.Rate, Order: l.Order}
	return f, true
}
