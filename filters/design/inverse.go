package design

import (
	"errors"
	"fmt"
	"math"
	"math/cmplx"

	"github.com/mjibson/go-dsp/fft"

	"sigconv/conv"
)

// InverseSettings say how far a kernel is to be undone.
type InverseSettings struct {
	Taps           int     // of the inverse
	Regularization float64 // dB against the peak of |H|, -200 to 0: what lies below is hardly lifted
	Low, High      float64 // Hz: below and above the gain stays what it is there; 0 for all
}

// The taps that DefaultInverse returns.
const (
	fewestInverse = 1024
	mostInverse   = 1 << 16
)

// DefaultInverse returns settings that are right for most kernels: four times as many taps, at least 1,024, and 60 dB.
func DefaultInverse(k *conv.Kernel) InverseSettings {
	taps := fewestInverse
	for taps < 4*k.Len() && taps < mostInverse {
		taps *= 2
	}
	return InverseSettings{Taps: taps, Regularization: -60}
}

// Inverse returns a kernel that undoes k, channel by channel: one behind the other, both aligned by their centres, give back the sound, where it is
// and as loud as it was, as far as the regularization and the band let them. It is 1/H with its size limited, |H|/(|H|² + ε²), transformed back, and
// cut to the taps around the current frame that hold most of its energy (Kirkeby and Nelson, "Digital filter design for inversion problems in
// sound reproduction", 1999). A kernel with a bias is refused, as is a silent channel, and a band without a rate.
func Inverse(k *conv.Kernel, s InverseSettings) (*conv.Kernel, error) {
	if err := s.check(k); err != nil {
		return nil, err
	}
	n := 1 << 15
	for n < 4*max(k.Len(), s.Taps) {
		n *= 2
	}
	responses := make([][]float64, k.Channels())
	for c, taps := range k.Taps {
		if responses[c] = s.undo(taps, k.Rate, n); responses[c] == nil {
			return nil, errors.New("a silent kernel cannot be undone (found a channel of zeros)")
		}
	}
	first := s.loudest(responses, k.Center) - s.fade()
	first = max(1-s.Taps, min(first, 0)) // so that the current frame is one of the taps
	inverse := &conv.Kernel{Center: -first, Rate: k.Rate}
	for _, response := range responses {
		inverse.Taps = append(inverse.Taps, s.cut(response, first-k.Center))
	}
	return inverse, nil
}

func (s InverseSettings) check(k *conv.Kernel) error {
	if err := checkTaps(s.Taps); err != nil {
		return err
	}
	switch {
	case k.Bias != 0:
		return fmt.Errorf("a kernel with a bias cannot be undone by another kernel (found a bias of %g)", k.Bias)
	case !(s.Regularization >= -200 && s.Regularization <= 0):
		return fmt.Errorf("the regularization is out of range (found %g dB, want -200 to 0)", s.Regularization)
	case s.Low == 0 && s.High == 0:
		return nil
	case k.Rate == 0:
		return errors.New("a band wants a sample rate (found a kernel without one)")
	case !(s.Low >= 0 && s.Low < s.top(k.Rate) && s.top(k.Rate) <= float64(k.Rate)/2):
		return fmt.Errorf("the band has no room (found %g to %g Hz, want 0 to %g Hz)", s.Low, s.High, float64(k.Rate)/2)
	}
	return nil
}

// top returns the upper end of the band.
func (s InverseSettings) top(rate int) float64 {
	if s.High == 0 {
		return float64(rate) / 2
	}
	return s.High
}

// undo returns the response, around a circle of n frames, that undoes taps, nil for silence.
func (s InverseSettings) undo(taps []float64, rate, n int) []float64 {
	padded := make([]float64, n)
	copy(padded, taps)
	bins := fft.FFTReal(padded)
	peak := 0.0
	for _, h := range bins {
		peak = max(peak, cmplx.Abs(h))
	}
	if peak == 0 {
		return nil
	}
	limit := peak * math.Pow(10, s.Regularization/20)
	gain := make([]float64, n/2+1)
	for i := range gain {
		m := cmplx.Abs(bins[i])
		gain[i] = m / (m*m + limit*limit)
	}
	s.hold(gain, rate)
	for i, h := range bins {
		if m := cmplx.Abs(h); m > 0 {
			bins[i] = cmplx.Conj(h) * complex(gain[min(i, n-i)]/m, 0)
		}
	}
	response := make([]float64, n)
	for i, v := range fft.IFFT(bins) {
		response[i] = real(v)
	}
	return response
}

// hold lets no gain beyond the band be larger than at its end.
func (s InverseSettings) hold(gain []float64, rate int) {
	if s.Low == 0 && s.High == 0 {
		return
	}
	half := float64(rate) / 2
	low := int(math.Round(s.Low / half * float64(len(gain)-1)))
	high := int(math.Round(s.top(rate) / half * float64(len(gain)-1)))
	for i := range low {
		gain[i] = min(gain[i], gain[low])
	}
	for i := high + 1; i < len(gain); i++ {
		gain[i] = min(gain[i], gain[high])
	}
}

// fade returns how many taps fade at either end.
func (s InverseSettings) fade() int { return s.Taps / 8 }

// loudest returns where the taps that do not fade begin, in frames from the current one, so that they hold as much energy as can be. The response at
// frame 0 of the circle lies center frames ahead of the current one.
func (s InverseSettings) loudest(responses [][]float64, center int) (first int) {
	energyAt := func(frame int) (sum float64) {
		for _, response := range responses {
			v := at(response, frame-center)
			sum += v * v
		}
		return sum
	}
	held := s.Taps - 2*s.fade()
	sum := 0.0
	for frame := -s.Taps; frame < held-s.Taps; frame++ {
		sum += energyAt(frame)
	}
	first = -s.Taps
	most := sum
	for begin := first + 1; begin <= s.Taps; begin++ {
		sum += energyAt(begin+held-1) - energyAt(begin-1)
		if sum > most {
			first, most = begin, sum
		}
	}
	return first
}

// at returns a frame of a circle.
func at(circle []float64, frame int) float64 {
	n := len(circle)
	return circle[((frame%n)+n)%n]
}

// cut returns the taps from a frame of a circle on, of which an eighth at either end fades.
func (s InverseSettings) cut(response []float64, first int) []float64 {
	taps, fade := make([]float64, s.Taps), s.fade()
	for i := range taps {
		taps[i] = at(response, first+i)
		if edge := min(i, s.Taps-1-i); edge < fade {
			taps[i] *= (1 - math.Cos(math.Pi*(float64(edge)+0.5)/float64(fade))) / 2
		}
	}
	return taps
}

// Unevenness returns by how many dB, at most, a kernel and its inverse in a row are not flat, in the band, where the kernel lies 20 dB above the
// regularization at least.
func (s InverseSettings) Unevenness(k, inverse *conv.Kernel) (worst float64) {
	n := 1 << 15
	for n < 4*max(k.Len(), inverse.Len()) {
		n *= 2
	}
	for c := range k.Taps {
		magnitude, peak := magnitudesOf(k.Taps[c], n)
		undone, _ := magnitudesOf(inverse.Taps[c], n)
		limit := peak * math.Pow(10, s.Regularization/20+1)
		for i, m := range magnitude {
			f := float64(i) / float64(n) * float64(k.Rate)
			if m >= limit && f >= s.Low && (s.High == 0 || f <= s.High) {
				worst = max(worst, math.Abs(20*math.Log10(m*undone[i])))
			}
		}
	}
	return worst
}
