package plot

import (
	"fmt"
	"image"
	"image/color"
	"math"
)

// A raster is a matrix made smaller until each of its entries has a pixel at least.
type raster struct {
	rows, cols    int
	entries       []float64 // row by row; the largest of those that became one
	width, height int       // of the picture in pixels
	bordered      bool      // there is a line between two entries
	peak          float64   // the largest magnitude
	low, high     float64   // the smallest and the largest entry, or 0
}

// rasterise returns the matrix for a picture of at most so many pixels. It is an error where an entry is
// not finite.
func (m Matrix) rasterise(width, height int) (*raster, error) {
	width, height = m.fit(width, height)
	r := &raster{rows: min(m.Rows, height), cols: min(m.Cols, width), width: width, height: height}
	r.bordered = max(m.Rows, m.Cols) <= writtenOut && min(width/m.Cols, height/m.Rows) >= narrowestCell
	r.entries = make([]float64, r.rows*r.cols)
	for i := range m.Rows {
		row := r.entries[i*r.rows/m.Rows*r.cols:][:r.cols]
		for j := range m.Cols {
			v := m.At(i, j)
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("the matrix has %g in row %d, column %d (want a finite number)", v, i, j)
			}
			r.low, r.high = min(r.low, v), max(r.high, v)
			if at := &row[j*r.cols/m.Cols]; math.Abs(v) > math.Abs(*at) {
				*at = v
			}
		}
	}
	r.peak = max(-r.low, r.high)
	return r, nil
}

// fit returns the largest size within that given at which entries are square, as far as the shorter side
// does not become a mere line. Entries that are more than a few pixels large have whole ones; smaller ones
// would leave up to half of the room, so that some get a pixel more than others.
func (m Matrix) fit(width, height int) (int, int) {
	cell := min(largestCell, float64(width)/float64(m.Cols), float64(height)/float64(m.Rows))
	if cell >= roundedCell {
		cell = math.Floor(cell)
	}
	return min(width, side(m.Cols, cell)), min(height, side(m.Rows, cell))
}

// side returns the pixels of n entries, each of a size.
func side(n int, cell float64) int {
	if pixels := int(float64(n)*cell + 1e-6); pixels >= narrowest {
		return pixels
	}
	if n >= narrowest {
		return narrowest
	}
	return n * ((narrowest + n - 1) / n)
}

// image returns the picture, pixel by pixel.
func (r *raster) image() image.Image {
	img := image.NewRGBA(image.Rect(0, 0, r.width, r.height))
	for y := range r.height {
		i := y * r.rows / r.height
		newRow := i > 0 && i != (y-1)*r.rows/r.height
		for x := range r.width {
			j := x * r.cols / r.width
			newCol := j > 0 && j != (x-1)*r.cols/r.width
			colour := r.colour(r.entries[i*r.cols+j])
			if r.bordered && (newRow || newCol) {
				colour = gridGrey
			}
			img.SetRGBA(x, y, colour)
		}
	}
	return img
}

// faintest is the strength of the colour of the least entry that is not 0.
const faintest = 0.22

// strength returns how much colour an entry has, from 0 to 1. It grows with the square root, so that
// small entries are seen beside large ones.
func (r *raster) strength(v float64) float64 {
	if v == 0 {
		return 0
	}
	return faintest + (1-faintest)*math.Sqrt(math.Abs(v)/r.peak)
}

func (r *raster) colour(v float64) color.RGBA {
	if v < 0 {
		return mix(vermillion, r.strength(v))
	}
	return mix(blue, r.strength(v))
}

// inkOn returns the colour of an entry's number, which is read on the entry's own.
func (r *raster) inkOn(v float64) color.RGBA {
	if v == 0 {
		return faintGrey
	}
	c := r.colour(v)
	light := 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	if light < 0.18 { // where white and black stand out alike
		return white
	}
	return black
}

// linear returns the light of a part of a colour, from 0 to 1.
func linear(part uint8) float64 { return math.Pow(float64(part)/255, 2.2) }

// mix returns a colour that is thinned with white to a strength from 0 to 1.
func mix(c color.RGBA, strength float64) color.RGBA {
	part := func(v uint8) uint8 { return uint8(math.Round(255 - strength*(255-float64(v)))) }
	return color.RGBA{part(c.R), part(c.G), part(c.B), 0xFF}
}
