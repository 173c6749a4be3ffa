package main

import "math"

// rate is the sample rate of all sounds and kernels but click.wav, in Hz.
const rate = 48000

// frames returns how many frames last so many seconds.
func frames(seconds float64) int { return int(math.Round(seconds * rate)) }

// decibels returns the factor 10^(dB/20) of a level.
func decibels(dB float64) float64 { return math.Exp2(dB / 20 * math.Log2(10)) }

// decay returns the value at time t of an exponential decay that halves every halfLife: 2^(-t/halfLife).
func decay(t, halfLife float64) float64 { return math.Exp2(-t / halfLife) }

// raisedCosine rises smoothly from 0 to 1 as x goes from 0 to 1: (1 - cos πx)/2.
func raisedCosine(x float64) float64 { return (1 - math.Cos(math.Pi*x)) / 2 }

// fadeOut brings the last frames of x to 0 along a raised cosine; the very last one is 0.
func fadeOut(x []float64, frames int) {
	tail := x[len(x)-frames:]
	for i := range tail {
		tail[i] *= raisedCosine(1 - float64(i+1)/float64(frames))
	}
}

// scale multiplies x by gain.
func scale(x []float64, gain float64) {
	for i := range x {
		x[i] *= gain
	}
}

// peak returns the largest magnitude in x.
func peak(x []float64) float64 {
	largest := 0.0
	for _, v := range x {
		largest = max(largest, math.Abs(v))
	}
	return largest
}

// add adds gain times x to dst from frame at on. What passes the end of dst is left out.
func add(dst []float64, at int, x []float64, gain float64) {
	for i := range min(len(x), len(dst)-at) {
		dst[at+i] += gain * x[i]
	}
}
