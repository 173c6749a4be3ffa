package plot

import (
	"strings"
	"testing"
)

func TestOneTwoFive(t *testing.T) {
	var labels []string
	for _, tick := range oneTwoFive(0.015, 12) {
		labels = append(labels, tick.Label)
	}
	if got := strings.Join(labels, " "); got != "0.02 0.05 0.1 0.2 0.5 1 2 5 10" {
		t.Error(got)
	}
}

func TestRoundTicks(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		count     int
		whole     bool
		labels    string
		power     int
	}{
		{0, 511, 6, true, "0 100 200 300 400 500", 0},
		{0, 1, 8, true, "0 1", 0},
		{0, 1, 6, false, "0.0 0.2 0.4 0.6 0.8 1.0", 0},
		{-0.42, 0.42, 5, false, "−0.4 −0.2 0.0 0.2 0.4", 0},
		{-1, 1, 3, false, "−1 0 1", 0},
		{2.5, 7.5, 1, false, "4 6", 0},
		{-3.1e-17, 2.9e-17, 4, false, "−2 0 2", -17},
		{0, 1.2e7, 3, false, "0.0 0.5 1.0", 7},
		{-largest, largest, 3, false, "−1 0 1", 300},
	} {
		ticks, power := roundTicks(c.low, c.high, c.count, c.whole)
		var labels []string
		for _, tick := range ticks {
			labels = append(labels, tick.Label)
		}
		if got := strings.Join(labels, " "); got != c.labels || power != c.power {
			t.Errorf("%g to %g: %s, power %d, want %s, %d", c.low, c.high, got, power, c.labels, c.power)
		}
	}
}

func TestShort(t *testing.T) {
	for v, want := range map[float64]string{0: "0", 0.25: "0.25", -2: "−2", 1.0 / 3: "0.333", -6.123e-17: "−6.12e−17", 1.5e7: "1.5e7"} {
		if got := short(v); got != want {
			t.Errorf("%g: %s, want %s", v, got, want)
		}
	}
}
