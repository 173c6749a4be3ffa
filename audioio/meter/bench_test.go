package meter_test

import (
	"fmt"
	"math"
	"testing"

	"sigconv/audioio/meter"
	"sigconv/internal/testkit"
)

// perSample runs a meter on a block again and again and reports nanoseconds a sample.
func perSample(b *testing.B, block [][]float64, write func([][]float64)) {
	b.ReportAllocs()
	for b.Loop() {
		write(block)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(block)*len(block[0])), "ns/sample")
}

func BenchmarkLoudness(b *testing.B) {
	for _, channels := range []int{1, 2, 6} {
		b.Run(fmt.Sprint(channels), func(b *testing.B) {
			block := make([][]float64, channels)
			for c := range block {
				block[c] = testkit.Random(4096, uint64(c))
			}
			perSample(b, block, meter.NewLoudness(48000, channels, 0).Write)
		})
	}
}

// BenchmarkTruePeak meets the worst sound, a tone that is near its peak all the time, and one that decays as notes do,
// most of which is passed over.
func BenchmarkTruePeak(b *testing.B) {
	tone, decay := make([]float64, 48000), make([]float64, 48000)
	for i := range tone {
		tone[i] = math.Sin(0.61 * float64(i))
		decay[i] = tone[i] * math.Exp(-float64(i%12000)/3000)
	}
	for _, rate := range []int{48000, 96000, 192000} {
		b.Run(fmt.Sprintf("tone/%d", rate), func(b *testing.B) {
			perSample(b, [][]float64{tone}, meter.NewTruePeak(rate, 1).Write)
		})
		b.Run(fmt.Sprintf("decay/%d", rate), func(b *testing.B) {
			perSample(b, [][]float64{decay}, meter.NewTruePeak(rate, 1).Write)
		})
	}
}
