package conv

import (
	"math"

	"sigconv/conv/internal/fft"
)

// overlapSave is the section of the FFT engine. A transform of n points gives a circular convolution whose
// first K-1 outputs are spoilt by the wrap-around; the other n-K+1 are right. Two lanes share a transform, as
// its real and its imaginary part.
type overlapSave struct {
	history int // K-1
	bias    float64
	plan    *fft.Plan
	kernel  fft.Kernel
}

func newOverlapSave(h []float64, bias float64, plan *fft.Plan) *overlapSave {
	return &overlapSave{len(h) - 1, bias, plan, plan.Kernel(h)}
}

func (o *overlapSave) taps() int { return o.history + 1 }
func (o *overlapSave) step() int { return 2 * (o.plan.Size() - o.history) }

// newWorkspace returns two lanes whose outputs take the place of the inputs.
func (o *overlapSave) newWorkspace() *workspace {
	n := o.plan.Size()
	// A cache line between them keeps the two from meeting in the same lines of the cache.
	both := make([]float64, 2*n+8)
	first, second := both[:n], both[n+8:]
	return &workspace{lanes: []lane{{first, first[o.history:]}, {second, second[o.history:]}}}
}

// run computes all outputs, whatever is asked for: a transform knows no less.
func (o *overlapSave) run(w *workspace, _ int) {
	for i, lane := range w.lanes {
		w.at[i] = w.at[i][:0]
		if w.suspect {
			// In a transform one NaN would spoil all outputs, not just those that its taps reach.
			w.at[i] = zeroNonFinite(w.at[i], lane.in)
		}
	}
	o.plan.Convolve(w.lanes[0].in, w.lanes[1].in, o.kernel)
	for i, lane := range w.lanes {
		o.spread(lane.out, w.at[i])
		addBias(lane.out, o.bias)
	}
}

// zeroNonFinite replaces NaNs and infinities by 0 and appends where they were to at.
func zeroNonFinite(at []int, x []float64) []int {
	for i, v := range x {
		if !finite(v) {
			x[i] = 0
			at = append(at, i)
		}
	}
	return at
}

// spread makes NaN of the outputs that the inputs at these places, in rising order, reach.
func (o *overlapSave) spread(out []float64, at []int) {
	done := 0
	for _, i := range at {
		// Input i is the newest that output i-(K-1) sees, and the oldest that output i sees.
		for done = max(done, i-o.history); done < min(i+1, len(out)); done++ {
			out[done] = math.NaN()
		}
	}
}
