package vec

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"testing"

	"sigconv/internal/testkit"
)

// random returns numbers in [-1, 1) that are the same on every machine.
var random = testkit.Random

func twiddles(n int) []Twiddle {
	w := make([]Twiddle, n)
	for i := range w {
		x := random(6, uint64(i))
		w[i] = Twiddle{x[0], x[1], x[2], x[3], x[4], x[5]}
	}
	return w
}

// A work is a call of one loop on numbers of its own; the result is what it leaves behind.
type work struct {
	name string
	run  func(l loops) []float64
}

// works calls every loop in many shapes.
func works() []work {
	var all []work
	for _, taps := range []int{1, 2, 3, 15, 64} {
		for _, outputs := range []int{0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 47, 48, 49, 95, 96, 97, 500} {
			// filtered returns the outputs, and what lies behind them too.
			filtered := func(fir func(dst, x, h []float64)) []float64 {
				dst := random(outputs+16, 3)
				fir(dst[:outputs], random(outputs+taps-1, 1), random(taps, 2))
				return dst
			}
			name := fmt.Sprintf("%dtaps/%doutputs", taps, outputs)
			all = append(all,
				work{"fir/" + name, func(l loops) []float64 { return filtered(l.fir) }},
				work{"firAdd/" + name, func(l loops) []float64 { return filtered(l.firAdd) }},
				work{"fir4/" + name, func(l loops) []float64 {
					dst := random(4*outputs+16, 3)
					l.fir4(dst, outputs+3, random(outputs+taps-1, 1), random(4*taps, 2))
					return dst
				}})
		}
	}
	for _, n := range []int{0, 1, 3, 4, 5, 8, 200} {
		for _, scale := range []float64{1e-300, 1e-9, 1, 30, 1000, math.MaxFloat64} {
			// activated returns the numbers, and what lies behind them too.
			activated := func(f func(z []float64)) []float64 {
				z := random(n+4, 1)
				for i := range z {
					z[i] *= scale
				}
				f(z[:n])
				return z
			}
			name := fmt.Sprintf("%d/upTo%v", n, scale)
			all = append(all,
				work{"tanh/" + name, func(l loops) []float64 { return activated(l.tanh) }},
				work{"sigmoid/" + name, func(l loops) []float64 { return activated(l.sigmoid) }})
		}
	}
	// passed runs a loop on the two parts of points.
	passed := func(points int, loop func(re, im []float64)) []float64 {
		re, im := random(points, 1), random(points, 2)
		loop(re, im)
		return append(re, im...)
	}
	for _, nodes := range []int{1, 2, 3, 8} {
		for _, run := range []int{4, 8, 12, 64} {
			name := fmt.Sprintf("%dnodes/run%d", nodes, run)
			all = append(all,
				work{"radix4/" + name, func(l loops) []float64 {
					return passed(4*run*nodes, func(re, im []float64) { l.radix4(re, im, run, twiddles(nodes)) })
				}},
				work{"radix4Inverse/" + name, func(l loops) []float64 {
					return passed(4*run*nodes, func(re, im []float64) { l.radix4Inverse(re, im, run, twiddles(nodes)) })
				}})
		}
		name := fmt.Sprintf("%dnodes", nodes)
		all = append(all,
			work{"radix2/" + name, func(l loops) []float64 {
				return passed(2*Leaf*nodes, func(re, im []float64) { l.radix2(re, im, twiddles(nodes)) })
			}},
			work{"radix2Inverse/" + name, func(l loops) []float64 {
				return passed(2*Leaf*nodes, func(re, im []float64) { l.radix2Inverse(re, im, twiddles(nodes)) })
			}},
			work{"multiplyLeaves/" + name, func(l loops) []float64 {
				return passed(Leaf*nodes, func(re, im []float64) { l.multiplyLeaves(re, im, random(KernelLeaf*nodes, 3)) })
			}})
	}
	return all
}

func checkSameBits(t *testing.T, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			t.Fatalf("number %d of %d is %v, want %v", i, len(want), got[i], want[i])
		}
	}
}

// TestLoopsAgree: whatever the processor has gives the bits of plain Go.
func TestLoopsAgree(t *testing.T) {
	for _, w := range works() {
		want := w.run(portable)
		for _, l := range available {
			t.Run(l.name+"/"+w.name, func(t *testing.T) { checkSameBits(t, w.run(l), want) })
		}
	}
}

// TestBitsOfEveryMachine: a compiler for another processor may fuse what these loops keep apart. The number
// was found on amd64.
func TestBitsOfEveryMachine(t *testing.T) {
	const want = 0x239a191d4e3ebbc0
	for _, l := range available {
		hash := fnv.New64a()
		for _, w := range works() {
			for _, v := range w.run(l) {
				fmt.Fprintf(hash, "%016x", math.Float64bits(v))
			}
		}
		if got := hash.Sum64(); got != want {
			t.Errorf("%s: the bits have the hash %#x, want %#x", l.name, got, uint64(want))
		}
	}
}

func TestLoopsDoNotAllocate(t *testing.T) {
	re, im, kernel, w := random(128, 1), random(128, 2), random(512, 3), twiddles(16)
	dst, h := make([]float64, 100), random(29, 4)
	if n := testing.AllocsPerRun(10, func() {
		FIR(dst, re, h)
		FIRAdd(dst, re, h)
		FIR4(dst, 25, re[:30], kernel[:4*6])
		Tanh(dst)
		Sigmoid(dst)
		Radix4(re, im, 8, w[:4])
		Radix4Inverse(re, im, 8, w[:4])
		Radix2(re, im, w)
		Radix2Inverse(re, im, w)
		MultiplyLeaves(re, im, kernel)
	}); n != 0 {
		t.Errorf("the loops allocate %v times", n)
	}
}

// TestRadix4IsFourPolynomials: by its definition, on one node.
func TestRadix4IsFourPolynomials(t *testing.T) {
	const run = 8
	re, im := random(4*run, 1), random(4*run, 2)
	points := make([]complex128, 4*run)
	for i := range points {
		points[i] = complex(re[i], im[i])
	}
	r := complex(0.6, 0.8)
	w := Twiddle{real(r), imag(r), real(r * r), imag(r * r), real(r * r * r), imag(r * r * r)}
	Radix4(re, im, run, []Twiddle{w})
	for j, root := range []complex128{r, 1i * r, -r, -1i * r} {
		for i := range run {
			// z^run = root.
			want := points[i] + root*(points[run+i]+root*(points[2*run+i]+root*points[3*run+i]))
			got := complex(re[j*run+i], im[j*run+i])
			if d := got - want; math.Hypot(real(d), imag(d)) > 1e-14 {
				t.Fatalf("child %d, point %d is %v, want %v", j, i, got, want)
			}
		}
	}
}

// TestInversesUndo: each pass and its inverse give back the points, four or two times as large.
func TestInversesUndo(t *testing.T) {
	var w []Twiddle
	for i := range 16 {
		c, s := math.Cos(float64(i)), math.Sin(float64(i))
		c2, s2 := Turn(c, s, c, s)
		c3, s3 := Turn(c2, s2, c, s)
		w = append(w, Twiddle{c, s, c2, s2, c3, s3})
	}
	re, im := random(128, 1), random(128, 2)
	wantRe, wantIm := slices.Clone(re), slices.Clone(im)
	Radix4(re, im, 8, w[:4])
	Radix2(re, im, w)
	Radix2Inverse(re, im, w)
	Radix4Inverse(re, im, 8, w[:4])
	for i := range re {
		if math.Abs(re[i]/8-wantRe[i]) > 1e-14 || math.Abs(im[i]/8-wantIm[i]) > 1e-14 {
			t.Fatalf("point %d comes back as %v + %vi, want %v + %vi", i, re[i]/8, im[i]/8, wantRe[i], wantIm[i])
		}
	}
}

func TestMisusePanics(t *testing.T) {
	x := make([]float64, 64)
	w := twiddles(4)
	for name, misuse := range map[string]func(){
		"FIR without taps":       func() { FIR(x[:1], x[:1], nil) },
		"FIR, short input":       func() { FIR(x[:1], x[:1], x[:2]) },
		"FIR, long output":       func() { FIR(x[:2], x[:1], x[:1]) },
		"FIRAdd without taps":    func() { FIRAdd(x[:1], x[:1], nil) },
		"FIRAdd, short input":    func() { FIRAdd(x[:1], x[:1], x[:2]) },
		"FIR4 without taps":      func() { FIR4(x, 1, x[:1], nil) },
		"FIR4, half a tap":       func() { FIR4(x, 1, x[:1], x[:6]) },
		"FIR4, short input":      func() { FIR4(x, 1, x[:1], x[:12]) },
		"FIR4, rows overlap":     func() { FIR4(x, 7, x[:8], x[:4]) },
		"FIR4, short output":     func() { FIR4(x[:31], 8, x[:8], x[:4]) },
		"FIR4, no output":        func() { FIR4(nil, 8, x[:8], x[:4]) },
		"FIR4, endless stride":   func() { FIR4(x, math.MaxInt, x[:8], x[:4]) },
		"no nodes":               func() { Radix4(x[:0], x[:0], 4, nil) },
		"run of 2":               func() { Radix4(x[:8], x[:8], 2, w[:1]) },
		"run of 6":               func() { Radix4(x[:24], x[:24], 6, w[:1]) },
		"parts differ":           func() { Radix4Inverse(x, x[:32], 4, w) },
		"a twiddle too few":      func() { Radix2(x, x, w) },
		"a twiddle too many":     func() { Radix2Inverse(x[:16], x[:16], w) },
		"no leaves":              func() { MultiplyLeaves(nil, nil, nil) },
		"half a leaf":            func() { MultiplyLeaves(x[:2], x[:2], x[:8]) },
		"leaves, parts differ":   func() { MultiplyLeaves(x[:8], x[:4], x[:32]) },
		"leaves, a small kernel": func() { MultiplyLeaves(x[:8], x[:8], x[:16]) },
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

// BenchmarkPasses runs over points that stay in the first-level cache.
func BenchmarkPasses(b *testing.B) {
	const points = 1024
	kernel, w := random(points/Leaf*KernelLeaf, 3), twiddles(points/(2*Leaf))
	for _, l := range available {
		for name, pass := range map[string]func(re, im []float64){
			"radix4":         func(re, im []float64) { l.radix4(re, im, points/16, w[:4]) },
			"radix4Inverse":  func(re, im []float64) { l.radix4Inverse(re, im, points/16, w[:4]) },
			"radix2":         func(re, im []float64) { l.radix2(re, im, w) },
			"radix2Inverse":  func(re, im []float64) { l.radix2Inverse(re, im, w) },
			"multiplyLeaves": func(re, im []float64) { l.multiplyLeaves(re, im, kernel) },
		} {
			b.Run(name+"/"+l.name, func(b *testing.B) {
				re, im := make([]float64, points), make([]float64, points)
				b.SetBytes(16 * points)
				for b.Loop() {
					pass(re, im)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/points, "ns/point")
			})
		}
	}
}
