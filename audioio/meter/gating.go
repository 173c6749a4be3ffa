package meter

import (
	"iter"
	"math"
	"slices"
)

const (
	absoluteGate = -70.0 // LUFS: what is quieter is no part of the programme
	relativeGate = -10.0 // LU below the mean loudness, for the integrated loudness
	rangeGate    = -20.0 // LU below it, for the loudness range

	lowPercentile, highPercentile = 0.10, 0.95 // between which the loudness range lies
)

// blocks yields the mean power of every block of so many tenths of a second, one a tenth.
func (l *Loudness) blocks(tenths int) iter.Seq[float64] {
	return func(yield func(power float64) bool) {
		for to := tenths; to <= len(l.tenths); to++ {
			from := to - tenths
			if !yield(l.power(sum(l.tenths[from:to]), int64(from)*ticksPerTenth, int64(to)*ticksPerTenth)) {
				return
			}
		}
	}
}

// gated returns the mean loudness of the blocks that pass both gates, in LUFS.
func gated(powers []float64) (loudness float64, ok bool) {
	powers = above(powers, powerOf(absoluteGate))
	powers = above(powers, mean(powers)*math.Pow(10, relativeGate/10))
	if len(powers) == 0 {
		return 0, false
	}
	return lufs(mean(powers)), true
}

// loudnessRange returns how far apart the percentiles of the blocks are that pass both gates, in LU. It sorts powers.
func loudnessRange(powers []float64) (lu float64, ok bool) {
	powers = above(powers, powerOf(absoluteGate))
	powers = above(powers, mean(powers)*math.Pow(10, rangeGate/10))
	if len(powers) == 0 {
		return 0, false
	}
	slices.Sort(powers)
	return 10 * math.Log10(percentile(powers, highPercentile)/percentile(powers, lowPercentile)), true
}

// above keeps the powers that are not below a gate, in the memory of the others.
func above(powers []float64, gate float64) []float64 {
	return slices.DeleteFunc(powers, func(power float64) bool { return power < gate })
}

func mean(powers []float64) float64 { return sum(powers) / float64(max(len(powers), 1)) }

// percentile returns the value at a share of the way through sorted values: the nearest of them, as Tech 3342 has it.
func percentile(sorted []float64, share float64) float64 {
	return sorted[int(math.Round(share*float64(len(sorted)-1)))]
}
