package plot

import (
	"image"
	"math"
)

// A scale tells where the edges between the pixels of a picture lie in a list of values: edge i of n pixels, from 0.
type scale func(i int) float64

// levelsImage returns the picture of columns of levels, time from left to right and frequency from bottom to top. A
// pixel shows the highest level under it, where between two columns or bins there is a straight line: so a narrow
// peak is not lost, and wide bins run into each other.
func levelsImage(columns [][]float64, width, height int, time, frequency scale) image.Image {
	rows := make([][]float64, height) // [y][column]
	for y := range rows {
		rows[y] = make([]float64, len(columns))
		from, to := frequency(height-1-y), frequency(height-y)
		for j, levels := range columns {
			rows[y][j] = highest(levels, from, to)
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		from, to := time(x), time(x+1)
		for y, levels := range rows {
			img.SetRGBA(x, y, colourOf(highest(levels, from, to)))
		}
	}
	return img
}

// highest returns the greatest value of the line through values[0], values[1], … between two places on it, which
// goes on level beyond its ends.
func highest(values []float64, from, to float64) float64 {
	last := float64(len(values) - 1)
	from, to = max(0, min(from, last)), max(0, min(to, last))
	most := max(between(values, from), between(values, to))
	for i := int(math.Ceil(from)); i <= int(to); i++ {
		most = max(most, values[i])
	}
	return most
}

// between returns the value of the line at a place.
func between(values []float64, at float64) float64 {
	i := int(at)
	if i == len(values)-1 {
		return values[i]
	}
	share := at - float64(i)
	return (1-share)*values[i] + share*values[i+1]
}
