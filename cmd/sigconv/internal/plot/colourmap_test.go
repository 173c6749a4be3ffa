package plot

import (
	"image/color"
	"math"
	"testing"
)

// lightness returns CIE L* of a colour of sRGB, 0 to 100.
func lightness(c color.RGBA) float64 {
	light := func(part uint8) float64 {
		v := float64(part) / 255
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	y := 0.2126*light(c.R) + 0.7152*light(c.G) + 0.0722*light(c.B)
	if y <= 216.0/24389 {
		return y * 24389 / 27
	}
	return 116*math.Cbrt(y) - 16
}

// TestColoursBecomeLighter: every decibel is lighter than the one below, and every ten by about the same.
func TestColoursBecomeLighter(t *testing.T) {
	whole := lightness(colourOf(0)) - lightness(colourOf(-120))
	if whole < 90 {
		t.Errorf("the lightness goes over %v of 100", whole)
	}
	for level := -119; level <= 0; level++ {
		if d := lightness(colourOf(float64(level))) - lightness(colourOf(float64(level-1))); d <= 0 {
			t.Errorf("%d dBFS is lighter than %d by %v", level, level-1, d)
		}
	}
	for level := -110; level <= 0; level += 10 {
		d := lightness(colourOf(float64(level))) - lightness(colourOf(float64(level-10)))
		if mean := whole / 12; d < mean*3/5 || d > mean*7/5 {
			t.Errorf("%d dBFS is lighter than %d by %v, the mean is %v", level, level-10, d, mean)
		}
	}
}

func TestColourOf(t *testing.T) {
	for level, want := range map[float64]color.RGBA{
		-120: levelColours[0], -1e9: levelColours[0], -30: levelColours[9], 0: levelColours[12], 6: levelColours[12],
		-5: {0xE7, 0xF2, 0x8E, 0xFF}, // 207 to 254, 237 to 247, 115 to 168
	} {
		if got := colourOf(level); got != want {
			t.Errorf("%g dBFS is %v, want %v", level, got, want)
		}
	}
}
