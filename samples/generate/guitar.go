package main

import "math"

// A note is one pluck. Times are in steps of the score.
type note struct {
	step   float64
	pitch  int // MIDI note number: 69 is A4
	length float64
	force  float64 // 0 to 1
}

// A guitar is a way to play notes.
type guitar struct {
	brightness float64 // cut-off of a full pluck in Hz; a soft one is duller
	position   float64 // where the string is plucked, as a share of its length
	sustain    float64 // seconds in which the fundamental falls by 60 dB
	body       []resonance
}

// A resonance is a mode of the body: it rings at a frequency, is Q wide and adds so much.
type resonance struct{ frequency, q, gain float64 }

// The lowest modes of an acoustic guitar: the air in the box, then the top plate.
var acoustic = []resonance{{104, 8, 0.9}, {207, 10, 0.7}, {388, 12, 0.5}, {620, 10, 0.3}}

var (
	leadGuitar  = guitar{brightness: 3800, position: 0.18, sustain: 2.8, body: acoustic}
	chordGuitar = guitar{brightness: 3500, position: 0.27, sustain: 2.2, body: acoustic}
	bassGuitar  = guitar{brightness: 900, position: 0.3, sustain: 3.5}
)

// frequency returns the equal-tempered frequency of a MIDI note: 440 Hz · 2^((pitch-69)/12).
func frequency(pitch int) float64 { return 440 * math.Exp2(float64(pitch-69)/12) }

// play returns the sound of a note that is held for length seconds and then damped.
func (g guitar) play(source noise, n note, length float64) []float64 {
	const release = 0.15 // seconds until a damped string is silent
	f := frequency(n.pitch)
	x := pluck(g.excitation(source, f, n.force), f, g.sustain, frames(length+release))
	damp(x, frames(length))
	return g.resonate(x)
}

// excitation returns one period of the string at the moment it is let go: noise, dull for a soft pluck,
// without the harmonics that have a node where the finger is. That comb, e[i] - e[i-position·period]
// around the period, also takes the mean away, which the string would keep as an offset.
func (g guitar) excitation(source noise, f, force float64) []float64 {
	period := int(rate / f)
	// A lead-in of one period lets the filter forget that it began at rest.
	raw := lowPass(g.brightness*(0.3+0.7*force), butterworth).apply(source.burst(2 * period))[period:]
	e := make([]float64, period)
	offset := int(g.position * float64(period))
	for i := range e {
		e[i] = raw[i] - raw[(i+period-offset)%period]
	}
	scale(e, force/rms(e))
	return e
}

func rms(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum / float64(len(x)))
}

// pluck returns the sound of a string by the algorithm of Karplus and Strong (1983) with the tuning of
// Jaffe and Smith (1983), both in Computer Music Journal 7(2): a delay line whose output goes back to its
// input through the average of two neighbours, which damps high harmonics faster, and an allpass, which
// delays by the fraction of a frame that the period rate/f needs. The excitation fills the line.
func pluck(excitation []float64, f, sustain float64, frames int) []float64 {
	const average = 0.5 // the delay of (x[n] + x[n-1])/2 in frames
	period := rate / f
	line := make([]float64, int(period-average-0.2))
	copy(line, excitation)
	fraction := period - average - float64(len(line)) // 0.2 to 1.2, where the allpass delays evenly
	c := (1 - fraction) / (1 + fraction)
	loss := decibels(-60 / (f * sustain)) // once a period

	y := make([]float64, frames)
	var last, in1, out1 float64
	for i := range y {
		at := i % len(line)
		y[i] = line[at]
		in := loss * (line[at] + last) / 2
		last = line[at]
		out := c*in + in1 - c*out1
		in1, out1 = in, out
		line[at] = out
	}
	return y
}

// damp lets x die away from frame at on, as under a hand laid on the string.
func damp(x []float64, at int) {
	const halfLife = 0.012
	for i := at; i < len(x); i++ {
		x[i] *= decay(float64(i-at)/rate, halfLife)
	}
}

// resonate adds what the body makes of x.
func (g guitar) resonate(x []float64) []float64 {
	y := append([]float64(nil), x...)
	for _, r := range g.body {
		add(y, 0, bandPass(r.frequency, r.q).apply(x), r.gain)
	}
	return y
}
