package meter_test

import (
	"slices"
	"testing"

	"sigconv/audioio/meter"
	"sigconv/internal/testkit"
)

// TestEnvelope holds every column against the samples that it stands for.
func TestEnvelope(t *testing.T) {
	for _, frames := range []int{0, 1, 2, 9, 10, 11, 19, 99, 100, 101, 1237} {
		for _, columns := range []int{1, 2, 10, 100} {
			for channels := 1; channels <= 2; channels++ {
				x := make([][]float64, channels)
				for c := range x {
					x[c] = testkit.Random(frames, uint64(c))
					for i := range x[c] {
						x[c][i] += 0.9 // so that some columns hold no 0
					}
				}
				for _, block := range []int{1, 3, 64, 2000} {
					e := meter.NewEnvelope(int64(frames), columns)
					inBlocks(x, block, e.Write)
					n := min(frames, columns)
					if len(e.Low) != n || len(e.High) != n {
						t.Fatalf("%d frames: %d and %d columns, want %d", frames, len(e.Low), len(e.High), n)
					}
					for j := range n {
						var all []float64
						for _, samples := range x {
							all = append(all, samples[j*frames/n:(j+1)*frames/n]...)
						}
						if low, high := slices.Min(all), slices.Max(all); e.Low[j] != low || e.High[j] != high {
							t.Fatalf("%d frames, blocks of %d: column %d of %d is %g to %g, want %g to %g",
								frames, block, j, n, e.Low[j], e.High[j], low, high)
						}
					}
				}
			}
		}
	}
}

// TestEnvelopeOfWhatIsMissing: columns without samples are silent.
func TestEnvelopeOfWhatIsMissing(t *testing.T) {
	e := meter.NewEnvelope(8, 4)
	e.Write([][]float64{{0.5, 0.25, -0.5}})
	if !slices.Equal(e.Low, []float64{0.25, -0.5, 0, 0}) || !slices.Equal(e.High, []float64{0.5, -0.5, 0, 0}) {
		t.Errorf("%v to %v", e.Low, e.High)
	}
}

// TestLongEnvelope: the ends of columns are right where the product of frames and columns is no int64.
func TestLongEnvelope(t *testing.T) {
	e := meter.NewEnvelope(1<<62, 1000)
	e.Write([][]float64{make([]float64, 100), testkit.Random(100, 1)})
	if !(e.Low[0] < 0 && e.High[0] > 0) || e.High[1] != 0 {
		t.Errorf("%v to %v", e.Low[:2], e.High[:2])
	}
}
