package meter

import "math"

// The K-weighting of BS.1770 is a shelf that lifts what lies above about 1.7 kHz by 4 dB, as a head does, and a high-pass
// that takes away what lies below about 38 Hz. The recommendation lists coefficients for 48 kHz alone; these are the
// filters that they come from, so that they can be made for any rate.
const (
	shelfFrequency    = 1681.974450955533 // Hz
	shelfGain         = 3.999843853973347 // dB
	shelfQ            = 0.7071752369554196
	shelfMidpoint     = 0.4996667741545416 // the share of the gain in dB that is had at the frequency
	highPassFrequency = 38.13547087602444  // Hz
	highPassQ         = 0.5003270373238773
)

// A biquad is the filter y[n] = b0·x[n] + b1·x[n-1] + b2·x[n-2] - a1·y[n-1] - a2·y[n-2].
type biquad struct{ b0, b1, b2, a1, a2 float64 }

// warped returns tan(πf/rate), which takes the frequency f of an analog filter to that of its bilinear transform. At
// rates of a few kHz, where f would lie beyond all that is heard, it is moved to the end of the band: the filter stays
// stable.
func warped(f float64, rate int) float64 {
	return math.Tan(math.Pi * min(f/float64(rate), 0.49))
}

// newShelf returns the first stage of the K-weighting.
func newShelf(rate int) biquad {
	k := warped(shelfFrequency, rate)
	high := math.Pow(10, shelfGain/20)
	middle := math.Pow(high, shelfMidpoint)
	a0 := 1 + k/shelfQ + k*k
	return biquad{
		b0: (high + middle*k/shelfQ + k*k) / a0,
		b1: 2 * (k*k - high) / a0,
		b2: (high - middle*k/shelfQ + k*k) / a0,
		a1: 2 * (k*k - 1) / a0,
		a2: (1 - k/shelfQ + k*k) / a0,
	}
}

// newHighPass returns the second stage. Its zeros are 1, -2, 1 at every rate, not divided by a0 as a bilinear transform
// has them: so the recommendation lists them for 48 kHz, and so libebur128 and FFmpeg take them for every rate. A sound
// at 8 kHz reads 0.2 dB louder for it than the same one at 48 kHz, one at 44.1 or 192 kHz the same to 0.04 dB.
func newHighPass(rate int) biquad {
	k := warped(highPassFrequency, rate)
	a0 := 1 + k/highPassQ + k*k
	return biquad{b0: 1, b1: -2, b2: 1, a1: 2 * (k*k - 1) / a0, a2: (1 - k/highPassQ + k*k) / a0}
}

// A kWeighting filters a channel and adds up the squares of what comes out.
type kWeighting struct {
	shelf, highPass biquad
	x, y, z         [2]float64 // the last two inputs, outputs of the shelf, and outputs of the high-pass; the latest first
	energy          float64    // Σz² since it was last taken
}

func newKWeighting(rate int) kWeighting {
	return kWeighting{shelf: newShelf(rate), highPass: newHighPass(rate)}
}

// add takes the next samples. The latest output enters each sum last: what the next sample has to wait for is one
// multiplication and one subtraction.
func (k *kWeighting) add(samples []float64) {
	s, h := k.shelf, k.highPass
	x1, x2, y1, y2, z1, z2 := k.x[0], k.x[1], k.y[0], k.y[1], k.z[0], k.z[1]
	energy := k.energy
	for _, x := range samples {
		y := (s.b0*x + s.b1*x1 + s.b2*x2 - s.a2*y2) - s.a1*y1
		z := (y - 2*y1 + y2 - h.a2*z2) - h.a1*z1
		energy += z * z
		x1, x2, y1, y2, z1, z2 = x, x1, y, y1, z, z1
	}
	k.x, k.y, k.z = [2]float64{x1, x2}, [2]float64{y1, y2}, [2]float64{z1, z2}
	k.energy = energy
}

// take returns the energy since the last take. What a filter still remembers from 600 dB below full scale is forgotten:
// in silence it would fade into numbers so small that processors take a hundred times as long for them.
func (k *kWeighting) take() float64 {
	for _, state := range []*[2]float64{&k.x, &k.y, &k.z} {
		for i, v := range state {
			if math.Abs(v) < 1e-30 {
				state[i] = 0
			}
		}
	}
	energy := k.energy
	k.energy = 0
	return energy
}
