package fft

import (
	"fmt"

	"sigconv/conv/internal/vec"
)

// A Sum adds up circular convolutions while they are transformed, so that all of them are taken back at once. It
// belongs to one goroutine.
type Sum struct {
	plan   *Plan
	re, im []float64 // what is summed so far, or nil for nothing
	taps   [2][]float64
	kernel Kernel
}

// NewSum returns a sum of nothing for the plan's number of points.
func (p *Plan) NewSum() *Sum {
	return &Sum{plan: p, taps: [2][]float64{make([]float64, p.size), make([]float64, p.size)}}
}

// Add adds the circular convolutions of the real signals re and im with h, followed by zeros. It destroys re and im. It
// panics unless both have the plan's number of points, and h no more.
func (s *Sum) Add(re, im, h []float64) {
	if len(re) != s.plan.size || len(im) != s.plan.size {
		panic(fmt.Sprintf("fft: signals of %d and %d points in a sum of %d", len(re), len(im), s.plan.size))
	}
	s.kernel = s.plan.transform(s.kernel, h, s.taps[0], s.taps[1])
	s.plan.split(re, im, 0)
	vec.MultiplyLeaves(re, im, s.kernel)
	if s.re == nil {
		s.re, s.im = make([]float64, s.plan.size), make([]float64, s.plan.size)
	}
	for i, v := range re {
		s.re[i] += v
	}
	for i, v := range im {
		s.im[i] += v
	}
}

// Take returns the sum of the circular convolutions of all re, and that of all im, and begins anew.
func (s *Sum) Take() (re, im []float64) {
	re, im = s.re, s.im
	if re == nil {
		return make([]float64, s.plan.size), make([]float64, s.plan.size)
	}
	s.plan.join(re, im, 0)
	s.re, s.im = nil, nil
	return re, im
}
