package conv

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func TestReadKernel(t *testing.T) {
	one := func(taps ...float64) [][]float64 { return [][]float64{taps} }
	for name, c := range map[string]struct {
		text string
		want Listing
	}{
		"blanks":             {"0.25 0.5\t0.25", Listing{Taps: one(0.25, 0.5, 0.25)}},
		"one a line":         {"0.25\n0.5\n0.25\n", Listing{Taps: one(0.25, 0.5, 0.25)}},
		"CRLF":               {"1\r\n-2\r\n", Listing{Taps: one(1, -2)}},
		"BOM":                {"\uFEFF1 2", Listing{Taps: one(1, 2)}},
		"commas":             {"0.1,0.2, 0.3 ,0.4", Listing{Taps: one(0.1, 0.2, 0.3, 0.4)}},
		"whole with commas":  {"1,2,1", Listing{Taps: one(1, 2, 1)}},
		"semicolons":         {"0.1;0.2; 0.3", Listing{Taps: one(0.1, 0.2, 0.3)}},
		"comma at line ends": {"0.1,\n0.2,\n", Listing{Taps: one(0.1, 0.2)}},
		"comments":           {"# a smoother\n0.5 # first\n#\n0.5#last", Listing{Taps: one(0.5, 0.5)}},
		"exponents":          {"1e-3 -2.5E+2 +.5 3.", Listing{Taps: one(1e-3, -250, 0.5, 3)}},
		"headers":            {"# rate: 48000\n#order:correlation\n # center: 1\n# bias: -0.5\n1 2 3", Listing{Taps: one(1, 2, 3), Rate: 48000, Order: Correlation, Center: 1, Bias: -0.5}},
		"headers behind":     {"1 2 3\n# center: middle\n", Listing{Taps: one(1, 2, 3), Center: 1}},
		"centre":             {"# centre: causal\n1 2 3", Listing{Taps: one(1, 2, 3)}},
		"other comments":     {"# made by: hand\n# rates: many\n# it has rate: 5\n1 # rate: 3", Listing{Taps: one(1)}},
		"any case":           {"# Rate: 44100.0\n# ORDER: Correlation\n1 2", Listing{Taps: one(1, 2), Rate: 44100, Order: Correlation}},
		"columns":            {"# channels: 2\n1 2\n\n3 4 # more\n5,6\n", Listing{Taps: [][]float64{{1, 3, 5}, {2, 4, 6}}}},
		"one column":         {"# channels: 1\n1 2\n3", Listing{Taps: one(1, 2, 3)}},
		"smallest":           {"5e-324 1e-400", Listing{Taps: one(5e-324, 0)}},
		"CR":                 {"# c\r0.5 # a\r0.25\r", Listing{Taps: one(0.5, 0.25)}},
		"foreign order":      {"# order: 62\n1 2", Listing{Taps: one(1, 2)}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadKernel("k.txt", strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Taps) != len(c.want.Taps) {
				t.Fatalf("%d channels, want %d", len(got.Taps), len(c.want.Taps))
			}
			for i := range got.Taps {
				if !slices.Equal(got.Taps[i], c.want.Taps[i]) {
					t.Errorf("taps %v, want %v", got.Taps[i], c.want.Taps[i])
				}
			}
			if got.Rate != c.want.Rate || got.Order != c.want.Order || got.Center != c.want.Center || got.Bias != c.want.Bias {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestReadKernelRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"empty":                 {"", "k.txt: the kernel is empty"},
		"only comments":         {"# nothing\n", "k.txt: the kernel is empty"},
		"NaN":                   {"1\n2 nan", "k.txt:2:3: not a finite number (found nan)"},
		"infinity":              {"1 -Inf", "k.txt:1:3: not a finite number (found -Inf)"},
		"overflow":              {"1e999", "k.txt:1:1: 1e999 is too large for a 64-bit float"},
		"junk":                  {"1 two", `k.txt:1:3: not a number (found "two")`},
		"trailing junk":         {"0.5x", `k.txt:1:1: not a number (found "0.5x")`},
		"hexadecimal":           {"0x1p-2", `k.txt:1:1: not a number (found "0x1p-2")`},
		"two points":            {"1.2.3", `k.txt:1:1: not a number (found "1.2.3")`},
		"only a sign":           {"1 -", `k.txt:1:3: not a number (found "-")`},
		"decibels":              {"-3dB", `not a linear factor (found "-3dB", in decibels)`},
		"decibels apart":        {"-3 dB", `not a linear factor (found "dB", in decibels)`},
		"complex":               {"0.5+0.5j", `not a real number (found "0.5+0.5j", a complex one)`},
		"complex pair":          {"(0.5 0.5)", `not a real number (found "(0.5", a complex one)`},
		"decimal comma":         {"0,25 0,5 0,25", "k.txt:1:1: 0,25 may be a decimal comma (want a decimal point)"},
		"decimal comma ;":       {"1;-0,5", "k.txt:1:3: -0,5 may be a decimal comma"},
		"decimal commas,":       {"0,25,\n0,5,\n", "k.txt:1:1: 0,25, may be a decimal comma"},
		"decimal comma chain":   {"0,25,0,5,0,25", "k.txt:1:1: 0,25,0,5,0,25 may be a decimal comma"},
		"decimal commas apart":  {"1 0,25, 0,5,", "k.txt:1:3: 0,25, may be a decimal comma"},
		"two commas":            {"1.0,,2.0", `k.txt:1:5: no number before ","`},
		"comma first":           {", 1", `k.txt:1:1: no number before ","`},
		"columns of characters": {"µ 1", `k.txt:1:1: not a number (found "µ")`},
		"after characters":      {"1 # µ\n 1 µ", `k.txt:2:4: not a number`},
		"bias":                  {"# bias: 0,5\n1", `k.txt:1:9: bad bias (found "0,5", want a finite number)`},
		"bias overflow":         {"# bias: 1e999\n1", "k.txt:1:9: bad bias"},
		"channels":              {"# channels: 2 columns\n1 2", `k.txt:1:13: bad channels (found "2 columns", want 1 to 1024)`},
		"ragged columns":        {"# channels: 2\n1 2\n3", "k.txt:3:1: a line of a kernel with 2 channels lists one tap of each (found 1 numbers)"},
		"center too far":        {"# center: 3\n1 2 3", "k.txt:1:11: the centre is not a tap of the kernel (found 3, want 0 to 2)"},
		"second header":         {"# rate: 1\n# rate: 1\n1", "k.txt:2:9: a second header for rate"},
		"both centres":          {"# center: 0\n# centre: 0\n1", "a second header for center"},
	} {
		t.Run(name, func(t *testing.T) {
			listing, err := ReadKernel("k.txt", strings.NewReader(c.text))
			if err == nil {
				_, err = listing.Kernel()
			}
			var syntax *SyntaxError
			if !errors.As(err, &syntax) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want a SyntaxError with %q", err, c.want)
			}
		})
	}
}

// TestForeignHeaders: what other programs write in comments does not stop the reading, but is said.
func TestForeignHeaders(t *testing.T) {
	for _, header := range []string{"rate: 48 kHz", "rate: 0", "order: 62", "order: backwards", "center: 1 kHz", "center: -1", "center: 99999999999999999999"} {
		got, err := ReadKernel("k.txt", strings.NewReader("# "+header+"\n1 2 3\n# center: 1\n"))
		if err != nil {
			t.Errorf("%s: %v", header, err)
			continue
		}
		want := "k.txt:1: the comment " + strings.ToLower(header) + " was ignored (want "
		if len(got.Warnings) != 1 || !strings.HasPrefix(got.Warnings[0], want) {
			t.Errorf("%s: warnings %q, want one with %q", header, got.Warnings, want)
		}
		if len(got.Taps) != 1 || got.Center != 1 || got.Rate != 0 || got.Order != Convolution || got.Bias != 0 {
			t.Errorf("%s: got %+v", header, got)
		}
	}
}

func TestReadKernelHints(t *testing.T) {
	for text, want := range map[string]string{
		"0,25": "write 0.25 for one tap, or 0, 25 for two",
		"-6dB": "a gain of g dB is 10^(g/20): -6 dB is 0.501",
	} {
		_, err := ReadKernel("k.txt", strings.NewReader(text))
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || syntax.Hint != want {
			t.Errorf("%q: got %+v, want the hint %q", text, syntax, want)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestReadKernelIsBounded(t *testing.T) {
	if _, err := ReadKernel("k.txt", endless{}); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("got %v, want an error", err)
	}
}

func TestWriteKernelRoundTrips(t *testing.T) {
	awkward := []float64{0.1, -1.0 / 3, 5e-324, math.MaxFloat64, math.Copysign(0, -1), 1e21, math.Pi}
	for _, order := range []Order{Convolution, Correlation} {
		k := NewKernel([][]float64{awkward, random(len(awkward), 1)}, 2, order)
		k.Rate, k.Bias = 44100, -0.1
		checkRoundTrip(t, k)
		checkRoundTrip(t, NewKernel([][]float64{{1}}, 0, order))
	}
}

func checkRoundTrip(t *testing.T, k *Kernel) {
	t.Helper()
	var text bytes.Buffer
	if err := WriteKernel(&text, k); err != nil {
		t.Fatal(err)
	}
	listing, err := ReadKernel("k.txt", &text)
	if err != nil {
		t.Fatal(err)
	}
	got, err := listing.Kernel()
	if err != nil {
		t.Fatal(err)
	}
	if got.Channels() != k.Channels() || got.Center != k.Center || got.Bias != k.Bias || got.Rate != k.Rate || got.Order != k.Order {
		t.Errorf("%+v came back as %+v", k, got)
	}
	for c := range k.Taps {
		checkSameBits(t, got.Taps[c], k.Taps[c])
	}
}

func TestListingChecksTheCentre(t *testing.T) {
	for _, center := range []int{-1, 2} {
		if _, err := (Listing{Taps: [][]float64{{1, 2}}, Center: center}).Kernel(); err == nil {
			t.Errorf("centre %d of 2 taps: no error", center)
		}
	}
}

// FuzzReadKernel takes any text for a kernel: what reads must come back the same when written.
func FuzzReadKernel(f *testing.F) {
	for _, text := range []string{"0.25 0.5 0.25", "# rate: 48000\n# order: correlation\n# center: 1\n1,2;3\r\n", "# channels: 2\n1 2\n3 4",
		"\uFEFF1e-3 # c", "0,25", "nan", "(1,2)", "-3 dB", "1,,2", "# bias: 1e400\n1", "# center: middle\n1 2"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		listing, err := ReadKernel("k.txt", strings.NewReader(text))
		if err != nil {
			if syntax := (*SyntaxError)(nil); !errors.As(err, &syntax) {
				t.Fatalf("%v is no SyntaxError", err)
			}
			return
		}
		k, err := listing.Kernel()
		if err != nil {
			return // its centre is none of its taps
		}
		for _, taps := range k.Taps {
			for _, h := range taps {
				if h-h != 0 {
					t.Fatalf("a tap is %v", h)
				}
			}
		}
		checkRoundTrip(t, k)
	})
}

// TestComments: what a file says of its kernel before the taps is kept, but for headers.
func TestComments(t *testing.T) {
	got, err := ReadKernel("k.txt", strings.NewReader("# made by: hand\n# rate: 48000\n#\n  # second\n1 # one\n# behind\n2\n"))
	if want := []string{"made by: hand", "", "second"}; err != nil || !slices.Equal(got.Comments, want) {
		t.Errorf("%q, %v, want %q", got.Comments, err, want)
	}
	if many, err := ReadKernel("k.txt", strings.NewReader(strings.Repeat("# more\n", 1000)+"1")); err != nil || len(many.Comments) != 100 {
		t.Errorf("%d comments, %v", len(many.Comments), err)
	}
}
