package conv_test

import (
	"fmt"

	"sigconv/conv"
)

// A stream is convolved block by block; Flush gives the tail.
func ExampleConvolver() {
	c := conv.NewConvolver([]float64{0.25, 0.5, 0.25}, 0, conv.Auto)
	y := c.Process(nil, []float64{4, 0})
	y = c.Process(y, []float64{0, 8})
	y = c.Flush(y)
	fmt.Println(y)
	// Output: [1 2 1 2 4 2]
}

// The lecture lists taps in correlation order; they are stored reversed, with the centre moved.
func ExampleNewKernel() {
	k := conv.NewKernel([][]float64{{1, 2, 3}}, 0, conv.Correlation)
	fmt.Println(k.Taps[0], k.Center)
	// Output: [3 2 1] 2
}
