// Package learn finds the kernel, or the stack of layers, that turns one recording into another.
//
// A kernel is found by least squares: [Sums] gathers what the normal equations need in one pass over a pair of
// recordings, and [Sums.Solve] solves them. A stack is found by backpropagation: a [Trainer] takes steps down the
// gradient of the error on crops of the recordings. [Residual] measures either on spans that were held out of the learning,
// which a [Split] says.
//
// Recordings are called dry, before, and wet, behind what is to be learned. FindDelay says how much later the wet one is.
package learn
