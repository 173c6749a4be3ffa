package meter

import "math"

// A TruePeak measures the true peak of a sound: that of the waveform between the samples, which a player makes of them,
// by sampling it anew more finely (ITU-R BS.1770-5, annex 2): four times below 96 kHz, twice below 192 kHz, and not at
// all from there on.
//
// Tones of up to 0.4 of the rate are read to +0.1/-0.45 dB at four places a sample: the interpolation lifts some by 0.07
// dB, and between its places 0.17 dB can hide at a quarter of the rate, 0.44 dB at 0.4 of it. At two places a sample that
// holds for half these frequencies, which are the same in Hz. What lies above them is read lower the higher it is: white
// noise by up to 1 dB.
type TruePeak struct {
	interpolate func(stretch []float64, peak float64) float64
	channels    []history
	peak        float64
}

// A history is what an interpolator still needs of a channel, followed by room for what comes next.
type history [interpolatorTaps - 1 + stretchFrames]float64

// stretchFrames is how many samples are taken at a time: so few that a quiet stretch beside a loud moment is told from
// it.
const stretchFrames = 64

// NewTruePeak returns a meter for sounds of so many channels at a rate in Hz. It panics unless both are at least 1.
func NewTruePeak(rate, channels int) *TruePeak {
	mustBeSound(rate, channels)
	p := &TruePeak{channels: make([]history, channels)}
	switch {
	case rate < 96_000:
		p.interpolate = interpolateFour
	case rate < 192_000:
		p.interpolate = interpolateTwo
	default:
		p.interpolate = func(_ []float64, peak float64) float64 { return peak }
	}
	return p
}

// Write takes the next frames. It panics unless samples has the meter's channels, all of one length.
func (p *TruePeak) Write(samples [][]float64) {
	mustFit(samples, len(p.channels))
	for c := range samples {
		p.peak = p.measure(&p.channels[c], samples[c], p.peak)
	}
}

// Peak returns the largest magnitude of the sound that was written, 0 for silence, with silence before and after it:
// where a sound begins or ends with a jump, a player overshoots, and that counts. More may be written afterwards.
func (p *TruePeak) Peak() float64 {
	peak := p.peak
	var silence [interpolatorTaps - 1]float64
	for _, recent := range p.channels {
		peak = p.measure(&recent, silence[:], peak)
	}
	return peak
}

// measure returns the larger of peak and that of the samples that follow the recent ones.
func (p *TruePeak) measure(recent *history, samples []float64, peak float64) float64 {
	const kept = interpolatorTaps - 1
	for len(samples) > 0 {
		n := copy(recent[kept:], samples)
		samples = samples[n:]
		stretch := recent[:kept+n]
		largest := largestMagnitude(stretch)
		peak = max(peak, largest)
		if largest*interpolatorGain > peak {
			peak = p.interpolate(stretch, peak)
		}
		copy(recent[:kept], stretch[n:])
	}
	return peak
}

func largestMagnitude(samples []float64) float64 {
	largest := 0.0
	for _, v := range samples {
		largest = raise(largest, math.Abs(v))
	}
	return largest
}
