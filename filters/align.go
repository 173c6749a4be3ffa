package filters

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/blas/blas64"

	"sigconv/conv"
)

// An Aligner gives the alignment of a kernel with every stretch of a stream: the cosine of the angle between the
// row a that the kernel is in its matrix and the K frames x from a place on, a·x / (‖a‖·‖x‖). It is 1 where the
// sound runs like the row at whatever level, -1 where it runs so upside down, 0 where the two have nothing in
// common, and 0 in silence, which is what lies below 1e-145 of full scale. Memory does not grow with the stream, nor
// do the values depend on how it is cut.
//
// The energy ‖x‖² of every stretch is a sum of squares without a subtraction, so that a quiet stretch behind a loud
// one has all its digits; and where the loud one could be heard in the rounding of a transform, the product is
// taken anew without it. Cosines are right to 1e-9, and to 1e-12 for up to 26 taps. A stretch with a NaN, an
// infinity, or samples beyond 1e150 counts as silence.
type Aligner struct {
	taps      []float64 // of the row a/‖a‖, in convolution order
	convolver *conv.Convolver
	again     *conv.Convolver // for what is taken anew; nil until something is
	stretch   int             // what the convolver computes at a time; 1 for the direct engine
	loudness  float64         // how much quieter than the largest sample a stretch is taken anew

	energies window
	x        []float64 // samples whose alignments are still due, and those that they look on to
	squares  []float64 // ‖x‖² of the stretches that are due
	products []float64 // a·x/‖a‖ of those that are ready; kept for its memory, as are
	hushed   []float64 // x without what is loud
	anew     []float64 // the products with it
	early    int       // outputs of the convolver that see less than a stretch
	filled   int       // samples since the convolver's last stretch began
	spoilt   int64
}

// NewAligner returns an aligner for taps in convolution order, as [conv.Kernel] has them. It panics if they are
// all 0, which have no direction, or not finite.
func NewAligner(taps []float64) *Aligner {
	taps = unit(taps)
	a := &Aligner{
		taps:      taps,
		convolver: conv.NewConvolver(taps, 0, conv.Auto),
		energies:  newWindow(len(taps)),
		// A transform is right to 1e-13 of Σ|h| times the largest sample (TestEnginesAgree in conv), which must be
		// 1e-9 of a stretch's norm.
		loudness: 1e-13 * blas64.Asum(vectorOf(taps)) / 1e-9,
	}
	a.stretch = a.convolver.Latency() + 1
	a.Reset()
	return a
}

// unit returns taps with a norm of 1. They are divided by the largest first, since their squares may be no numbers.
func unit(taps []float64) []float64 {
	largest := 0.0
	for _, h := range taps {
		largest = max(largest, math.Abs(h)) // a NaN stays
	}
	if !(largest > 0) || math.IsInf(largest, 1) {
		panic(fmt.Sprintf("filters: the alignment with a kernel whose largest tap is %v", largest))
	}
	u := make([]float64, len(taps))
	for i, h := range taps {
		u[i] = h / largest
	}
	blas64.Scal(1/blas64.Nrm2(vectorOf(u)), vectorOf(u))
	return u
}

// Reset makes a ready for another stream.
func (a *Aligner) Reset() {
	a.convolver.Reset()
	a.energies.reset()
	a.x, a.squares = a.x[:0], a.squares[:0]
	a.early = len(a.taps) - 1
	a.filled, a.spoilt = 0, 0
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
			n = min(n, a.stretch-a.filled)
		}
		dst = a.take(dst, src[:n])
		src = src[n:]
	}
	return dst
}

func (a *Aligner) take(dst, src []float64) []float64 {
	a.filled = (a.filled + len(src)) % a.stretch
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
	a.products = a.products[:max(len(a.products)-(len(a.taps)-1), 0)]
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
	if a.stretch > 1 { // the direct engine rounds each product by itself
		a.renew(products)
	}
	for i, product := range products {
		dst = append(dst, a.cosine(product, a.squares[i]))
	}
	a.x = append(a.x[:0], a.x[len(products):]...)
	a.squares = append(a.squares[:0], a.squares[len(products):]...)
	return dst
}

// renew takes the products of quiet stretches anew, without the samples that are too loud to lie in one; what is
// quieter still again without those that are too loud for it, and so on.
func (a *Aligner) renew(products []float64) {
	a.hushed = append(a.hushed[:0], a.x...)
	for quiet := a.quiet(math.Inf(1)); a.anyQuiet(len(products), quiet); quiet = a.quiet(quiet) {
		if a.again == nil {
			a.again = conv.NewConvolver(a.taps, 0, conv.Auto)
		}
		a.hush(quiet)
		a.anew = a.again.Flush(a.again.Process(a.anew[:0], a.hushed))
		for i := range products {
			if a.squares[i] < quiet {
				products[i] = a.anew[len(a.taps)-1+i]
			}
		}
	}
}

// quiet returns the energy below which the products with hushed are not right to all digits, or 0 where none of
// less than before is.
func (a *Aligner) quiet(before float64) float64 {
	peak := 0.0
	for _, v := range a.hushed {
		if v-v == 0 {
			peak = max(peak, min(math.Abs(v), loudest))
		}
	}
	quiet := a.loudness * peak * a.loudness * peak
	if quiet >= before {
		return 0
	}
	return quiet
}

// anyQuiet reports whether one of the first stretches is below quiet, but no silence.
func (a *Aligner) anyQuiet(stretches int, quiet float64) bool {
	for _, square := range a.squares[:stretches] {
		if square < quiet && square >= silence {
			return true
		}
	}
	return false
}

// hush takes away what cannot lie in a stretch of less energy than quiet.
func (a *Aligner) hush(quiet float64) {
	for i, v := range a.hushed {
		if !(v*v < quiet) {
			a.hushed[i] = 0
		}
	}
}

const (
	silence = 1e-290 // the energy below which squares lose their digits
	loudest = 1e150  // the sample beyond which a square may be no number
)

// cosine returns the alignment of the unit row and a stretch of so much energy.
func (a *Aligner) cosine(product, square float64) float64 {
	switch {
	case product-product != 0 || square-square != 0:
		a.spoilt++
		return 0
	case square < silence:
		return 0
	}
	return min(max(product/math.Sqrt(square), -1), 1)
}

// A window is the sum of squares of the last so many samples, from additions alone: of the samples since a multiple
// of the length, and of those before it, which were added up from its other end. It is how van Herk (1992) and Gil
// and Werman (1993) take the maximum of a sliding window, with a sum for the maximum.
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

// Align returns the alignment of a kernel of one channel with every stretch of x: see [Aligner]. It panics if k has
// several channels, and as [NewAligner] does.
func Align(k *conv.Kernel, x []float64) []float64 {
	if k.Channels() != 1 {
		panic(fmt.Sprintf("filters: the alignment with a kernel of %d channels, want 1", k.Channels()))
	}
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
