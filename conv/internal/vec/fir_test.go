package vec

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func random(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	x := make([]float64, n)
	for i := range x {
		x[i] = rng.NormFloat64()
	}
	return x
}

// firSlowly is the definition, with each fused multiply-add done in exact arithmetic and rounded once.
func firSlowly(dst, x, h []float64) {
	for i := range dst {
		sum := new(big.Float)
		for k, c := range h {
			product := new(big.Float).SetPrec(200).Mul(big.NewFloat(c), big.NewFloat(x[i+len(h)-1-k]))
			rounded, _ := new(big.Float).SetPrec(200).Add(product, sum).Float64()
			sum = big.NewFloat(rounded)
		}
		dst[i], _ = sum.Float64()
	}
}

func TestFIRBitForBit(t *testing.T) {
	for _, taps := range []int{1, 2, 3, 4, 7, 8, 9, 31} {
		for outputs := range 35 {
			x, h := random(outputs+taps-1, 1), random(taps, 2)
			got, want := make([]float64, outputs), make([]float64, outputs)
			FIR(got, x, h)
			firSlowly(want, x, h)
			for i := range want {
				if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
					t.Fatalf("%d taps, output %d of %d is %v, want %v", taps, i, outputs, got[i], want[i])
				}
			}
		}
	}
}

func TestFIRKeepsNegativeZero(t *testing.T) {
	for _, outputs := range []int{1, 8} {
		x := make([]float64, outputs)
		for i := range x {
			x[i] = math.Copysign(0, -1)
		}
		dst := make([]float64, outputs)
		FIR(dst, x, []float64{0.5})
		for i, y := range dst {
			if !math.Signbit(y) {
				t.Errorf("output %d of %d is +0, want -0", i, outputs)
			}
		}
	}
}

func TestFIRMisusePanics(t *testing.T) {
	for _, c := range []struct{ dst, x, h int }{{1, 1, 0}, {1, 1, 2}, {2, 1, 1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("no panic for %+v", c)
				}
			}()
			FIR(make([]float64, c.dst), make([]float64, c.x), make([]float64, c.h))
		}()
	}
}

func BenchmarkFIR(b *testing.B) {
	for _, taps := range []int{3, 15, 63, 255} {
		b.Run(fmt.Sprintf("%dtaps", taps), func(b *testing.B) {
			const outputs = 1 << 13
			dst, x, h := make([]float64, outputs), random(outputs+taps-1, 1), random(taps, 2)
			b.SetBytes(8 * outputs)
			for b.Loop() {
				FIR(dst, x, h)
			}
		})
	}
}
