package plot

import (
	"strings"
	"testing"

	"gonum.org/v1/plot/vg"
)

func labels(a Axis) string {
	var labels []string
	for _, t := range a.Ticks {
		labels = append(labels, t.Label)
	}
	return strings.Join(labels, ", ")
}

func TestFrequencyAxis(t *testing.T) {
	for rate, want := range map[int]string{
		19:      "",
		2000:    "10, 30, 100, 300, 1 k",
		44_100:  "10, 30, 100, 300, 1 k, 3 k, 10 k",
		192_000: "10, 30, 100, 300, 1 k, 3 k, 10 k, 30 k",
	} {
		if a := FrequencyAxis(rate); labels(a) != want || !a.Log {
			t.Errorf("%d Hz: %s, want %s", rate, labels(a), want)
		}
	}
}

func TestLinearFrequencyAxis(t *testing.T) {
	for _, c := range []struct {
		rate, count int
		want        string
	}{
		{44_100, 5, "0, 5 k, 10 k, 15 k, 20 k"},
		{44_100, 1, "0, 10 k, 20 k"},
		{8000, 10, "0, 500, 1 k, 1.5 k, 2 k, 2.5 k, 3 k, 3.5 k, 4 k"},
		{1, 5, "0, 0.2, 0.4"},
	} {
		if a := linearFrequencyAxis(c.rate, c.count); labels(a) != c.want || a.Log {
			t.Errorf("%d Hz, %d ticks: %s, want %s", c.rate, c.count, labels(a), c.want)
		}
	}
}

// TestFrequencyTicksOfSpectrograms: none below the axis, and fewer where it is short.
func TestFrequencyTicksOfSpectrograms(t *testing.T) {
	s := Spectrogram{Rate: 44_100, LogFrequency: true}
	for height, want := range map[float64]string{500: "30, 100, 300, 1 k, 3 k, 10 k", 160: "100, 1 k, 10 k"} {
		if got := labels(s.frequencyAxis(vg.Length(height), small)); got != want {
			t.Errorf("%g points: %s, want %s", height, got, want)
		}
	}
}
