package main

import "math/rand/v2"

// A noise is a source of white noise.
type noise struct{ pcg *rand.PCG }

// newNoise returns the noise of one instrument. Each has a stream of its own, so that a change to one
// leaves the others as they are.
func newNoise(stream uint64) noise { return noise{rand.NewPCG(seed, stream)} }

// The streams of noise.
const (
	leadStream = iota
	chordStream
	bassStream
	drumStream
	roomStream
)

// next returns the next sample, uniform in [-1, 1): the generator's 64 bits as a signed fraction.
func (n noise) next() float64 { return float64(int64(n.pcg.Uint64())) / (1 << 63) }

// burst returns frames samples of noise.
func (n noise) burst(frames int) []float64 {
	x := make([]float64, frames)
	for i := range x {
		x[i] = n.next()
	}
	return x
}
