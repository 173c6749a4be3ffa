package vec

// Radix2 is the last pass of a transform that radix-4 passes alone do not divide: the points re + i·im are
// nodes of two leaves, one for every twiddle w. A node is a polynomial modulo z⁸ - r⁴; its halves become
// what it is modulo z⁴ - r² and z⁴ + r². It panics unless the lengths agree.
func Radix2(re, im []float64, w []Twiddle) {
	mustBeNodes(re, im, 2, Leaf, len(w))
	use.radix2(re, im, w)
}

// Radix2Inverse undoes Radix2, but for a factor of 2.
func Radix2Inverse(re, im []float64, w []Twiddle) {
	mustBeNodes(re, im, 2, Leaf, len(w))
	use.radix2Inverse(re, im, w)
}

func radix2(re, im []float64, w []Twiddle) {
	for n, t := range w {
		r, i := (*[2 * Leaf]float64)(re[2*Leaf*n:]), (*[2 * Leaf]float64)(im[2*Leaf*n:])
		for k := range Leaf {
			br, bi := Turn(r[Leaf+k], i[Leaf+k], t.C2, t.S2)
			r[k], i[k], r[Leaf+k], i[Leaf+k] = r[k]+br, i[k]+bi, r[k]-br, i[k]-bi
		}
	}
}

func radix2Inverse(re, im []float64, w []Twiddle) {
	for n, t := range w {
		r, i := (*[2 * Leaf]float64)(re[2*Leaf*n:]), (*[2 * Leaf]float64)(im[2*Leaf*n:])
		for k := range Leaf {
			br, bi := turnBack(r[k]-r[Leaf+k], i[k]-i[Leaf+k], t.C2, t.S2)
			r[k], i[k] = r[k]+r[Leaf+k], i[k]+i[Leaf+k]
			r[Leaf+k], i[Leaf+k] = br, bi
		}
	}
}
