package meter

import (
	"math"
	"math/big"
)

// A Difference gathers how one channel of a test sound differs from that of its reference. With reference x, test y and a gain g, the
// difference is e = g·y - x. [Combine] makes figures of the channels.
type Difference struct {
	gain float64

	frames    int64
	identical int64
	first     int64 // frame that differs, -1 for none
	largest   float64
	largestAt int64

	xx, xe, ee products
	segments   *segments
	spectra    *spectralDistance
}

// NewDifference returns a meter for one channel at a rate in Hz, at least 1, of a test sound that is multiplied by a factor before it is compared.
func NewDifference(rate int, gain float64) *Difference {
	return &Difference{gain: gain, first: -1, segments: newSegments(rate), spectra: newSpectralDistance(rate)}
}

// Write takes the next frames, as many of both, which must be finite. The figures do not depend on how the frames are divided among calls.
func (d *Difference) Write(reference, test []float64) {
	if len(reference) != len(test) {
		panic("meter: a difference of sounds that are not equally long")
	}
	for i, x := range reference {
		y := d.gain * test[i]
		e := y - x
		d.xx.add(x, x)
		d.xe.add(x, e)
		d.ee.add(e, e)
		if e == 0 {
			d.identical++
			continue
		}
		at := d.frames + int64(i)
		if d.first < 0 {
			d.first = at
		}
		if m := math.Abs(e); m > d.largest {
			d.largest, d.largestAt = m, at
		}
	}
	d.frames += int64(len(reference))
	d.segments.write(reference, test, d.gain)
	d.spectra.write(reference, test, d.gain)
}

// products is a sum of products, kept in two floats so that it is as good as one of twice their precision (Ogita, Rump and Oishi,
// "Accurate sum and dot product", 2005): what a gain leaves of a sound is a small difference of large sums.
type products struct{ sum, rest float64 }

func (p *products) add(a, b float64) {
	product := a * b
	below := math.FMA(a, b, -product)
	sum := p.sum + product
	moved := sum - p.sum
	p.rest += (p.sum - (sum - moved)) + (product - moved) + below
	p.sum = sum
}

// precision is that of the arithmetic with finished sums, in bits.
const precision = 256

func (p products) value() *big.Float {
	v := new(big.Float).SetPrec(precision).SetFloat64(p.sum)
	return v.Add(v, big.NewFloat(p.rest))
}

// Figures say how a test sound differs from its reference, all channels together. Levels that are not defined, such as the residual of
// identical sounds, are infinite or NaN.
type Figures struct {
	Frames          int64
	IdenticalShare  float64 // of the samples
	FirstDifference int64   // frame, -1 where there is none
	MaxAbs          float64 // the largest |e|
	MaxAbsFrame     int64   // where it is, -1 where there is no difference

	NullResidual     float64 // dB: RMS e over RMS x
	NullResidualFS   float64 // dBFS: RMS e, where a square wave of full scale has 0
	SISDR            float64 // dB: scale-invariant signal-to-distortion ratio (Le Roux et al., arXiv 1811.02508)
	Correlation      float64 // cos θ between x and y, without taking means out
	Gain             float64 // factor of y that leaves least of e: Σxy/Σyy
	TestGain         float64 // factor of x that is in y: Σxy/Σxx, which noise in y does not change
	MatchedResidual  float64 // dB: what that factor leaves over RMS x, which is 20·log10 sin θ
	SegmentalSNR     float64 // dB
	SpectralDistance float64 // dB: log-spectral distance
}

// SNR returns the signal-to-noise ratio in dB: RMS x over RMS e.
func (f Figures) SNR() float64 { return -f.NullResidual }

// Combine returns the figures of all channels of a sound, of which there is one at least.
func Combine(channels []*Difference) Figures {
	f := Figures{Frames: channels[0].frames, FirstDifference: -1, MaxAbsFrame: -1}
	xx, xe, ee := number(0), number(0), number(0)
	var identical int64
	var segments segmentSum
	var spectra distanceSum
	for _, d := range channels {
		identical += d.identical
		if d.first >= 0 && (f.FirstDifference < 0 || d.first < f.FirstDifference) {
			f.FirstDifference = d.first
		}
		if d.largest > f.MaxAbs {
			f.MaxAbs, f.MaxAbsFrame = d.largest, d.largestAt
		}
		xx.Add(xx, d.xx.value())
		xe.Add(xe, d.xe.value())
		ee.Add(ee, d.ee.value())
		segments.add(d.segments.finished())
		spectra.add(d.spectra.finished())
	}
	samples := float64(f.Frames) * float64(len(channels))
	f.IdenticalShare = float64(identical) / samples
	f.SegmentalSNR, f.SpectralDistance = segments.mean(), spectra.mean()
	f.level(xx, xe, ee, samples)
	return f
}

// level sets what follows from Σx², Σxe and Σe². With y = x + e, Σxy = Σx² + Σxe and Σy² = Σx² + 2Σxe + Σe², and what a factor of x
// cannot tell of y is Σe² - (Σxe)²/Σx².
func (f *Figures) level(xx, xe, ee *big.Float, samples float64) {
	xy := number(0).Add(xx, xe)
	yy := number(0).Add(xy, number(0).Add(xe, ee))
	rest := number(0).Sub(product(xx, ee), product(xe, xe)) // Σx² times what no factor tells
	if rest.Sign() < 0 {
		rest = number(0)
	}
	f.NullResidual = decibels(ee, xx)
	f.NullResidualFS = decibels(ee, number(samples))
	f.SISDR = decibels(product(xy, xy), rest)
	f.MatchedResidual = decibels(rest, product(xx, yy))
	f.Gain, f.TestGain = quotient(xy, yy), quotient(xy, xx)
	f.Correlation = math.Copysign(math.Sqrt(quotient(product(xy, xy), product(xx, yy))), f.Gain)
}

func number(v float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(v) }

func product(a, b *big.Float) *big.Float { return number(0).Mul(a, b) }

// quotient returns a/b, and NaN where b is 0.
func quotient(a, b *big.Float) float64 {
	if b.Sign() == 0 {
		return math.NaN()
	}
	q, _ := number(0).Quo(a, b).Float64()
	return q
}

// decibels returns the ratio of two powers in dB: -Inf where the first is 0, +Inf where the second is, NaN where both are.
func decibels(a, b *big.Float) float64 {
	if a.Sign() != 0 && b.Sign() == 0 {
		return math.Inf(1)
	}
	return 10 * math.Log10(quotient(a, b))
}
