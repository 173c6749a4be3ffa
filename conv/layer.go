package conv

import "fmt"

// A Layer is z = A·x + b, h = f(z) with a matrix A that is made of short kernels: every output channel is the sum
// of all input channels, each convolved with a kernel of its own, plus a bias, through the activation. Its methods want
// what [Stack.Check] has nothing against.
type Layer struct {
	Kernels    [][][]float64 // [out][in][tap] in convolution order, as many taps in each
	Center     int           // the tap on the current input sample: 0 is causal, at most the last tap
	Bias       []float64     // [out], or nil for none
	Activation Activation
	Order      Order // how a file lists the taps
}

// Len returns the number of taps of each kernel.
func (l *Layer) Len() int { return len(l.Kernels[0][0]) }

// Inputs returns the number of input channels.
func (l *Layer) Inputs() int { return len(l.Kernels[0]) }

// Outputs returns the number of output channels.
func (l *Layer) Outputs() int { return len(l.Kernels) }

// Offset returns the bias of output channel out, which is one of them, counted from 0.
func (l *Layer) Offset(out int) float64 {
	if l.Bias == nil {
		return 0
	}
	return l.Bias[out]
}

// Biased reports whether a bias of l is not 0.
func (l *Layer) Biased() bool {
	for _, b := range l.Bias {
		if b != 0 {
			return true
		}
	}
	return false
}

// Layer returns the taps of one channel of k as a layer from one channel to one, without an activation. The taps
// are shared.
func (k *Kernel) Layer(channel int) Layer {
	return Layer{
		Kernels: [][][]float64{{k.Taps[channel%k.Channels()]}},
		Center:  k.Center,
		Bias:    []float64{k.Bias},
		Order:   k.Order,
	}
}

// check reports what makes l no layer.
func (l *Layer) check() error {
	if len(l.Kernels) == 0 || len(l.Kernels[0]) == 0 || len(l.Kernels[0][0]) == 0 {
		return fmt.Errorf("there are no weights (want [out][in][tap], at least one of each)")
	}
	for o, kernels := range l.Kernels {
		if len(kernels) != l.Inputs() {
			return fmt.Errorf("weights[%d] has %d input channels (want %d, as weights[0])", o, len(kernels), l.Inputs())
		}
		for i, taps := range kernels {
			if len(taps) != l.Len() {
				return fmt.Errorf("weights[%d][%d] has %d taps (want %d, as weights[0][0])", o, i, len(taps), l.Len())
			}
			if !allFinite(taps) {
				return fmt.Errorf("weights[%d][%d] is not finite", o, i)
			}
		}
	}
	if int(l.Activation) >= len(activations) {
		return fmt.Errorf("there is no activation %d", l.Activation)
	}
	if l.Center < 0 || l.Center >= l.Len() {
		return fmt.Errorf("the centre is not a tap (found %d, want 0 to %d)", l.Center, l.Len()-1)
	}
	if l.Bias != nil && len(l.Bias) != l.Outputs() {
		return fmt.Errorf("bias has %d numbers (want %d, one for each output channel)", len(l.Bias), l.Outputs())
	}
	if !allFinite(l.Bias) {
		return fmt.Errorf("bias is not finite")
	}
	return nil
}

// then returns the layer that does what l and then next do, where l has no activation: its kernels are sums of
// convolutions of theirs. Its bias is what theirs become away from the ends of a sound.
func (l *Layer) then(next *Layer) Layer {
	both := Layer{
		Kernels:    make([][][]float64, next.Outputs()),
		Center:     l.Center + next.Center,
		Bias:       make([]float64, next.Outputs()),
		Activation: next.Activation,
		Order:      next.Order,
	}
	for o := range both.Kernels {
		both.Kernels[o] = make([][]float64, l.Inputs())
		both.Bias[o] = next.Offset(o)
		for i := range both.Kernels[o] {
			both.Kernels[o][i] = make([]float64, l.Len()+next.Len()-1)
		}
		for m, outer := range next.Kernels[o] {
			for i, inner := range l.Kernels[m] {
				addConvolution(both.Kernels[o][i], inner, outer)
			}
			for _, tap := range outer {
				both.Bias[o] += tap * l.Offset(m)
			}
		}
	}
	return both
}

// addConvolution adds the full convolution of a and b to dst.
func addConvolution(dst, a, b []float64) {
	for i, u := range a {
		for j, v := range b {
			dst[i+j] += u * v
		}
	}
}
