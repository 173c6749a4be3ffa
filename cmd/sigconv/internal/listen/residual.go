package listen

import (
	"fmt"
	"math"

	"sigconv/cmd/sigconv/internal/listen/trial"
)

// mostBoost is the gain in dB that a residual has at most: what is softer is beneath 24 bits.
const mostBoost = 120

// addResiduals adds what every sound has that the reference has not, as loud as the headroom lets it be, and says by how much it is boosted.
func (p *preparation) addResiduals() {
	reference := p.reference()
	for _, s := range p.sounds[1:] {
		r := &Sound{Name: s.Name + " - " + reference.Name, Path: s.Path, Kernel: s.Kernel, Rate: p.rate, role: trial.Residual, gain: 1}
		for c, x := range s.Samples {
			d := make([]float64, len(x))
			for i, v := range x {
				d[i] = v - reference.Samples[c][i]
			}
			r.Samples = append(r.Samples, d)
		}
		r.level = p.levelOf(r)
		if r.level.truePeak == 0 {
			r.Note = "silent: the sounds are identical"
		} else {
			boost := math.Floor(min(20*math.Log10(headroom/r.level.truePeak), mostBoost))
			r.setGain(math.Pow(10, boost/20))
			r.Note = fmt.Sprintf("the difference, boosted by %g dB", boost)
			if boost < 0 {
				r.Note = fmt.Sprintf("the difference, %g dB softer", -boost)
			}
		}
		p.sounds = append(p.sounds, r)
	}
}
