package fft

import (
	"math"
	"math/cmplx"
	"testing"
)

func TestCosSin(t *testing.T) {
	for i := range angle(1 << 12) {
		a := i * (fullTurn >> 12)
		c, s := a.cosSin()
		// Near 0 the library's argument is as exact as ours; the symmetry of the circle does the rest.
		quarter, rest := i>>10, float64(i&(1<<10-1))
		want := cmplx.Rect(1, 2*math.Pi*rest/(1<<12)) * [...]complex128{1, 1i, -1, -1i}[quarter]
		if math.Abs(c-real(want)) > 0x1p-52 || math.Abs(s-imag(want)) > 0x1p-52 {
			t.Errorf("%d/4096 of a turn has cosine %v and sine %v, want %v and %v", i, c, s, real(want), imag(want))
		}
		if d := math.Abs(math.FMA(c, c, -1) + s*s); d > 0x1p-51 {
			t.Errorf("%d/4096 of a turn: cos² + sin² is off by %g", i, d)
		}
	}
	for i, want := range [][2]float64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}, {1, 0}} {
		if c, s := (angle(i) * (fullTurn / 4)).cosSin(); c != want[0] || s != want[1] {
			t.Errorf("%d quarters of a turn have cosine %v and sine %v, want %v", i, c, s, want)
		}
	}
}
