// Package blocks draws pictures of text, with block characters, for terminals.
package blocks

import (
	"math"
	"strings"
	"unicode/utf8"
)

// A Chart is a picture of one line over an axis: the room below it is filled.
type Chart struct {
	X, Y   []float64 // of one length, one at least; X rises, NaN in Y is a gap
	Bottom Axis      // of X
	Left   Axis      // of Y: what lies beyond is cut
	Width  int       // columns of text in all; 20 at least is what it takes
	Height int       // lines of text between the axes, 2 at least
}

// An Axis goes from one number to another, and has labels at some places.
type Axis struct {
	From, To float64
	Log      bool // from a positive number on
	Ticks    []Tick
}

// A Tick is a place on an axis with its label.
type Tick struct {
	At    float64
	Label string
}

// The narrowest and lowest pictures.
const (
	narrowest = 20
	lowest    = 2
)

// share returns where a number lies on the axis, from 0 to 1 within it.
func (a Axis) share(v float64) float64 {
	if a.Log {
		return math.Log(v/a.From) / math.Log(a.To/a.From)
	}
	return (v - a.From) / (a.To - a.From)
}

// String returns the picture, a line of text each, with a line end behind each.
func (c Chart) String() string {
	f := newFrame(c.Left, c.Bottom, max(c.Width, narrowest), max(c.Height, lowest))
	highest := c.columns(f.columns)
	eighths := 8 * f.height
	return f.draw(func(row, column int) rune {
		v := highest[column]
		if math.IsNaN(v) {
			return ' '
		}
		filled := int(math.Round(c.Left.share(v)*float64(eighths))) - 8*(f.height-1-row)
		return lower[max(0, min(filled, 8))]
	})
}

// lower are the blocks that fill so many eighths of a line from below.
var lower = []rune(" ▁▂▃▄▅▆▇█")

// columns returns the highest Y in each of n columns, on the straight line from point to point, so that no peak is lost; NaN where there is none.
func (c Chart) columns(n int) []float64 {
	highest := make([]float64, n)
	for i := range highest {
		highest[i] = math.NaN()
	}
	raise := func(column int, v float64) {
		if column >= 0 && column < n && !math.IsNaN(v) && !(v <= highest[column]) {
			highest[column] = v
		}
	}
	place := func(x float64) float64 { return c.Bottom.share(x) * float64(n) }
	for i, x := range c.X {
		raise(min(int(math.Floor(place(x))), n-1), c.Y[i])
		if i == 0 || math.IsNaN(c.Y[i]) || math.IsNaN(c.Y[i-1]) {
			continue
		}
		from, to := place(c.X[i-1]), place(x)
		for column := max(0, int(math.Ceil(from))); column <= min(int(math.Floor(to)), n-1) && from < to; column++ {
			v := c.Y[i-1] + (c.Y[i]-c.Y[i-1])*(float64(column)-from)/(to-from)
			raise(column-1, v)
			raise(column, v)
		}
	}
	return highest
}

// A Wave is a picture of ranges around 0: of a waveform, or of taps, each from 0 to its value. All are filled.
type Wave struct {
	Low, High []float64 // of one length, one at least
	Bottom    Axis      // over them: the first begins at From, the last ends at To
	Left      Axis      // symmetric around 0
	Width     int
	Height    int
}

// String returns the picture as [Chart] does.
func (w Wave) String() string {
	f := newFrame(w.Left, w.Bottom, max(w.Width, narrowest), max(w.Height, lowest))
	halves := float64(2 * f.height)
	return f.draw(func(row, column int) rune {
		low, high := w.reach(column, f.columns)
		bottom, top := w.Left.share(min(low, 0))*halves, w.Left.share(max(high, 0))*halves
		line := float64(2 * (f.height - 1 - row)) // the lower end of this line in halves
		fills := func(from float64) bool { return top > from+0.5 && bottom < from+0.5 }
		switch under, over := fills(line), fills(line+1); {
		case under && over:
			return '█'
		case under:
			return '▄'
		case over:
			return '▀'
		case low == 0 && high == 0 && row == f.height/2:
			return '─'
		}
		return ' '
	})
}

// reach returns the least and the greatest value of a column of n.
func (w Wave) reach(column, n int) (low, high float64) {
	from := column * len(w.Low) / n
	to := max(from+1, (column+1)*len(w.Low)/n)
	for i := from; i < min(to, len(w.Low)); i++ {
		low, high = min(low, w.Low[i]), max(high, w.High[i])
	}
	return low, high
}

// A frame is what is around a picture: numbers at the left, and below.
type frame struct {
	left, bottom    Axis
	margin          int // columns of text at the left, with the axis
	columns, height int
}

func newFrame(left, bottom Axis, width, height int) frame {
	margin := 0
	for _, t := range left.Ticks {
		margin = max(margin, utf8.RuneCountInString(t.Label))
	}
	return frame{left, bottom, margin + 2, max(width-margin-2, 1), height}
}

// draw returns the picture of cells in its frame.
func (f frame) draw(cell func(row, column int) rune) string {
	var b strings.Builder
	labels := f.rowLabels()
	for row := range f.height {
		label, axis := labels[row], "│"
		if label != "" {
			axis = "┤"
		}
		b.WriteString(strings.Repeat(" ", f.margin-2-utf8.RuneCountInString(label)) + label + " " + axis)
		line := make([]rune, f.columns)
		for column := range line {
			line[column] = cell(row, column)
		}
		b.WriteString(strings.TrimRight(string(line), " ") + "\n")
	}
	return b.String() + f.below()
}

// rowLabels returns the label of each line, "" for none: a tick's stands where it lies next to.
func (f frame) rowLabels() []string {
	labels := make([]string, f.height)
	for _, t := range f.left.Ticks {
		row := f.height - 1 - int(math.Round(f.left.share(t.At)*float64(f.height)-0.5))
		if row = max(0, min(row, f.height-1)); labels[row] == "" {
			labels[row] = t.Label
		}
	}
	return labels
}

// below returns the axis at the bottom and its labels, as far as there is room for them.
func (f frame) below() string {
	axis, labels := []rune(strings.Repeat("─", f.columns)), []rune(strings.Repeat(" ", f.columns))
	end := 0 // of the label before
	for _, t := range f.bottom.Ticks {
		share, label := f.bottom.share(t.At), []rune(t.Label)
		at := min(int(share*float64(f.columns)), f.columns-1)
		begin := max(0, min(at-len(label)/2, f.columns-len(label)))
		if !(share >= 0 && share <= 1) || begin < end || len(label) > f.columns {
			continue
		}
		axis[at] = '┬'
		copy(labels[begin:], label)
		end = begin + len(label) + 1
	}
	margin := strings.Repeat(" ", f.margin-1)
	text := strings.TrimRight(margin+" "+string(labels), " ")
	return margin + "└" + string(axis) + "\n" + text + "\n"
}
