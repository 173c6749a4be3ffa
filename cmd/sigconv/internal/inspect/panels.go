package inspect

import (
	"fmt"
	"slices"

	"sigconv/cmd/sigconv/internal/plot"
)

// matrixPanel returns the picture of a matrix with its name and size.
func matrixPanel(name string, rows, cols int, at func(i, j int) float64) plot.Panel {
	return plot.Matrix{Title: fmt.Sprintf("%s, %d × %d", name, rows, cols), Rows: rows, Cols: cols, At: at}
}

// mostPanels is how many matrices a picture has room for.
const mostPanels = 24

// inColumns arranges matrices in columns of so many.
func inColumns(panels []plot.Panel, each int) ([][]plot.Panel, error) {
	if len(panels) > mostPanels {
		return nil, fmt.Errorf("a picture has no room for so many matrices (found %d, want at most %d)", len(panels), mostPanels)
	}
	return slices.Collect(slices.Chunk(panels, each)), nil
}
