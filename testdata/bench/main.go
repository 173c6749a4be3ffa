// Bench is what peers.sh needs besides the programs that it measures: it makes sounds and kernels, keeps
// what hyperfine measured, and prints tables of it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

const usage = `usage: bench sound [-seconds N] [-channels N] [-encoding NAME] OUTPUT.wav
       bench kernel TAPS OUTPUT            makes OUTPUT.txt and OUTPUT.wav
       bench begin NUMBERS.json SECONDS LINE...   begins numbers with what is to be said about them
       bench keep [-memory KIB] NUMBERS.json SOUND TAPS HYPERFINE.json
       bench table NUMBERS.json`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	commands := map[string]func(args []string) error{
		"sound": sound, "kernel": kernel, "begin": begin, "keep": keep, "table": table,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		return errors.New(usage)
	}
	return commands[args[0]](args[1:])
}

// arguments parses flags and returns the count arguments behind them.
func arguments(flags *flag.FlagSet, args []string, count int) ([]string, error) {
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() != count {
		return nil, errors.New(usage)
	}
	return flags.Args(), nil
}
