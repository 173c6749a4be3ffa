package learn

import (
	"slices"
	"testing"
)

// TestLadderWindows: five rounds of 10 frames, of which the last 3 are held out, in windows of 3 frames that see one frame
// before them and two behind.
func TestLadderWindows(t *testing.T) {
	ramp := make([]float64, 50)
	for i := range ramp {
		ramp[i] = float64(i)
	}
	p := LadderProblem{
		Dry: [][]float64{ramp}, Wet: [][]float64{ramp},
		Frames: 3, Taps: 4, Center: 2, Split: Split{50, 0.3},
	}
	train, heldOut := p.windows()
	for _, test := range []struct {
		name string
		got  []ladderWindow
		want []int // first wet frames
	}{
		{"to learn from", train, []int{1, 4, 10, 13, 20, 23, 30, 33, 40, 43}},
		{"held out", heldOut, []int{7, 17, 27, 37}}, // 47 would see 50 and 51
	} {
		var got []int
		for _, w := range test.got {
			from := int(w.wet[0])
			got = append(got, from)
			if !slices.Equal(w.wet, ramp[from:from+3]) || !slices.Equal(w.dry, ramp[from-1:from+5]) {
				t.Errorf("%s: wet frames %v of dry ones %v", test.name, w.wet, w.dry)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: windows from %v on, want %v", test.name, got, test.want)
		}
	}
}
