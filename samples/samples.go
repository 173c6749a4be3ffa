// Package samples holds the sounds and kernels that ship with the program: something to hear a kernel
// on before one's own recordings are at hand, and known input for tests.
//
// README.md says what each file is. All of them are computed by the program in generate, which has no
// input but a fixed seed, so they can be made again to the byte.
package samples

import "embed"

//go:generate go run ./generate

// FS holds the sounds (*.wav), the text kernels (*.txt) and the stacks of layers (*.json).
//
//go:embed *.wav *.txt *.json
var FS embed.FS
