package learn

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"

	"gonum.org/v1/gonum/mat"

	"sigconv/conv"
	"sigconv/internal/parallel"
)

// A Fit is a kernel that was found by least squares.
type Fit struct {
	Taps   []float64 // in convolution order
	Center int       // the tap on the current frame
	ESR    float64   // what is left of the energy of the wet frames that were learned from, as the equations have it

	// Unsolved is the part of the equations that no more steps would solve: 0 but for more than 4,096 taps and recordings
	// that hardly tell them apart.
	Unsolved float64

	gathered extent // what the equations were gathered for
	energy   float64
	rows     int64
	lambda   float64
	system   system
}

// Share returns what the taps from one on give by themselves, as a share of the energy of the wet frames.
func (f *Fit) Share(from int) float64 {
	part, product := make([]float64, len(f.Taps)), make([]float64, len(f.Taps))
	copy(part[from:], f.Taps[from:])
	f.system.mulVec(product, part)
	return dot(part, product) / f.energy
}

// Chance returns how much of the energy of the taps is chance, more or less, if what is left of the wet frames is noise: σ² for each
// frame, and so σ²·trace((Φ + λ·I)⁻¹) for all taps. It is large where the dry sound has next to nothing in a band, which leaves the
// taps free there. The trace is that of one random vector (Hutchinson, "A Stochastic Estimator of the Trace", 1990).
func (f *Fit) Chance() float64 {
	n := len(f.Taps)
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	signs, solved := make([]float64, n), make([]float64, n)
	for i := range signs {
		signs[i] = float64(2*rng.IntN(2) - 1)
	}
	f.system.nearInverse(solved, signs)
	noise := f.ESR * f.energy / float64(f.rows)
	return noise * dot(signs, solved) / dot(f.Taps, f.Taps)
}

// An extent is the taps and the centre of a kernel.
type extent struct{ taps, center int }

// Stack returns the kernel as a stack of one layer, which shares its taps.
func (f *Fit) Stack() *conv.Stack {
	layer := conv.Layer{Kernels: [][][]float64{{f.Taps}}, Center: f.Center}
	return &conv.Stack{Layers: []conv.Layer{layer}}
}

// Condition returns the condition number of the equations with their ridge, the largest over the smallest eigenvalue,
// as far as a hundred products tell, or ten beyond 512 taps.
func (f *Fit) Condition() float64 { return condition(f.system, len(f.Taps)) }

// Reasons why there is no kernel.
var (
	ErrSilence  = errors.New("there is only silence to learn from")
	ErrSingular = errors.New("the dry recording does not tell the taps apart")
)

// MostTaps is the most taps of a kernel that is learned: 1.4 s at 48 kHz.
const MostTaps = 1 << 16

// mostDense is how many taps are solved for by Cholesky's factors, which take 16 bytes times its square, and a third
// of its cube of multiply-adds. Kernels with more take steps of conjugate gradients. Where these do not come to an
// end, as with a sweep, whose equations are far from Toeplitz, factors serve up to mostFactors.
const (
	mostDense   = 512
	mostFactors = 4096
)

// settled is what of the equations may be left unsolved.
const settled = 1e-11

// quietest is the energy below which recordings are silent: -1000 dB, and far from where numbers end.
const quietest = 1e-100

// Solve returns the kernel with so many taps and the given centre, within those that were gathered for, that is nearest to
// what was gathered: it minimises Σ(y-ŷ)² + λ·Σh² for λ = ridge times the energy of the dry frames. It is an error
// where the dry or the wet frames are silent, or do not determine the taps. It panics if the taps are not within those
// that were gathered for.
func (n *Equations) Solve(taps, center int, ridge float64) (*Fit, error) {
	from := n.center - center
	if taps < 1 || center < 0 || center >= taps || from < 0 || from+taps > n.taps() {
		panic(fmt.Sprintf("learn: %d taps with centre %d within %d with centre %d", taps, center, n.taps(), n.center))
	}
	if !(n.energy > quietest && n.trace() > quietest) {
		return nil, ErrSilence
	}
	part := n.within(from, taps)
	lambda := ridge * part.trace() / float64(taps)
	h := make([]float64, taps)
	system, unsolved, err := part.solve(h, lambda)
	if err != nil {
		return nil, err
	}
	fit := &Fit{Taps: h, Center: center, Unsolved: unsolved, gathered: extent{n.taps(), n.center}, energy: n.energy, rows: n.rows, lambda: lambda, system: system}
	left := n.energy
	for i, v := range h {
		// Φ·h is p - λ·h, so hᵀΦh falls away against half of 2hᵀp.
		left -= v * (part.cross[i] + lambda*v)
	}
	fit.ESR = max(left, 0) / n.energy
	return fit, nil
}

// Centered returns the fits of several channels, whose common centre is the smallest of a few, none to half of the taps, with
// an error that is hardly larger than the smallest: a kernel looks ahead only as far as that gains something. All channels
// are gathered for the same taps and centre.
func Centered(channels []*Equations, taps int, ridge float64) ([]*Fit, error) {
	const (
		hardly = 1.023 // 0.1 dB
		floor  = 1e-13 // of the energy: as far as the equations tell
	)
	var tried []int
	var left []float64
	var failed error
	energy := 0.0
	for _, n := range channels {
		energy += n.energy
	}
	for _, center := range centers(taps) {
		if center > channels[0].center {
			break
		}
		fits, err := SolveAll(channels, taps, center, ridge)
		if err != nil {
			failed = cmp.Or(failed, err)
			continue // the frames ahead may be silent
		}
		tried, left = append(tried, center), append(left, 0)
		for c, fit := range fits {
			left[len(left)-1] += fit.ESR * channels[c].energy
		}
	}
	if len(tried) == 0 {
		return nil, failed
	}
	enough := slices.Min(left)*hardly + floor*energy
	center := tried[slices.IndexFunc(left, func(v float64) bool { return v <= enough })]
	return SolveAll(channels, taps, center, ridge) // again, rather than keep all systems in memory
}

// SolveAll is [Equations.Solve] for several channels.
func SolveAll(channels []*Equations, taps, center int, ridge float64) ([]*Fit, error) {
	fits, errs := make([]*Fit, len(channels)), make([]error, len(channels))
	parallel.Do(runtime.GOMAXPROCS(0), len(channels), func(c int) {
		fits[c], errs[c] = channels[c].Solve(taps, center, ridge)
	})
	for c, err := range errs {
		if err != nil {
			return nil, &ChannelError{c, err}
		}
	}
	return fits, nil
}

// A ChannelError is what is wrong with a channel, counted from 0.
type ChannelError struct {
	Channel int
	Err     error
}

// Error returns the error with the channel, counted from 1.
func (e *ChannelError) Error() string { return fmt.Sprintf("channel %d: %v", e.Channel+1, e.Err) }

// Unwrap returns the error of the channel.
func (e *ChannelError) Unwrap() error { return e.Err }

// centers returns the centres that are tried for a kernel.
func centers(taps int) []int {
	if taps > mostDense {
		return []int{0, taps / 16, taps / 4} // a room, which looks ahead but little
	}
	all := []int{0}
	for c := 1; c <= taps/2; c += max(c/2, 1) {
		all = append(all, c)
	}
	if half := taps / 2; half > all[len(all)-1] {
		all = append(all, half)
	}
	return all
}

// MostCenter returns the largest centre that [Centered] tries.
func MostCenter(taps int) int {
	all := centers(taps)
	return all[len(all)-1]
}

// A system is Φ + λ·I, which can be multiplied with and solved.
type system interface {
	mulVec(dst, v []float64)
	solve(dst, v []float64) (left float64) // the part of v that is left
	nearInverse(dst, v []float64)          // solve, or about that and quicker
}

// solve sets h to the solution of (Φ + λ·I)·h = p, and returns the system and the part that it leaves unsolved.
func (n *Equations) solve(h []float64, lambda float64) (s system, unsolved float64, err error) {
	if n.taps() > mostDense {
		if s, err = newGradients(n, lambda); err != nil {
			return nil, 0, err
		}
		if unsolved = s.solve(h, n.cross); unsolved <= settled {
			return s, 0, nil
		}
		if n.taps() > mostFactors {
			return s, unsolved, nil
		}
	}
	if s, err = newCholesky(n, lambda); err != nil {
		return nil, 0, err
	}
	return s, s.solve(h, n.cross), nil
}

// cholesky is a system with all its entries and their factors.
type cholesky struct {
	phi     *mat.SymDense
	factors mat.Cholesky
}

func newCholesky(n *Equations, lambda float64) (*cholesky, error) {
	c := &cholesky{phi: n.dense()}
	for i := range n.taps() {
		c.phi.SetSym(i, i, c.phi.At(i, i)+lambda)
	}
	if !c.factors.Factorize(c.phi) {
		return nil, ErrSingular
	}
	return c, nil
}

func (c *cholesky) mulVec(dst, v []float64) {
	mat.NewVecDense(len(dst), dst).MulVec(c.phi, mat.NewVecDense(len(v), v))
}

func (c *cholesky) solve(dst, v []float64) (left float64) {
	c.factors.SolveVecTo(mat.NewVecDense(len(dst), dst), mat.NewVecDense(len(v), v))
	return 0
}

func (c *cholesky) nearInverse(dst, v []float64) { c.solve(dst, v) }

// condition returns the largest over the smallest eigenvalue of a system of so many unknowns.
func condition(s system, unknowns int) float64 {
	most := 100
	if unknowns > mostDense {
		most = 10
	}
	return largestEigenvalue(s.mulVec, unknowns, most) * largestEigenvalue(s.nearInverse, unknowns, most)
}

// largestEigenvalue multiplies a vector again and again, so often at most, until it grows as the eigenvector of the largest
// eigenvalue does.
func largestEigenvalue(multiply func(dst, v []float64), unknowns, most int) float64 {
	const enough = 1e-4
	v, next := make([]float64, unknowns), make([]float64, unknowns)
	for i := range v {
		v[i] = math.Sin(float64(1 + i*i)) // has something of every eigenvector
	}
	value := 0.0
	for range most {
		length := math.Sqrt(dot(v, v))
		for i := range v {
			v[i] /= length
		}
		multiply(next, v)
		before := value
		value = dot(v, next)
		v, next = next, v
		if math.Abs(value-before) <= enough*value {
			break
		}
	}
	return value
}
