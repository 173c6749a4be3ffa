package inspect

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"sigconv/cmd/sigconv/internal/plot"
)

// writeCSV writes a row a line, each number in its shortest form that reads back as the same float64.
func writeCSV(w io.Writer, m matrix) error {
	b := bufio.NewWriter(w)
	for i := range m.rows {
		for j := range m.cols {
			if j > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.FormatFloat(m.at(i, j), 'g', -1, 64))
		}
		b.WriteByte('\n')
	}
	return b.Flush()
}

// writeNPY writes an array of NumPy's format 1.0: little-endian float64, row by row.
func writeNPY(w io.Writer, m matrix) error {
	const magic = "\x93NUMPY\x01\x00"
	header := fmt.Sprintf("{'descr': '<f8', 'fortran_order': False, 'shape': (%d, %d), }", m.rows, m.cols)
	// The header ends with a line end, and the numbers begin at a multiple of 64.
	before := len(magic) + 2 + len(header) + 1
	header += strings.Repeat(" ", (64-before%64)%64) + "\n"
	b := bufio.NewWriter(w)
	b.WriteString(magic)
	b.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(header))))
	b.WriteString(header)
	for i := range m.rows {
		for j := range m.cols {
			b.Write(binary.LittleEndian.AppendUint64(b.AvailableBuffer(), math.Float64bits(m.at(i, j))))
		}
	}
	return b.Flush()
}

// writePicture draws the matrices side by side, more than three in two rows.
func writePicture(w io.Writer, job MatrixJob, shown []matrix) error {
	var panels []plot.Panel
	for _, m := range shown {
		if job.Bias {
			m = m.augmented()
		}
		panels = append(panels, matrixPanel(m.name, m.rows, m.cols, m.at))
	}
	each := 1
	if len(panels) > 3 {
		each = 2
	}
	columns, err := inColumns(panels, each)
	if err != nil {
		return err
	}
	figure := plot.Figure{Title: fmt.Sprintf("%s, mode %s", filepath.Base(job.Filter.Label), job.Mode), Columns: columns}
	picture, err := figure.Draw(job.Format)
	if err != nil {
		return err
	}
	_, err = w.Write(picture)
	return err
}
