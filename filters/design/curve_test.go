package design

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sigconv/conv"
)

func TestReadCurve(t *testing.T) {
	want := []Point{{20, -0.5}, {1000, 2}, {20000, -3.25}}
	for name, text := range map[string]string{
		"columns":     "20 -0.5\n1000 2\n20000 -3.25\n",
		"tabs, CR LF": "20\t-0.5\r\n1000\t2\r\n20000\t-3.25",
		"units":       "20Hz -0.5dB\n1 kHz +2 dB\n20k, -3.25dB\n",
		"GraphicEQ":   "GraphicEQ: 20 -0.5; 1000 2; 20000 -3.25",
		"REW": "* Freq Response data saved by REW\n* Date: 1 Jan 2026\n*\n* Freq(Hz) SPL(dB) Phase(degrees)\n" +
			"20.000000 -0.5000 120.1\n1000.0 2.0 -3\n\n20000 -3.25 0",
		"REW semicolons": "20.0;-0.5;1.5\n1000;2;0\n20000.0;-3.25;9\n",
		"AutoEq raw":     "frequency,raw\n20.00,-0.5\n1000.00,2.0\n20000.00,-3.25\n",
		"AutoEq": "frequency,raw,error,smoothed,equalization,target\n20.00,1.0,2.0,3.0,-0.5,9\n" +
			"1000.00,1.0,2.0,3.0,2.0,9\n20000.00,1.0,2.0,3.0,-3.25,9\n",
		"quotes and mark": "\uFEFF\"Frequency\" \"dB\"\n# note\n20 -0.5\n1e3 2\n2e4 -3.25\n",
		"old Mac":         "20 -0.5\r1000 2\r20000 -3.25",
	} {
		got, err := ReadCurve("c.txt", strings.NewReader(text))
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestReadCurveRefusals(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "c.txt: the curve is empty (want lines of a frequency in Hz and a gain in dB)",
		"# nothing\nfrequency":    "the curve is empty",
		"20 -0.5\n1000":           `c.txt:2:1: this is no point (found "1000", want a frequency and a gain, such as 100Hz -3dB)`,
		"20 -0.5\nend of curve":   `c.txt:2:1: this is no point (found "end of curve"`,
		"20 1\n100 2dB 3\n200 xx": "c.txt:3:1: this is no point",
		"100,5 -3,2":              "c.txt:1:1: 100,5 -3,2 may have decimal commas (want decimal points)",
		"100,5;-3,2":              "may have decimal commas",
		"100,5,-3,2":              "may have decimal commas",
		"20 nan":                  "this is no point",
		"20 inf":                  "this is no point",
		"1e999 1":                 "this is no point",
		"0x10 1":                  "this is no point",
		"Preamp: -6 dB\nFilter 1: ON PK Fc 105 Hz Gain -2.6 dB Q 0.70": `c.txt:2:1: a parametric filter is no point of a curve (found "Filter 1: ON PK Fc 105 Hz Gain -2.6 dB Q…"`,
		"GraphicEQ: 20 -1; 30":                 `found "30"`,
		"Preamp: loud\n20 -1":                  `found "Preamp: loud"`,
		"20 " + strings.Repeat("9", 100) + "x": "…",
	} {
		_, err := ReadCurve("c.txt", strings.NewReader(text))
		var syntax *conv.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	long := strings.NewReader(strings.Repeat("# comment\n", 2<<20))
	if _, err := ReadCurve("c.txt", long); err == nil || !strings.Contains(err.Error(), "more than 16 MiB") {
		t.Error(err)
	}
}

func TestParsePoint(t *testing.T) {
	for text, want := range map[string]Point{
		"100Hz -3dB": {100, -3}, "1.5 kHz, +2 dB": {1500, 2}, "100 -3": {100, -3}, "2k 0": {2000, 0}, "0 1": {0, 1}, "100Hz,-3dB": {100, -3}, "50,2": {50, 2},
	} {
		if got, err := ParsePoint(text); err != nil || got != want {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "100", "-3dB", "dB 100", "Hz 100 3", "a b", "100Hz", "1 kHz"} {
		if got, err := ParsePoint(text); err == nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// FuzzReadCurve: whatever a curve holds, it is read or refused, and so it is as an equalizer.
func FuzzReadCurve(f *testing.F) {
	for _, text := range []string{
		"20 -0.5\n1000 2\n", "GraphicEQ: 20 -0.5; 1000 2", "* REW\n20.0;1;2\n", "frequency,raw,equalization\n20,1,2\n", "100,5 3", "0 0", "\uFEFF1k 2dB", "20 1e300\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		points, err := ReadCurve("c.txt", strings.NewReader(text))
		if err != nil {
			if !strings.HasPrefix(err.Error(), "c.txt:") {
				t.Errorf("%v", err)
			}
			return
		}
		if k, err := Equalizer(48000, 15, points, Window{}); err == nil && !k.Finite() {
			t.Errorf("%q makes %v", text, k.Taps)
		}
	})
}
