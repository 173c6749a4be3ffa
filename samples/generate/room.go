package main

import (
	"math"

	"sigconv/audioio"
)

// The room: what arrives first is the direct sound, then the nearest walls, then everything at once.
const (
	roomSeconds = 0.4
	directLevel = 0.7
	tailLevel   = 0.016
	tailStart   = 0.012
)

// reflections are the first echoes: when they arrive and how strong they are. They are not evenly spaced,
// else they would sound as a tone.
var reflections = []struct{ seconds, gain float64 }{
	{0.0043, 0.22}, {0.0071, -0.17}, {0.0113, 0.15}, {0.0167, -0.12}, {0.0191, 0.10}, {0.0269, 0.08}, {0.0331, -0.06},
}

func roomFile() ([]byte, error) {
	h := make([]float64, frames(roomSeconds))
	addReflections(h)
	add(h, frames(tailStart), reverberation(newNoise(roomStream), len(h)), tailLevel)
	// Bass in the echoes would boom. The direct sound is added behind the filter and keeps its own.
	h = highPass(140, butterworth).apply(h)
	h[0] += directLevel
	fadeOut(h, frames(0.06))
	f := audioio.Format{Rate: rate, Channels: 1, Encoding: audioio.PCM24}
	return soundFile(f, "Small room", [][]float64{h})
}

// addReflections adds the first echoes, dulled by the wall.
func addReflections(h []float64) {
	wall := lowPass(6000, butterworth)
	for _, r := range reflections {
		impulse := make([]float64, 200)
		impulse[0] = 1
		add(h, frames(r.seconds), wall.apply(impulse), r.gain)
	}
}

// reverberation returns noise that falls by 60 dB in 0.42 s below about 1.8 kHz and in 0.25 s above:
// air and walls take the treble first.
func reverberation(source noise, frames int) []float64 {
	const low, high = 0.42, 0.25
	x := source.burst(frames)
	dark := lowPass(1800, butterworth).apply(x)
	bright := lowPass(9000, butterworth).apply(highPass(1800, butterworth).apply(x))
	for i := range x {
		t := float64(i) / rate
		x[i] = 2*sixtyDown(t, low)*dark[i] + sixtyDown(t, high)*bright[i]
	}
	return x
}

// sixtyDown returns the decay 10^(-3t/t60), which reaches -60 dB at time t60.
func sixtyDown(t, t60 float64) float64 { return math.Exp2(-3 * t / t60 * math.Log2(10)) }
