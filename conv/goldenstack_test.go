package conv_test

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// goldenStacks is what PyTorch makes of stacks, and what activations are to 50 digits, rounded: see
// testdata/golden/stack.py.
type goldenStacks struct {
	Activations map[string]struct{ Z, F []float64 }
	Cases       []struct {
		Name, Mode string
		Stack      json.RawMessage
		X, Y       [][]float64
		Hidden     [][][]float64 // the outputs of each layer but the last
	}
}

func readGoldenStacks(t *testing.T) (g goldenStacks) {
	t.Helper()
	testkit.Golden(t, "stack.json", &g)
	if len(g.Cases) == 0 || len(g.Activations) == 0 {
		t.Fatal("stack.json has no cases")
	}
	return g
}

func TestStackAgreesWithPyTorch(t *testing.T) {
	for _, c := range readGoldenStacks(t).Cases {
		t.Run(c.Name, func(t *testing.T) {
			s, err := conv.ReadStack(c.Name, bytes.NewReader(c.Stack))
			if err != nil {
				t.Fatal(err)
			}
			mode, err := conv.ParseMode(c.Mode)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range append(c.Hidden, c.Y) {
				layers := &conv.Stack{Layers: s.Layers[:i+1]}
				for _, e := range []conv.Engine{conv.Direct, conv.FFT} {
					convolver := conv.NewStackConvolver(layers, mode, e)
					checkPlanar(t, convolver.Flush(convolver.Process(nil, c.X)), want, 1e-13)
				}
			}
		})
	}
}

func checkPlanar(t *testing.T, got, want [][]float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d channels, want %d", len(got), len(want))
	}
	for c := range want {
		if len(got[c]) != len(want[c]) {
			t.Fatalf("channel %d has %d frames, want %d", c, len(got[c]), len(want[c]))
		}
		for i := range want[c] {
			if !(math.Abs(got[c][i]-want[c][i]) <= tolerance) {
				t.Fatalf("channel %d is %v at %d, want %v", c, got[c][i], i, want[c][i])
			}
		}
	}
}

// TestActivations: each is right to one unit in the last place.
func TestActivations(t *testing.T) {
	activations := readGoldenStacks(t).Activations
	for a := conv.Identity; a <= conv.Softsign; a++ {
		golden := activations[a.String()]
		got := append([]float64(nil), golden.Z...)
		a.Apply(got)
		for i, want := range golden.F {
			unit := math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want)
			if !(math.Abs(got[i]-want) <= unit) {
				t.Errorf("%v(%v) = %v, want %v", a, golden.Z[i], got[i], want)
			}
		}
	}
}

// TestActivationsAtTheEnds: what has no digits to compare.
func TestActivationsAtTheEnds(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for a, want := range map[conv.Activation][3]float64{ // of -∞, -1e300, +∞
		conv.Identity:  {-inf, -1e300, inf},
		conv.ReLU:      {0, 0, inf},
		conv.LeakyReLU: {-inf, -1e298, inf},
		conv.Tanh:      {-1, -1, 1},
		conv.Sigmoid:   {0, 0, 1}, // or next to it
		conv.Softsign:  {-1, -1, 1},
	} {
		got := []float64{-inf, -1e300, inf, nan}
		a.Apply(got)
		for i, w := range append(want[:], nan) {
			if !(got[i] == w || got[i] != got[i] && w != w) && !(math.Abs(got[i]-w) <= max(1e-15*math.Abs(w), 1e-300)) {
				t.Errorf("%v: output %d is %v, want %v", a, i, got[i], w)
			}
		}
	}
	zero := []float64{math.Copysign(0, -1)}
	conv.Tanh.Apply(zero)
	if !math.Signbit(zero[0]) {
		t.Error("tanh(-0) has lost its sign")
	}
}

func TestParseActivation(t *testing.T) {
	for _, name := range []string{"leaky-relu", "leaky_relu", "leaky relu"} {
		if a, err := conv.ParseActivation(name); a != conv.LeakyReLU || err != nil {
			t.Errorf("%s: %v, %v", name, a, err)
		}
	}
	if _, err := conv.ParseActivation("gelu"); err == nil {
		t.Error("gelu is not known, but was taken")
	}
}
