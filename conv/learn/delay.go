package learn

import (
	"fmt"
	"math"

	"sigconv/conv"
)

// A Delay is how much later the wet recording is than the dry one, as their cross-correlation has it.
type Delay struct {
	Frames    int     // below 0 where the wet recording is ahead
	Dominance float64 // the correlation there over the next highest elsewhere
	Standout  float64 // the correlation there over the root mean square of all
}

// Clear reports whether the delay can be told: no other is nearly as good, and it stands out of what unrelated
// recordings would give.
func (d Delay) Clear() bool {
	const (
		nearlyAsGood = 1.25
		unrelated    = 8 // the highest of some hundred thousand random numbers is 5 times their deviation
	)
	return d.Dominance >= nearlyAsGood && d.Standout >= unrelated
}

// FindDelay returns the delay, of at most so many frames either way, at which wet follows dry best; both are
// [channel][frame], and all channels count. Delays closer than near frames to the best one are no rivals of it.
//
// The recordings are whitened before, by the filter that predicts dry (Box and Jenkins, "Time Series Analysis", 1970): a
// sound of low notes follows itself for many frames, and its plain correlation has a peak as broad as that.
// It panics unless there are as many channels in both, one at least.
func FindDelay(dry, wet [][]float64, most, near int) Delay {
	if len(dry) == 0 || len(dry) != len(wet) {
		panic(fmt.Sprintf("learn: the delay of %d channels behind %d", len(wet), len(dry)))
	}
	strength := make([]float64, 2*most+1) // squared, of delay i-most
	for c := range dry {
		whitener := whitenerOf(dry[c])
		x, y := whitened(dry[c], whitener), whitened(wet[c], whitener)
		for i, v := range correlate(y, x, -most, len(strength)) {
			strength[i] += v * v
		}
	}
	return highest(strength, most, near)
}

// highest returns the place of the highest strength.
func highest(strength []float64, most, near int) Delay {
	best, sum := 0, 0.0
	for i, v := range strength {
		sum += v
		if v > strength[best] {
			best = i
		}
	}
	rival := 0.0
	for i, v := range strength {
		if i < best-near || i > best+near {
			rival = max(rival, v)
		}
	}
	if sum == 0 {
		return Delay{}
	}
	mean := sum / float64(len(strength))
	return Delay{best - most, math.Sqrt(strength[best] / rival), math.Sqrt(strength[best] / mean)}
}

// whitenerOf returns the filter that leaves of x what cannot be told from the samples before.
func whitenerOf(x []float64) []float64 {
	const (
		order = 32
		noise = 1e-4 // of the energy: keeps bands from being raised where x has next to nothing
	)
	r := correlate(x, x, 0, order+1)
	r[0] *= 1 + noise
	a, _, ok := levinson(r)
	if !ok {
		return []float64{1}
	}
	return a
}

// whitened returns x through a whitener. What it makes of the begin of x, which it knows nothing of before, is left out: a begin
// that both recordings were cut at is no sound.
func whitened(x, whitener []float64) []float64 {
	c := conv.NewConvolver(whitener, 0, conv.Auto)
	y := c.Flush(c.Process(nil, x))[:len(x)]
	clear(y[:min(len(whitener)-1, len(y))])
	return y
}
