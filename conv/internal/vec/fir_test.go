package vec

import (
	"fmt"
	"math"
	"math/big"
	"testing"
)

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
		for outputs := range 60 {
			x, h := random(outputs+taps-1, 1), random(taps, 2)
			got, want := make([]float64, outputs), make([]float64, outputs)
			FIR(got, x, h)
			firSlowly(want, x, h)
			checkSameBits(t, got, want)
		}
	}
}

func TestFIRKeepsNegativeZero(t *testing.T) {
	for _, outputs := range []int{1, 8, 48} {
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

func BenchmarkFIR(b *testing.B) {
	for _, l := range available {
		for _, taps := range []int{3, 15, 63, 255} {
			b.Run(fmt.Sprintf("%dtaps/%s", taps, l.name), func(b *testing.B) {
				const outputs = 1 << 13
				dst, x, h := make([]float64, outputs), random(outputs+taps-1, 1), random(taps, 2)
				b.SetBytes(8 * outputs)
				for b.Loop() {
					l.fir(dst, x, h)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(outputs*taps), "ns/tap")
			})
		}
	}
}
