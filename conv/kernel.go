package conv

import (
	"fmt"
	"math"
	"slices"

	"sigconv/internal/names"
)

// An Order says how listed taps are meant.
type Order uint8

// The orders.
const (
	Convolution Order = iota // y[n] = Σ_k h[k]·x[n-k]
	Correlation              // y[n] = Σ_k a[k]·x[n+k]
)

var orderNames = [...]string{Convolution: "convolution", Correlation: "correlation"}

// String returns the name of o.
func (o Order) String() string { return orderNames[o] }

// ParseOrder returns the order that name stands for.
func ParseOrder(name string) (Order, error) { return names.Parse[Order]("order", name, orderNames[:]) }

// A Kernel is a short filter: taps, the tap that lies on the current input sample, and a bias.
type Kernel struct {
	Taps   [][]float64 // [channel][tap] in convolution order; a single channel serves every channel
	Center int         // the tap on the current input sample: 0 is causal, at most the last tap
	Bias   float64     // added to every output sample
	Rate   int         // the sample rate that the taps are made for in Hz, 0 when unknown
	Order  Order       // how a file lists the taps
}

// NewKernel returns a kernel whose taps[channel][tap] and center are listed in the given order. The
// slices are copied. It panics unless every channel has the same number of taps, at least one, and
// center is one of them.
func NewKernel(taps [][]float64, center int, order Order) *Kernel {
	if len(taps) == 0 || len(taps[0]) == 0 {
		panic("conv: a kernel without taps")
	}
	if center < 0 || center >= len(taps[0]) {
		panic(fmt.Sprintf("conv: centre %d of a kernel of %d taps", center, len(taps[0])))
	}
	k := &Kernel{Taps: make([][]float64, len(taps)), Center: center, Order: order}
	for c := range taps {
		if len(taps[c]) != len(taps[0]) {
			panic(fmt.Sprintf("conv: channel %d has %d taps, channel 0 has %d", c, len(taps[c]), len(taps[0])))
		}
		k.Taps[c] = slices.Clone(taps[c])
	}
	if order == Correlation {
		k.reverse()
	}
	return k
}

// reverse turns the taps around, and moves the centre with them.
func (k *Kernel) reverse() {
	for _, taps := range k.Taps {
		slices.Reverse(taps)
	}
	k.Center = k.Len() - 1 - k.Center
}

// Len returns the number of taps.
func (k *Kernel) Len() int { return len(k.Taps[0]) }

// Channels returns the number of channels of taps.
func (k *Kernel) Channels() int { return len(k.Taps) }

// Fits reports whether k can be applied to a sound of the given number of channels.
func (k *Kernel) Fits(channels int) bool { return k.Channels() == 1 || k.Channels() == channels }

// Listed returns the taps and the centre in the order of k.
func (k *Kernel) Listed() (taps [][]float64, center int) {
	listed := NewKernel(k.Taps, k.Center, Convolution)
	if k.Order == Correlation {
		listed.reverse()
	}
	return listed.Taps, listed.Center
}

// Middle returns the centre ⌊(taps-1)/2⌋. With it, [Same] agrees with SciPy and SoX for a convolution
// and with PyTorch's 'same' padding for a correlation, even lengths included.
func Middle(taps int) int { return (taps - 1) / 2 }

// AbsSum returns the largest Σ|h[k]| of a channel: the gain that no input can exceed, bias aside.
func (k *Kernel) AbsSum() float64 {
	largest := 0.0
	for _, taps := range k.Taps {
		sum := 0.0
		for _, h := range taps {
			sum += math.Abs(h)
		}
		largest = max(largest, sum)
	}
	return largest
}

// Mixed returns the kernel whose output is gain times a mix of k's output, by the share wet, and of the
// untouched input, by the rest. The input lies on the centre, so a mix needs no second path: it is a
// kernel.
func (k *Kernel) Mixed(gain, wet float64) *Kernel {
	m := *k
	m.Taps = make([][]float64, len(k.Taps))
	// The conversions keep a compiler from fusing multiply and add: the same taps on every machine.
	filtered, untouched := float64(gain*wet), float64(gain*(1-wet))
	for c, taps := range k.Taps {
		m.Taps[c] = slices.Clone(taps)
		for i := range m.Taps[c] {
			m.Taps[c][i] *= filtered
		}
		if wet != 1 {
			m.Taps[c][k.Center] = float64(m.Taps[c][k.Center]) + untouched
		}
	}
	m.Bias *= filtered
	return &m
}

// Finite reports whether every tap and the bias is a finite number.
func (k *Kernel) Finite() bool {
	for _, taps := range k.Taps {
		for _, h := range taps {
			if !finite(h) {
				return false
			}
		}
	}
	return k.Bias-k.Bias == 0
}

// identity reports whether k changes nothing.
func (k *Kernel) identity() bool {
	for _, taps := range k.Taps {
		if len(taps) != 1 || taps[0] != 1 {
			return false
		}
	}
	return k.Bias == 0
}
