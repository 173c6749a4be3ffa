package vec

import (
	"math"
	"testing"
)

// TestActivationsOfSpecialNumbers: each of them in every place of a vector, and behind the last one.
func TestActivationsOfSpecialNumbers(t *testing.T) {
	negativeZero, least := math.Copysign(0, -1), math.SmallestNonzeroFloat64
	nearOne, smallest := math.Nextafter(1, 0), math.Exp(-708)
	for _, c := range []struct{ z, tanh, sigmoid float64 }{
		{0, 0, 0.5}, {negativeZero, negativeZero, 0.5}, {least, least, 0.5}, {-least, -least, 0.5},
		{18.5, nearOne, 1 / (1 + math.Exp(-18.5))}, {20, 1, 1 / (1 + math.Exp(-20))}, {-20, -1, math.Exp(-20) / (1 + math.Exp(-20))},
		{math.Nextafter(20, 21), 1, 1 / (1 + math.Exp(-20))}, {708, 1, 1}, {-708, -1, smallest}, {-709, -1, smallest},
		{math.MaxFloat64, 1, 1}, {-math.MaxFloat64, -1, smallest},
		{math.Inf(1), 1, 1}, {math.Inf(-1), -1, smallest}, {math.NaN(), math.NaN(), math.NaN()},
		{math.Copysign(math.NaN(), -1), math.NaN(), math.NaN()},
	} {
		for _, l := range available {
			for place := range 6 {
				checkActivation(t, l.name+": tanh", l.tanh, c.z, place, c.tanh)
				checkActivation(t, l.name+": sigmoid", l.sigmoid, c.z, place, c.sigmoid)
			}
		}
	}
}

// checkActivation has f at z beside zeros.
func checkActivation(t *testing.T, name string, f func([]float64), z float64, place int, want float64) {
	t.Helper()
	numbers := make([]float64, 6)
	numbers[place] = z
	f(numbers)
	got := numbers[place]
	if math.IsNaN(want) != math.IsNaN(got) || math.Signbit(want) != math.Signbit(got) && !math.IsNaN(want) ||
		math.Abs(got-want) > 1e-15*math.Abs(want) {
		t.Errorf("%s of %v in place %d is %v, want %v", name, z, place, got, want)
	}
}

// BenchmarkActivations runs over numbers that stay in the first-level cache.
func BenchmarkActivations(b *testing.B) {
	const n = 1024
	for _, l := range available {
		for name, f := range map[string]func([]float64){"tanh": l.tanh, "sigmoid": l.sigmoid} {
			b.Run(name+"/"+l.name, func(b *testing.B) {
				z, x := make([]float64, n), random(n, 1)
				for b.Loop() {
					copy(z, x)
					f(z)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/number")
			})
		}
	}
}
