// Package conv convolves sounds with short kernels.
//
// A [Kernel] holds taps; a [Convolver] applies one channel of them to a stream of samples. A [Stack] is
// layers of kernels with biases and activations; a [StackConvolver] applies it to a stream of samples.
// [Stream] applies either, which are a [Filter], to a whole sound. Convolution is y[n] = Σ_k h[k]·x[n-k] + bias. The
// lecture's and deep learning's correlation, y[n] = Σ_k a[k]·x[n+k], is the same with the taps reversed
// and the centre moved, which [NewKernel] does.
//
// The result is one answer: it does not depend on how a stream is cut into blocks nor on how many
// workers share them. Both engines do the same operations in the same order on every machine, and fuse the
// same ones, so they agree bit for bit everywhere.
package conv

import "sigconv/internal/names"

// A Mode says which frames of the full convolution of n frames with K taps are the result.
type Mode uint8

// The modes.
const (
	Same  Mode = iota // n frames, aligned by the kernel's centre
	Full              // n+K-1 frames: everything that a tap touches
	Valid             // n-K+1 frames: those that every tap touches
)

var modeNames = [...]string{Same: "same", Full: "full", Valid: "valid"}

// String returns the name of m.
func (m Mode) String() string { return modeNames[m] }

// ParseMode returns the mode that name stands for.
func ParseMode(name string) (Mode, error) { return names.Parse[Mode]("mode", name, modeNames[:]) }

// Span returns the part of the full convolution that is the result for a kernel of taps taps and the
// given centre: its first skip frames are left out, and tail frames follow those that end with the
// input. An empty input has an empty result in every mode.
func (m Mode) Span(taps, center int) (skip, tail int) {
	switch m {
	case Full:
		return 0, taps - 1
	case Valid:
		return taps - 1, 0
	default:
		return center, center
	}
}

// Frames returns the length of the result for n input frames.
func (m Mode) Frames(n int64, taps, center int) int64 {
	if n == 0 {
		return 0
	}
	skip, tail := m.Span(taps, center)
	return max(n+int64(tail)-int64(skip), 0)
}
