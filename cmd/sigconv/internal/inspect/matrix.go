package inspect

import (
	"fmt"
	"io"
	"io/fs"

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

// WriteMatrix does the job. stdout is where [load.Pipe] leads.
func WriteMatrix(job MatrixJob, stdout io.Writer) error {
	s, err := job.stack()
	if err != nil {
		return err
	}
	if job.Inputs == 0 {
		job.Inputs = max(fewInputs, s.Len()+5)
	}
	write, err := job.writer(s)
	if err != nil {
		return err
	}
	if job.Output == load.Pipe {
		if err := write(stdout); err != nil {
			return load.Named(load.OutputName(job.Output), err)
		}
		return nil
	}
	var inputs []fs.FileInfo
	if job.Filter.Info != nil {
		inputs = append(inputs, job.Filter.Info)
	}
	out, err := output.Create(job.Output, job.Force, inputs...)
	if err != nil {
		return hintAtExisting(err)
	}
	defer out.Discard()
	if err := write(out.Writer()); err != nil {
		return load.Named(job.Output, err)
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
	if job.Layer > len(s.Layers) {
		return nil, fmt.Errorf("%s: the stack has no such layer (found %d, want 1 to %d)", job.Filter.Name, job.Layer, len(s.Layers))
	}
	if job.Layer > 0 {
		return &conv.Stack{Layers: s.Layers[job.Layer-1 : job.Layer]}, nil
	}
	return s, nil
}

// writer checks the job and returns what writes it.
func (job MatrixJob) writer(s *conv.Stack) (write func(io.Writer) error, err error) {
	if s.Frames(int64(job.Inputs), job.Mode) == 0 {
		return nil, fmt.Errorf("%s: the matrix has no rows (found %d inputs, mode %s wants at least %d)",
			job.Filter.Name, job.Inputs, job.Mode, s.Len())
	}
	if err := job.checkMemory(s); err != nil {
		return nil, err
	}
	shown := layerMatrices(s, job.Inputs, job.Mode)
	if len(shown) > 1 && s.Linear() {
		shown = append(shown, productMatrix(s, job.Inputs, job.Mode))
	}
	switch job.Format {
	case "text":
		return func(w io.Writer) error { return writeText(w, job, s, shown) }, nil
	case "png", "svg":
		return func(w io.Writer) error { return writePicture(w, job, shown) }, nil
	}
	one := shown[len(shown)-1]
	if len(shown) > 1 && !s.Linear() {
		return nil, &load.HintError{
			Err: fmt.Errorf("%s: the stack is no matrix (found %d layers with activations between them, %s holds one matrix)",
				job.Filter.Name, len(s.Layers), job.Format),
			Hint: fmt.Sprintf("--layer 1 to %d chooses one layer", len(s.Layers)),
		}
	}
	if job.Bias {
		one = one.augmented()
	}
	if job.Format == "csv" {
		return func(w io.Writer) error { return writeCSV(w, one) }, nil
	}
	return func(w io.Writer) error { return writeNPY(w, one) }, nil
}

// checkMemory refuses a matrix that is too large.
func (job MatrixJob) checkMemory(s *conv.Stack) error {
	need := filters.Memory(s, job.Inputs, job.Mode)
	if s.Linear() {
		cols, rows := float64(s.Inputs())*float64(job.Inputs), float64(s.Outputs(s.Inputs()))*float64(s.Frames(int64(job.Inputs), job.Mode))
		need = max(need, 8*rows*cols)
	}
	if need <= job.MaxMemory {
		return nil
	}
	err := fmt.Errorf("%s: the matrix takes too much memory (found %s for %d inputs, want at most %s)",
		job.Filter.Name, Binary(need), job.Inputs, Binary(job.MaxMemory))
	most := filters.LargestExcerpt(s, job.Mode, job.MaxMemory)
	return &load.HintError{Err: err, Hint: fmt.Sprintf("--inputs %d is the largest that fits; --max-memory allows more", most)}
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
	for i := range s.Layers {
		l := &s.Layers[i]
		t := filters.LayerMatrix(l, n, m)
		one := matrix{name: "A", at: t.At, layer: l}
		one.rows, one.cols = t.Dims()
		if len(s.Layers) > 1 {
			one.name = fmt.Sprintf("A%d", i+1)
		}
		if l.Biased() {
			one.bias = t.Offset
		}
		all = append(all, one)
		n = one.rows / l.Outputs()
	}
	return all
}

// productMatrix returns the matrix that a linear stack is.
func productMatrix(s *conv.Stack, n int, m conv.Mode) matrix {
	a, bias := filters.Product(s, n, m)
	one := matrix{rows: a.Rows, cols: a.Cols, at: a.At}
	for i := range s.Layers {
		one.name = fmt.Sprintf("A%d", i+1) + one.name
		if i < len(s.Layers)-1 {
			one.name = "·" + one.name
		}
		if s.Layers[i].Biased() {
			one.bias = func(i int) float64 { return bias[i] }
		}
	}
	return one
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
