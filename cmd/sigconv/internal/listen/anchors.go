package listen

import (
	"sigconv/cmd/sigconv/internal/listen/trial"
	"sigconv/conv"
	"sigconv/filters/design"
)

// The anchors of ITU-R BS.1534-3: the reference without what lies above a frequency, through a kernel that delays nothing.
var anchors = []struct {
	name       string
	role       trial.Role
	pass, stop float64 // Hz
}{
	{"3.5 kHz anchor", trial.LowAnchor, 3500, 4000},
	{"7 kHz anchor", trial.MidAnchor, 7000, 8000},
}

// anchorAttenuation is what the standard asks for above 4.5 kHz, and more, in dB.
const anchorAttenuation = 60

// addAnchors adds the anchors that the rate has room for.
func (p *preparation) addAnchors() {
	reference := p.reference()
	for _, a := range anchors {
		if a.stop >= float64(p.rate)/2 {
			p.note("There is no %s: at %d Hz the sound has nothing that it could leave out.", a.name, p.rate)
			continue
		}
		taps, err := design.LowPass(p.rate, (a.pass+a.stop)/2, design.Shape{Transition: a.stop - a.pass, Attenuation: anchorAttenuation})
		if err != nil {
			p.note("There is no %s: %v.", a.name, err)
			continue
		}
		s := &Sound{Name: a.name, Path: reference.Path, SHA256: reference.SHA256, Rate: p.rate, role: a.role, gain: 1}
		for _, x := range reference.Samples {
			c := conv.NewConvolver(taps.Taps[0], 0, conv.Auto)
			y := c.Flush(c.Process(nil, x))
			s.Samples = append(s.Samples, y[taps.Center:][:len(x)])
		}
		p.sounds = append(p.sounds, s)
	}
}
