package plot

import (
	"math"
	"testing"
)

func TestGainExtent(t *testing.T) {
	for _, c := range []struct{ gains, want extent }{
		{extent{0, 0}, extent{-10, 10}},
		{extent{-1e-12, 1e-12}, extent{-10, 10}},
		{extent{0, 6}, extent{-5, 15}},
		{extent{-19, 0.5}, extent{-20, 5}},
		{extent{-62, 0}, extent{-70, 0}},
		{extent{-300, 0}, extent{-120, 0}},
		{extent{-300, 3}, extent{-110, 10}},
		{extent{silent, -40}, extent{-160, -40}},
		{extent{silent, silent}, extent{-10, 10}},
		{nothing, extent{-10, 10}},
	} {
		if got := gainExtent(c.gains); !near(got, c.want.spread(0.04)) {
			t.Errorf("%v: %v, want %v and a little", c.gains, got, c.want)
		}
	}
}

func TestPhaseExtent(t *testing.T) {
	for _, c := range []struct{ phases, want extent }{
		{nothing, extent{-90, 90}},
		{extent{0, 0}, extent{-90, 90}},
		{extent{0, 180}, extent{0, 180}},
		{extent{-179, 179}, extent{-180, 180}},
		{extent{-800, 20}, extent{-810, 90}},
		{extent{-98_765, 4}, extent{-98_765, 4}},
	} {
		if got := phaseExtent(c.phases); !near(got, c.want.spread(0.04)) {
			t.Errorf("%v: %v, want %v and a little", c.phases, got, c.want)
		}
	}
}

func TestDelayExtent(t *testing.T) {
	for _, c := range []struct{ delays, want extent }{
		{nothing, extent{-1, 1}},
		{extent{5, 5}, extent{4, 6}},
		{extent{1000, 1000}, extent{950, 1050}},
		{extent{-3, 8}, extent{-3, 8}},
	} {
		if got := delayExtent(c.delays); !near(got, c.want.spread(0.06)) {
			t.Errorf("%v: %v, want %v and a little", c.delays, got, c.want)
		}
	}
}

func near(a, b extent) bool { return math.Abs(a.low-b.low)+math.Abs(a.high-b.high) < 1e-9 }

// TestRobustExtent: spikes that are narrow on the axis do not count, and hills that are broad on it do.
func TestRobustExtent(t *testing.T) {
	values, weights := make([]float64, 100), make([]float64, 100)
	for i := range values {
		values[i], weights[i] = float64(i%2), 1
	}
	values[7], values[8], values[50] = 1e6, math.NaN(), -1e6
	if got := robustExtent(values, weights); got != (extent{-0.5, 1.5}) {
		t.Errorf("with spikes: %v", got)
	}
	weights[7] = 20
	if got := robustExtent(values, weights); got.high != 1e6 {
		t.Errorf("with a hill: %v", got)
	}
	if got := robustExtent([]float64{math.NaN(), 3}, []float64{1, 0}); got != nothing {
		t.Errorf("of nothing: %v", got)
	}
}

// TestShares: the shares of an axis add up to it, and an octave has the same share anywhere on a logarithmic one.
func TestShares(t *testing.T) {
	axis := responseAxis(48_000)
	numbers := []float64{0, 10, 20, 40, 80, 160, 24_000, 30_000}
	sum := 0.0
	for _, s := range axis.shares(numbers) {
		sum += s
	}
	if shares := axis.shares(numbers); math.Abs(sum-1) > 1e-12 || math.Abs(shares[3]-shares[4]) > 1e-12 {
		t.Errorf("%v, together %g", shares, sum)
	}
}
