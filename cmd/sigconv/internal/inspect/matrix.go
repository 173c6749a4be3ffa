package inspect

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/conv"
	"sigconv/filters"
)

// A MatrixJob is a filter that is to be shown as its matrix.
type MatrixJob struct {
	Filter    load.Filter
	Channel   int // of the kernel, counted from 1
	Inputs    int // frames of each input channel; 0 for a few more than there are taps
	Mode      conv.Mode
	Layer     int    // the layer to show by itself, counted from 1; 0 for all and their product
	Bias      bool   // put the bias in front, as the column of an input that is always 1
	Format    string // text, csv, npy, png, svg
	Output    string // a path, or [load.Pipe]
	Force     bool
	MaxMemory float64 // bytes
}

// fewInputs is how many inputs a matrix has that is to be looked at.
const fewInputs = 8

// WriteMatrix does the job.
func WriteMatrix(job MatrixJob) error {
	s, err := job.stack()
	if err != nil {
		return err
	}
	if job.Inputs == 0 {
		job.Inputs = max(fewInputs, s.Len()+5)
	}
	if err := job.check(s); err != nil {
		return err
	}
	shown, err := job.matrices(s)
	if err != nil {
		return err
	}
	out, err := output.Open(job.Output, job.Force, load.Files(nil, job.Filter)...)
	if err != nil {
		return hintAtExisting(err)
	}
	defer out.Discard()
	if err := job.write(out.Writer(), s, shown); err != nil {
		return load.Named(load.OutputName(job.Output), err)
	}
	return hintAtExisting(out.Commit())
}

// stack returns the layers to show.
func (job MatrixJob) stack() (*conv.Stack, error) {
	if k := job.Filter.Kernel(); k != nil {
		if job.Channel > k.Channels() {
			return nil, fmt.Errorf("%s: the kernel has no such channel (found %d, want 1 to %d)", job.Filter.Name, job.Channel, k.Channels())
		}
		if job.Layer > 1 {
			return nil, fmt.Errorf("%s: a kernel is one layer (found --layer %d)", job.Filter.Name, job.Layer)
		}
		return &conv.Stack{Layers: []conv.Layer{k.Layer(max(job.Channel, 1) - 1)}}, nil
	}
	s := job.Filter.Stack()
	if job.Channel > 0 {
		return nil, fmt.Errorf("%s: the stack has kernels for all channels (found --channel %d)", job.Filter.Name, job.Channel)
	}
	if job.Layer > len(s.Layers) {
		return nil, fmt.Errorf("%s: the stack has no such layer (found %d, want 1 to %d)", job.Filter.Name, job.Layer, len(s.Layers))
	}
	if job.Layer > 0 {
		return &conv.Stack{Layers: s.Layers[job.Layer-1 : job.Layer]}, nil
	}
	return s, nil
}

// check refuses a matrix without rows, one that is too large, and several where a file holds one.
func (job MatrixJob) check(s *conv.Stack) error {
	rows := func(n int) bool { return s.Frames(int64(n), job.Mode) > 0 }
	if !rows(job.Inputs) {
		return &load.HintError{
			Err: fmt.Errorf("%s: the matrix has no rows (found %d inputs, mode %s wants at least %d)",
				job.Filter.Name, job.Inputs, job.Mode, s.Len()),
			Hint: "--mode same has a row for every input",
		}
	}
	memory := func(n int) float64 { return matrixMemory(s, n, job.Mode) }
	if memory(job.Inputs) > job.MaxMemory {
		return tooLarge(job.Filter.Name, "--inputs", job.Inputs, memory, job.MaxMemory, rows)
	}
	if (job.Format == "csv" || job.Format == "npy") && len(s.Layers) > 1 && !s.Linear() {
		return &load.HintError{
			Err: fmt.Errorf("%s: the stack is no matrix (found %d layers with activations between them, %s holds one matrix)",
				job.Filter.Name, len(s.Layers), job.Format),
			Hint: fmt.Sprintf("--layer 1 to %d chooses one layer", len(s.Layers)),
		}
	}
	return nil
}

// matrixMemory returns the bytes of the largest matrix that is shown, or of what its product takes.
func matrixMemory(s *conv.Stack, n int, m conv.Mode) float64 {
	most := 0.0
	for _, c := range filters.Costs(s, n, m) {
		most = max(most, c.BytesDense)
	}
	if len(s.Layers) > 1 && s.Linear() {
		most = max(most, filters.ProductMemory(s, n, m))
	}
	return most
}

// matrices returns what is shown of s: every layer, and their product if they have one.
func (job MatrixJob) matrices(s *conv.Stack) ([]matrix, error) {
	shown := layerMatrices(s, job.Inputs, job.Mode)
	if len(shown) == 1 || !s.Linear() {
		return shown, nil
	}
	product := productMatrix(s, job.Inputs, job.Mode)
	one := s.Collapse()
	if !product.finite() || (&conv.Stack{Layers: []conv.Layer{one}}).Check() != nil {
		return nil, fmt.Errorf("%s: the product of the layers overflows (found an entry that is not finite)", job.Filter.Name)
	}
	return append(shown, product), nil
}

// write writes the matrices in the format of the job. What holds one matrix gets the last.
func (job MatrixJob) write(w io.Writer, s *conv.Stack, shown []matrix) error {
	one := shown[len(shown)-1]
	if job.Bias {
		one = one.augmented()
	}
	switch job.Format {
	case "csv":
		return writeCSV(w, one)
	case "npy":
		return writeNPY(w, one)
	case "png", "svg":
		return writePicture(w, job, shown)
	default:
		return writeText(w, job, s, shown)
	}
}

// A matrix is one that is shown.
type matrix struct {
	name       string // A, layer 1, …
	rows, cols int
	at         func(i, j int) float64
	bias       func(i int) float64 // nil for none
	layer      *conv.Layer         // nil for a product
}

// layerMatrices returns the matrices of the layers.
func layerMatrices(s *conv.Stack, n int, m conv.Mode) (all []matrix) {
	for i, t := range filters.Matrices(s, n, m) {
		one := matrix{name: "A", at: t.At, layer: &s.Layers[i]}
		one.rows, one.cols = t.Dims()
		if len(s.Layers) > 1 {
			one.name = fmt.Sprintf("A%d", i+1)
		}
		if one.layer.Biased() {
			one.bias = t.Offset
		}
		all = append(all, one)
	}
	return all
}

// productMatrix returns the matrix that a linear stack is.
func productMatrix(s *conv.Stack, n int, m conv.Mode) matrix {
	a, bias := filters.Product(s, n, m)
	product := matrix{rows: a.Rows, cols: a.Cols, at: a.At}
	var names []string
	for i := range s.Layers {
		names = append(names, fmt.Sprintf("A%d", i+1))
		if s.Layers[i].Biased() {
			product.bias = func(i int) float64 { return bias[i] }
		}
	}
	slices.Reverse(names)
	product.name = strings.Join(names, "·")
	return product
}

// finite reports whether every entry and every bias is a finite number.
func (m matrix) finite() bool {
	a := m.augmented()
	for i := range a.rows {
		for j := range a.cols {
			if v := a.at(i, j); v-v != 0 {
				return false
			}
		}
	}
	return true
}

// augmented returns [b A].
func (m matrix) augmented() matrix {
	a := m
	a.name, a.cols, a.bias = "[b "+m.name+"]", m.cols+1, nil
	a.at = func(i, j int) float64 {
		switch {
		case j > 0:
			return m.at(i, j-1)
		case m.bias == nil:
			return 0
		default:
			return m.bias(i)
		}
	}
	return a
}
