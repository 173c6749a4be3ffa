package plot

import (
	"bytes"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"
)

// TestThinDiagonal: a band one entry wide stays whole where an entry is smaller than a pixel.
func TestThinDiagonal(t *testing.T) {
	m := Matrix{Rows: 4096, Cols: 4096, At: banded([]float64{-1})}
	r, err := m.rasterise(530, 470)
	if err != nil || r.width != 470 || r.height != 470 {
		t.Fatalf("%d by %d pixels, %v", r.width, r.height, err)
	}
	img := r.image()
	for y := range r.height {
		for x := range r.width {
			want := white
			if x == y {
				want = vermillion
			}
			if got := img.At(x, y); got != color.Color(want) {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, got, want)
			}
		}
	}
}

// TestPixelsOfThePicture: in a PNG the entries have their colours and nothing between.
func TestPixelsOfThePicture(t *testing.T) {
	data, err := Figure{Columns: [][]Panel{{Matrix{Rows: 700, Cols: 700, At: func(i, j int) float64 { return 1 }}}}}.Draw("png")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for y := range 680 { // above the bar
		for x := range 1200 {
			if color.RGBAModel.Convert(img.At(x, y)) == color.Color(blue) {
				count++
			}
		}
	}
	if side := math.Sqrt(float64(count)); side < 400 || side != math.Trunc(side) {
		t.Errorf("%d blue pixels, want a square", count)
	}
}

func TestMatrixSizes(t *testing.T) {
	for _, c := range []struct{ rows, cols, width, height int }{
		{1, 1, 96, 96},
		{1, 2, 192, 96},
		{4, 6, 498, 332},
		{1, 100, 500, 24},
		{1, 9000, 500, 24},
		{9000, 1, 24, 500},
		{5, 100, 500, 25},
		{300, 300, 500, 500},
		{512, 500, 488, 500},
		{4096, 4096, 500, 500},
	} {
		calls := 0
		m := Matrix{Rows: c.rows, Cols: c.cols, At: func(i, j int) float64 { calls++; return float64(i - j) }}
		r, err := m.rasterise(500, 500)
		if err != nil || r.width != c.width || r.height != c.height {
			t.Errorf("%d by %d: %d by %d pixels, %v, want %d by %d", c.rows, c.cols, r.height, r.width, err, c.height, c.width)
		}
		if calls != c.rows*c.cols {
			t.Errorf("%d by %d: %d entries were asked for", c.rows, c.cols, calls)
		}
	}
}

func TestSmallMatrices(t *testing.T) {
	entries := map[string]func(i, j int) float64{
		"zeros":    func(i, j int) float64 { return 0 },
		"positive": func(i, j int) float64 { return 1 },
		"negative": func(i, j int) float64 { return -math.MaxFloat64 },
		"tiny":     func(i, j int) float64 { return float64(i-j) * 5e-324 },
	}
	for name, at := range entries {
		for _, size := range [][2]int{{1, 1}, {1, 7}, {7, 1}, {1, 2000}, {2000, 1}, {17, 16}} {
			m := Matrix{Title: "A", Rows: size[0], Cols: size[1], At: at}
			for _, columns := range [][][]Panel{{{m}}, {{m}, {m}, {m, m, m}}} {
				picture, err := Figure{Columns: columns}.Draw("svg")
				if err != nil || bytes.Contains(picture, []byte("NaN")) || bytes.Contains(picture, []byte("Inf")) {
					t.Errorf("%s, %v: %v", name, size, err)
				}
			}
		}
	}
}

func TestColours(t *testing.T) {
	r := &raster{peak: 2}
	if r.colour(2) != blue || r.colour(-2) != vermillion || r.colour(0) != white {
		t.Errorf("2 is %v, -2 is %v, 0 is %v", r.colour(2), r.colour(-2), r.colour(0))
	}
	for _, v := range []float64{5e-324, -5e-324} {
		if c := r.colour(v); 0xFF-c.R < 8 && 0xFF-c.B < 40 {
			t.Errorf("%g is %v, hardly to be told from white", v, c)
		}
	}
}

func TestMatrixRefusals(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(-1)} {
		m := Matrix{Rows: 3, Cols: 3, At: func(i, j int) float64 {
			if i == 1 && j == 2 {
				return v
			}
			return 0
		}}
		_, err := Figure{Columns: [][]Panel{{m}}}.Draw("png")
		if err == nil || !strings.Contains(err.Error(), "in row 1, column 2 (want a finite number)") {
			t.Errorf("%g: %v", v, err)
		}
	}
}

// TestBarOfHiddenEntries: the bar of colours has the sign of entries too that a larger neighbour hides.
func TestBarOfHiddenEntries(t *testing.T) {
	m := Matrix{Rows: 600, Cols: 600, At: banded([]float64{2, -1})}
	r, err := m.rasterise(150, 150)
	if err != nil {
		t.Fatal(err)
	}
	if r.low != -1 || r.high != 2 {
		t.Errorf("from %v to %v, want -1 to 2", r.low, r.high)
	}
}
