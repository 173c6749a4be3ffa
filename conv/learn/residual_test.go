package learn

import (
	"fmt"
	"testing"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// TestResidual holds the streamed residual against the rows written out.
func TestResidual(t *testing.T) {
	problems(func(name string, p problem) {
		h := testkit.Random(p.taps, 3)
		want := make([]Error, 2)
		for i, heldOut := range []bool{false, true} {
			x, y := p.rows(heldOut)
			for n, wet := range y {
				predicted := 0.0
				for j, tap := range h {
					predicted += tap * x.At(n, j)
				}
				dry := x.At(n, p.center)
				want[i].Add(Error{1, wet * wet, (wet - predicted) * (wet - predicted), dry * dry, dry * wet})
			}
		}
		for _, piece := range []int{len(p.dry), 1000, 7} {
			t.Run(fmt.Sprintf("%s/pieces%d", name, piece), func(t *testing.T) {
				layer := conv.NewKernel([][]float64{h}, p.center, conv.Convolution).Layer(0)
				r := NewResidual(&conv.Stack{Layers: []conv.Layer{layer}}, p.split)
				addPieces(func(dry, wet []float64) { r.Add([][]float64{dry}, [][]float64{wet}) }, p.dry, p.wet, piece)
				r.End()
				for i, got := range []Error{r.Train, r.HeldOut} {
					if got.Frames != want[i].Frames {
						t.Errorf("%d frames, want %d", got.Frames, want[i].Frames)
					}
					checkClose(t, "energies", []float64{got.Wet, got.Left, got.Dry, got.Cross},
						[]float64{want[i].Wet, want[i].Left, want[i].Dry, want[i].Cross}, 1e-11)
				}
			})
		}
	})
}

func TestESRWithGain(t *testing.T) {
	e := Error{Frames: 2, Wet: 1*1 + 3*3, Dry: 2*2 + 5*5, Cross: 1*2 + 3*5}
	if got := e.Gain(); got != 17.0/29 {
		t.Errorf("gain %v, want 17/29", got)
	}
	want := ((1-2*0.5)*(1-2*0.5) + (3-5*0.5)*(3-5*0.5)) / 10
	if got := e.ESRWithGain(0.5); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}
