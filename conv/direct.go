package conv

import "sigconv/conv/internal/vec"

// direct is the section of the Direct engine.
type direct struct {
	h    []float64
	bias float64
}

// directStretch is the least number of outputs that are computed at a time: 15 KiB of them, in whole tiles of
// the vector loop.
const directStretch = 1920

func (d *direct) taps() int { return len(d.h) }
func (d *direct) step() int { return 1 }

func (d *direct) newWorkspace() *workspace {
	history := len(d.h) - 1
	stretch := max(directStretch, history) // so that history does not outweigh it
	return &workspace{lanes: []lane{{make([]float64, history+stretch), make([]float64, stretch)}}}
}

func (d *direct) run(w *workspace, outputs int) {
	y := w.lanes[0].out[:outputs]
	vec.FIR(y, w.lanes[0].in[:len(d.h)-1+outputs], d.h)
	addBias(y, d.bias)
}

// addBias leaves y alone for a bias of 0, which would turn -0 into +0.
func addBias(y []float64, bias float64) {
	if bias == 0 {
		return
	}
	for i := range y {
		y[i] += bias
	}
}
