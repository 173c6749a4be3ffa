package portray

import (
	"fmt"
	"math"
	"path/filepath"

	"sigconv/cmd/sigconv/internal/inform"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/conv"
	"sigconv/filters"
)

// mostKernels is how many channels of kernels a picture can show so that they can be told apart.
const mostKernels = 7

// kernelOf returns the one kernel that a filter is or comes to.
func kernelOf(f load.Filter) (*conv.Kernel, error) {
	if k := f.Kernel(); k != nil {
		return k, nil
	}
	one, ok := inform.Collapsed(f)
	if !ok {
		return nil, fmt.Errorf("%s: the stack has no response (found %d layers that come to no single kernel, want a linear stack of one channel)", f.Name, len(f.Stack().Layers))
	}
	return one.Kernel(), nil
}

// channelsOf returns the channels of a kernel that are to be drawn: the one with a number counted from 1, or all for 0.
func channelsOf(name string, k *conv.Kernel, number int) ([]int, error) {
	if number > k.Channels() {
		return nil, fmt.Errorf("%s: the kernel has no such channel (found %d, want 1 to %d)", name, number, k.Channels())
	}
	if number > 0 {
		return []int{number - 1}, nil
	}
	all := make([]int, k.Channels())
	for c := range all {
		all[c] = c
	}
	return all, nil
}

// A curve is a channel of a kernel that is to be drawn.
type curve struct {
	name    string
	kernel  *conv.Kernel
	channel int
}

// addKernel adds the channels of a filter to what is to be drawn.
func (v *View) addKernel(f load.Filter, channel int) error {
	k, err := kernelOf(f)
	if err != nil {
		return err
	}
	channels, err := channelsOf(f.Name, k, channel)
	if err != nil {
		return err
	}
	for _, c := range channels {
		name := filepath.Base(f.Label)
		if len(channels) > 1 {
			name += fmt.Sprintf(", channel %d", c+1)
		}
		v.curves = append(v.curves, curve{name, k, c})
	}
	if len(v.curves) > mostKernels {
		return fmt.Errorf("%s: these are too many kernels to be told apart (want %d at most, channels counted; --channel takes one of each)", f.Name, mostKernels)
	}
	v.Rate = max(v.Rate, k.Rate)
	return nil
}

// respond computes the responses of all kernels. One that does not say its rate is drawn for the highest that another says.
func (v *View) respond() {
	for _, c := range v.curves {
		rate := c.kernel.Rate
		if rate == 0 {
			rate = v.Rate
		}
		v.kernels = append(v.kernels, responseOf(c.name, c.kernel.Taps[c.channel], c.kernel.Center, rate))
	}
}

// points is how many frequencies a response is computed at: more than a picture has pixels for it.
const points = 1200

// responseOf returns what is drawn of a channel of a kernel.
func responseOf(name string, taps []float64, center, rate int) plot.Kernel {
	r := filters.Respond(taps, center, plot.Frequencies(rate, points))
	k := plot.Kernel{Name: name, Taps: taps, Center: center, Delay: r.GroupDelay}
	for i, f := range r.Frequency {
		k.Frequency = append(k.Frequency, f*float64(max(rate, 1)))
		k.Gain = append(k.Gain, 20*math.Log10(r.Gain[i]))
		k.Phase = append(k.Phase, r.Phase[i]*180/math.Pi)
	}
	return k
}
