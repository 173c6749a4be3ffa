// Package words writes numbers for people.
package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Count says how many of something there are: "1 tap", "2,048 taps".
func Count(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Grouped(float64(n)) + " " + many
}

// Taps says how many taps there are.
func Taps(n int) string { return Count(int64(n), "tap", "taps") }

// Grouped writes a whole number with a comma between thousands, and one of more than 15 digits with an exponent.
func Grouped(v float64) string {
	if math.Abs(v) >= 1e15 {
		return strconv.FormatFloat(v, 'e', 2, 64)
	}
	digits := strconv.FormatFloat(v, 'f', 0, 64)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// Short writes a number with four figures.
func Short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// ThreeFigures writes a number with three figures and no exponent.
func ThreeFigures(v float64) string {
	if v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// Bytes writes a size with three figures and a unit that is a power of 1000.
func Bytes(v float64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"}
	i := 0
	for v >= 999.5 && i < len(units)-1 {
		v, i = v/1000, i+1
	}
	return ThreeFigures(v) + " " + units[i]
}

// Decibels writes an amplitude as a level, and silence as a dash.
func Decibels(v float64) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", 20*math.Log10(v))
}

// Seconds writes a duration with three figures, in milliseconds and up.
func Seconds(s float64) string {
	switch {
	case s < 0.9995:
		return ThreeFigures(s*1e3) + " ms"
	case s < 60:
		return ThreeFigures(s) + " s"
	default:
		return time.Duration(s * float64(time.Second)).Round(time.Second).String()
	}
}

// Duration writes a duration with three figures, in microseconds and up.
func Duration(s float64) string {
	if s < 0.9995e-3 {
		return ThreeFigures(s*1e6) + " µs"
	}
	return Seconds(s)
}

// Channels names a number of channels.
func Channels(n int) string {
	switch n {
	case 1:
		return "mono"
	case 2:
		return "stereo"
	default:
		return fmt.Sprintf("%d channels", n)
	}
}

// OneLine shows control characters, which a file name may hold, in their escaped form.
func OneLine(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsControl(r) {
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Tidy turns a level that would be printed as -0.00 into 0.
func Tidy(db float64) float64 {
	if math.Abs(db) < 0.005 {
		return 0
	}
	return db
}

// Finite returns v, or nil where JSON has no number for it.
func Finite(v float64) *float64 {
	if v-v != 0 {
		return nil
	}
	return &v
}
