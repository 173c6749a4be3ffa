package design

import (
	"errors"
	"fmt"
	"math"

	"sigconv/conv"
)

// The sine over its argument that Resample interpolates with: it passes up to 0.9 of the lower half rate, and is down by 120 dB from 1.1 of it on. Its half
// length is in frames of the lower rate.
const (
	resampleAttenuation = 120
	resampleHalf        = (resampleAttenuation - 7.95) / (2.285 * 2 * math.Pi * 0.1) / 2
)

// skirt is what of a resampled kernel is left away at its ends, against the largest tap.
const skirt = 1e-9

// Resample returns the kernel for another rate in Hz that has the gains and the phases of k at all frequencies up to 0.9 of the lower half rate, in Hz, to
// within 0.001 dB, and about nothing beyond 1.1 of the lower half rate. Its centre lies where that of k does in time, so nothing moves. It is k as a
// band-limited function of time, sampled anew (Smith, "Digital audio resampling"), so its taps are about len(k)·rate/k.Rate, and 39 frames of the lower rate
// at either end, less what is nothing there. The bias stays. A kernel that does not say its rate is refused, and one that would have more than [MaxTaps].
func Resample(k *conv.Kernel, rate int) (*conv.Kernel, error) {
	if err := checkRate(rate); err != nil {
		return nil, err
	}
	if k.Rate == 0 {
		return nil, errors.New("the kernel does not say its sample rate (want a line such as # rate: 48000)")
	}
	ratio := float64(rate) / float64(k.Rate)
	low := min(1, ratio) // the lower rate, in units of k's
	half := resampleHalf / low
	first := math.Ceil((float64(-k.Center) - half) * ratio)
	last := math.Floor((float64(k.Len()-1-k.Center) + half) * ratio)
	if last-first >= MaxTaps {
		return nil, fmt.Errorf("the kernel would be too long at %d Hz (found about %.3g taps, want at most %d)", rate, last-first+1, MaxTaps)
	}
	first, last = min(first, 0), max(last, 0)
	window := newKaiserTable(kaiserBeta(resampleAttenuation))
	resampled := &conv.Kernel{Center: int(-first), Bias: k.Bias, Rate: rate}
	for _, taps := range k.Taps {
		h := make([]float64, int(last-first)+1)
		for i := range h {
			at := (first+float64(i))/ratio + float64(k.Center) // in frames of k
			h[i] = low / ratio * interpolate(taps, at, low, half, window)
		}
		resampled.Taps = append(resampled.Taps, h)
	}
	trim(resampled)
	return resampled, nil
}

// interpolate returns Σ taps[j]·sinc(low·(at-j)) under a window of a half length in taps.
func interpolate(taps []float64, at, low, half float64, window kaiserTable) (sum float64) {
	from, to := max(0, int(math.Ceil(at-half))), min(len(taps)-1, int(math.Floor(at+half)))
	for j := from; j <= to; j++ {
		x := at - float64(j)
		sum += taps[j] * sinc(low*x) * window.at(x/half)
	}
	return sum
}

// trim leaves away what is nothing at both ends in all channels, but for the centre.
func trim(k *conv.Kernel) {
	peak := 0.0
	for _, taps := range k.Taps {
		for _, h := range taps {
			peak = max(peak, math.Abs(h))
		}
	}
	begin, end := k.Center, k.Center+1
	for _, taps := range k.Taps {
		for i, h := range taps {
			if math.Abs(h) > skirt*peak {
				begin, end = min(begin, i), max(end, i+1)
			}
		}
	}
	for c := range k.Taps {
		k.Taps[c] = k.Taps[c][begin:end]
	}
	k.Center -= begin
}

// A kaiserTable holds Kaiser's window from its middle to its end, so finely that a straight line between two entries is right to 1e-8.
type kaiserTable []float64

func newKaiserTable(beta float64) kaiserTable {
	const steps = 1 << 15
	table := make(kaiserTable, steps+2)
	for i := range table {
		table[i] = kaiserAt(min(1, float64(i)/steps), beta)
	}
	return table
}

// at returns the window at x, from -1 to 1.
func (t kaiserTable) at(x float64) float64 {
	place := math.Abs(x) * float64(len(t)-2)
	i := int(place)
	return t[i] + (place-float64(i))*(t[i+1]-t[i])
}
