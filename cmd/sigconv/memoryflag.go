package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

func registerMaxMemory(cmd *cobra.Command, text *string) {
	cmd.Flags().StringVar(text, "max-memory", "1GiB", "refuse matrices that take more than `SIZE`, such as 500MB or 4GiB")
}

var sizeUnits = []struct {
	name   string
	factor float64
}{
	{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"tib", 1 << 40},
	{"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9}, {"tb", 1e12},
	{"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}, {"t", 1 << 40}, {"b", 1}, {"", 1},
}

// memory parses a size in bytes.
func memory(text string) (float64, error) {
	lower := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	for _, unit := range sizeUnits {
		number, ok := strings.CutSuffix(lower, unit.name)
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(number, 64)
		if err != nil || !(v > 0) || math.IsInf(v*unit.factor, 1) {
			break
		}
		return v * unit.factor, nil
	}
	return 0, usageError{fmt.Errorf("bad --max-memory (found %q, want a size such as 500MB or 4GiB)", text)}
}
