package design

import (
	"math"
	"testing"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

// TestGoldenDesigns holds windows, filters and frequency sampling against SciPy's.
func TestGoldenDesigns(t *testing.T) {
	var golden struct {
		Rate    int
		Windows []struct {
			Window string
			Taps   []float64
		}
		Filters []struct {
			Kind   string
			Edges  []float64
			Window string
			Taps   []float64
		}
		Equalizers []struct {
			Gains  []float64
			Window string
			Taps   []float64
		}
	}
	testkit.Golden(t, "design.json", &golden)
	window := func(name string) Window {
		w, err := ParseWindow(name)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	for _, c := range golden.Windows {
		mustBeClose(t, c.Window, window(c.Window).Taps(len(c.Taps)), c.Taps, 1e-14)
	}
	for _, c := range golden.Filters {
		shape := Shape{Taps: len(c.Taps), Window: window(c.Window)}
		var k *conv.Kernel
		var err error
		switch c.Kind {
		case "lowpass":
			k, err = LowPass(golden.Rate, c.Edges[0], shape)
		case "highpass":
			k, err = HighPass(golden.Rate, c.Edges[0], shape)
		case "bandpass":
			k, err = BandPass(golden.Rate, c.Edges[0], c.Edges[1], shape)
		default:
			k, err = BandStop(golden.Rate, c.Edges[0], c.Edges[1], shape)
		}
		if err != nil {
			t.Fatal(err)
		}
		if k.Center != (len(c.Taps)-1)/2 || k.Rate != golden.Rate {
			t.Errorf("%s of %d taps: centre %d at %d Hz", c.Kind, len(c.Taps), k.Center, k.Rate)
		}
		mustBeClose(t, c.Kind, k.Taps[0], c.Taps, 1e-12)
	}
	for _, c := range golden.Equalizers {
		mustBeClose(t, "firwin2", sampled(c.Gains, window(c.Window).Taps(len(c.Taps))), c.Taps, 1e-12)
	}
}

// mustBeClose reports taps that differ from those wanted by more than tolerance times the largest of these.
func mustBeClose(t *testing.T, name string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d taps, want %d", name, len(got), len(want))
		return
	}
	largest := 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance*largest) {
			t.Errorf("%s of %d taps: tap %d is %v, want %v", name, len(want), i, got[i], want[i])
			return
		}
	}
}
