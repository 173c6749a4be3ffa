package conv

import (
	"fmt"
	"strconv"
)

// A Listing is a kernel as a file gives it, before the order is applied.
type Listing struct {
	Taps   [][]float64 // [channel][tap] as listed
	Order  Order
	Center int // the listed tap that lies on the current input sample
	Bias   float64
	Rate   int // Hz, 0 when the file does not say

	Comments []string // comments before the first tap, a line each, without the headers; at most 100
	Warnings []string // what in the file was not understood, though it is a kernel

	center      int // the centre that centerError blames
	centerError error
}

// Kernel returns the kernel that l lists, or an error when its centre is none of its taps.
func (l Listing) Kernel() (*Kernel, error) {
	if taps := len(l.Taps[0]); l.Center < 0 || l.Center >= taps {
		if l.centerError != nil && l.Center == l.center {
			return nil, l.centerError
		}
		return nil, fmt.Errorf("the centre is not a tap of the kernel (found %d, want 0 to %d)", l.Center, taps-1)
	}
	k := NewKernel(l.Taps, l.Center, l.Order)
	k.Bias, k.Rate = l.Bias, l.Rate
	return k, nil
}

// ParseCenter returns the centre that s names for a kernel of taps taps: causal for 0, middle for
// [Middle], or a number, which it does not check against taps.
func ParseCenter(s string, taps int) (int, error) {
	switch s {
	case "causal":
		return 0, nil
	case "middle":
		return Middle(taps), nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("bad centre %q (want causal, middle or the number of a tap, counted from 0)", s)
	}
	return n, nil
}
