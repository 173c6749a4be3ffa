package blocks

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func decibels() Axis {
	return Axis{From: -60, To: 0, Ticks: []Tick{{0, "0 dB"}, {-30, "-30"}, {-60, "-60"}}}
}

func TestChart(t *testing.T) {
	c := Chart{
		X: []float64{20, 200, 2000, 20000}, Y: []float64{0, 0, -30, -60},
		Bottom: Axis{From: 20, To: 20000, Log: true, Ticks: []Tick{{20, "20"}, {200, "200"}, {2000, "2k"}, {20000, "20k"}}},
		Left:   decibels(), Width: 36, Height: 4,
	}
	want := strings.Join([]string{
		"0 dB ┤███████████▆▅▃▂",
		" -30 ┤████████████████▆▅▃▂",
		"     │█████████████████████▆▅▃▂",
		" -60 ┤██████████████████████████▆▅▃▂",
		"     └┬─────────┬─────────┬────────┬",
		"      20       200       2k      20k",
		"",
	}, "\n")
	if got := c.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestNarrowPeak: a peak of one point among many is seen, as is a hole that is a gap.
func TestNarrowPeak(t *testing.T) {
	x, y := make([]float64, 5000), make([]float64, 5000)
	for i := range x {
		x[i], y[i] = float64(i), -60
	}
	y[2530] = 0
	for i := 1000; i < 2000; i++ {
		y[i] = math.NaN()
	}
	got := Chart{X: x, Y: y, Bottom: Axis{From: 0, To: 5000}, Left: decibels(), Width: 56, Height: 3}.String()
	lines := strings.Split(got, "\n")
	if strings.Count(lines[0], "█") != 1 || !strings.HasPrefix(lines[2], " -60 ┤") {
		t.Errorf("got\n%s", got)
	}
}

// TestLevels: every level fills as many eighths of a line as it should, from nothing to all.
func TestLevels(t *testing.T) {
	for db := -70.0; db <= 10; db += 0.5 {
		got := Chart{X: []float64{0, 1}, Y: []float64{db, db}, Bottom: Axis{From: 0, To: 1}, Left: Axis{From: -60, To: 0}, Width: 30, Height: 5}.String()
		eighths := 0
		for _, line := range strings.Split(got, "\n")[:5] {
			if cells := []rune(line + " "); cells[2-1] == '│' && len(cells) > 2 {
				eighths += slices.Index(lower, cells[2])
			}
		}
		if want := int(math.Round(max(0, min(40, 40*(db+60)/60)))); eighths != want {
			t.Errorf("%g dB fills %d eighths, want %d", db, eighths, want)
		}
	}
}

func TestWave(t *testing.T) {
	w := Wave{
		Low: []float64{-1, 0, -0.5, 0}, High: []float64{0, 1, 0.5, 0},
		Bottom: Axis{From: 0, To: 4, Ticks: []Tick{{0, "0"}, {4, "4 s"}}}, Left: Axis{From: -1, To: 1, Ticks: []Tick{{1, "1"}, {0, "0"}, {-1, "-1"}}},
		Width: 24, Height: 5,
	}
	want := strings.Join([]string{
		" 1 ┤     █████",
		"   │     █████▄▄▄▄▄",
		" 0 ┤▄▄▄▄▄▀▀▀▀▀█████─────",
		"   │█████     ▀▀▀▀▀",
		"-1 ┤█████",
		"   └┬──────────────────┬",
		"    0                4 s",
		"",
	}, "\n")
	if got := w.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// TestWidths: no line is wider than was asked for, however wide that is.
func TestWidths(t *testing.T) {
	ticks := []Tick{{20, "20"}, {100, "100"}, {1000, "1k"}, {10000, "10k Hz"}, {24000, "24k"}}
	for width := 20; width < 400; width += 7 {
		for _, text := range []string{
			Chart{X: []float64{20, 24000}, Y: []float64{0, -30}, Bottom: Axis{From: 20, To: 24000, Log: true, Ticks: ticks}, Left: decibels(), Width: width, Height: 7}.String(),
			Wave{Low: []float64{-1}, High: []float64{1}, Bottom: Axis{From: 20, To: 24000, Ticks: ticks}, Left: Axis{From: -1, To: 1}, Width: width, Height: 5}.String(),
		} {
			for line := range strings.Lines(text) {
				if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > width {
					t.Fatalf("a line of %d columns, want at most %d:\n%s", n, width, text)
				}
			}
		}
	}
}
