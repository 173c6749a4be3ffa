package main

import "sigconv/audioio"

// clickFile returns a single frame of one half in silence: what a kernel makes of it is the kernel, at
// half its size.
func clickFile() ([]byte, error) {
	const clickRate = 44100
	x := make([]float64, clickRate/4)
	x[1000] = 0.5
	f := audioio.Format{Rate: clickRate, Channels: 1, Encoding: audioio.PCM24}
	return soundFile(f, "Click", [][]float64{x})
}
