package vec

import "golang.org/x/sys/cpu"

func vectorLoops() []loops {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return nil
	}
	return []loops{{
		name:           "AVX2",
		fir:            firTiles,
		radix4:         func(re, im []float64, run int, w []Twiddle) { radix4AVX2(&re[0], &im[0], run, &w[0], len(w)) },
		radix4Inverse:  func(re, im []float64, run int, w []Twiddle) { radix4InverseAVX2(&re[0], &im[0], run, &w[0], len(w)) },
		radix2:         func(re, im []float64, w []Twiddle) { radix2AVX2(&re[0], &im[0], &w[0], len(w)) },
		radix2Inverse:  func(re, im []float64, w []Twiddle) { radix2InverseAVX2(&re[0], &im[0], &w[0], len(w)) },
		multiplyLeaves: func(re, im, kernel []float64) { multiplyLeavesAVX2(&re[0], &im[0], &kernel[0], len(re)/4) },
	}}
}

// firTiles computes as many whole tiles as there are with vector instructions and the rest without.
func firTiles(dst, x, h []float64) {
	const tile = 48
	if tiles := len(dst) / tile; tiles > 0 {
		firAVX2(&dst[0], &x[0], &h[0], len(h), tiles)
		dst, x = dst[tiles*tile:], x[tiles*tile:]
	}
	fir(dst, x, h)
}

//go:noescape
func firAVX2(dst, x, h *float64, taps, tiles int)

//go:noescape
func radix4AVX2(re, im *float64, run int, w *Twiddle, nodes int)

//go:noescape
func radix4InverseAVX2(re, im *float64, run int, w *Twiddle, nodes int)

//go:noescape
func radix2AVX2(re, im *float64, w *Twiddle, nodes int)

//go:noescape
func radix2InverseAVX2(re, im *float64, w *Twiddle, nodes int)

//go:noescape
func multiplyLeavesAVX2(re, im, kernel *float64, leaves int)
