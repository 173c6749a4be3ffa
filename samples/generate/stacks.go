package main

import (
	"bytes"

	"sigconv/conv"
)

// stackFile returns a stack as its file has it.
func stackFile(rate int, layers ...conv.Layer) ([]byte, error) {
	var b bytes.Buffer
	err := conv.WriteStack(&b, &conv.Stack{Rate: rate, Layers: layers})
	return b.Bytes(), err
}

// twiceFile is smooth.txt two times: what a stack without activations is worth.
func twiceFile() ([]byte, error) {
	smooth := mono([]float64{0.25, 0.5, 0.25}, 1)
	smooth.Order = conv.Correlation // symmetric: the same either way
	layer := smooth.Layer(0)
	layer.Bias = nil
	return stackFile(0, layer, layer)
}

// overdriveFile bends the sound as an amplifier's valve does: it raises the treble, drives it off the middle of a
// tanh, whose bend then has even harmonics too, and dulls what comes out. The second bias takes away what the first
// one makes of silence.
func overdriveFile() ([]byte, error) {
	const drive, asymmetry, level = 4, 0.25, 0.6
	const taps, cutoff = 15, 5000
	rest := []float64{asymmetry}
	conv.Tanh.Apply(rest)
	raise := mono([]float64{drive, -drive / 2}, 0).Layer(0)
	raise.Bias = []float64{asymmetry}
	raise.Activation = conv.Tanh
	h := lowPassTaps(taps, cutoff, blackman)
	scale(h, level)
	dull := mono(h, conv.Middle(taps)).Layer(0)
	dull.Bias = []float64{-rest[0] * sum(h)}
	return stackFile(rate, raise, dull)
}
