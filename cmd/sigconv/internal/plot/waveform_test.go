package plot

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"

	"sigconv/internal/testkit"
)

// drawn returns the picture of a panel that is alone.
func drawn(t *testing.T, p Panel) image.Image {
	t.Helper()
	data, err := Figure{Columns: [][]Panel{{p}}}.Draw("png")
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// heightOf returns how many pixels of column x of a picture are blue, or half so.
func heightOf(img image.Image, x int) (n int) {
	for y := range img.Bounds().Dy() {
		if c := color.RGBAModel.Convert(img.At(x, y)).(color.RGBA); c.R < 160 && c.B > 100 {
			n++
		}
	}
	return n
}

func waveform(of float64, low, high []float64) Waveform {
	return Waveform{Rate: 100, Frames: 100, Range: of, Envelopes: []Envelope{{Low: low, High: high}}}
}

// TestWaveformHeights: the fill is as high as the samples, against the range, which all panels share that have it.
func TestWaveformHeights(t *testing.T) {
	full := waveform(1, []float64{-1, -0.1}, []float64{1, 0.1})
	img := drawn(t, full)
	whole := float64(heightOf(img, 400))
	if whole < 400 {
		t.Fatalf("full scale is %v pixels high", whole)
	}
	for _, c := range []struct {
		w    Waveform
		want float64
	}{
		{waveform(1, []float64{-0.5}, []float64{0.5}), 0.5},
		{waveform(1, []float64{-0.25}, []float64{0.75}), 0.5},
		{waveform(1, []float64{0}, []float64{0.25}), 0.125},
		{waveform(2, []float64{-1}, []float64{1}), 0.5},
		{waveform(1, []float64{-3}, []float64{0.5}), 0.78}, // what is beyond the axis ends there, a little behind the range
		{waveform(0, []float64{-0.01}, []float64{0.005}), 0.75},
		{waveform(1, []float64{-1e-9}, []float64{0}), 0}, // but for the pixel by which silence is seen
	} {
		if got := float64(heightOf(drawn(t, c.w), 400)); math.Abs(got-c.want*whole) > 2 || got < 1 {
			t.Errorf("%v in %v: %v of %v pixels, want %v", c.w.Envelopes[0], c.w.Range, got, whole, c.want*whole)
		}
	}
	if left, right := heightOf(img, 400), heightOf(img, 1000); math.Abs(float64(right)-0.1*float64(left)) > 2 {
		t.Errorf("the second half is %d pixels high beside %d", right, left)
	}
}

// TestColumnsUnderPixels holds the envelope in pixels against every column that reaches into one or up to its begin.
func TestColumnsUnderPixels(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 10, 99, 100, 101, 200, 1000} {
		e := Envelope{Low: testkit.Random(n, 1), High: make([]float64, n)}
		for j, v := range e.Low {
			e.High[j] = v + 0.1
		}
		for _, width := range []int{1, 3, 10, 100} {
			got := e.inPixels(width)
			for x := range width {
				low, high := math.Inf(1), math.Inf(-1)
				for j := range n {
					if j*width < (x+1)*n && (j+1)*width >= x*n {
						low, high = min(low, e.Low[j]), max(high, e.High[j])
					}
				}
				if got.Low[x] != low || got.High[x] != high {
					t.Errorf("%d columns, pixel %d of %d: %g to %g, want %g to %g", n, x, width, got.Low[x], got.High[x], low, high)
				}
				if x > 0 && (got.High[x-1] < got.Low[x] || got.Low[x-1] > got.High[x]) {
					t.Errorf("%d columns: a gap between the pixels %d and %d of %d", n, x-1, x, width)
				}
			}
		}
	}
}

// TestWaveformsAreAllSeen: each of three that lie upon one another has a colour of its own where it is alone.
func TestWaveformsAreAllSeen(t *testing.T) {
	w := Waveform{Rate: 100, Frames: 100}
	for i := range 3 {
		low, high := make([]float64, 3), make([]float64, 3)
		low[i], high[i] = -1, 1
		w.Envelopes = append(w.Envelopes, Envelope{Name: "one", Low: low, High: high})
	}
	img := drawn(t, w)
	seen := map[color.Color]bool{}
	for _, x := range []int{250, 500, 800} {
		seen[color.RGBAModel.Convert(img.At(x, 200))] = true
	}
	if len(seen) != 3 || seen[color.Color(white)] {
		t.Errorf("the colours are %v", seen)
	}
}

func TestPeak(t *testing.T) {
	w := Waveform{Envelopes: []Envelope{{Low: []float64{-0.5, -0.7}, High: []float64{0.1, 0.2}}, {Low: []float64{0}, High: []float64{0.9}}}}
	if got := w.Peak(); got != 0.9 {
		t.Errorf("%v, want 0.9", got)
	}
}

// TestOddWaveforms: silence, single samples, very small and very large ones.
func TestOddWaveforms(t *testing.T) {
	for _, v := range []float64{0, 1, 5e-324, 1e-40, largest} {
		for _, n := range []int{1, 2, 1000, 5000} {
			low, high := make([]float64, n), make([]float64, n)
			for j := range low {
				low[j], high[j] = -v, v
			}
			w := waveform(0, low, high)
			line := waveform(0, high, high)
			for _, columns := range [][][]Panel{{{w}}, {{line}}, {{w}, {w, line}, {line}}} {
				picture, err := Figure{Columns: columns}.Draw("svg")
				if err != nil || bytes.Contains(picture, []byte("NaN")) || bytes.Contains(picture, []byte("Inf")) {
					t.Errorf("%d of %g: %v", n, v, err)
				}
			}
		}
	}
}

func TestWaveformRefusals(t *testing.T) {
	one := []float64{0}
	for _, c := range []struct {
		w    Waveform
		want string
	}{
		{Waveform{Envelopes: make([]Envelope, 1)}, "a waveform of 0 frames at 0 Hz"},
		{Waveform{Rate: 1, Frames: 1}, "0 waveforms in a picture (want 1 to 3)"},
		{Waveform{Rate: 1, Frames: 1, Envelopes: make([]Envelope, 4)}, "4 waveforms in a picture (want 1 to 3)"},
		{waveform(0, nil, nil), "waveform 1 has 0 least and 0 greatest samples"},
		{waveform(0, one, []float64{1, 2}), "waveform 1 has 1 least and 2 greatest samples"},
		{waveform(0, one, []float64{math.NaN()}), "a waveform up to NaN"},
		{waveform(0, []float64{math.Inf(-1)}, one), "a waveform up to +Inf"},
		{waveform(-1, one, one), "in a range of -1"},
		{waveform(math.Inf(1), one, one), "in a range of +Inf"},
	} {
		if _, err := (Figure{Columns: [][]Panel{{c.w}}}).Draw("svg"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
