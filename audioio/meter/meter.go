// Package meter measures sounds: loudness, peaks, and how two sounds differ.
//
// A meter takes a sound as blocks of any size, [channel][frame] with full scale ±1, and gives the same answer bit for
// bit however the sound was cut. Samples must be finite numbers: who reads a sound refuses others, as the meters do not
// look for them.
package meter

import "fmt"

// mustFit panics unless samples is a block of so many channels, all of one length.
func mustFit(samples [][]float64, channels int) {
	if len(samples) != channels {
		panic(fmt.Sprintf("meter: a block of %d channels, the meter has %d", len(samples), channels))
	}
	for c := range samples {
		if len(samples[c]) != len(samples[0]) {
			panic(fmt.Sprintf("meter: channel %d has %d frames, channel 0 has %d", c, len(samples[c]), len(samples[0])))
		}
	}
}

// mustBeSound panics unless there are sounds of such a rate and so many channels.
func mustBeSound(rate, channels int) {
	if rate < 1 || channels < 1 {
		panic(fmt.Sprintf("meter: %d channels at %d Hz", channels, rate))
	}
}
