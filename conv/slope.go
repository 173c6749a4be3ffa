package conv

// Backward multiplies each of dh by the slope f'(z) where f(z) was h: it takes the gradient of what an activation
// gave to that of what it got. Every slope here follows from h alone. Where f has a corner, at 0, the slope is that
// of what lies below, as PyTorch has it. It panics if h is shorter than dh.
func (a Activation) Backward(dh, h []float64) {
	h = h[:len(dh)]
	switch a {
	case ReLU:
		for i, v := range h {
			if !(v > 0) {
				dh[i] = 0
			}
		}
	case LeakyReLU:
		for i, v := range h {
			if !(v > 0) {
				dh[i] *= leak
			}
		}
	case Tanh:
		for i, v := range h {
			dh[i] *= 1 - v*v
		}
	case Sigmoid:
		for i, v := range h {
			dh[i] *= v * (1 - v)
		}
	case Softsign: // h = z/(1+|z|), so 1/(1+|z|) is 1-|h|
		for i, v := range h {
			rest := 1 - max(v, -v)
			dh[i] *= rest * rest
		}
	}
}
