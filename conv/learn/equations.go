package learn

import (
	"gonum.org/v1/gonum/mat"

	"sigconv/conv/internal/fft"
)

// Equations are the normal equations Φ·h = p of a least-squares kernel h: Φ is XᵀX and p is Xᵀy, where row n of X has the
// dry frames n+center-j in column j, and y has the wet ones. Φ is nearly Toeplitz. From one entry to the next on
// a diagonal, each span of rows wins the frame before its begin and loses that before its end:
//
//	Φ[i+1][j+1] = Φ[i][j] + Σ_edges sign·e[i]·e[j]
//
// so the first row and the edges are all of it.
type Equations struct {
	center int
	first  []float64 // Φ[0]
	cross  []float64 // p
	edges  []edge    // of one frame less than there are taps, at least
	energy float64   // yᵀy
	rows   int64
}

// Equations returns the normal equations of what was gathered, and begins anew.
func (s *Sums) Equations() *Equations {
	first, cross := s.correlator.take()
	e := &Equations{s.center, first, cross, s.edges, s.energy, s.rows}
	s.edges, s.energy, s.rows = nil, 0, 0
	return e
}

func (n *Equations) taps() int { return len(n.first) }

// within returns the equations of a shorter kernel, whose first tap is tap from of the longer one.
func (n *Equations) within(from, taps int) *Equations {
	part := &Equations{
		center: n.center - from,
		first:  append([]float64{}, n.first[:taps]...),
		cross:  n.cross[from:][:taps],
		energy: n.energy,
		rows:   n.rows,
	}
	for _, e := range n.edges {
		// Φ[from][from+j] is Φ[0][j] and what the diagonal wins and loses on its way.
		window := e.dry[:min(len(e.dry), from+taps-1)]
		for j, v := range correlate(e.dry[:from], window, -(taps - 1), taps) {
			part.first[taps-1-j] += e.sign * v
		}
		part.edges = append(part.edges, edge{e.sign, e.dry[from:]})
	}
	return part
}

// dense returns Φ as a matrix.
func (n *Equations) dense() *mat.SymDense {
	k := n.taps()
	phi := mat.NewSymDense(k, nil)
	raw := phi.RawSymmetric()
	copy(raw.Data, n.first)
	for i := 1; i < k; i++ {
		above, row := raw.Data[(i-1)*k+i-1:i*k-1], raw.Data[i*k+i:(i+1)*k]
		copy(row, above)
		for _, e := range n.edges {
			weight := e.sign * e.dry[i-1]
			for j, v := range e.dry[i-1:][:len(row)] {
				row[j] += weight * v
			}
		}
	}
	return phi
}

// trace returns the sum of Φ's diagonal.
func (n *Equations) trace() float64 {
	k := n.taps()
	sum := float64(k) * n.first[0]
	for _, e := range n.edges {
		for i, v := range e.dry[:k-1] {
			sum += e.sign * float64(k-1-i) * v * v
		}
	}
	return sum
}

// meanDiagonals returns the sums of Φ's diagonals, divided by the number of taps.
func (n *Equations) meanDiagonals() []float64 {
	k := n.taps()
	mean := make([]float64, k)
	for j, v := range n.first {
		mean[j] = v * float64(k-j) / float64(k)
	}
	for _, e := range n.edges {
		// e[i]·e[i+j] is in all entries of diagonal j but the first i+1.
		weighted := make([]float64, k-1)
		for i, v := range e.dry[:k-1] {
			weighted[i] = v * float64(k-1-i) / float64(k)
		}
		for i, v := range correlate(e.dry[:k-1], weighted, -(k - 1), k) {
			mean[k-1-i] += e.sign * v
		}
	}
	return mean
}

// A product multiplies Φ with vectors without writing it out: Φ = T + Σ_edges sign·L·Lᵀ with the Toeplitz matrix T of
// the first row and lower triangular Toeplitz matrices L of the edges, which have nothing on the diagonal.
type product struct {
	*convolution
	toeplitz fft.Kernel
	edges    []edgeKernel
}

type edgeKernel struct {
	sign   float64
	kernel fft.Kernel
}

func (n *Equations) product() *product {
	k := n.taps()
	p := &product{convolution: newConvolution(3 * k)} // what T wraps around must not meet what is kept
	p.toeplitz = p.plan.Kernel(symmetric(n.first))
	for _, e := range n.edges {
		column := append([]float64{0}, e.dry[:k-1]...)
		p.edges = append(p.edges, edgeKernel{e.sign, p.plan.Kernel(column)})
	}
	return p
}

// symmetric returns the taps r[k-1] … r[1] r[0] r[1] … r[k-1].
func symmetric(r []float64) []float64 {
	taps := make([]float64, 2*len(r)-1)
	for i, v := range r {
		taps[len(r)-1-i], taps[len(r)-1+i] = v, v
	}
	return taps
}

// mulVec sets dst to Φ·v.
func (p *product) mulVec(dst, v []float64) {
	copy(dst, p.of(v, p.toeplitz)[len(v)-1:])
	for _, e := range p.edges {
		p.addSquare(dst, v, e.kernel, e.sign)
	}
}
