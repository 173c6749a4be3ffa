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
	var matrices []plot.Panel
	for i, t := range filters.Matrices(e.stack, len(e.samples[0]), job.Mode) {
		name := "A"
		if len(e.stack.Layers) > 1 {
			name = fmt.Sprintf("layer %d", i+1)
		}
		rows, cols := t.Dims()
		matrices = append(matrices, matrixPanel(name, rows, cols, t.At))
	}
	columns, err := inColumns(matrices, 2)
	if err != nil {
		return nil, err
	}
	figure := plot.Figure{
		Title: fmt.Sprintf("%s through %s: the convolution is its matrix", filepath.Base(job.name()), filepath.Base(job.Filter.Label)),
		Columns: append(columns, []plot.Panel{
			plot.Chart{Title: "excerpt", X: plot.Axis{Label: "input frame"}, Y: plot.Axis{Label: "x"},
				Lines: []plot.Line{plot.Samples("", e.start, e.samples[0])}},
			plot.Chart{Title: "output", X: plot.Axis{Label: "output frame"}, Y: plot.Axis{Label: "y"},
				Lines: []plot.Line{plot.Samples("convolution", 0, c.Convolution.Sound[0]), plot.Samples("matrix", 0, c.ByRows.Sound[0])}},
			plot.Chart{Title: "matrix - convolution", X: plot.Axis{Label: "output frame"}, Y: plot.Axis{Label: "difference"},
				Lines: []plot.Line{plot.Samples("", 0, subtract(c.ByRows.Sound, c.Convolution.Sound)[0])}},
		}),
	}
	return figure.Draw(kind)
}
