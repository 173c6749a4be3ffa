package main

import "math"

// kick returns a bass drum: a sine that falls from 165 to 48 Hz, f(t) = 48 + 117·2^(-t/18 ms) Hz, and
// dies away, behind the knock of the beater.
func kick() []float64 {
	x := make([]float64, frames(0.45))
	phase := 0.0
	for i := range x {
		t := float64(i) / rate
		x[i] = decay(t, 0.07) * math.Sin(phase)
		phase += 2 * math.Pi * (48 + 117*decay(t, 0.018)) / rate
	}
	fadeOut(x, frames(0.05))
	add(x, 0, beater(), 0.8)
	return x
}

// beater returns the knock that begins a kick: a sine of 6.4 kHz, 7.5 frames a period, that halves every
// 12 frames. It is the same at every kick, so that motif.txt can look for it, and lies in the gap between
// snare and hi-hat.
func beater() []float64 {
	x := make([]float64, 90)
	for i := range x {
		x[i] = decay(float64(i), 12) * math.Sin(2*math.Pi*float64(i)/7.5)
	}
	return x
}

// snare returns a soft snare drum: a burst of noise around 1.9 kHz for the wires over a short 185 Hz
// tone for the head.
func snare(source noise) []float64 {
	x := source.burst(frames(0.3))
	for i := range x {
		x[i] *= decay(float64(i)/rate, 0.032)
	}
	x = highPass(500, butterworth).apply(lowPass(5200, butterworth).apply(x))
	for i := range x {
		t := float64(i) / rate
		x[i] += 0.55 * decay(t, 0.025) * math.Sin(2*math.Pi*185*t)
	}
	fadeOut(x, frames(0.05))
	return x
}

// hat returns a hi-hat: a burst of noise above 7.5 kHz that halves every halfLife seconds.
func hat(source noise, halfLife float64) []float64 {
	x := source.burst(frames(10 * halfLife))
	for i := range x {
		x[i] *= decay(float64(i)/rate, halfLife)
	}
	return highPass(7500, butterworth).apply(highPass(7500, butterworth).apply(x))
}
