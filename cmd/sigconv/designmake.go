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
func (f *designFlags) filter(cmd *cobra.Command, make func(design.Shape) (*conv.Kernel, error)) (*conv.Kernel, error) {
	shape, err := f.shape(cmd)
	if err != nil {
		return nil, err
	}
	return asked(make(shape))
}

func (f *designFlags) telephone(cmd *cobra.Command) (*conv.Kernel, error) {
	if flags := cmd.Flags(); !flags.Changed("taps") && !flags.Changed("transition") {
		flags.Set("transition", "200")
		flags.Set("attenuation", "60")
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
func (f *designFlags) windowed(make func(rate, taps int, w design.Window) (*conv.Kernel, error)) (*conv.Kernel, error) {
	window, err := f.parseWindow()
	if err != nil {
		return nil, err
	}
	return asked(make(f.rate, f.taps, window))
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
func (f *designFlags) emphasis(cmd *cobra.Command, make func(rate, taps int, tau float64) (*conv.Kernel, error)) (*conv.Kernel, error) {
	if !cmd.Flags().Changed("taps") {
		f.taps = design.EmphasisTaps(f.rate, f.tau)
	}
	return asked(make(f.rate, f.taps, f.tau))
}

func (f *designFlags) comb() (*conv.Kernel, error) {
	gain := fromDecibels(f.gain)
	if f.invert {
		gain = -gain
	}
	k, err := design.Comb(f.rate, f.spacing, gain)
	if err == nil {
		f.note("delay: %d frames, teeth at multiples of %.6g Hz", k.Len()-1, float64(f.rate)/float64(k.Len()-1))
	}
	return asked(k, err)
}

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
	return design.Inverse(k, settings)
}
