package learn

import (
	"sigconv/conv"
	"sigconv/conv/internal/vec"
)

// A tape goes through the layers of a stack with a crop of a sound, forwards, keeps what every layer gives, and goes
// back through them with the gradient of a loss. Every layer gives only the frames that all its taps touch.
//
// With z = A·x + b, h = f(z) and the Toeplitz matrix A of the kernels, going back is three things: dL/dz is dL/dh times the
// slope of f; the gradient of a kernel is the correlation of x with dL/dz, which adds up the diagonals of
// the dense gradient (dL/dz)·xᵀ; and dL/dx is Aᵀ·dL/dz, the convolution with the kernel turned around.
//
// A tape belongs to one goroutine. Its memory grows to the longest crop that it has seen.
type tape struct {
	stack  *conv.Stack
	layers []tapeLayer
	packed []float64 // kernels, or a gradient, of four channels as [vec.FIR4] wants them
	lags   []float64 // what it makes of a gradient
}

// A tapeLayer holds what comes out of a layer, and the gradient of that.
type tapeLayer struct {
	out rows
	// gradient has as many zeros before and behind it as its layer has taps but one: Aᵀ sees nothing beyond.
	gradient rows
}

// rows are channels of frames, one behind the other.
type rows struct {
	frames int // of a channel
	data   []float64
}

func (r rows) channel(c int) []float64 { return r.data[c*r.frames:][:r.frames] }

// set makes room for so many channels and frames.
func (r *rows) set(channels, frames int) {
	if cap(r.data) < channels*frames {
		r.data = make([]float64, channels*frames)
	}
	r.frames, r.data = frames, r.data[:channels*frames]
}

func newTape(s *conv.Stack) *tape { return &tape{stack: s, layers: make([]tapeLayer, len(s.Layers))} }

// forward returns what the stack makes of x, [in][frame], with the weights that it has now. The result, [out][frame], holds until the next
// call.
func (t *tape) forward(x [][]float64) rows {
	for i := range t.stack.Layers {
		l, out := &t.stack.Layers[i], &t.layers[i].out
		out.set(l.Outputs(), len(x[0])-l.Len()+1)
		t.convolve(*out, l, x)
		l.Activation.Apply(out.data)
		x = out.channels(l.Outputs())
	}
	return t.layers[len(t.layers)-1].out
}

// channels returns r as [channel][frame].
func (r rows) channels(n int) [][]float64 {
	all := make([][]float64, n)
	for c := range all {
		all[c] = r.channel(c)
	}
	return all
}

// together is how many channels the vector loop computes at once.
const together = 4

// piece is how many frames are computed at a time, so that those of four channels stay in the first-level cache while all inputs
// are added to them.
const piece = 1 << 10

// convolve sets z to A·x + b.
func (t *tape) convolve(z rows, l *conv.Layer, x [][]float64) {
	for o := range l.Outputs() {
		fill(z.channel(o), l.Bias[o])
	}
	past := l.Len() - 1
	for o := 0; o < l.Outputs(); o += together {
		group := l.Kernels[o:min(o+together, l.Outputs())]
		taps := t.pack(len(group), l.Inputs(), l.Len(), func(i, k, r int) float64 { return group[r][i][k] })
		for at := 0; at < z.frames; at += piece {
			n := min(piece, z.frames-at)
			for i := range x {
				addFIR(z, o, len(group), at, n, x[i][at:at+n+past], taps(i))
			}
		}
	}
}

func fill(x []float64, v float64) {
	for i := range x {
		x[i] = v
	}
}

// pack lays out the taps of four channels, or fewer, for addFIR, and returns those of each kernel that they share.
func (t *tape) pack(channels, kernels, taps int, tap func(kernel, k, channel int) float64) func(kernel int) []float64 {
	size := taps * channels
	t.packed = resized(t.packed, kernels*size)
	for i := range kernels {
		packed := t.packed[i*size:][:size]
		if channels < together { // one behind the other
			for r := range channels {
				for k := range taps {
					packed[r*taps+k] = tap(i, k, r)
				}
			}
			continue
		}
		for k := range taps {
			for r := range together {
				packed[k*together+r] = tap(i, k, r)
			}
		}
	}
	return func(i int) []float64 { return t.packed[i*size:][:size] }
}

// addFIR adds what n+taps-1 frames of x give with the packed taps to frames at and on of some channels of z: four from
// the first one on, or fewer.
func addFIR(z rows, first, channels, at, n int, x, packed []float64) {
	if channels == together {
		vec.FIR4(z.data[first*z.frames+at:], z.frames, x, packed)
		return
	}
	taps := len(packed) / channels
	for r := range channels {
		vec.FIRAdd(z.channel(first + r)[at:at+n], x, packed[r*taps:][:taps])
	}
}

// resized returns memory for n numbers, of any value.
func resized(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}

// backward adds the gradient of the weights to that of g, which has the shape of the stack, where dy(o) fills dst with the
// gradient of output o of the last [tape.forward], that was of x. dx, [in][frame], becomes the gradient of x unless it is nil.
func (t *tape) backward(g *conv.Stack, x [][]float64, dy func(dst []float64, o int), dx [][]float64) {
	last := len(t.layers) - 1
	for i := last; i >= 0; i-- {
		l, at := &t.stack.Layers[i], &t.layers[i]
		past := l.Len() - 1
		if i == last {
			at.gradient.pad(l.Outputs(), at.out.frames, past)
			for o := range l.Outputs() {
				dy(at.gradient.inner(o, past), o)
			}
		}
		for o := range l.Outputs() {
			l.Activation.Backward(at.gradient.inner(o, past), at.out.channel(o))
		}
		input := x
		if i > 0 {
			input = t.layers[i-1].out.channels(l.Inputs())
		}
		t.correlate(&g.Layers[i], at.gradient, input)
		switch {
		case i > 0:
			before := &t.layers[i-1]
			outer := t.stack.Layers[i-1].Len() - 1
			before.gradient.pad(l.Inputs(), before.out.frames, outer)
			t.transpose(before.gradient, outer, l, at.gradient)
		case dx != nil:
			var inner rows
			inner.set(l.Inputs(), len(x[0]))
			clear(inner.data)
			t.transpose(inner, 0, l, at.gradient)
			for c := range dx {
				copy(dx[c], inner.channel(c))
			}
		}
	}
}

// pad makes room for channels of so many frames, all 0, and as many zeros before and behind as padding says.
func (r *rows) pad(channels, frames, padding int) {
	r.set(channels, frames+2*padding)
	clear(r.data)
}

// inner returns a channel without its padding.
func (r rows) inner(c, padding int) []float64 { return r.channel(c)[padding : r.frames-padding] }

// transpose adds Aᵀ·dz to dx, which has a padding.
func (t *tape) transpose(dx rows, padding int, l *conv.Layer, dz rows) {
	past := l.Len() - 1
	n := dz.frames - past // frames of x
	for i := 0; i < l.Inputs(); i += together {
		channels := min(together, l.Inputs()-i)
		taps := t.pack(channels, l.Outputs(), l.Len(), func(o, k, r int) float64 { return l.Kernels[o][i+r][past-k] })
		for at := 0; at < n; at += piece {
			m := min(piece, n-at)
			for o := range l.Outputs() {
				addFIR(dx, i, channels, padding+at, m, dz.channel(o)[at:at+m+past], taps(o))
			}
		}
	}
}

// correlate adds the gradient of a layer's kernels and biases to g, from that of z, which has its padding, and the layer's
// input.
func (t *tape) correlate(g *conv.Layer, dz rows, x [][]float64) {
	past := g.Len() - 1
	inner := make([][]float64, g.Outputs())
	for o := range inner {
		inner[o] = dz.inner(o, past)
		for _, v := range inner[o] {
			g.Bias[o] += v
		}
	}
	if g.Outputs()%together != 0 && g.Inputs()%together == 0 { // four inputs at once leave none over
		// Σ_m x[m]·dz[m+k-past], where the padding has its zeros.
		t.correlateWith(x, dz.channels(g.Outputs()), g.Len(), func(i, o, k int, v float64) { g.Kernels[o][i][k] += v })
		return
	}
	// Σ_n dz[n]·x[n+past-k]: k runs down.
	t.correlateWith(inner, x, g.Len(), func(o, i, k int, v float64) { g.Kernels[o][i][past-k] += v })
}

// correlateWith calls add with Σ_n a[n]·b[n+lag] for every pair of channels of a and b and every lag. b is longer
// than a by all lags but one.
func (t *tape) correlateWith(a, b [][]float64, lags int, add func(a, b, lag int, v float64)) {
	for first := 0; first < len(a); first += together {
		group := a[first:min(first+together, len(a))]
		size := len(group) * lags
		t.lags = resized(t.lags, len(b)*size)
		clear(t.lags)
		for at := 0; at < len(a[0]); at += piece {
			n := min(piece, len(a[0])-at)
			packed := t.packReversed(group, at, n)
			for j := range b {
				addFIR(rows{lags, t.lags[j*size:][:size]}, 0, len(group), 0, lags, b[j][at:at+n+lags-1], packed)
			}
		}
		for j := range b {
			for r := range group {
				for lag, v := range t.lags[j*size+r*lags:][:lags] {
					add(first+r, j, lag, v)
				}
			}
		}
	}
}

// packReversed lays out n samples of some channels, from one on, the last first, as if they were taps.
func (t *tape) packReversed(channels [][]float64, at, n int) []float64 {
	t.packed = resized(t.packed, len(channels)*n)
	stride, step := n, 1
	if len(channels) == together {
		stride, step = 1, together
	}
	for r, samples := range channels {
		place := r*stride + (n-1)*step
		for _, v := range samples[at:][:n] {
			t.packed[place] = v
			place -= step
		}
	}
	return t.packed
}
