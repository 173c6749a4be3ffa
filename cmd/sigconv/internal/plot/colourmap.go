package plot

import (
	"image/color"
	"math"
)

// A spectrogram shows levels from lowestLevel to 0 dBFS, the same in all pictures, so that they can be compared.
const lowestLevel = -120

// levelColours are those of -120, -110, … 0 dBFS, and what lies between is mixed from its neighbours. They go from
// dark blue by teal to yellow and become lighter by the same from step to step (CIE L*), so that readers who do not see
// all hues, and printers that have none, keep the order.
var levelColours = [...]color.RGBA{
	{0x0A, 0x06, 0x2A, 0xFF},
	{0x11, 0x13, 0x47, 0xFF},
	{0x14, 0x23, 0x67, 0xFF},
	{0x14, 0x38, 0x7F, 0xFF},
	{0x0F, 0x54, 0x80, 0xFF},
	{0x15, 0x6C, 0x86, 0xFF},
	{0x1C, 0x84, 0x8E, 0xFF},
	{0x22, 0x9D, 0x95, 0xFF},
	{0x29, 0xB6, 0x94, 0xFF},
	{0x55, 0xCE, 0x88, 0xFF},
	{0x94, 0xDF, 0x79, 0xFF},
	{0xCF, 0xED, 0x73, 0xFF},
	{0xFE, 0xF7, 0xA8, 0xFF},
}

// colourOf returns the colour of a level in dBFS; levels beyond the ends have those of the ends.
func colourOf(level float64) color.RGBA {
	const last = len(levelColours) - 1
	at := float64(last) * (1 - max(lowestLevel, min(level, 0))/lowestLevel)
	i := min(int(at), last-1)
	below, above, share := levelColours[i], levelColours[i+1], at-float64(i)
	part := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + share*(float64(b)-float64(a)))) }
	return color.RGBA{part(below.R, above.R), part(below.G, above.G), part(below.B, above.B), 0xFF}
}
