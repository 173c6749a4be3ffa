package pcm

// A Dither adds triangular noise of ±1 LSB before rounding. The noise of a sample depends on the seed
// and on its place in the stream alone, so it is the same whatever the blocks and however many workers.
type Dither struct {
	On   bool
	Seed uint64
}

// noise is the dither of one channel of a block: sample i has index first + i·step in the stream.
type noise struct {
	dither      Dither
	first, step uint64
}

func (n noise) at(i int) float64 {
	if !n.dither.On {
		return 0
	}
	return n.dither.triangular(n.first + uint64(i)*n.step)
}

// triangular returns the noise of one sample in LSB: the difference of two uniform values, so it lies
// in (-1, 1) with variance 1/6, the least that makes the mean and the power of the rounding error
// independent of the signal (Lipshitz, Wannamaker, Vanderkooy: Quantization and Dither, 1992).
func (d Dither) triangular(index uint64) float64 {
	bits := scramble(scramble(d.Seed) + index)
	return (float64(bits>>32) - float64(uint32(bits))) * (1.0 / (1 << 32))
}

// scramble is one step of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
// generators, 2014), a bijection in which every input bit reaches every output bit.
func scramble(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
