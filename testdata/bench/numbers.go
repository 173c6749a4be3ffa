package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
)

// Numbers is what peers.sh measured. cmd/sigconv/internal/plot/speed draws it.
type Numbers struct {
	Seconds      int      // how long the sounds are
	About        []string // when, where and how, a line each
	Measurements []Measurement
}

// A Measurement is one call of hyperfine: the same work by several programs.
type Measurement struct {
	Sound    string
	Taps     int
	Programs []Program
}

// A Program is what hyperfine says of a program, in seconds.
type Program struct {
	Name   string
	Wall   float64 // the median
	CPU    float64 // user and system time, the mean; 0 where it cannot be known
	Memory int64   `json:",omitempty"` // the most bytes that it had, 0 where it was not measured
}

// begin writes numbers that hold no measurement.
func begin(args []string) error {
	if len(args) < 2 {
		return errors.New(usage)
	}
	seconds, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	return write(args[0], Numbers{Seconds: seconds, About: args[2:]})
}

// keep adds the results of one call of hyperfine.
func keep(args []string) error {
	flags := flag.NewFlagSet("keep", flag.ContinueOnError)
	kibibytes := flags.Int64("memory", 0, "what sigconv took at most, where hyperfine does not say it")
	args, err := arguments(flags, args, 4)
	if err != nil {
		return err
	}
	taps, err := strconv.Atoi(args[2])
	if err != nil {
		return err
	}
	numbers, err := read(args[0])
	if err != nil {
		return err
	}
	programs, err := readHyperfine(args[3])
	if err != nil {
		return err
	}
	for i, p := range programs {
		if p.Name == subject && p.Memory == 0 {
			programs[i].Memory = *kibibytes << 10
		}
	}
	numbers.Measurements = append(numbers.Measurements, Measurement{Sound: args[1], Taps: taps, Programs: programs})
	return write(args[0], numbers)
}

// readHyperfine reads what hyperfine exported.
func readHyperfine(path string) ([]Program, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var export struct {
		Results []struct {
			Command              string
			Median, User, System float64
			Memory               []int64 `json:"memory_usage_byte"` // by newer versions
		}
	}
	if err := json.Unmarshal(data, &export); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var programs []Program
	for _, r := range export.Results {
		p := Program{Name: r.Command, Wall: r.Median, CPU: r.User + r.System}
		if len(r.Memory) > 0 {
			p.Memory = slices.Max(r.Memory)
		}
		if p.Name == "BruteFIR" {
			p.CPU = 0 // its processes do not wait for each other, so that their time is lost
		}
		programs = append(programs, p)
	}
	return programs, nil
}

func read(path string) (n Numbers, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return n, err
	}
	if err := json.Unmarshal(data, &n); err != nil {
		return n, fmt.Errorf("%s: %w", path, err)
	}
	return n, nil
}

func write(path string, n Numbers) error {
	data, err := json.MarshalIndent(n, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(data, '\n'), 0o666)
}
