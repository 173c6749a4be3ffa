package learn

import (
	"slices"

	"gonum.org/v1/gonum/blas/blas64"

	"sigconv/conv"
)

// A Refiner mends what rounding did to a fit. The normal equations square the condition of the recordings, and lose as many digits again;
// the gradient of what the fit leaves, taken on the recordings themselves, tells how far that led it astray (Björck's
// corrected seminormal equations, "Stability Analysis of the Method of Seminormal Equations", 1987). Where noise is left
// there is nothing to gain.
type Refiner struct {
	fit       *Fit
	sums      *Sums // of the dry frames with what is left of the wet ones
	convolver *conv.StackConvolver
	predicted [][]float64
	dry, wet  []float64 // frames whose predictions are still to come
}

// NewRefiner returns a refiner, which wants to see the pairs again.
func NewRefiner(f *Fit) *Refiner {
	return &Refiner{
		fit: f, sums: NewSums(f.gathered.taps, f.gathered.center),
		convolver: conv.NewStackConvolver(f.Stack(), conv.Same, conv.Auto),
		predicted: make([][]float64, 1),
	}
}

// Begin says that a pair follows, whose frames [Refiner.Add] then takes, all that the split has, and then [Refiner.End].
func (r *Refiner) Begin(split Split) { r.sums.Begin(split) }

// Add takes the next frames of both recordings, as many of each.
func (r *Refiner) Add(dry, wet []float64) {
	r.dry, r.wet = append(r.dry, dry...), append(r.wet, wet...)
	r.predicted[0] = r.predicted[0][:0]
	r.predicted = r.convolver.Process(r.predicted, [][]float64{dry})
	r.gather()
}

// End ends a pair.
func (r *Refiner) End() {
	r.predicted[0] = r.predicted[0][:0]
	r.predicted = r.convolver.Flush(r.predicted)
	r.gather()
}

func (r *Refiner) gather() {
	left := r.predicted[0]
	n := len(left)
	for i, y := range left {
		left[i] = r.wet[i] - y
	}
	r.sums.Add(r.dry[:n], left)
	r.dry, r.wet = append(r.dry[:0], r.dry[n:]...), append(r.wet[:0], r.wet[n:]...)
}

// Fit returns the mended fit.
func (r *Refiner) Fit() *Fit {
	mended := *r.fit
	from := mended.gathered.center - mended.Center
	gradient := r.sums.Equations().cross[from:][:len(mended.Taps)]
	blas64.Axpy(-mended.lambda, vector(mended.Taps), vector(gradient))
	step := make([]float64, len(gradient))
	mended.system.solve(step, gradient)
	mended.Taps = slices.Clone(mended.Taps)
	blas64.Axpy(1, vector(step), vector(mended.Taps))
	return &mended
}
