package main

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// A frequencyValue is a flag that takes a frequency in Hz: 1000, 1000Hz, 1k or 1kHz.
type frequencyValue struct{ hertz *float64 }

func (f frequencyValue) String() string { return strconv.FormatFloat(*f.hertz, 'g', -1, 64) }
func (f frequencyValue) Type() string   { return "frequency" }

func (f frequencyValue) Set(s string) error {
	number, thousand := strings.CutSuffix(strings.TrimSpace(strings.TrimSuffix(strings.ToLower(s), "hz")), "k")
	v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if err != nil || v-v != 0 {
		return errors.New("want a frequency, such as 1000, 1000Hz or 1kHz")
	}
	if thousand {
		v *= 1000
	}
	*f.hertz = v
	return nil
}

// A timeValue is a flag that takes a time with its unit: 1.5s, 250ms or 50us.
type timeValue struct{ seconds *float64 }

func (t timeValue) String() string {
	for _, unit := range timeUnits {
		if *t.seconds >= unit.seconds {
			return strconv.FormatFloat(*t.seconds/unit.seconds, 'g', 12, 64) + unit.name
		}
	}
	return ""
}

func (t timeValue) Type() string { return "time" }

func (t timeValue) Set(s string) error {
	v, err := time.ParseDuration(s)
	if err != nil {
		return errors.New("want a time, such as 1.5s, 250ms or 50us")
	}
	*t.seconds = v.Seconds()
	return nil
}

// timeUnits are those that times are written with, the largest first.
var timeUnits = []struct {
	name    string
	seconds float64
}{{"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"ns", 1e-9}}
