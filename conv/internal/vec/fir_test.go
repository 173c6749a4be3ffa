package vec

import (
	"fmt"
	"math"
	"math/big"
	"testing"
)

// firAddSlowly is the definition, with each fused multiply-add done in exact arithmetic and rounded once.
func firAddSlowly(dst, x, h []float64) {
	for i := range dst {
		sum := big.NewFloat(dst[i])
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
		for outputs := range 100 {
			x, h := random(outputs+taps-1, 1), random(taps, 2)
			got, want := random(outputs, 3), make([]float64, outputs)
			FIR(got, x, h)
			firAddSlowly(want, x, h)
			checkSameBits(t, got, want)
			FIRAdd(got, x, h)
			firAddSlowly(want, x, h)
			checkSameBits(t, got, want)
		}
	}
}

func TestFIRKeepsNegativeZero(t *testing.T) {
	for _, outputs := range []int{1, 8, 32, 48} {
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

// BenchmarkFIR has the shapes of a forward pass and, with more taps than outputs, of a kernel's gradient.
func BenchmarkFIR(b *testing.B) {
	for _, l := range available {
		for _, shape := range []struct{ outputs, taps int }{
			{1 << 13, 3}, {1 << 13, 15}, {1 << 13, 63}, {1 << 13, 255}, {32, 1 << 13}, {31, 1 << 13},
		} {
			for name, loop := range map[string]func(dst, x, h []float64){"set": l.fir, "add": l.firAdd} {
				b.Run(fmt.Sprintf("%s/%doutputs/%dtaps/%s", name, shape.outputs, shape.taps, l.name), func(b *testing.B) {
					dst, x, h := make([]float64, shape.outputs), random(shape.outputs+shape.taps-1, 1), random(shape.taps, 2)
					b.SetBytes(int64(8 * shape.outputs))
					for b.Loop() {
						loop(dst, x, h)
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(shape.outputs*shape.taps), "ns/tap")
				})
			}
		}
	}
}
