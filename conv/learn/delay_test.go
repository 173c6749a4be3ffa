package learn

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"sigconv/internal/testkit"
)

// delayed returns x so many frames later, or earlier below 0, as long as before.
func delayed(x []float64, frames int) []float64 {
	y := make([]float64, len(x))
	if frames >= 0 {
		copy(y[min(frames, len(y)):], x)
	} else {
		copy(y, x[min(-frames, len(x)):])
	}
	return y
}

// hum is noise of low notes alone, whose plain correlation is hundreds of frames wide.
func hum(frames int, seed uint64) []float64 {
	x := testkit.Random(frames, seed)
	y := 0.0
	for i, v := range x {
		y = 0.99*y + v
		x[i] = y
	}
	return x
}

func TestFindDelay(t *testing.T) {
	const frames = 40_000
	for name, dry := range map[string][]float64{"noise": testkit.Random(frames, 1), "low notes": hum(frames, 2)} {
		for _, want := range []int{-5000, -4999, -1234, -1, 0, 1, 7, 999, 4999, 5000} {
			for _, gain := range []float64{1, -0.01} {
				t.Run(fmt.Sprintf("%s/%d/%v", name, want, gain), func(t *testing.T) {
					wet := delayed(convolved(dry, []float64{1, 0.4, -0.3, 0.1}, 0), want)
					noise := testkit.Random(frames, 3)
					for i := range wet {
						wet[i] = gain * (wet[i] + 0.1*noise[i])
					}
					d := FindDelay([][]float64{dry}, [][]float64{wet}, 8192, 64)
					if d.Frames != want || !d.Clear() {
						t.Errorf("%+v, want a clear delay of %d", d, want)
					}
				})
			}
		}
	}
}

// TestFindDelayRefusesToGuess meets recordings that do not tell their delay.
func TestFindDelayRefusesToGuess(t *testing.T) {
	const frames = 40_000
	noise := testkit.Random(frames, 1)
	sine, loop := make([]float64, frames), make([]float64, frames)
	for i := range sine {
		sine[i] = math.Sin(0.05 * float64(i))
		loop[i] = noise[i%2000]
	}
	for _, c := range []struct {
		name     string
		dry, wet []float64
	}{
		{"unrelated", noise, testkit.Random(frames, 2)},
		{"a sine", sine, sine},
		{"a loop", loop, delayed(loop, 300)},
		{"beyond the range", noise, delayed(noise, 9000)},
		{"silence", noise, make([]float64, frames)},
		{"silent dry", make([]float64, frames), noise},
		{"two copies", noise, sum(delayed(noise, 100), delayed(noise, 3000))},
	} {
		d := FindDelay([][]float64{c.dry}, [][]float64{c.wet}, 8192, 64)
		if d.Clear() {
			t.Errorf("%s: %+v is taken for clear", c.name, d)
		}
	}
}

func sum(a, b []float64) []float64 {
	s := slices.Clone(a)
	for i, v := range b {
		s[i] += v
	}
	return s
}

// TestFindDelayTakesAllChannels has one channel that says nothing.
func TestFindDelayTakesAllChannels(t *testing.T) {
	noise, silence := testkit.Random(20_000, 1), make([]float64, 20_000)
	d := FindDelay([][]float64{silence, noise}, [][]float64{silence, delayed(noise, 77)}, 2000, 64)
	if d.Frames != 77 || !d.Clear() {
		t.Errorf("%+v, want a clear delay of 77", d)
	}
}
