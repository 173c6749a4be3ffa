// Package filters looks at kernels and stacks of layers as mathematics: the matrices that they are, what these cost and
// give beside the convolution, how a sound is aligned with a kernel, and what a kernel does to a frequency.
//
// A sound is [channel][frame], full scale ±1; a matrix takes its channels one behind the other.
package filters
