package filters_test

import (
	"math"
	"testing"

	"sigconv/conv"
	"sigconv/filters"
	"sigconv/internal/testkit"
)

// A goldenPeak is what SciPy finds as the peak of a kernel: see testdata/golden/response.py.
type goldenPeak struct {
	Name      string
	Taps      [][]float64
	Gain      float64
	Frequency *float64 // nil where several places are as high
}

func readGolden(t *testing.T) []goldenPeak {
	t.Helper()
	var file struct{ Cases []goldenPeak }
	testkit.Golden(t, "response.json", &file)
	if len(file.Cases) == 0 {
		t.Fatal("response.json has no cases")
	}
	return file.Cases
}

func TestPeakGainAgreesWithSciPy(t *testing.T) {
	for _, g := range readGolden(t) {
		t.Run(g.Name, func(t *testing.T) {
			gain, frequency := filters.PeakGain(conv.NewKernel(g.Taps, 0, conv.Convolution))
			relative := math.Abs(gain-g.Gain) / g.Gain
			t.Logf("relative error of the gain %.2g", relative)
			if !(relative <= 1e-6) {
				t.Errorf("gain %v, SciPy has %v", gain, g.Gain)
			}
			if g.Frequency == nil {
				return
			}
			off := math.Abs(frequency - *g.Frequency)
			t.Logf("error of the frequency %.2g", off)
			if !(off <= 1e-4) {
				t.Errorf("at %v cycles a frame, SciPy has %v", frequency, *g.Frequency)
			}
		})
	}
}
