package plot

import (
	"bytes"
	"image/png"
	"os"
	"strings"
	"testing"
)

// smallFigure has what figures are made of: a matrix beside charts, one of them with a legend.
func smallFigure() Figure {
	taps := []float64{0.25, 0.5, -0.25}
	n := []float64{0, 1, 2, 3}
	return Figure{Title: "One layer", Columns: [][]Panel{
		{Matrix{Title: "A", Rows: 4, Cols: 6, At: banded(taps)}},
		{
			Chart{Title: "Output", X: Axis{Label: "frame n"}, Y: Axis{Label: "y[n]"}, Lines: []Line{
				{Name: "convolution", X: n, Y: []float64{0, 0.5, -0.25, 0}},
				{Name: "matrix", X: n, Y: []float64{0, 0.5, -0.25, 0}},
			}},
			Chart{Title: "Difference", X: Axis{Label: "frame n"}, Y: Axis{Label: "difference"}, Lines: []Line{
				{X: n, Y: []float64{0, 2.8e-17, 0, -1.4e-17}},
			}},
		},
	}}
}

// banded returns the entries of a matrix whose row i has the taps from column i on.
func banded(taps []float64) func(i, j int) float64 {
	return func(i, j int) float64 {
		if k := j - i; k >= 0 && k < len(taps) {
			return taps[k]
		}
		return 0
	}
}

// TestGoldenFigure is TestGolden for a figure.
func TestGoldenFigure(t *testing.T) {
	const golden = "testdata/figure.svg"
	got, err := smallFigure().Draw("svg")
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(got, read(t, golden)) {
		t.Errorf("the picture has changed:\n%s", got)
	}
}

func TestFigurePNG(t *testing.T) {
	first, err := smallFigure().Draw("png")
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.DecodeConfig(bytes.NewReader(first))
	if err != nil || picture.Width != 1200 || picture.Height != 800 {
		t.Errorf("%d by %d pixels, %v", picture.Width, picture.Height, err)
	}
	if second, err := smallFigure().Draw("png"); err != nil || !bytes.Equal(first, second) {
		t.Errorf("drawn again it differs, %v", err)
	}
}

func TestFigureRefusals(t *testing.T) {
	for _, c := range []struct {
		figure Figure
		want   string
	}{
		{Figure{}, "there is no panel to draw"},
		{Figure{Columns: [][]Panel{{Matrix{Rows: 1, Cols: 1, At: banded(nil)}}, {}}}, "column 2 has no panel to draw"},
		{Figure{Columns: [][]Panel{{Chart{}}}}, "there is no line to draw"},
		{Figure{Columns: [][]Panel{{Matrix{Rows: 3}}}}, "the matrix has 3 rows and 0 columns (want one at least of each)"},
	} {
		if _, err := c.figure.Draw("svg"); err == nil || err.Error() != c.want {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
	if _, err := smallFigure().Draw("bmp"); err == nil {
		t.Error("drawn as bmp")
	}
}

func TestFormat(t *testing.T) {
	for path, want := range map[string]string{"a.svg": "svg", "b/a.PNG": "png", "a.png.svg": "svg"} {
		if got, err := Format(path); got != want || err != nil {
			t.Errorf("%s: %s, %v", path, got, err)
		}
	}
	for _, path := range []string{"", "svg", "a.jpg", "a.svg.gz"} {
		if _, err := Format(path); err == nil || !strings.Contains(err.Error(), path+": unknown kind of picture (want .svg or .png)") {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// TestWideFigure: columns do not become narrower than a third of the usual picture.
func TestWideFigure(t *testing.T) {
	for columns, want := range map[int]int{1: 1200, 3: 1200, 4: 1600, 13: 5200} {
		f := Figure{}
		for range columns {
			f.Columns = append(f.Columns, []Panel{Matrix{Rows: 2, Cols: 2, At: banded([]float64{1})}})
		}
		picture, err := f.Draw("png")
		if err != nil {
			t.Fatal(err)
		}
		size, err := png.DecodeConfig(bytes.NewReader(picture))
		if err != nil || size.Width != want || size.Height != 800 {
			t.Errorf("%d columns: %d by %d pixels, %v, want %d by 800", columns, size.Width, size.Height, err, want)
		}
	}
}
