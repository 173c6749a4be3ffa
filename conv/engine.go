package conv

import (
	"sigconv/conv/internal/fft"
	"sigconv/internal/names"
)

// An Engine is a way to compute a convolution.
type Engine uint8

// The engines.
const (
	Auto   Engine = iota // Direct for short kernels, FFT for long ones
	Direct               // a multiply-add for every tap of every output
	FFT                  // overlap-save in the frequency domain
)

var engineNames = [...]string{Auto: "auto", Direct: "direct", FFT: "fft"}

// String returns the name of e.
func (e Engine) String() string { return engineNames[e] }

// ParseEngine returns the engine that name stands for.
func ParseEngine(name string) (Engine, error) {
	return names.Parse[Engine]("engine", name, engineNames[:])
}

// For returns the engine that Auto chooses for a kernel of taps taps; any other engine is itself.
func (e Engine) For(taps int) Engine {
	switch {
	case e != Auto:
		return e
	case directCost*float64(taps) <= fftCost(taps, transformSize(taps)):
		return Direct
	default:
		return FFT
	}
}

// A section computes stretches of the full convolution of one channel. It is never written after it was
// made, so that workers share it.
type section interface {
	taps() int
	// step is the grid, counted from the start of the stream, on which a stretch must begin so that
	// its samples do not depend on how the stream is cut.
	step() int
	// newWorkspace returns what one goroutine needs to run a section of as many taps.
	newWorkspace() *workspace
	// run computes the outputs of the lanes of w from their inputs, the first ones at least, and may
	// destroy the inputs.
	run(w *workspace, outputs int)
}

// newSections prepares the taps of each channel, in convolution order and as many in each, for an engine. They are
// not copied. All sections can run in the workspace of one.
func newSections(taps [][]float64, bias float64, e Engine) []section {
	biases := make([]float64, len(taps))
	for c := range biases {
		biases[c] = bias
	}
	return newBiasedSections(taps, biases, e)
}

// newBiasedSections is newSections with a bias for each channel.
func newBiasedSections(taps [][]float64, biases []float64, e Engine) []section {
	sections := make([]section, len(taps))
	if e.For(len(taps[0])) == Direct {
		for c, h := range taps {
			sections[c] = &direct{h, biases[c]}
		}
		return sections
	}
	plan := fft.NewPlan(transformSize(len(taps[0])))
	for c, h := range taps {
		sections[c] = newOverlapSave(h, biases[c], plan)
	}
	return sections
}

// newSection is newSections for one channel.
func newSection(h []float64, bias float64, e Engine) section {
	return newSections([][]float64{h}, bias, e)[0]
}
