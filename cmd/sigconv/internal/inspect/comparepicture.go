package inspect

import (
	"fmt"
	"path/filepath"

	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/filters"
)

// draw returns the picture of a comparison: the matrices at the left; the excerpt, both outputs and their
// difference at the right, of the first channel.
func (job CompareJob) draw(e *excerpt, c *filters.Comparison, kind string) ([]byte, error) {
	figure := plot.Figure{
		Title: fmt.Sprintf("%s through %s: the convolution is its matrix", filepath.Base(job.name()), filepath.Base(job.Filter.Label)),
		Columns: [][]plot.Panel{
			job.matrices(e, c),
			{
				plot.Chart{Title: "excerpt", X: plot.Axis{Label: "input frame"}, Y: plot.Axis{Label: "x"},
					Lines: []plot.Line{line("", e.start, e.samples[0])}},
				plot.Chart{Title: "output", X: plot.Axis{Label: "output frame"}, Y: plot.Axis{Label: "y"},
					Lines: []plot.Line{line("convolution", 0, c.Convolution.Sound[0]), line("matrix", 0, c.ByRows.Sound[0])}},
				plot.Chart{Title: "matrix - convolution", X: plot.Axis{Label: "output frame"}, Y: plot.Axis{Label: "difference"},
					Lines: []plot.Line{line("", 0, subtract(c.ByRows.Sound, c.Convolution.Sound)[0])}},
			},
		},
	}
	return figure.Draw(kind)
}

// matrices returns a panel for each layer.
func (job CompareJob) matrices(e *excerpt, c *filters.Comparison) (panels []plot.Panel) {
	frames := len(e.samples[0])
	for i := range e.stack.Layers {
		l := &e.stack.Layers[i]
		m := filters.LayerMatrix(l, frames, job.Mode)
		name := "A"
		if len(e.stack.Layers) > 1 {
			name = fmt.Sprintf("layer %d", i+1)
		}
		panels = append(panels, matrixPanel(name, m))
		rows, _ := m.Dims()
		frames = rows / l.Outputs()
	}
	return panels
}

func matrixPanel(name string, m *filters.BlockToeplitz) plot.Matrix {
	rows, cols := m.Dims()
	return plot.Matrix{Title: fmt.Sprintf("%s, %d × %d", name, rows, cols), Rows: rows, Cols: cols, At: m.At}
}

// line returns samples over their frames, from one on.
func line(name string, from int64, samples []float64) plot.Line {
	l := plot.Line{Name: name, X: make([]float64, len(samples)), Y: samples}
	for i := range l.X {
		l.X[i] = float64(from + int64(i))
	}
	return l
}
