package teach

import (
	"fmt"
	"math"
)

// A survey is what a first pass tells of the recordings besides.
type survey struct {
	material *material
	pair     int // the one that is gone over
	channels []channelSurvey
	clipped  []int64 // [pair]: wet samples at full scale
	sounding []int64 // [pair]: wet samples that are not 0
}

// A channelSurvey is what is seen in one channel, and so by one goroutine.
type channelSurvey struct {
	energy            float64 // of the dry recordings
	frames            int64
	clipped, sounding int64   // of the pair
	at                int64   // in the pair
	peak              float64 // of the first pair's wet recording
	loudest           int64   // where that is
}

func newSurvey(m *material) *survey {
	return &survey{material: m, channels: make([]channelSurvey, m.outputs())}
}

// add takes the next frames of a channel of a pair.
func (s *survey) add(channel int, dry, wet []float64) {
	c := &s.channels[channel]
	low, high := s.material.pairs[s.pair].Wet.Format.FullScale()
	for _, x := range dry {
		c.energy += x * x
	}
	peak, loudest := c.peak, -1
	for i, y := range wet {
		if y == high || y == low { // floats may be beyond, and are not clipped then
			c.clipped++
		}
		if y != 0 {
			c.sounding++
		}
		if loud := math.Abs(y); loud > peak {
			peak, loudest = loud, i
		}
	}
	if s.pair == 0 && loudest >= 0 {
		c.peak, c.loudest = peak, c.at+int64(loudest)
	}
	c.frames += int64(len(wet))
	c.at += int64(len(wet))
}

// next ends a pair.
func (s *survey) next() {
	var clipped, sounding int64
	for i := range s.channels {
		c := &s.channels[i]
		clipped, sounding = clipped+c.clipped, sounding+c.sounding
		c.clipped, c.sounding, c.at = 0, 0, 0
	}
	s.clipped, s.sounding = append(s.clipped, clipped), append(s.sounding, sounding)
	s.pair++
}

// level returns the root mean square of a dry channel.
func (s *survey) level(channel int) float64 {
	c := s.channels[channel]
	return max(math.Sqrt(c.energy/float64(c.frames)), 1e-12)
}

// loudest returns the loudest wet frame of the first channel.
func (s *survey) loudest() int64 { return s.channels[0].loudest }

// Shares of what sounds, at full scale.
const (
	mostClipped = 0.9
	muchClipped = 1e-4
)

// clippedShare returns the share of what sounds in a wet recording that lies at full scale.
func (s *survey) clippedShare(pair int) float64 {
	return float64(s.clipped[pair]) / float64(max(s.sounding[pair], 1))
}

// check refuses wet recordings that are nothing but clipped.
func (s *survey) check() error {
	for i, p := range s.material.pairs {
		if share := s.clippedShare(i); share > mostClipped {
			return fmt.Errorf("%s: the recording is all clipped (found %.0f %% of its samples at full scale, want a quieter recording)", p.Wet.Path, 100*share)
		}
	}
	return nil
}

// warnings tells of wet recordings that are clipped in part.
func (s *survey) warnings() (all []string) {
	for i, p := range s.material.pairs {
		if share := s.clippedShare(i); share > muchClipped {
			all = append(all, fmt.Sprintf("%s: %.2g %% of the samples are at full scale: what was cut off cannot be learned by a kernel", p.Wet.Path, 100*share))
		}
	}
	return all
}
