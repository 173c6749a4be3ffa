package fft

import (
	"fmt"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"

	dspfft "github.com/mjibson/go-dsp/fft"

	"sigconv/conv/internal/vec"
)

func random(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

// circularSlowly is the definition.
func circularSlowly(x, h []float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		for k, c := range h {
			y[(i+k)%len(x)] += v * c
		}
	}
	return y
}

func norm(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v * v
	}
	return math.Sqrt(sum)
}

// checkClose allows ten roundings of the largest that ‖x‖·‖h‖ allows a sample to be.
func checkClose(t *testing.T, got, want, x, h []float64) {
	t.Helper()
	limit := 10 * 0x1p-53 * norm(x) * norm(h)
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= limit) {
			t.Fatalf("point %d is %v, want %v ± %.2g", i, got[i], want[i], limit)
		}
	}
}

func TestConvolveIsCircularConvolution(t *testing.T) {
	for n := MinSize; n <= 4096; n *= 2 {
		p := NewPlan(n)
		for _, taps := range []int{1, 2, n/2 + 1, n} {
			re, im, h := random(n, 1), random(n, 2), random(taps, 3)
			wantRe, wantIm := circularSlowly(re, h), circularSlowly(im, h)
			gotRe, gotIm := append([]float64(nil), re...), append([]float64(nil), im...)
			p.Convolve(gotRe, gotIm, p.Kernel(h))
			x := append(re, im...)
			checkClose(t, gotRe, wantRe, x, h)
			checkClose(t, gotIm, wantIm, x, h)
		}
	}
}

// bins takes the transform of x all the way: a leaf modulo z⁴ - c has its four values at the roots.
func (p *Plan) bins(x []complex128) []complex128 {
	re, im := make([]float64, p.size), make([]float64, p.size)
	for i, v := range x {
		re[i], im[i] = real(v), imag(v)
	}
	p.split(re, im, 0)
	bins := make([]complex128, p.size)
	for n, a := range p.leafAngles() {
		for j := range angle(vec.Leaf) {
			root := a/vec.Leaf + j*(fullTurn/vec.Leaf)
			c, s := root.cosSin()
			z, value := complex(c, s), complex128(0)
			for i := vec.Leaf - 1; i >= 0; i-- {
				value = value*z + complex(re[n*vec.Leaf+i], im[n*vec.Leaf+i])
			}
			// Σ x·zⁿ with z = e^(iθ) is what others call bin -θ.
			bin := (p.size - int(root/(fullTurn/angle(p.size)))) % p.size
			bins[bin] = value
		}
	}
	return bins
}

func complexRandom(n int) []complex128 {
	x := make([]complex128, n)
	for i, re := range random(n, 4) {
		x[i] = complex(re, random(n, 5)[i])
	}
	return x
}

func checkBins(t *testing.T, got, want []complex128) {
	t.Helper()
	for k := range want {
		if cmplx.Abs(got[k]-want[k]) > 1e-14*float64(len(want)) {
			t.Fatalf("bin %d of %d is %v, want %v", k, len(want), got[k], want[k])
		}
	}
}

func TestSplitIsTheFourierTransform(t *testing.T) {
	for n := MinSize; n <= 1024; n *= 2 {
		x, want := complexRandom(n), make([]complex128, n)
		for k := range want {
			for i, v := range x {
				want[k] += v * cmplx.Rect(1, -2*math.Pi*float64(i*k%n)/float64(n))
			}
		}
		checkBins(t, NewPlan(n).bins(x), want)
	}
}

func TestSplitAgreesWithGoDSP(t *testing.T) {
	for n := MinSize; n <= 1<<13; n *= 2 {
		x := complexRandom(n)
		checkBins(t, NewPlan(n).bins(x), dspfft.FFT(x))
	}
}

func TestMisusePanics(t *testing.T) {
	p := NewPlan(64)
	x, k := make([]float64, 64), p.Kernel([]float64{1})
	for name, misuse := range map[string]func(){
		"too small":        func() { NewPlan(32) },
		"no power of two":  func() { NewPlan(96) },
		"too large":        func() { NewPlan(2 * MaxSize) },
		"too many taps":    func() { p.Kernel(make([]float64, 65)) },
		"few points":       func() { p.Convolve(x[:32], x[:32], k) },
		"parts differ":     func() { p.Convolve(x, x[:32], k) },
		"a foreign kernel": func() { p.Convolve(x, x, NewPlan(128).Kernel([]float64{1})) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			misuse()
		})
	}
}

// BenchmarkConvolve reports the time for a real sample: both parts of every point carry one.
func BenchmarkConvolve(b *testing.B) {
	for n := MinSize; n <= 1<<22; n *= 2 {
		b.Run(fmt.Sprintf("%dpoints", n), func(b *testing.B) {
			p := NewPlan(n)
			k := p.Kernel(random(n/4, 1))
			re, im := random(n, 2), random(n, 3)
			for i := range k {
				k[i] *= 1e-3 // so that the signals fade instead of overflowing
			}
			b.SetBytes(int64(2 * 8 * n))
			for b.Loop() {
				p.Convolve(re, im, k)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(2*n), "ns/sample")
		})
	}
}
