package vec

func firVectors(dst, x, h []float64) { firTiles(dst, x, h, false) }

func firAddVectors(dst, x, h []float64) { firTiles(dst, x, h, true) }

// firTiles computes dst from the sums that it has, or from -0.
func firTiles(dst, x, h []float64, add bool) {
	const large, small = 48, 32
	if tiles := len(dst) / large; tiles > 0 {
		firAVX2(&dst[0], &x[0], &h[0], len(h), add, tiles)
		dst, x = dst[tiles*large:], x[tiles*large:]
	}
	if len(dst) >= small {
		fir32AVX2(&dst[0], &x[0], &h[0], len(h), add)
		dst, x = dst[small:], x[small:]
	}
	for len(dst) > 0 {
		n := min(len(dst), masked)
		firMaskedAVX2(&dst[0], &x[0], &h[0], len(h), add, mask(n))
		dst, x = dst[n:], x[n:]
	}
}

//go:noescape
func firAVX2(dst, x, h *float64, taps int, add bool, tiles int)

//go:noescape
func fir32AVX2(dst, x, h *float64, taps int, add bool)

//go:noescape
func firMaskedAVX2(dst, x, h *float64, taps int, add bool, mask *int64)
