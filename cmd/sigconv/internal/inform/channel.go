package inform

import (
	"math"
	"math/bits"
)

// A channelMeter measures one channel of a sound by itself.
type channelMeter struct {
	low, high float64 // the ends of the range
	scale     float64 // 1/LSB of integers, else 0

	peak, sum, squares float64
	peakFrame          int64
	first, last        int64 // frames that are not 0, -1 for none
	fullScale          int64 // samples at the ends of the range or beyond
	run, runs          int64 // of these, so far in a row, and rows of three or more
	nonFinite          int64
	bits               int64 // those that are set in a sample as an integer
}

func newChannelMeter(low, high, lsb float64) channelMeter {
	m := channelMeter{low: low, high: high, peakFrame: -1, first: -1, last: -1}
	if lsb > 0 {
		m.scale = 1 / lsb
	}
	return m
}

// shortestRun is how many samples in a row at the end of the range are taken for clipped.
const shortestRun = 3

// take measures samples that begin at a frame. Those that are no numbers, of which there are some only if said so, become 0.
func (m *channelMeter) take(samples []float64, first int64, nonFinite bool) {
	if nonFinite {
		for i, v := range samples {
			if v-v != 0 {
				m.nonFinite++
				samples[i] = 0
			}
		}
	}
	sum, squares := 0.0, 0.0 // block by block, so that long sounds keep their digits
	for i, v := range samples {
		sum += v
		squares += v * v
		if size := math.Abs(v); size > m.peak {
			m.peak, m.peakFrame = size, first+int64(i)
		}
		if v != 0 {
			m.last = first + int64(i)
			if m.first < 0 {
				m.first = m.last
			}
			m.bits |= int64(v * m.scale)
		}
		if v > m.low && v < m.high {
			m.run = 0
			continue
		}
		m.fullScale++
		if m.run++; m.run == shortestRun {
			m.runs++
		}
	}
	m.sum += sum
	m.squares += squares
}

// leading and trailing return how many of all frames are 0 at the begin and at the end.
func (m *channelMeter) leading(frames int64) int64 {
	if m.first < 0 {
		return frames
	}
	return m.first
}

func (m *channelMeter) trailing(frames int64) int64 { return frames - 1 - m.last }

// report says what was measured, of so many frames.
func (m *channelMeter) report(frames int64) Channel {
	c := Channel{Peak: decibels(m.peak)}
	if m.peakFrame >= 0 {
		c.PeakFrame = &m.peakFrame
	}
	if frames > 0 {
		c.RMS, c.DC = decibels(math.Sqrt(m.squares/float64(frames))), m.sum/float64(frames)
	}
	return c
}

// usedBits returns how many bits, from the top of so many, are set in integers that were joined.
func usedBits(joined int64, of int) int {
	if joined == 0 {
		return 0
	}
	return max(of-bits.TrailingZeros64(uint64(joined)), 1)
}
