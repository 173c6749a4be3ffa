package main

import (
	"flag"
	"fmt"
	"math"
	"slices"
	"strings"
)

const (
	mainSound = "16-bit stereo" // the sound that every program filters
	copying   = "cp"            // what no program can beat that reads and writes the same bytes
	subject   = "sigconv"
)

// table prints the numbers in Markdown.
func table(args []string) error {
	args, err := arguments(flag.NewFlagSet("table", flag.ContinueOnError), args, 1)
	if err != nil {
		return err
	}
	numbers, err := read(args[0])
	if err != nil {
		return err
	}
	for _, line := range numbers.About {
		fmt.Println("-", line)
	}
	var rows, others []Measurement
	for _, m := range numbers.Measurements {
		if m.Sound == mainSound {
			rows = append(rows, m)
		} else {
			others = append(others, m)
		}
	}
	if len(rows) > 0 {
		printWall(rows)
		printCPU(rows)
	}
	if len(others) > 0 {
		printOthers(others)
	}
	return nil
}

// printWall prints a row for every kernel, a column for every program, and how sigconv compares.
func printWall(rows []Measurement) {
	fmt.Printf("\nSeconds of wall time, the median, for %s:\n\n", mainSound)
	names := programNames(rows[0])
	printHead(slices.Concat([]string{"taps"}, names, []string{"sigconv ÷ cp", "fastest peer ÷ sigconv"}))
	for _, m := range rows {
		cells := []string{grouped(m.Taps)}
		for _, name := range names {
			cells = append(cells, number(m.program(name).Wall))
		}
		wall := m.program(subject).Wall
		printRow(append(cells, number(wall/m.program(copying).Wall), number(m.fastestPeer()/wall)))
	}
}

func printCPU(rows []Measurement) {
	fmt.Printf("\nSeconds of CPU time, user and system, the mean; and the most memory that sigconv took:\n\n")
	names := programNames(rows[0])
	printHead(slices.Concat([]string{"taps"}, names, []string{"sigconv MB"}))
	for _, m := range rows {
		cells := []string{grouped(m.Taps)}
		for _, name := range names {
			cells = append(cells, number(m.program(name).CPU))
		}
		printRow(append(cells, megabytes(m.program(subject).Memory)))
	}
}

func printOthers(rows []Measurement) {
	fmt.Printf("\nOther sounds and ways, each beside what it is measured by in the same run:\n\n")
	printHead([]string{"sound", "taps", "measure", "its seconds", "sigconv", "sigconv ÷ measure", "CPU seconds", "MB"})
	for _, m := range rows {
		measure, s := m.Programs[0], m.program(subject)
		printRow([]string{
			m.Sound, grouped(m.Taps), measure.Name, number(measure.Wall), number(s.Wall), number(s.Wall / measure.Wall),
			number(s.CPU), megabytes(s.Memory),
		})
	}
}

func programNames(m Measurement) (names []string) {
	for _, p := range m.Programs {
		names = append(names, p.Name)
	}
	return names
}

// program returns what was measured of a program; zeros, which are shown as a dash, where nothing was.
func (m Measurement) program(name string) Program {
	for _, p := range m.Programs {
		if p.Name == name {
			return p
		}
	}
	return Program{Name: name}
}

// fastestPeer returns the time of the fastest of the other programs that filter, 0 where there is none.
func (m Measurement) fastestPeer() (wall float64) {
	for _, p := range m.Programs {
		if p.Name != copying && p.Name != subject && (wall == 0 || p.Wall < wall) {
			wall = p.Wall
		}
	}
	return wall
}

func printHead(cells []string) {
	printRow(cells)
	printRow(slices.Repeat([]string{"---"}, len(cells)))
}

func printRow(cells []string) { fmt.Println("| " + strings.Join(cells, " | ") + " |") }

// number shows what was not measured as a dash.
func number(v float64) string {
	switch {
	case v == 0 || math.IsInf(v, 0) || math.IsNaN(v):
		return "–"
	case v < 0.1:
		return fmt.Sprintf("%.3f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

func megabytes(bytes int64) string {
	if bytes == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f", float64(bytes)/1e6)
}

// grouped writes 65535 as 65,535.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}
