package listen

import (
	"math"
	"runtime"

	"sigconv/audioio/meter"
	"sigconv/internal/parallel"
)

// A level is how loud a sound is.
type level struct {
	loudness float64 // LUFS; integrated, or ungated where the sound is short or quiet
	sounds   bool    // there is something to hear
	truePeak float64
}

func (p *preparation) levelOf(s *Sound) level {
	loudness := meter.NewLoudness(p.rate, len(s.Samples), 0)
	loudness.Write(s.Samples)
	peak := meter.NewTruePeak(p.rate, len(s.Samples))
	peak.Write(s.Samples)
	l := level{truePeak: peak.Peak()}
	if l.loudness, l.sounds = loudness.Integrated(); !l.sounds {
		l.loudness, l.sounds = loudness.Ungated()
	}
	return l
}

// headroom is the largest true peak that is played: -1 dBTP.
var headroom = math.Pow(10, -1.0/20)

// matchLevels gives every sound one gain: that which makes it as loud as the reference, where levels are matched; and, where a true peak
// would pass -1 dBTP, one that all have in common.
func (p *preparation) matchLevels() {
	parallel.Do(runtime.GOMAXPROCS(0), len(p.sounds), func(i int) { p.sounds[i].level = p.levelOf(p.sounds[i]) })
	reference := p.reference().level
	if p.job.Match {
		for _, s := range p.sounds[1:] {
			switch {
			case s.role.Anchor(): // as BS.1534 has it: with the level that the filter leaves
			case s.level.sounds && reference.sounds:
				s.gain = math.Pow(10, (reference.loudness-s.level.loudness)/20)
			default:
				p.warn("%s: there is no level to match, since it or the reference is silent", s.Name)
			}
		}
	}
	p.unmatched = p.common(func(*Sound) float64 { return 1 })
	common := p.common(func(s *Sound) float64 { return s.gain })
	if common < 1 {
		p.note("All sounds are played %.1f dB softer, so that no peak passes -1 dBTP.", -20*math.Log10(common))
	}
	for _, s := range p.sounds {
		s.setGain(s.gain * common)
	}
}

// common returns the gain that keeps all true peaks within the headroom, at most 1.
func (p *preparation) common(gain func(*Sound) float64) float64 {
	peak := 0.0
	for _, s := range p.sounds {
		peak = max(peak, gain(s)*s.level.truePeak)
	}
	return min(1, headroom/max(peak, headroom))
}

// setGain multiplies a sound. A gain of 1 leaves every bit as it is.
func (s *Sound) setGain(gain float64) {
	s.gain = gain
	if gain == 1 {
		return
	}
	for c, x := range s.Samples {
		y := make([]float64, len(x))
		for i, v := range x {
			y[i] = gain * v
		}
		s.Samples[c] = y
	}
	s.level.truePeak *= gain
	s.level.loudness += 20 * math.Log10(gain)
}
