package main

import (
	"math"

	"github.com/spf13/cobra"

	"sigconv/conv"
	"sigconv/filters/design"
)

// asked returns a kernel, or what was wrong with what the user asked for.
func asked(k *conv.Kernel, err error) (*conv.Kernel, error) {
	if err != nil {
		return nil, usageError{err}
	}
	return k, nil
}

// filter makes a filter of the shape that the flags say.
func (f *designFlags) filter(cmd *cobra.Command, kernelFor func(design.Shape) (*conv.Kernel, error)) (*conv.Kernel, error) {
	shape, err := f.shape(cmd)
	if err != nil {
		return nil, err
	}
	return asked(kernelFor(shape))
}

func (f *designFlags) telephone(cmd *cobra.Command) (*conv.Kernel, error) {
	flags := cmd.Flags()
	if !flags.Changed("taps") && !flags.Changed("transition") {
		if flags.Changed("window") {
			return nil, usagef("a window goes with a number of taps (found --window %s, want --taps N with it)", f.window)
		}
		flags.Set("transition", "200")
		if !flags.Changed("attenuation") {
			flags.Set("attenuation", "60")
		}
	}
	return f.filter(cmd, func(s design.Shape) (*conv.Kernel, error) { return design.Telephone(f.rate, s) })
}

func (f *designFlags) equiripple() (*conv.Kernel, error) {
	bands, err := design.ParseBands(f.bands, f.rate)
	if err != nil {
		return nil, usageError{err}
	}
	k, deviation, err := design.Equiripple(f.rate, f.taps, bands)
	if err == nil {
		f.note("largest error: %.4g, %.2f dB, divided by the weight of a band", deviation, 20*math.Log10(deviation))
	}
	return asked(k, err)
}

func (f *designFlags) equalizer() (*conv.Kernel, error) {
	points, err := f.equalizerPoints()
	if err != nil {
		return nil, err
	}
	window, err := f.parseWindow()
	if err != nil {
		return nil, err
	}
	return asked(design.Equalizer(f.rate, f.taps, points, window))
}

// windowed makes a kernel of which the taps and the window are all that is said.
func (f *designFlags) windowed(kernelFor func(rate, taps int, w design.Window) (*conv.Kernel, error)) (*conv.Kernel, error) {
	window, err := f.parseWindow()
	if err != nil {
		return nil, err
	}
	return asked(kernelFor(f.rate, f.taps, window))
}

func (f *designFlags) smooth() (*conv.Kernel, error) {
	kind, number, err := f.parseKind()
	switch {
	case err != nil:
		return nil, err
	case kind == "mean":
		return asked(design.Mean(f.rate, f.taps))
	case kind == "savgol":
		return asked(design.SavitzkyGolay(f.rate, f.taps, int(number)))
	}
	if math.IsNaN(number) {
		number = float64(f.taps) / 6
	}
	return asked(design.Gaussian(f.rate, f.taps, number))
}

// emphasis makes an emphasis of as many taps as it takes, unless the flags say how many.
func (f *designFlags) emphasis(cmd *cobra.Command, kernelFor func(rate, taps int, tau float64) (*conv.Kernel, error)) (*conv.Kernel, error) {
	if !cmd.Flags().Changed("taps") {
		f.taps = design.EmphasisTaps(f.rate, f.tau)
	}
	return asked(kernelFor(f.rate, f.taps, f.tau))
}

func (f *designFlags) comb() (*conv.Kernel, error) {
	gain := fromDecibels(f.gain)
	if f.invert {
		gain = -gain
	}
	k, err := design.Comb(f.rate, f.spacing, gain)
	if err == nil {
		spacing := float64(f.rate) / float64(k.Len()-1)
		f.note("delay: %d frames, teeth at multiples of %.6g Hz", k.Len()-1, spacing)
		if math.Abs(spacing/f.spacing-1) > 0.01 {
			f.warn("a delay of whole frames puts the teeth elsewhere (asked for %g Hz, made %.6g Hz)", f.spacing, spacing)
		}
	}
	return asked(k, err)
}

// mostUneven is how far from flat, in dB, a kernel and its inverse may be without a warning.
const mostUneven = 1

// inverse undoes a kernel, with what the flags do not say as is best for it.
func (f *designFlags) inverse(cmd *cobra.Command, k *conv.Kernel) (*conv.Kernel, error) {
	settings, flags := design.DefaultInverse(k), cmd.Flags()
	if flags.Changed("taps") {
		settings.Taps = f.taps
	}
	if flags.Changed("regularization") {
		settings.Regularization = f.regularization
	}
	settings.Low, settings.High = f.low, f.high
	f.taps, f.regularization = settings.Taps, settings.Regularization
	inverse, err := design.Inverse(k, settings)
	if err != nil {
		return nil, err
	}
	uneven := settings.Unevenness(k, inverse)
	f.note("both in a row: within %.2g dB of flat where the kernel is not near the regularization", uneven)
	if uneven > mostUneven {
		f.warn("both in a row are flat only within %.2g dB (with %d taps; more may come nearer, as may --low and --high)", uneven, settings.Taps)
	}
	return inverse, nil
}
