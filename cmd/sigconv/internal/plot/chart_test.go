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

var update = flag.Bool("update", false, "write the pictures in testdata anew")

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

// TestLinearRefusals: what linear axes cannot show, and what they can though logarithmic ones cannot.
func TestLinearRefusals(t *testing.T) {
	chart := func(x, y float64) Chart { return Chart{Lines: []Line{{X: []float64{x}, Y: []float64{y}}}} }
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64} {
		for _, c := range []Chart{chart(v, 0), chart(0, v)} {
			err := c.check()
			if err == nil || !strings.Contains(err.Error(), "the line 1 has a point at ") || !strings.Contains(err.Error(), "(want finite numbers)") {
				t.Errorf("%g: %v", v, err)
			}
		}
	}
	mixed := chart(0, -1)
	mixed.Y.Log = true
	if err := mixed.check(); err == nil || !strings.Contains(err.Error(), "(want positive numbers)") {
		t.Error(err)
	}
	if err := chart(0, -1).check(); err != nil {
		t.Error(err)
	}
}

// TestOddLines: lines that leave an axis no length of its own, or hardly one.
func TestOddLines(t *testing.T) {
	for _, y := range [][]float64{
		{5}, {0, 0, 0}, {0.1, 0.1}, {-3, -3}, {1, math.Nextafter(1, 2)}, {largest, -largest}, {5e-324, 0}, {1e-299, 0}, {-1e-17, 3e-17},
	} {
		x := make([]float64, len(y))
		for i := range x {
			x[i] = float64(i)
		}
		c := Chart{Title: "odd", Lines: []Line{{X: x, Y: y}}}
		for _, columns := range [][][]Panel{{{c}}, {{c, c}}} {
			picture, err := Figure{Columns: columns}.Draw("svg")
			if err != nil || bytes.Contains(picture, []byte("NaN")) || bytes.Contains(picture, []byte("Inf")) {
				t.Errorf("%g: %v", y, err)
			}
		}
	}
}

// TestMarkers: where points are many, their markers would run together.
func TestMarkers(t *testing.T) {
	for n, want := range map[int]bool{1: true, manyPoints: true, manyPoints + 1: false} {
		l := Line{X: make([]float64, n), Y: make([]float64, n)}
		if _, points, err := single.draw(l); err != nil || (points != nil) != want {
			t.Errorf("%d points: markers %v, %v", n, points != nil, err)
		}
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
