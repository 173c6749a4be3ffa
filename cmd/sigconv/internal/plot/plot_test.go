package plot

import (
	"bytes"
	"flag"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/tiny.svg anew")

func tiny() Chart {
	return Chart{
		Title: "Tiny",
		X:     Axis{Label: "length in taps", Ticks: []Tick{{1, "1"}, {1024, "1k"}}},
		Y:     Axis{Label: "time in seconds"},
		Lines: []Line{
			{Name: "flat", X: []float64{1, 1024}, Y: []float64{0.5, 0.5}},
			{Name: "steep", X: []float64{1, 32, 1024}, Y: []float64{0.1, 1, 10}},
		},
	}
}

// TestGolden holds a picture against what it was when somebody looked at it. After a change that is
// meant to alter it: go test ./cmd/sigconv/internal/plot -update, and look again.
func TestGolden(t *testing.T) {
	const golden = "testdata/tiny.svg"
	path := filepath.Join(t.TempDir(), "tiny.svg")
	if *update {
		path = golden
	}
	if err := LogLog(path, tiny()); err != nil {
		t.Fatal(err)
	}
	got, want := read(t, path), read(t, golden)
	if !bytes.Equal(got, want) {
		t.Errorf("the picture has changed:\n%s", got)
	}
}

func TestPNG(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tiny.PNG")
	if err := LogLog(path, tiny()); err != nil {
		t.Fatal(err)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(read(t, path)))
	if err != nil || picture.Width != 1200 || picture.Height != 800 {
		t.Errorf("%d by %d pixels, %v", picture.Width, picture.Height, err)
	}
}

// TestOneX: a single kernel is a column of points on an axis of its own making.
func TestOneX(t *testing.T) {
	c := Chart{Lines: []Line{{Name: "point", X: []float64{63}, Y: []float64{0.5}}}}
	if err := LogLog(filepath.Join(t.TempDir(), "point.svg"), c); err != nil {
		t.Error(err)
	}
}

func TestRefusals(t *testing.T) {
	line := func(x, y []float64) Chart { return Chart{Lines: []Line{{Name: "one", X: x, Y: y}}} }
	many := Chart{Lines: make([]Line, 8)}
	tick := tiny()
	tick.X.Ticks = []Tick{{0, "none"}}
	for _, c := range []struct {
		file  string
		chart Chart
		want  string
	}{
		{"a.svg", Chart{}, "there is no line to draw"},
		{"a.svg", many, "8 lines are too many to tell apart (want at most 7)"},
		{"a.svg", line(nil, nil), "the line one has 0 x and 0 y"},
		{"a.svg", line([]float64{1, 2}, []float64{1}), "the line one has 2 x and 1 y"},
		{"a.svg", line([]float64{0}, []float64{1}), "the line one has a point at 0, 1 (want positive numbers)"},
		{"a.svg", line([]float64{1}, []float64{math.Inf(1)}), "the line one has a point at 1, +Inf"},
		{"a.svg", line([]float64{math.NaN()}, []float64{1}), "the line one has a point at NaN, 1"},
		{"a.svg", tick, `the tick "none" lies at 0 (want a positive number)`},
		{"a.jpg", tiny(), "unknown kind of picture (want .svg or .png)"},
		{"a", tiny(), "unknown kind of picture (want .svg or .png)"},
		{"no/such/folder/a.svg", tiny(), "folder"},
	} {
		path := filepath.Join(t.TempDir(), c.file)
		err := LogLog(path, c.chart)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.file, err, c.want)
		}
		if _, err := os.Stat(path); err == nil {
			t.Errorf("%q: a picture was written all the same", c.want)
		}
	}
}

func TestOneTwoFive(t *testing.T) {
	var labels []string
	for _, tick := range oneTwoFive(0.015, 12) {
		labels = append(labels, tick.Label)
	}
	if got := strings.Join(labels, " "); got != "0.02 0.05 0.1 0.2 0.5 1 2 5 10" {
		t.Error(got)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
