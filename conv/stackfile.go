package conv

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// stackFormat is what a stack's file says that it is.
const stackFormat = "sigconv-stack/1"

// What a file of a stack may hold: bytes, layers, and weights, as many as the taps of a kernel.
const (
	maxStackText = 64 << 20
	maxLayers    = 1000
	maxWeights   = 1 << 21
)

// IsStack reports whether a file that begins with head may be a stack: JSON begins with a brace, a kernel cannot.
func IsStack(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\uFEFF"))
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte("{"))
}

// ReadStack reads a stack of layers as JSON:
//
//	{
//	  "format": "sigconv-stack/1",
//	  "rate": 48000,
//	  "layers": [
//	    {"order": "correlation", "center": 1, "activation": "tanh", "bias": [0.5, 0],
//	     "weights": [[[1, 2, 3]], [[4, 5, 6]]]},
//	    …
//	  ]
//	}
//
// The weights are [out][in][tap], listed in the given order; the center is the listed tap that lies on the current
// sample: a number, "causal" or "middle". The rate in Hz, the center (0), the bias (0) and the activation
// (identity) may be left out; the other keys may not, and there are no others. There are at most 1,000 layers and 2^21
// weights. An error in the text is a [*SyntaxError] that begins with name.
func ReadStack(name string, r io.Reader) (*Stack, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxStackText+1))
	if err != nil {
		return nil, err
	}
	fail := func(err error) (*Stack, error) { return nil, &SyntaxError{File: name, What: err.Error()} }
	if len(text) > maxStackText {
		return fail(errors.New("the stack is too long (found more than 64 MiB of text)"))
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	if err := checkJSON(name, text); err != nil {
		return nil, err
	}
	s, err := parseStack(text)
	if err != nil {
		return fail(err)
	}
	if err := s.Check(); err != nil {
		return fail(err)
	}
	return s, nil
}

// checkJSON reports where text is no JSON.
func checkJSON(name string, text []byte) error {
	var syntax *json.SyntaxError
	err := json.Unmarshal(text, new(json.RawMessage))
	if !errors.As(err, &syntax) {
		return err
	}
	before := text[:min(max(syntax.Offset-1, 0), int64(len(text)))]
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return &SyntaxError{
		File: name,
		Line: bytes.Count(before, []byte("\n")) + 1, Column: utf8.RuneCount(line) + 1,
		What: "not a stack: " + strings.TrimPrefix(syntax.Error(), "json: ") + " (want JSON)",
	}
}

// An object is a JSON object whose keys are known, and stand there once.
type object map[string]json.RawMessage

// parseObject reads an object that has all keys of required, and may have those of optional.
func parseObject(text []byte, required, optional []string) (object, error) {
	in := json.NewDecoder(bytes.NewReader(text))
	if open, err := in.Token(); err != nil || open != json.Delim('{') {
		return nil, errors.New("not an object (want {…})")
	}
	o := object{}
	for in.More() {
		key, err := in.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := in.Decode(&value); err != nil {
			return nil, err
		}
		name := key.(string)
		if !slices.Contains(required, name) && !slices.Contains(optional, name) {
			return nil, fmt.Errorf("unknown key %q (want %s)", name, strings.Join(slices.Concat(required, optional), ", "))
		}
		if _, seen := o[name]; seen {
			return nil, fmt.Errorf("a second %q", name)
		}
		o[name] = value
	}
	for _, name := range required {
		if o[name] == nil {
			found := cmp.Or(strings.Join(slices.Sorted(maps.Keys(o)), ", "), "nothing")
			return nil, fmt.Errorf("there is no %q (found %s)", name, found)
		}
	}
	return o, nil
}

// get reads the value of key into v, if there is one. want says what it should be; nowhere is it null.
func (o object) get(key string, v any, want string) error {
	text, ok := o[key]
	if !ok {
		return nil
	}
	if err := json.Unmarshal(text, v); err != nil || bytes.Contains(text, []byte("null")) {
		return fmt.Errorf("bad %s (want %s)", key, want)
	}
	return nil
}

func parseStack(text []byte) (*Stack, error) {
	o, err := parseObject(text, []string{"format", "layers"}, []string{"rate"})
	if err != nil {
		return nil, err
	}
	var format string
	if err := o.get("format", &format, `"`+stackFormat+`"`); err != nil {
		return nil, err
	}
	if format != stackFormat {
		return nil, fmt.Errorf("unknown format %q (want %q)", format, stackFormat)
	}
	s := &Stack{}
	const wholeHz = "a whole number of Hz"
	var rate float64
	if err := o.get("rate", &rate, wholeHz); err != nil {
		return nil, err
	}
	if _, given := o["rate"]; given && (rate != math.Trunc(rate) || rate < 1 || rate > math.MaxInt32) {
		return nil, fmt.Errorf("bad rate (found %v, want %s)", rate, wholeHz)
	}
	s.Rate = int(rate)
	var layers []json.RawMessage
	if json.Unmarshal(o["layers"], &layers) != nil || layers == nil {
		return nil, errors.New("bad layers (want a list of layers)")
	}
	if len(layers) > maxLayers {
		return nil, fmt.Errorf("too many layers (found %d, want at most %d)", len(layers), maxLayers)
	}
	weights := 0
	for i, text := range layers {
		l, err := parseLayer(text)
		if err != nil {
			return nil, fmt.Errorf("layer %d: %w", i+1, err)
		}
		s.Layers = append(s.Layers, l)
		weights += l.Outputs() * l.Inputs() * l.Len()
	}
	if weights > maxWeights {
		return nil, fmt.Errorf("too many weights (found %d, want at most %d)", weights, maxWeights)
	}
	return s, nil
}

func parseLayer(text []byte) (l Layer, err error) {
	o, err := parseObject(text, []string{"order", "weights"}, []string{"center", "bias", "activation"})
	if err != nil {
		return l, err
	}
	if err := o.get("weights", &l.Kernels, "numbers as [out][in][tap]"); err != nil {
		return l, err
	}
	if err := o.get("bias", &l.Bias, "a list of numbers, one for each output channel"); err != nil {
		return l, err
	}
	activation, order := Identity.String(), ""
	if err := o.get("activation", &activation, strings.Join(activationNames[:], ", ")); err != nil {
		return l, err
	}
	if l.Activation, err = ParseActivation(activation); err != nil {
		return l, err
	}
	if err := o.get("order", &order, strings.Join(orderNames[:], " or ")); err != nil {
		return l, err
	}
	if l.Order, err = ParseOrder(order); err != nil {
		return l, err
	}
	return l, l.placeCenter(o["center"])
}

// placeCenter sets the centre from what a file says of it, and turns the listed taps into convolution order.
func (l *Layer) placeCenter(text json.RawMessage) error {
	if text != nil {
		var word string
		if json.Unmarshal(text, &word) != nil || word != "causal" && word != "middle" {
			word = string(text)
		}
		taps := 0
		if len(l.Kernels) > 0 && len(l.Kernels[0]) > 0 {
			taps = len(l.Kernels[0][0])
		}
		center, err := ParseCenter(word, taps)
		if err != nil {
			return err
		}
		l.Center = center
	}
	if err := l.check(); err != nil {
		return err
	}
	if l.Order == Correlation {
		l.reverse()
	}
	return nil
}

// reverse turns the taps around, and moves the centre with them.
func (l *Layer) reverse() {
	for _, kernels := range l.Kernels {
		for _, taps := range kernels {
			slices.Reverse(taps)
		}
	}
	l.Center = l.Len() - 1 - l.Center
}

// Listed returns a copy of l with its taps and its centre in the order of l.
func (l *Layer) Listed() Layer {
	listed := *l
	listed.Kernels = make([][][]float64, l.Outputs())
	for o, kernels := range l.Kernels {
		for _, taps := range kernels {
			listed.Kernels[o] = append(listed.Kernels[o], slices.Clone(taps))
		}
	}
	if l.Order == Correlation {
		listed.reverse()
	}
	return listed
}

// WriteStack writes s as the JSON that [ReadStack] reads, a kernel a line, each number in its shortest form that
// reads back as the same float64. It panics where [Stack.Check] has something to say.
func WriteStack(w io.Writer, s *Stack) error {
	if err := s.Check(); err != nil {
		panic("conv: " + err.Error())
	}
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "{\n  \"format\": %q,\n", stackFormat)
	if s.Rate > 0 {
		fmt.Fprintf(b, "  \"rate\": %d,\n", s.Rate)
	}
	fmt.Fprint(b, "  \"layers\": [")
	for i := range s.Layers {
		fmt.Fprint(b, comma(i), "\n    ")
		s.Layers[i].write(b)
	}
	fmt.Fprint(b, "\n  ]\n}\n")
	return b.Flush()
}

func (l *Layer) write(b *bufio.Writer) {
	listed := l.Listed()
	fmt.Fprintf(b, "{\"order\": %q, \"center\": %d, \"activation\": %q,", l.Order, listed.Center, l.Activation)
	if l.Bias != nil {
		fmt.Fprintf(b, " \"bias\": %s,", numberList(l.Bias))
	}
	fmt.Fprint(b, "\n     \"weights\": [")
	for o, kernels := range listed.Kernels {
		fmt.Fprint(b, comma(o), "\n      [")
		for i, taps := range kernels {
			if i > 0 {
				fmt.Fprint(b, ",\n       ")
			}
			fmt.Fprint(b, numberList(taps))
		}
		fmt.Fprint(b, "]")
	}
	fmt.Fprint(b, "\n     ]}")
}

// comma returns what stands before item i of a list.
func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

func numberList(x []float64) string {
	words := make([]string, len(x))
	for i, v := range x {
		words[i] = shortest(v)
	}
	return "[" + strings.Join(words, ", ") + "]"
}
