package inspect

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
)

// writeText writes the matrices as the lecture draws them, and what a linear stack comes to.
func writeText(w io.Writer, job MatrixJob, s *conv.Stack, shown []matrix) error {
	b := bufio.NewWriter(w)
	for i, m := range shown {
		if i > 0 {
			fmt.Fprintln(b)
		}
		fmt.Fprintln(b, m.title())
		m.writeRows(b)
	}
	if len(s.Layers) > 1 {
		fmt.Fprintf(b, "\n%s\n", collapsed(s, job, shown[len(shown)-1]))
	}
	return b.Flush()
}

// title says what a matrix is.
func (m matrix) title() string {
	t := fmt.Sprintf("%s, %d × %d", m.name, m.rows, m.cols)
	if m.layer != nil {
		t += fmt.Sprintf(": %s in %s order", words.Taps(m.layer.Len()), m.layer.Order)
		if m.layer.Outputs()*m.layer.Inputs() > 1 {
			t += fmt.Sprintf(", %d × %d blocks", m.layer.Outputs(), m.layer.Inputs())
		}
		if m.layer.Activation != conv.Identity {
			t += ", then " + m.layer.Activation.String()
		}
	}
	if m.bias != nil {
		t += "; left of the bar the bias, for x₀ = 1"
	}
	return t
}

// writeRows writes a row a line in columns of one width, the bias before a bar.
func (m matrix) writeRows(b *bufio.Writer) {
	width, biasWidth := 1, 0
	for i := range m.rows {
		for j := range m.cols {
			width = max(width, len(words.Short(m.at(i, j))))
		}
		if m.bias != nil {
			biasWidth = max(biasWidth, len(words.Short(m.bias(i))))
		}
	}
	for i := range m.rows {
		if m.bias != nil {
			fmt.Fprintf(b, "  %*s |", biasWidth, words.Short(m.bias(i)))
		} else {
			b.WriteByte(' ')
		}
		for j := range m.cols {
			fmt.Fprintf(b, " %*s", width, words.Short(m.at(i, j)))
		}
		b.WriteByte('\n')
	}
}

// collapsed says what kernel a stack comes to, and where the product of its matrices is another.
func collapsed(s *conv.Stack, job MatrixJob, product matrix) string {
	if !s.Linear() {
		return "No single matrix or kernel does this: " + activationsOf(s) + " bends what passes."
	}
	one := s.Collapse()
	listed := one.Listed()
	kind := "kernel"
	if one.Outputs()*one.Inputs() > 1 {
		kind = "layer"
	}
	text := fmt.Sprintf("One %s does the same, %s in %s order, centre %d:%s", kind, words.Taps(one.Len()), one.Order, listed.Center, kernelsOf(listed))
	if one.Biased() {
		text += ", bias " + list(one.Bias)
	}
	single := layerMatrices(&conv.Stack{Layers: []conv.Layer{one}}, job.Inputs, job.Mode)[0]
	if rows := differingRows(product, single); rows != "" {
		text += ";\nbut for " + rows + ": there each layer sees zeros beyond the ends of the one before"
	}
	return text + "."
}

// kernelsOf lists the taps of a layer behind a blank, or of several kernels a line each.
func kernelsOf(l conv.Layer) string {
	if l.Outputs()*l.Inputs() == 1 {
		return " " + list(l.Kernels[0][0])
	}
	text := ""
	for o, row := range l.Kernels {
		for i, h := range row {
			text += fmt.Sprintf("\n  to channel %d from channel %d: %s", o+1, i+1, list(h))
		}
	}
	return text
}

// list writes numbers with blanks between them.
func list(x []float64) string {
	texts := make([]string, len(x))
	for i, v := range x {
		texts[i] = words.Short(v)
	}
	return strings.Join(texts, " ")
}

// activationsOf lists the activations of a stack, each once.
func activationsOf(s *conv.Stack) string {
	var names []string
	for i := range s.Layers {
		if a := s.Layers[i].Activation; a != conv.Identity && !slices.Contains(names, a.String()) {
			names = append(names, a.String())
		}
	}
	return strings.Join(names, ", ")
}

// differingRows lists the rows in which two matrices or their biases differ by more than rounding, such as
// "rows 0, 1 and 6 to 9".
func differingRows(a, b matrix) string {
	var spans [][2]int // first and last rows
	for i := range a.rows {
		switch last := len(spans) - 1; {
		case !rowsDiffer(a, b, i):
		case last >= 0 && spans[last][1] == i-1:
			spans[last][1] = i
		default:
			spans = append(spans, [2]int{i, i})
		}
	}
	texts := make([]string, len(spans))
	for i, s := range spans {
		texts[i] = strconv.Itoa(s[0])
		if s[1] > s[0] {
			texts[i] += fmt.Sprintf(" to %d", s[1])
		}
	}
	switch last := len(texts) - 1; {
	case last < 0:
		return ""
	case last == 0 && spans[0][0] == spans[0][1]:
		return "row " + texts[0]
	case last == 0:
		return "rows " + texts[0]
	default:
		return "rows " + strings.Join(texts[:last], ", ") + " and " + texts[last]
	}
}

func rowsDiffer(a, b matrix, i int) bool {
	a, b = a.augmented(), b.augmented()
	size, off := 0.0, 0.0
	for j := range a.cols {
		size = max(size, math.Abs(a.at(i, j)))
		off = max(off, math.Abs(a.at(i, j)-b.at(i, j)))
	}
	return off > 1e-12*size
}
