package learn

import (
	"math"
	"testing"

	"sigconv/internal/testkit"
)

// raised returns x with a constant added.
func raised(x []float64, by float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = v + by
	}
	return y
}

// TestBend tells a curve from noise.
func TestBend(t *testing.T) {
	const frames = 60_000
	dry, noise := hum(frames, 1), testkit.Random(frames, 2)
	level := math.Sqrt(dot(dry, dry) / frames)
	h := []float64{0.2, 0.5, -0.3, 0.1}
	linear := convolved(dry, h, 0)
	bent := func(x []float64) []float64 {
		y := make([]float64, len(x))
		for i, v := range x {
			y[i] = level * math.Tanh(v/level)
		}
		return y
	}
	for _, c := range []struct {
		name     string
		wet      []float64
		from, to float64
	}{
		{"noise", sum(linear, noise), 0, 0.01},
		{"a constant, and noise", sum(linear, raised(noise, 5)), 0, 0.01},
		{"a curve behind", bent(linear), 0.8, 1},
		{"a curve before", convolved(bent(dry), h, 0), 0.8, 1},
		{"a curve, and noise", sum(bent(linear), noise), 0.01, 0.9},
	} {
		p := problem{dry, c.wet, 8, 0, Split{frames, 0.2}}
		fit, err := p.sums(4096).Equations().Solve(8, 0, 1e-9)
		if err != nil {
			t.Fatal(err)
		}
		b := NewBend(fit, level)
		addPieces(b.Add, dry, c.wet, 5000)
		if math.Abs(b.Offset()-5) < 0.2 != (c.name == "a constant, and noise") {
			t.Errorf("%s: a constant of %v", c.name, b.Offset())
		}
		if got := b.Explained(); got < c.from || got > c.to {
			t.Errorf("%s: %v is explained by a curve, want %v to %v ", c.name, got, c.from, c.to)
		}
	}
}
