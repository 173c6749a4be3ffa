package vec

// fir4Tiles computes the last 13 to 16 frames in two small tiles: a large tile takes half as long again.
func fir4Tiles(dst []float64, stride int, x, h []float64) {
	const large, small = 12, 8
	taps := len(h) / 4
	n := len(x) - taps + 1
	tiles := n / large
	if rest := n % large; tiles > 0 && rest > 0 && rest <= 2*small-large {
		tiles--
	}
	if tiles > 0 {
		fir4AVX2(&dst[0], stride, &x[0], &h[0], taps, tiles)
	}
	for i := tiles * large; i < n; i += small {
		fir4MaskedAVX2(&dst[i], stride, &x[i], &h[0], taps, mask(min(n-i, small)))
	}
}

//go:noescape
func fir4AVX2(dst *float64, stride int, x, h *float64, taps, tiles int)

//go:noescape
func fir4MaskedAVX2(dst *float64, stride int, x, h *float64, taps int, mask *int64)
