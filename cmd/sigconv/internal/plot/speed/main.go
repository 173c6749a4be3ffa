// Speed draws the times that testdata/bench/peers.sh measured, from the root of the project:
//
//	testdata/bench/peers.sh --json testdata/bench/peers.json
//	go run ./cmd/sigconv/internal/plot/speed testdata/bench/peers.json docs/speed.svg
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"

	"sigconv/cmd/sigconv/internal/plot"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: speed NUMBERS.json PICTURE.svg|.png")
		os.Exit(2)
	}
	if err := speed(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}

func speed(numbers, picture string) error {
	data, err := os.ReadFile(numbers)
	if err != nil {
		return err
	}
	var measured measurements
	if err := json.Unmarshal(data, &measured); err != nil {
		return fmt.Errorf("%s: %w", numbers, err)
	}
	return plot.LogLog(picture, chart(measured))
}

// mainSound is the one that every program filters.
const mainSound = "16-bit stereo"

// measurements is what testdata/bench keeps, as far as it is drawn.
type measurements struct {
	Seconds      float64 // how long the sound is
	Measurements []struct {
		Sound    string
		Taps     int
		Programs []struct {
			Name string
			Wall float64 // seconds
		}
	}
}

// chart returns a line for every program, in the order of the first measurement.
func chart(measured measurements) plot.Chart {
	c := plot.Chart{
		Title: fmt.Sprintf("%g minutes of 16-bit stereo at 44.1 kHz through a kernel", measured.Seconds/60),
		X:     plot.Axis{Label: "length of the kernel in taps"},
		Y:     plot.Axis{Label: "wall time in seconds"},
	}
	line := map[string]int{}
	for _, m := range measured.Measurements {
		if m.Sound != mainSound {
			continue
		}
		c.X.Ticks = append(c.X.Ticks, plot.Tick{At: float64(m.Taps), Label: short(m.Taps)})
		for _, p := range m.Programs {
			if _, known := line[p.Name]; !known {
				line[p.Name] = len(c.Lines)
				c.Lines = append(c.Lines, plot.Line{Name: p.Name})
			}
			l := &c.Lines[line[p.Name]]
			l.X = append(l.X, float64(m.Taps))
			l.Y = append(l.Y, p.Wall)
		}
	}
	return c
}

// short writes 1023 as 1k: kernels are powers of two, or one less.
func short(taps int) string {
	if taps < 1000 {
		return strconv.Itoa(taps)
	}
	return strconv.Itoa((taps+512)/1024) + "k"
}
