package vec

import "golang.org/x/sys/cpu"

func vectorLoops() []loops {
	if !cpu.X86.HasAVX2 || !cpu.X86.HasFMA {
		return nil
	}
	avx2 := loops{
		name:           "AVX2",
		fir:            firVectors,
		firAdd:         firAddVectors,
		fir4:           fir4Tiles,
		radix4:         func(re, im []float64, run int, w []Twiddle) { radix4AVX2(&re[0], &im[0], run, &w[0], len(w)) },
		radix4Inverse:  func(re, im []float64, run int, w []Twiddle) { radix4InverseAVX2(&re[0], &im[0], run, &w[0], len(w)) },
		radix2:         func(re, im []float64, w []Twiddle) { radix2AVX2(&re[0], &im[0], &w[0], len(w)) },
		radix2Inverse:  func(re, im []float64, w []Twiddle) { radix2InverseAVX2(&re[0], &im[0], &w[0], len(w)) },
		multiplyLeaves: func(re, im, kernel []float64) { multiplyLeavesAVX2(&re[0], &im[0], &kernel[0], len(re)/4) },
		tanh:           tanhVectors,
		sigmoid:        sigmoidVectors,
	}
	if !cpu.X86.HasAVX512F {
		return []loops{avx2}
	}
	// The wide registers pay where points come from beyond the first-level cache, a line at a time. The
	// other loops are no faster with them.
	avx512 := avx2
	avx512.name = "AVX-512"
	avx512.radix4 = func(re, im []float64, run int, w []Twiddle) {
		if run%8 != 0 {
			avx2.radix4(re, im, run, w)
			return
		}
		radix4AVX512(&re[0], &im[0], run, &w[0], len(w))
	}
	avx512.radix4Inverse = func(re, im []float64, run int, w []Twiddle) {
		if run%8 != 0 {
			avx2.radix4Inverse(re, im, run, w)
			return
		}
		radix4InverseAVX512(&re[0], &im[0], run, &w[0], len(w))
	}
	return []loops{avx2, avx512}
}

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

//go:noescape
func radix4AVX512(re, im *float64, run int, w *Twiddle, nodes int)

//go:noescape
func radix4InverseAVX512(re, im *float64, run int, w *Twiddle, nodes int)
