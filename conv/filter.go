package conv

import "fmt"

// A Filter is what [Stream] puts on a sound: a [*Kernel] or a [*Stack].
type Filter interface {
	// Outputs returns how many channels come out of so many, 0 when the filter does not fit them.
	Outputs(channels int) int
	// Frames returns the length of the result for n input frames.
	Frames(n int64, m Mode) int64
	// Engines names the engines that e stands for: direct, fft, or direct+fft.
	Engines(e Engine) string

	streamer
}

// Mix returns the filter whose output is gain times a mix of f's output, by the share wet, and of the untouched
// input, by the rest. Of a kernel it is a kernel. It panics where there is an untouched share and f has not as many
// outputs as inputs.
func Mix(f Filter, gain, wet float64) Filter {
	if gain == 1 && wet == 1 {
		return f
	}
	switch f := f.(type) {
	case *Kernel:
		return f.Mixed(gain, wet)
	case *Stack:
		return f.mixed(gain, wet)
	default:
		panic(fmt.Sprintf("conv: Mix of a %T", f))
	}
}

// Outputs returns channels where k fits so many, else 0. See [Filter].
func (k *Kernel) Outputs(channels int) int {
	if !k.Fits(channels) {
		return 0
	}
	return channels
}

// Frames returns the length of the result for n input frames. See [Filter].
func (k *Kernel) Frames(n int64, m Mode) int64 { return m.Frames(n, k.Len(), k.Center) }

// Engines returns the name of the engine that e stands for. See [Filter].
func (k *Kernel) Engines(e Engine) string { return e.For(k.Len()).String() }

// Engines names the engines that e stands for in the layers of s. See [Filter].
func (s *Stack) Engines(e Engine) string {
	first := e.For(s.Layers[0].Len())
	for i := range s.Layers {
		if e.For(s.Layers[i].Len()) != first {
			return Direct.String() + "+" + FFT.String()
		}
	}
	return first.String()
}
