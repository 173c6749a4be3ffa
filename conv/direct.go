package conv

import "sigconv/conv/internal/vec"

// direct is the section of the Direct engine.
type direct struct {
	h    []float64
	bias float64
}

func (d *direct) taps() int                { return len(d.h) }
func (d *direct) step() int                { return 1 }
func (d *direct) newWorkspace() *workspace { return nil }

func (d *direct) valid(dst, x []float64, _ *workspace) {
	vec.FIR(dst, x, d.h)
	addBias(dst, d.bias)
}

// addBias leaves dst alone for a bias of 0, which would turn -0 into +0.
func addBias(dst []float64, bias float64) {
	if bias == 0 {
		return
	}
	for i := range dst {
		dst[i] += bias
	}
}
