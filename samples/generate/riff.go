package main

import (
	"math"

	"sigconv/audioio"
)

// The score: one bar of 4/4 in A minor at 96 beats a minute and the chord that it falls on. A step is a
// sixteenth, 7500 frames; the first lies a little behind the start, so that a kernel with a centre has
// something to look back at.
const (
	stepSeconds = 60.0 / 96 / 4
	leadIn      = 0.01
	riffSeconds = 3.5
	finale      = 16 // the step of the last chord
)

var leadNotes = []note{
	{0, 57, 1, 0.9}, {1, 60, 1, 0.6}, {2, 64, 2, 0.9}, {4, 62, 1, 0.7}, {5, 60, 1, 0.6}, {6, 62, 2, 0.8},
	{8, 64, 1, 0.9}, {9, 67, 1, 0.7}, {10, 69, 2, 1}, {12, 67, 1, 0.7}, {13, 64, 1, 0.6}, {14, 62, 1, 0.7},
	{15, 60, 1, 0.6}, {finale, 57, 6, 0.9},
}

var bassNotes = []note{
	{0, 33, 2.5, 1}, {3, 33, 0.8, 0.7}, {6, 40, 1.8, 0.8}, {8, 41, 2.5, 1}, {11, 41, 0.8, 0.7},
	{14, 43, 1.8, 0.9}, {finale, 33, 6, 1},
}

// chords are strummed from the lowest string up.
var chords = []struct {
	step, length, force float64
	pitches             []int
}{
	{4, 1.2, 0.6, []int{57, 60, 64}},
	{7, 0.7, 0.45, []int{57, 60, 64}},
	{12, 1.2, 0.6, []int{55, 59, 62}},
	{finale, 6, 0.7, []int{45, 52, 57, 60, 64, 67}},
}

var (
	kickSteps  = []float64{0, 6, 8, 11, finale}
	snareSteps = []float64{4, 12}
)

// A mix is the two channels that everything is added to.
type mix [2][]float64

// add adds x at a step. pan goes from -1, left, to 1, right; the power of both together stays the same.
func (m mix) add(step float64, x []float64, gain, pan float64) {
	at := frames(leadIn + step*stepSeconds)
	angle := (pan + 1) * math.Pi / 4
	add(m[0], at, x, gain*math.Cos(angle))
	add(m[1], at, x, gain*math.Sin(angle))
}

func riffFile() ([]byte, error) {
	m := mix{make([]float64, frames(riffSeconds)), make([]float64, frames(riffSeconds))}
	addGuitars(m)
	addDrums(m)
	m.master()
	f := audioio.Format{Rate: rate, Channels: 2, Encoding: audioio.PCM16}
	return soundFile(f, "Riff in A minor", m[:])
}

func addGuitars(m mix) {
	lead, bass := newNoise(leadStream), newNoise(bassStream)
	for _, n := range leadNotes {
		m.add(n.step, leadGuitar.play(lead, n, n.length*stepSeconds), 0.16, -0.3)
	}
	for _, n := range bassNotes {
		m.add(n.step, bassGuitar.play(bass, n, n.length*stepSeconds), 0.14, 0)
	}
	addChords(m)
}

func addChords(m mix) {
	const strum = 0.08 // steps from string to string
	source := newNoise(chordStream)
	for _, c := range chords {
		for i, pitch := range c.pitches {
			n := note{c.step + strum*float64(i), pitch, c.length, c.force}
			m.add(n.step, chordGuitar.play(source, n, n.length*stepSeconds), 0.09, 0.45)
		}
	}
}

func addDrums(m mix) {
	source := newNoise(drumStream)
	for _, step := range kickSteps {
		m.add(step, kick(), 0.42, 0)
	}
	for _, step := range snareSteps {
		m.add(step, snare(source), 0.35, -0.1)
	}
	for step := 0; step < finale; step += 2 {
		gain := 0.1
		if step%4 == 2 { // the off-beats are louder
			gain = 0.16
		}
		m.add(float64(step), hat(source, 0.014), gain, 0.3)
	}
	m.add(finale, hat(source, 0.09), 0.12, 0.3)
}

// master takes away what lies below hearing, an offset above all, fades the end out and brings the
// louder channel to -3 dBFS.
func (m *mix) master() {
	for c := range m {
		m[c] = highPass(28, butterworth).apply(m[c])
		fadeOut(m[c], frames(0.5))
	}
	gain := decibels(-3) / max(peak(m[0]), peak(m[1]))
	for c := range m {
		scale(m[c], gain)
	}
}
