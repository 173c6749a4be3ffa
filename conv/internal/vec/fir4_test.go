package vec

import (
	"fmt"
	"testing"
)

// TestFIR4IsFourFIRs: bit for bit, and what lies between and behind the rows stays.
func TestFIR4IsFourFIRs(t *testing.T) {
	for _, taps := range []int{1, 2, 3, 31} {
		for outputs := range 42 {
			stride := outputs + taps%3
			x, h := random(outputs+taps-1, 1), random(4*taps, 2)
			got, want := random(3*stride+outputs+1, 3), random(3*stride+outputs+1, 3)
			FIR4(got, stride, x, h)
			for row := range 4 {
				kernel := make([]float64, taps)
				for k := range kernel {
					kernel[k] = h[4*k+row]
				}
				firAddSlowly(want[row*stride:][:outputs], x, kernel)
			}
			checkSameBits(t, got, want)
		}
	}
}

// BenchmarkFIR4 has the shapes of a forward pass and, with more taps than outputs, of a kernel's gradient.
func BenchmarkFIR4(b *testing.B) {
	for _, l := range available {
		for _, shape := range []struct{ outputs, taps int }{
			{1 << 13, 32}, {1 << 10, 32}, {32, 1 << 13}, {31, 1 << 13}, {64, 1 << 12},
		} {
			b.Run(fmt.Sprintf("%doutputs/%dtaps/%s", shape.outputs, shape.taps, l.name), func(b *testing.B) {
				dst, x, h := make([]float64, 4*shape.outputs), random(shape.outputs+shape.taps-1, 1), random(4*shape.taps, 2)
				for b.Loop() {
					l.fir4(dst, shape.outputs, x, h)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(4*shape.outputs*shape.taps), "ns/tap")
			})
		}
	}
}
