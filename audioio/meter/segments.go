package meter

import "math"

// What the segmental signal-to-noise ratio is made of: the mean, over stretches of 25 ms, of each one's ratio in dB, which counts as at
// least -10 and at most 35 (Hansen and Pellom, "An effective quality evaluation protocol for speech enhancement algorithms", 1998), so that
// silence in which anything is much, and stretches in which nothing is, do not decide. Stretches whose reference is silent are skipped.
const (
	segmentSeconds = 0.025
	leastSegment   = -10.0
	mostSegment    = 35.0
	silentPower    = 1e-7 // of a full-scale square wave: -70 dBFS
)

// segments goes over one channel.
type segments struct {
	length           int
	filled           int
	reference, noise float64 // energy of the segment under way
	sum              segmentSum
}

// A segmentSum is the sum of the ratios of so many segments.
type segmentSum struct {
	ratios float64
	count  int64
}

func (s *segmentSum) add(t segmentSum) { s.ratios, s.count = s.ratios+t.ratios, s.count+t.count }

// mean returns NaN where there is no segment with a sound.
func (s *segmentSum) mean() float64 { return s.ratios / float64(s.count) }

func newSegments(rate int) *segments {
	return &segments{length: max(1, int(math.Round(segmentSeconds*float64(rate))))}
}

func (s *segments) write(reference, test []float64, gain float64) {
	for i, x := range reference {
		e := gain*test[i] - x
		s.reference += x * x
		s.noise += e * e
		if s.filled++; s.filled == s.length {
			s.sum.add(s.segment())
			s.filled, s.reference, s.noise = 0, 0, 0
		}
	}
}

// segment returns the ratio of the segment under way.
func (s *segments) segment() segmentSum {
	if s.reference <= silentPower*float64(s.filled) {
		return segmentSum{}
	}
	ratio := mostSegment
	if s.noise > 0 {
		ratio = min(max(10*math.Log10(s.reference/s.noise), leastSegment), mostSegment)
	}
	return segmentSum{ratio, 1}
}

// finished returns the sum; what is left at the end counts where it is half a segment or more, or all that there is.
func (s *segments) finished() segmentSum {
	sum := s.sum
	if 2*s.filled >= s.length || sum.count == 0 && s.filled > 0 {
		sum.add(s.segment())
	}
	return sum
}
