package design

import (
	"errors"
	"fmt"

	"sigconv/conv"
)

// Convolve returns the kernel that does what a and then b do: its taps are their convolution, its centre the sum of theirs, its bias what theirs come to away
// from the ends of a sound. Channels are as many in both, or one serves all. It is an error where their rates differ, or the taps become more than [MaxTaps].
func Convolve(a, b *conv.Kernel) (*conv.Kernel, error) {
	switch {
	case a.Rate != 0 && b.Rate != 0 && a.Rate != b.Rate:
		return nil, fmt.Errorf("the kernels are made for different sample rates (found %d Hz and %d Hz)", a.Rate, b.Rate)
	case a.Channels() != b.Channels() && a.Channels() != 1 && b.Channels() != 1:
		return nil, fmt.Errorf("the kernels have different channels (found %d and %d, want as many, or 1)", a.Channels(), b.Channels())
	case a.Len()+b.Len()-1 > MaxTaps:
		return nil, fmt.Errorf("the kernels are too long for one (found %d and %d taps, want at most %d in all)", a.Len(), b.Len(), MaxTaps+1)
	}
	both := &conv.Kernel{Center: a.Center + b.Center, Rate: max(a.Rate, b.Rate)}
	for c := range max(a.Channels(), b.Channels()) {
		inner, outer := a.Taps[c%a.Channels()], b.Taps[c%b.Channels()]
		convolver := conv.NewConvolver(inner, 0, conv.Auto)
		both.Taps = append(both.Taps, convolver.Flush(convolver.Process(nil, outer)))
		bias := b.Bias
		for _, h := range outer {
			bias += h * a.Bias
		}
		if c > 0 && bias != both.Bias {
			return nil, errors.New("the channels would have different biases (found a bias of the first kernel, and channels of different gain in the second)")
		}
		both.Bias = bias
	}
	return both, nil
}
