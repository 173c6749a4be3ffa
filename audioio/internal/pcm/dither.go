package pcm

// A Dither adds triangular noise of ±1 LSB before rounding. The noise of a sample depends on the seed
// and on its place in the stream alone, so it is the same whatever the blocks and however many workers.
type Dither struct {
	On   bool
	Seed uint64
}

// noise is the dither of one channel of a block: sample i has key first + i·step.
type noise struct {
	first, step uint64
}

// noise returns the dither of one of several channels from a frame of the stream on.
func (d Dither) noise(frame int64, channel, channels int) noise {
	index := uint64(frame)*uint64(channels) + uint64(channel)
	return noise{scramble(d.Seed) + index, uint64(channels)}
}

// fill sets dst to the noise of the samples from i on.
func (n noise) fill(dst []float64, i int) {
	key := n.first + uint64(i)*n.step
	for k := range dst {
		dst[k] = triangular(key)
		key += n.step
	}
}

// triangular returns the noise of one sample in LSB: the difference of two uniform values, so it lies
// in (-1, 1) with variance 1/6, the least that makes the mean and the power of the rounding error
// independent of the signal (Lipshitz, Wannamaker, Vanderkooy: Quantization and Dither, 1992).
func triangular(key uint64) float64 {
	bits := scramble(key)
	return float64(int64(bits>>32)-int64(uint32(bits))) * (1.0 / (1 << 32))
}

// scramble is one step of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
// generators, 2014), a bijection in which every input bit reaches every output bit.
func scramble(x uint64) uint64 {
	x += 0x9E3779B97F4A7C15
	x = (x ^ x>>30) * 0xBF58476D1CE4E5B9
	x = (x ^ x>>27) * 0x94D049BB133111EB
	return x ^ x>>31
}
