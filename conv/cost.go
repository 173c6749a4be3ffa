package conv

import (
	"math/bits"

	"sigconv/conv/internal/fft"
)

// What a sample costs in each engine, in nanoseconds on one core of an AMD EPYC (Zen 4, 2026). The engines and
// the sizes of transforms are chosen by these numbers and the number of taps alone, so that a choice never
// makes the result depend on the machine.

// directCost is what a tap costs in the Direct engine: BenchmarkFIR in internal/vec.
const directCost = 0.057

// transformCosts are what a real sample costs in a transform of 2^6, 2^7 … points, there and back and
// multiplied: BenchmarkConvolve in internal/fft. The steps are the caches.
var transformCosts = [...]float64{
	1.1, 1.1, 1.0, 1.05, 1.1, 1.3, 1.3, 1.5, 1.55, 1.7, 1.8, 2.1, 2.8, 3.8, 4.3, 4.9, 5.2,
}

// What a transform costs besides: for each sample, which leaves the first-level cache on its way, and for each
// run, in calls. Found by streaming with transforms of 256 to 4,096 points.
const (
	sampleCost = 0.2
	runCost    = 300
)

// fftCost returns what a sample costs in transforms of size points, with two lanes in each.
func fftCost(taps, size int) float64 {
	i := bits.Len(uint(size/fft.MinSize)) - 1
	perSample := transformCosts[min(i, len(transformCosts)-1)] + sampleCost
	return (perSample*float64(2*size) + runCost) / float64(2*(size-taps+1))
}

// transformSize returns the cheapest number of points for a kernel of taps taps. But memory
// counts too, since blocks are whole runs: beyond 4,096 points up to four times the taps, and no more than needed
// from 2^18 taps on.
func transformSize(taps int) int {
	most := 1 << 12
	if taps > most/4 {
		most = 4 * (taps + 1)
	}
	size := fft.MinSize
	for size < 2*taps {
		size *= 2
	}
	best := size
	for ; size <= most && taps < 1<<18; size *= 2 {
		if fftCost(taps, size) < fftCost(taps, best) {
			best = size
		}
	}
	return best
}
