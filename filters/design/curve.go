package design

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"sigconv/conv"
)

// maxCurve bounds the text of a curve in bytes.
const maxCurve = 16 << 20

// ReadCurve reads the points of an equalizer from a text, one a line: a frequency in Hz and a gain in dB, with or without their units, between white
// space, semicolons or commas; what follows, such as a phase, does not count. Lines that begin with # or * are comments, and lines before the
// first point that begin with a letter or a quote are headings. So are read:
//
//   - the curves that REW exports;
//   - AutoEq's GraphicEQ.txt, one line "GraphicEQ: 20 -0.5; 21 -0.6; …";
//   - a line "Preamp: -6.2 dB" of Equalizer APO, which is added to all gains;
//   - AutoEq's CSV files, of whose columns frequency and equalization are taken, or, without the latter, the second.
//
// An error in the text is a [*conv.SyntaxError] that begins with name.
func ReadCurve(name string, r io.Reader) ([]Point, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxCurve+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxCurve {
		return nil, &conv.SyntaxError{File: name, What: "the curve is too long (found more than 16 MiB of text)"}
	}
	c := curveReader{name: name, gain: 1}
	lines := strings.Split(lineEnds.Replace(string(bytes.TrimPrefix(text, []byte("\uFEFF")))), "\n")
	for i, line := range lines {
		if err := c.line(i+1, line); err != nil {
			return nil, err
		}
	}
	if len(c.points) == 0 {
		return nil, &conv.SyntaxError{File: name, What: "the curve is empty (want lines of a frequency in Hz and a gain in dB)"}
	}
	for i := range c.points {
		c.points[i].Gain += c.preamp
	}
	return c.points, nil
}

// lineEnds makes one of the three ways to end a line.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

type curveReader struct {
	name   string
	gain   int // the column that has it, from 0
	preamp float64
	points []Point
}

func (c *curveReader) line(number int, line string) error {
	line = strings.TrimSpace(line)
	if list, ok := cutPrefixFold(line, "GraphicEQ:"); ok {
		for _, pair := range strings.Split(list, ";") {
			if err := c.point(number, pair); err != nil {
				return err
			}
		}
		return nil
	}
	if text, ok := cutPrefixFold(line, "Preamp:"); ok {
		gain, ok := parseUnit(strings.Join(strings.Fields(text), ""), gainUnits)
		if !ok || math.Abs(gain) > mostGain {
			return &conv.SyntaxError{File: c.name, Line: number, Column: 1, What: fmt.Sprintf("this is no gain (found %q, want such as Preamp: -6.2 dB)", shortened(line))}
		}
		c.preamp += gain
		return nil
	}
	switch {
	case line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "*"):
		return nil
	case parametric.MatchString(line):
		return &conv.SyntaxError{File: c.name, Line: number, Column: 1, What: fmt.Sprintf("a parametric filter is no point of a curve (found %q, want a curve, such as AutoEq's GraphicEQ.txt)", shortened(line))}
	case len(c.points) == 0 && isHeading(line):
		c.heading(line)
		return nil
	}
	return c.point(number, line)
}

// parametric is a line of the equalizers that AutoEq and REW write for Equalizer APO.
var parametric = regexp.MustCompile(`(?i)^Filter\s+[0-9]+:.*\bFc\b`)

// cutPrefixFold is strings.CutPrefix without regard to case.
func cutPrefixFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

func isHeading(line string) bool {
	return strings.Trim(line[:1], `"'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ`) == ""
}

// heading looks for AutoEq's name of the column of gains.
func (c *curveReader) heading(line string) {
	names := strings.Split(line, ",")
	for i, name := range names {
		names[i] = strings.ToLower(strings.Trim(name, ` "`))
	}
	if i := slices.Index(names, "equalization"); i > 0 && names[0] == "frequency" {
		c.gain = i
	}
}

func (c *curveReader) point(number int, text string) error {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	p, err := parsePoint(text, c.gain)
	if err != nil {
		return &conv.SyntaxError{File: c.name, Line: number, Column: 1, What: err.Error()}
	}
	c.points = append(c.points, p)
	return nil
}

// ParsePoint reads a point such as "100Hz -3dB", "1.5 kHz, +2 dB" or "100 -3".
func ParsePoint(text string) (Point, error) { return parsePoint(text, 1) }

// parsePoint reads a point whose gain is the number in a column, counted from 0.
func parsePoint(text string, gain int) (Point, error) {
	bad := fmt.Errorf("this is no point (found %q, want a frequency and a gain, such as 100Hz -3dB)", shortened(text))
	if hasDecimalCommas(text) {
		return Point{}, fmt.Errorf("%s may have decimal commas (want decimal points)", shortened(text))
	}
	// Units are words of their own, or stand behind their number.
	fields := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t,;", r) })
	var numbers []string
	for _, field := range fields {
		if unit := strings.ToLower(field); len(numbers) > 0 && (unit == "hz" || unit == "khz" || unit == "k" || unit == "db") {
			numbers[len(numbers)-1] += field
			continue
		}
		numbers = append(numbers, field)
	}
	if len(numbers) <= gain {
		return Point{}, bad
	}
	frequency, ok := parseUnit(numbers[0], frequencyUnits)
	if !ok {
		return Point{}, bad
	}
	level, ok := parseUnit(numbers[gain], gainUnits)
	if !ok {
		return Point{}, bad
	}
	return Point{frequency, level}, nil
}

// commaInside is a comma that may be the point of a number.
var commaInside = regexp.MustCompile(`[0-9],[0-9]`)

// hasDecimalCommas reports whether a comma in a text may be the point of a number: where there are other separators, or where there are just
// enough commas for two numbers, and no points.
func hasDecimalCommas(text string) bool {
	text = strings.TrimSpace(text)
	return commaInside.MatchString(text) &&
		(strings.ContainsAny(text, " \t;") || !strings.Contains(text, ".") && strings.Count(text, ",") == 3)
}

// A unit is what may stand behind a number, in small letters.
type unit struct {
	name   string
	factor float64
}

var (
	frequencyUnits = []unit{{"khz", 1000}, {"hz", 1}, {"k", 1000}}
	gainUnits      = []unit{{"db", 1}}
)

// parseUnit returns a finite number with one of some units behind it, or none.
func parseUnit(text string, units []unit) (float64, bool) {
	text, factor := strings.ToLower(text), 1.0
	for _, u := range units {
		if number, ok := strings.CutSuffix(text, u.name); ok {
			text, factor = number, u.factor
			break
		}
	}
	if strings.Trim(text, "+-0123456789.e") != "" { // ParseFloat takes more than decimal numbers
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v * factor, err == nil && !math.IsInf(v*factor, 0)
}

// shortened returns a text that fits into a message.
func shortened(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return strings.TrimSpace(text)
}
