package conv

import (
	"math"

	"sigconv/conv/internal/fft"
)

// overlapSave is the section of the FFT engine. A transform of n points gives a circular convolution whose
// first K-1 outputs are spoilt by the wrap-around; the other n-K+1 are right. Two stretches of the signal,
// one behind the other, share a transform.
type overlapSave struct {
	history int // K-1
	stretch int // n-K+1
	bias    float64
	plan    *fft.Plan
	kernel  fft.Kernel
}

// A workspace is the two signals of a transform.
type workspace [2][]float64

func newOverlapSave(h []float64, bias float64) *overlapSave {
	plan := fft.NewPlan(transformSize(len(h)))
	return &overlapSave{
		history: len(h) - 1,
		stretch: plan.Size() - len(h) + 1,
		bias:    bias,
		plan:    plan,
		kernel:  plan.Kernel(h),
	}
}

func (o *overlapSave) newWorkspace() *workspace {
	n := o.plan.Size()
	// A cache line between them keeps the two from meeting in the same lines of the cache.
	both := make([]float64, 2*n+8)
	return &workspace{both[:n], both[n+8:]}
}

func (o *overlapSave) taps() int { return o.history + 1 }
func (o *overlapSave) step() int { return 2 * o.stretch }

func (o *overlapSave) valid(dst, x []float64, w *workspace) {
	for len(dst) > 0 {
		n := min(len(dst), o.step())
		o.transform(dst[:n], x[:n+o.history], w)
		dst, x = dst[n:], x[n:]
	}
}

// transform computes up to step outputs.
func (o *overlapSave) transform(dst, x []float64, w *workspace) {
	w.load(x, o.stretch)
	o.plan.Convolve(w[0], w[1], o.kernel)
	// One NaN or infinity spoils every point.
	spoilt := !finite(w[0][0]) || !finite(w[1][0])
	if spoilt {
		w.load(x, o.stretch)
		w.zeroNonFinite()
		o.plan.Convolve(w[0], w[1], o.kernel)
	}
	n := copy(dst, w[0][o.history:])
	copy(dst[n:], w[1][o.history:])
	if spoilt {
		o.spread(dst, x)
	}
	addBias(dst, o.bias)
}

// load takes the two stretches of x, the second stretch samples behind the first. Samples that are missing
// count as zeros, as at the end of a stream.
func (w *workspace) load(x []float64, stretch int) {
	for i := range w {
		from := min(i*stretch, len(x))
		clear(w[i][copy(w[i], x[from:]):])
	}
}

// zeroNonFinite replaces NaNs and infinities by 0.
func (w *workspace) zeroNonFinite() {
	for _, signal := range w {
		for i, v := range signal {
			if !finite(v) {
				signal[i] = 0
			}
		}
	}
}

func finite(v float64) bool { return v-v == 0 }

// spread makes NaN of every output that a NaN or an infinity in x reaches.
func (o *overlapSave) spread(dst, x []float64) {
	reach := 0 // outputs up to here are reached by what was seen so far
	for i, v := range x {
		if !finite(v) {
			reach = i + 1
		}
		// Input i is the newest that output i-(K-1) sees; the oldest is i-(K-1) itself.
		if out := i - o.history; out >= 0 && out < reach {
			dst[out] = math.NaN()
		}
	}
}
