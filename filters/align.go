package filters

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/blas/blas64"

	"sigconv/conv"
)

// An Aligner gives the alignment of a kernel with every stretch of a stream: the cosine of the angle between the
// row a that the kernel is in its matrix and the K frames x from a place on, a·x / (‖a‖·‖x‖). It is 1 where the
// sound runs like the row at whatever level, -1 where it runs so upside down, 0 where the two have nothing in
// common, and 0 in silence. Memory does not grow with the stream, nor do the values depend on how it is cut.
//
// The energy ‖x‖² of every stretch is a sum of squares without a subtraction, so that a quiet stretch behind a loud
// one has all its digits; and where the loud one could be heard in the rounding of a transform, the product is
// taken anew by itself. Cosines are right to 1e-9, and to 1e-12 for up to 26 taps. A stretch with a NaN or an
// infinity counts as silence.
type Aligner struct {
	row       []float64 // a/‖a‖
	convolver *conv.Convolver
	stretch   int     // what the convolver computes at a time; 1 for the direct engine
	loudness  float64 // how much quieter than the largest sample a stretch is taken anew

	energies window
	x        []float64 // samples whose alignments are still due, and those that they look on to
	squares  []float64 // ‖x‖² of the stretches that are due
	products []float64 // kept for its memory
	early    int       // outputs of the convolver that see less than a stretch
	fed      int       // samples since the begin of the convolver's grid
	spoilt   int64
}

// NewAligner returns an aligner for taps in convolution order, as [conv.Kernel] has them. It panics if they are
// all 0: they have no direction.
func NewAligner(taps []float64) *Aligner {
	norm := blas64.Nrm2(vectorOf(taps))
	if !(norm > 0) {
		panic("filters: the alignment with a kernel that is 0")
	}
	a := &Aligner{row: make([]float64, len(taps)), energies: newWindow(len(taps))}
	sum := 0.0
	for i, h := range taps {
		a.row[len(taps)-1-i] = h / norm
		sum += math.Abs(h / norm)
	}
	unit := slices.Clone(a.row)
	slices.Reverse(unit)
	a.convolver = conv.NewConvolver(unit, 0, conv.Auto)
	a.stretch = a.convolver.Latency() + 1
	// A transform is right to 1e-13 of the largest product: see TestEnginesAgree in conv.
	a.loudness = 1e-13 * sum / 1e-9
	a.Reset()
	return a
}

// Reset makes a ready for another stream.
func (a *Aligner) Reset() {
	a.convolver.Reset()
	a.energies.reset()
	a.x, a.squares = a.x[:0], a.squares[:0]
	a.early = len(a.row) - 1
	a.fed, a.spoilt = 0, 0
}

// Spoilt returns how many stretches since Reset had a NaN or an infinity.
func (a *Aligner) Spoilt() int64 { return a.spoilt }

// Process takes the next samples and appends the alignments that are ready to dst, which it returns. The first is
// that with the K samples from the first on. src is not kept.
func (a *Aligner) Process(dst, src []float64) []float64 {
	for len(src) > 0 {
		n := len(src)
		if a.stretch > 1 {
			// Not across two of the convolver's stretches: so what counts as loud does not depend on the cut.
			n = min(n, a.stretch-a.fed%a.stretch)
		}
		dst = a.take(dst, src[:n])
		src = src[n:]
	}
	return dst
}

func (a *Aligner) take(dst, src []float64) []float64 {
	a.fed += len(src)
	a.x = append(a.x, src...)
	for _, v := range src {
		if square, full := a.energies.push(v); full {
			a.squares = append(a.squares, square)
		}
	}
	a.products = a.convolver.Process(a.products[:0], src)
	return a.emit(dst)
}

// Flush ends the stream: it appends the alignments that were held back to dst and returns it. A stream shorter than
// the kernel has none. Spoilt is told until the next stream begins.
func (a *Aligner) Flush(dst []float64) []float64 {
	a.products = a.convolver.Flush(a.products[:0])
	// Behind the last stretch come outputs that see less than one.
	a.products = a.products[:max(len(a.products)-(len(a.row)-1), 0)]
	dst = a.emit(dst)
	spoilt := a.spoilt
	a.Reset()
	a.spoilt = spoilt
	return dst
}

// emit appends the alignments for the products that have come.
func (a *Aligner) emit(dst []float64) []float64 {
	early := min(a.early, len(a.products))
	a.early -= early
	products := a.products[early:]
	if len(products) == 0 {
		return dst
	}
	quiet := a.quiet()
	for i, product := range products {
		if a.squares[i] < quiet {
			product = blas64.Dot(vectorOf(a.row), vectorOf(a.x[i:i+len(a.row)]))
		}
		dst = append(dst, a.cosine(product, a.squares[i]))
	}
	a.x = append(a.x[:0], a.x[len(products):]...)
	a.squares = append(a.squares[:0], a.squares[len(products):]...)
	return dst
}

// quiet returns the energy below which a product is taken anew.
func (a *Aligner) quiet() float64 {
	if a.stretch == 1 {
		return 0 // the direct engine rounds each product by itself
	}
	peak := 0.0
	for _, v := range a.x {
		if v-v == 0 {
			peak = max(peak, math.Abs(v))
		}
	}
	return a.loudness * peak * a.loudness * peak
}

// cosine returns the alignment of unit row and a stretch with so much energy.
func (a *Aligner) cosine(product, square float64) float64 {
	switch {
	case product-product != 0 || square-square != 0:
		a.spoilt++
		return 0
	case square < 1e-290: // below it the squares lose their digits
		return 0
	}
	return min(max(product/math.Sqrt(square), -1), 1)
}

// A window is the sum of squares of the last so many samples, from additions alone: of the samples since a multiple
// of the length, and of those before it, which were added up from its other end.
type window struct {
	squares []float64 // of the block of samples that is being filled
	ends    []float64 // ends[i] is the sum of the block before from i on
	filled  int
	sum     float64 // of squares so far
	full    bool    // a block has come before
}

func newWindow(length int) window {
	return window{squares: make([]float64, length), ends: make([]float64, length+1)}
}

func (w *window) reset() {
	w.filled, w.sum, w.full = 0, 0, false
	clear(w.ends)
}

// push takes a sample and returns the sum for those that end with it, full if there were enough of them.
func (w *window) push(v float64) (sum float64, full bool) {
	square := v * v
	w.squares[w.filled] = square
	w.sum += square
	w.filled++
	sum = w.sum + w.ends[w.filled]
	full = w.full || w.filled == len(w.squares)
	if w.filled == len(w.squares) {
		w.turn()
	}
	return sum, full
}

// turn begins the next block.
func (w *window) turn() {
	sum := 0.0
	for i := len(w.squares) - 1; i >= 0; i-- {
		sum += w.squares[i]
		w.ends[i] = sum
	}
	w.filled, w.sum, w.full = 0, 0, true
}

// Align returns the alignment of the taps of k's first channel with every stretch of x: see [Aligner].
func Align(k *conv.Kernel, x []float64) []float64 {
	a := NewAligner(k.Taps[0])
	return a.Flush(a.Process(nil, x))
}

// An Alignment is a dot product and what it is made of.
type Alignment struct {
	Dot          float64 // a·x
	NormA, NormX float64 // ‖a‖, ‖x‖
	Cosine       float64 // a·x / (‖a‖·‖x‖), 0 where a norm is 0
}

// AlignmentOf returns the alignment of two vectors. It panics unless they are of one length.
func AlignmentOf(a, x []float64) Alignment {
	if len(a) != len(x) {
		panic(fmt.Sprintf("filters: the alignment of %d taps with %d samples", len(a), len(x)))
	}
	r := Alignment{Dot: blas64.Dot(vectorOf(a), vectorOf(x)), NormA: blas64.Nrm2(vectorOf(a)), NormX: blas64.Nrm2(vectorOf(x))}
	if r.NormA > 0 && r.NormX > 0 {
		r.Cosine = min(max(r.Dot/r.NormA/r.NormX, -1), 1)
	}
	return r
}

// Degrees returns the angle between the two vectors, 0 to 180.
func (a Alignment) Degrees() float64 { return math.Acos(a.Cosine) * 180 / math.Pi }
