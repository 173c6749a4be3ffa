package meter_test

import (
	"math"
	"slices"

	"sigconv/audioio/meter"
)

// A reading is all that a loudness meter tells; NaN stands for what it cannot tell.
type reading struct{ integrated, momentary, shortTerm, lra, ungated float64 }

// read returns what a meter tells of what was written to it.
func read(l *meter.Loudness) reading {
	value := func(v float64, ok bool) float64 {
		if !ok {
			return math.NaN()
		}
		return v
	}
	return reading{
		integrated: value(l.Integrated()),
		momentary:  value(l.Momentary()),
		shortTerm:  value(l.ShortTerm()),
		lra:        value(l.Range()),
		ungated:    value(l.Ungated()),
	}
}

func (r reading) values() []float64 {
	return []float64{r.integrated, r.momentary, r.shortTerm, r.lra, r.ungated}
}

// near reports whether all values are as close as that, and those that are not told the same.
func (r reading) near(other reading, tolerance float64) bool {
	return slices.EqualFunc(r.values(), other.values(), func(a, b float64) bool {
		return math.Abs(a-b) <= tolerance || math.IsNaN(a) && math.IsNaN(b)
	})
}

// A polynomial is listed from the power 0 of z⁻¹ on.
type polynomial [3]float64

// bilinear returns p(s) = p0 + p1·s + p2·s² for s = (1-z⁻¹)/(k·(1+z⁻¹)), times (k·(1+z⁻¹))².
func (p polynomial) bilinear(k float64) polynomial {
	return polynomial{
		p[0]*k*k + p[1]*k + p[2],
		2*p[0]*k*k - 2*p[2],
		p[0]*k*k - p[1]*k + p[2],
	}
}

// filter divides the polynomials by a[0] and runs the difference equation.
func filter(b, a polynomial, x []float64) []float64 {
	y := make([]float64, len(x))
	for n := range x {
		for i := range b {
			if n >= i {
				y[n] += b[i] / a[0] * x[n-i]
			}
			if i > 0 && n >= i {
				y[n] -= a[i] / a[0] * y[n-i]
			}
		}
	}
	return y
}

// kWeighted returns x after both filters, from their analog forms.
func kWeighted(x []float64, rate int) []float64 {
	const shelf, shelfQ, highPass, highPassQ = 1681.974450955533, 0.7071752369554196, 38.13547087602444, 0.5003270373238773
	high := math.Pow(10, 3.999843853973347/20)
	middle := math.Pow(high, 0.4996667741545416)

	k := math.Tan(math.Pi * shelf / float64(rate))
	x = filter(polynomial{1, middle / shelfQ, high}.bilinear(k), polynomial{1, 1 / shelfQ, 1}.bilinear(k), x)

	k = math.Tan(math.Pi * highPass / float64(rate))
	poles := polynomial{1, 1 / highPassQ, 1}.bilinear(k)
	return filter(polynomial{poles[0], -2 * poles[0], poles[0]}, poles, x)
}

// slowly measures a sound that lies in memory as the texts say it, block after block.
func slowly(samples [][]float64, rate int, weights []float64) reading {
	squares := make([]float64, len(samples[0]))
	for c := range samples {
		for n, v := range kWeighted(samples[c], rate) {
			squares[n] += weights[c] * v * v
		}
	}
	short, long := powers(squares, rate, 40, 10), powers(squares, rate, 300, 10)
	return reading{
		integrated: slowIntegrated(short),
		momentary:  slowMaximum(powers(squares, rate, 40, 1)),
		shortTerm:  slowMaximum(long),
		lra:        slowRange(long),
		ungated:    loudnessOf(average(squares)),
	}
}

// powers returns the mean of every block of so many hundredths of a second that the sound is long enough for.
func powers(squares []float64, rate, length, hop int) (powers []float64) {
	frame := func(hundredths int) int { return int(math.Round(float64(hundredths*rate) / 100)) }
	for at := 0; frame(at+length) <= len(squares); at += hop {
		powers = append(powers, average(squares[frame(at):frame(at+length)]))
	}
	return powers
}

func average(x []float64) float64 {
	total := 0.0
	for _, v := range x {
		total += v
	}
	return total / float64(len(x)) // NaN for none
}

func loudnessOf(power float64) float64 {
	if power == 0 {
		return math.NaN()
	}
	return -0.691 + 10*math.Log10(power)
}

// louder returns the powers of more than so many LUFS.
func louder(powers []float64, lufs float64) (kept []float64) {
	for _, p := range powers {
		if loudnessOf(p) > lufs {
			kept = append(kept, p)
		}
	}
	return kept
}

func slowIntegrated(powers []float64) float64 {
	gate := loudnessOf(average(louder(powers, -70))) - 10
	return loudnessOf(average(louder(powers, max(gate, -70))))
}

func slowMaximum(powers []float64) float64 {
	powers = louder(powers, -70)
	if len(powers) == 0 {
		return math.NaN()
	}
	return loudnessOf(slices.Max(powers))
}

// slowRange counts places from 1, as the program text of Tech 3342 does.
func slowRange(powers []float64) float64 {
	gate := loudnessOf(average(louder(powers, -70))) - 20
	powers = slices.Sorted(slices.Values(louder(powers, max(gate, -70))))
	if len(powers) == 0 {
		return math.NaN()
	}
	at := func(percent float64) float64 {
		return loudnessOf(powers[int(math.Round(float64(len(powers)-1)*percent/100+1))-1])
	}
	return at(95) - at(10)
}

// sincs returns the taps for a place that lies a share of the way from one sample to the next: sincs under a Kaiser
// window that is so many samples wide to each side, divided by their sum.
func sincs(share float64, reach int, beta float64) []float64 {
	taps, total := make([]float64, 2*reach), 0.0
	for i := range taps {
		t := float64(i-reach+1) - share
		taps[i] = bessel(beta*math.Sqrt(1-t*t/float64(reach*reach))) / bessel(beta)
		if t != 0 {
			taps[i] *= math.Sin(math.Pi*t) / (math.Pi * t)
		}
		total += taps[i]
	}
	return times(1/total, taps)
}

// bessel returns I0 as the mean of exp(x·cos θ) over a circle, which the rule of rectangles takes to all digits.
func bessel(x float64) float64 {
	const steps = 64
	total := 0.0
	for i := range steps {
		total += math.Exp(x * math.Cos(2*math.Pi*float64(i)/steps))
	}
	return total / steps
}

// slowPeak returns the largest magnitude of a sound at so many places a sample, with silence around it.
func slowPeak(x []float64, places, reach int, beta float64) float64 {
	silence := make([]float64, 2*reach)
	x = slices.Concat(silence, x, silence)
	largest := 0.0
	for place := range places {
		taps := sincs(float64(place)/float64(places), reach, beta)
		for n := range x[len(taps)-1:] {
			value := 0.0
			for i, h := range taps {
				value += h * x[n+i]
			}
			largest = max(largest, math.Abs(value))
		}
	}
	return largest
}
