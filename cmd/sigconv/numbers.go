package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// grouped writes a whole number with a comma between thousands, and one of more than 15 digits with an exponent.
func grouped(v float64) string {
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

// byteCount writes bytes with three figures and a unit that is a power of 1000.
func byteCount(v float64) string {
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB", "EB", "ZB"}
	i := 0
	for v >= 999.5 && i < len(units)-1 {
		v, i = v/1000, i+1
	}
	return threeFigures(v) + " " + units[i]
}

// dbfs writes a level in decibels, and a dash for silence.
func dbfs(v float64) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", 20*math.Log10(v))
}

// short writes a number with four figures.
func short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// countTaps says how many taps there are.
func countTaps(n int) string {
	if n == 1 {
		return "1 tap"
	}
	return grouped(float64(n)) + " taps"
}

// duration writes seconds with three figures, from microseconds on.
func duration(s float64) string {
	if s < 0.9995e-3 {
		return threeFigures(s*1e6) + " µs"
	}
	return seconds(s)
}
