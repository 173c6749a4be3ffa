package conv

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
)

const tinyStack = `{
  "format": "sigconv-stack/1",
  "rate": 48000,
  "layers": [
    {"order": "correlation", "center": 0, "activation": "leaky relu", "bias": [0.5, -1e-3],
     "weights": [[[1, 2, 3]], [[4, 5, 6]]]},
    {"order": "convolution", "center": "middle", "weights": [[[1, 2], [3, 4]]]}
  ]
}
`

func TestReadStack(t *testing.T) {
	s, err := ReadStack("tiny.json", strings.NewReader("\uFEFF"+tinyStack))
	if err != nil {
		t.Fatal(err)
	}
	want := &Stack{Rate: 48000, Layers: []Layer{
		{
			Kernels: [][][]float64{{{3, 2, 1}}, {{6, 5, 4}}}, Center: 2, Bias: []float64{0.5, -1e-3},
			Activation: LeakyReLU, Order: Correlation,
		},
		{Kernels: [][][]float64{{{1, 2}, {3, 4}}}},
	}}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("%+v, want %+v", s, want)
	}
}

func TestStackRoundTrip(t *testing.T) {
	for _, shape := range stackShapes {
		want := randomStack(shape.channels, shape.taps, Sigmoid)
		want.Rate = 44100
		want.Layers[0].Order = Correlation
		want.Layers[0].Bias = nil
		var file bytes.Buffer
		if err := WriteStack(&file, want); err != nil {
			t.Fatal(err)
		}
		got, err := ReadStack("", &file)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v", got, want)
		}
	}
}

func TestReadStackRefusals(t *testing.T) {
	layer := func(text string) string { return `{"format":"sigconv-stack/1","layers":[{` + text + `}]}` }
	for _, c := range []struct{ text, want string }{
		{``, `s.json:1:1: not a stack: unexpected end of JSON input (want JSON)`},
		{"{\n  \"a\": NaN}", `s.json:2:8: not a stack: invalid character 'N' looking for beginning of value (want JSON)`},
		{`{} {}`, `s.json:1:4: not a stack: invalid character '{' after top-level value (want JSON)`},
		{`[1]`, `s.json: not an object (want {…})`},
		{`{}`, `s.json: there is no "format" (found nothing)`},
		{`{"format":"sigconv-stack/1"}`, `s.json: there is no "layers" (found format)`},
		{`{"format":"sigconv-stack/2","layers":[]}`, `s.json: unknown format "sigconv-stack/2" (want "sigconv-stack/1")`},
		{`{"format":1,"layers":[]}`, `s.json: bad format (want "sigconv-stack/1")`},
		{`{"format":"sigconv-stack/1","layers":[]}`, `s.json: there are no layers (want at least one)`},
		{`{"format":"sigconv-stack/1","layers":{}}`, `s.json: bad layers (want a list of layers)`},
		{`{"format":"sigconv-stack/1","layers":[null]}`, `s.json: layer 1: not an object (want {…})`},
		{`{"format":"sigconv-stack/1","layers":[1]}`, `s.json: layer 1: not an object (want {…})`},
		{`{"format":"sigconv-stack/1","rate":0,"layers":[]}`, `s.json: bad rate (found 0, want a whole number of Hz)`},
		{`{"format":"sigconv-stack/1","rate":44100.5,"layers":[]}`, `s.json: bad rate (found 44100.5, want a whole number of Hz)`},
		{`{"format":"sigconv-stack/1","rate":"48k","layers":[]}`, `s.json: bad rate (want a whole number of Hz)`},
		{`{"format":"sigconv-stack/1","Rate":1,"layers":[]}`, `s.json: unknown key "Rate" (want format, layers, rate)`},
		{`{"format":"sigconv-stack/1","format":"x","layers":[]}`, `s.json: a second "format"`},
		{layer(`"weights":[[[1]]]`), `s.json: layer 1: there is no "order" (found weights)`},
		{layer(`"order":"convolution"`), `s.json: layer 1: there is no "weights" (found order)`},
		{layer(`"order":"convolution","weights":[]`), `s.json: layer 1: there are no weights (want [out][in][tap], at least one of each)`},
		{layer(`"order":"convolution","weights":[[[]]]`), `s.json: layer 1: there are no weights (want [out][in][tap], at least one of each)`},
		{layer(`"order":"convolution","weights":[[1]]`), `s.json: layer 1: bad weights (want numbers as [out][in][tap])`},
		{layer(`"order":"convolution","weights":[[[1,null]]]`), `s.json: layer 1: bad weights (want numbers as [out][in][tap])`},
		{layer(`"order":"convolution","weights":[[[1e999]]]`), `s.json: layer 1: bad weights (want numbers as [out][in][tap])`},
		{layer(`"order":"convolution","weights":[[[1,2],[3]]]`), `s.json: layer 1: weights[0][1] has 1 taps (want 2, as weights[0][0])`},
		{layer(`"order":"reversed","weights":[[[1]]]`), `s.json: layer 1: unknown order "reversed" (want convolution, correlation)`},
		{layer(`"order":"convolution","weights":[[[1]]],"center":1`), `s.json: layer 1: the centre is not a tap (found 1, want 0 to 0)`},
		{layer(`"order":"convolution","weights":[[[1]]],"center":-1`), `s.json: layer 1: bad centre "-1" (want causal, middle or the number of a tap, counted from 0)`},
		{layer(`"order":"convolution","weights":[[[1]]],"center":"0"`), `s.json: layer 1: bad centre "\"0\"" (want causal, middle or the number of a tap, counted from 0)`},
		{`{"format":"sigconv-stack/1","layers":[` + strings.Repeat(`{},`, 1000) + `{}]}`, `s.json: too many layers (found 1001, want at most 1000)`},
		{layer(`"order":"convolution","weights":[[[` + strings.Repeat(`0,`, 1<<21) + `0]]]`), `s.json: too many weights (found 2097153, want at most 2097152)`},
		{layer(`"order":"convolution","weights":[[[1]]],"center":null`), `s.json: layer 1: bad centre "null" (want causal, middle or the number of a tap, counted from 0)`},
		{layer(`"order":"convolution","weights":[[[1]]],"bias":[1,2]`), `s.json: layer 1: bias has 2 numbers (want 1, one for each output channel)`},
		{layer(`"order":"convolution","weights":[[[1]]],"bias":0.5`), `s.json: layer 1: bad bias (want a list of numbers, one for each output channel)`},
		{layer(`"order":"convolution","weights":[[[1]]],"activation":"gelu"`),
			`s.json: layer 1: unknown activation "gelu" (want identity, relu, leaky-relu, tanh, sigmoid, softsign)`},
		{layer(`"order":"convolution","weights":[[[1]]],"dilation":2`),
			`s.json: layer 1: unknown key "dilation" (want order, weights, center, bias, activation)`},
		{`{"format":"sigconv-stack/1","layers":[{"order":"convolution","weights":[[[1]],[[1]]]},{"order":"convolution","weights":[[[1]]]}]}`,
			`s.json: layer 2 takes 1 channels, layer 1 gives 2 (want as many)`},
	} {
		_, err := ReadStack("s.json", strings.NewReader(c.text))
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || err.Error() != c.want {
			t.Errorf("%.200s:\n%v\nwant\n%s", c.text, err, c.want)
		}
	}
}

func TestIsStack(t *testing.T) {
	for text, want := range map[string]bool{
		"{": true, " \r\n\t{": true, "\uFEFF{": true, "": false, "1 2 3": false, "# {": false, "RIFF": false,
	} {
		if IsStack([]byte(text)) != want {
			t.Errorf("%q: want %v", text, want)
		}
	}
}

// FuzzReadStack: what is read is a stack, and is read again from what is written.
func FuzzReadStack(f *testing.F) {
	f.Add(tinyStack)
	f.Add(`{"format":"sigconv-stack/1","layers":[{"order":"convolution","weights":[[[1e-300]]],"center":"causal"}]}`)
	f.Add(`{"format":"sigconv-stack/1","layers":[{"order":"convolution","weights":[[[1]],[]]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ReadStack("", strings.NewReader(text))
		if err != nil {
			return
		}
		var file bytes.Buffer
		if err := WriteStack(&file, s); err != nil {
			t.Fatal(err)
		}
		again, err := ReadStack("", &file)
		if err != nil || !reflect.DeepEqual(again, s) {
			t.Errorf("%+v, want %+v: %v", again, s, err)
		}
	})
}
