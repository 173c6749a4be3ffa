package main

import (
	"github.com/spf13/cobra"

	"sigconv/conv"
	"sigconv/filters/design"
)

// A kernelType is a type of kernel that design makes.
type kernelType struct {
	name, short, long string
	kernels           []string // what it is made of, as the usage calls them
	examples          []string // command lines; the README shows the first, with a picture of what it makes
	flags             []flagGroup
	needs             []string // flags that it cannot do without, beside the rate
	make              func(f *designFlags, cmd *cobra.Command, from []*conv.Kernel) (*conv.Kernel, error)
}

const shapeHelp = `--taps and --window make it as SciPy's firwin does; --transition and --attenuation
find the taps with which what is stopped is down by so many dB, and what passes ripples by as little.`

// kernelTypes are all types, in the order of the help.
var kernelTypes = []kernelType{
	{
		name: "lowpass", short: "Let pass what lies below a frequency",
		long: "Lowpass lets pass what lies below --cutoff, where the gain is -6 dB, and delays nothing.\n" + shapeHelp,
		examples: []string{
			"sigconv design lowpass --rate 48000 --cutoff 4kHz --taps 63 -o low.txt",
			"sigconv design lowpass --rate 44100 --cutoff 3kHz --transition 500 --attenuation 90",
		},
		flags: []flagGroup{rateFlag, cutoffFlag, shapeFlags}, needs: []string{"cutoff"},
		make: func(f *designFlags, cmd *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.filter(cmd, func(s design.Shape) (*conv.Kernel, error) { return design.LowPass(f.rate, f.cutoff, s) })
		},
	},
	{
		name: "highpass", short: "Let pass what lies above a frequency",
		long:     "Highpass lets pass what lies above --cutoff, where the gain is -6 dB, and delays nothing.\n" + shapeHelp,
		examples: []string{"sigconv design highpass --rate 48000 --cutoff 200 --transition 200 --attenuation 60 -o highpass.txt"},
		flags:    []flagGroup{rateFlag, cutoffFlag, shapeFlags}, needs: []string{"cutoff"},
		make: func(f *designFlags, cmd *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.filter(cmd, func(s design.Shape) (*conv.Kernel, error) { return design.HighPass(f.rate, f.cutoff, s) })
		},
	},
	{
		name: "bandpass", short: "Let pass what lies between two frequencies",
		long:     "Bandpass lets pass what lies between --low and --high, where the gain is -6 dB, and delays nothing.\n" + shapeHelp,
		examples: []string{"sigconv design bandpass --rate 48000 --low 500 --high 2kHz --taps 255 --window blackman -o bandpass.txt"},
		flags:    []flagGroup{rateFlag, edgeFlags("the lower edge", "the upper edge"), shapeFlags}, needs: []string{"low", "high"},
		make: func(f *designFlags, cmd *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.filter(cmd, func(s design.Shape) (*conv.Kernel, error) { return design.BandPass(f.rate, f.low, f.high, s) })
		},
	},
	{
		name: "bandstop", short: "Take out what lies between two frequencies",
		long:     "Bandstop takes out what lies between --low and --high, where the gain is -6 dB, and delays nothing.\n" + shapeHelp,
		examples: []string{"sigconv design bandstop --rate 48000 --low 900 --high 1.1kHz --taps 1023 -o bandstop.txt"},
		flags:    []flagGroup{rateFlag, edgeFlags("the lower edge", "the upper edge"), shapeFlags}, needs: []string{"low", "high"},
		make: func(f *designFlags, cmd *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.filter(cmd, func(s design.Shape) (*conv.Kernel, error) { return design.BandStop(f.rate, f.low, f.high, s) })
		},
	},
	{
		name: "equiripple", short: "Make the largest error as small as so many taps can",
		long: `Equiripple makes gains in bands with the least error that so many taps can have, by Parks and McClellan's algorithm, as
SciPy's remez does. A band is LOW-HIGH:GAIN, or LOW-HIGH:GAIN:WEIGHT where errors in it count more; LOW- goes up to half
the rate. What lies between bands is left to itself.`,
		examples: []string{
			`sigconv design equiripple --rate 48000 --taps 63 --bands "0-4000:1, 5000-:0" -o equiripple.txt`,
			`sigconv design equiripple --rate 48000 --taps 101 --bands "0-900:1, 1200-2000:0:10, 2300-:1"`,
		},
		flags: []flagGroup{rateFlag, tapsFlag(0), bandsFlag}, needs: []string{"taps", "bands"},
		make: func(f *designFlags, _ *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) { return f.equiripple() },
	},
	{
		name: "eq", short: "Make gains at frequencies, or a measured curve",
		long: `Eq makes an equalizer of linear phase: between its points the gain goes straight, in dB over the logarithm of the
frequency, and beyond them it stays. Curves of AutoEq and REW are read as they are.`,
		examples: []string{
			`sigconv design eq --rate 48000 --taps 1023 --point "100Hz +4dB" --point "400Hz 0dB" --point "3kHz 0dB" --point "8kHz -6dB" -o eq.txt`,
			"sigconv design eq --rate 44100 --taps 4095 --curve headphone.txt",
		},
		flags: []flagGroup{rateFlag, tapsFlag(0), pointFlags, windowFlag}, needs: []string{"taps"},
		make: func(f *designFlags, _ *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) { return f.equalizer() },
	},
	{
		name: "smooth", short: "Smooth: a mean, a Gaussian, or Savitzky and Golay's polynomials",
		long: `Smooth takes the place of each frame by what its neighbours say: their mean, a mean by a Gaussian, of which --taps are six
standard deviations or which has so many frames, or the value of the polynomial of an order that fits them best.`,
		examples: []string{
			"sigconv design smooth --rate 48000 --kind savgol:3 --taps 21 -o savgol.txt",
			"sigconv design smooth --rate 48000 --kind mean --taps 5",
			"sigconv design smooth --rate 48000 --kind gaussian:2.5 --taps 15",
		},
		flags: []flagGroup{rateFlag, kindFlag, tapsFlag(0)}, needs: []string{"kind", "taps"},
		make: func(f *designFlags, _ *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) { return f.smooth() },
	},
	{
		name: "differentiator", short: "Take the slope",
		long: `Differentiator takes the slope of a sound, for each frame: low frequencies become quiet, the gain grows by 6 dB an octave. An odd number of
taps has its middle on the current frame, an even one half a frame beside it, and is right up to half the rate.`,
		examples: []string{"sigconv design differentiator --rate 48000 --taps 31 -o differentiator.txt"},
		flags:    []flagGroup{rateFlag, tapsFlag(0), windowFlag}, needs: []string{"taps"},
		make: func(f *designFlags, _ *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.windowed(design.Differentiator)
		},
	},
	{
		name: "hilbert", short: "Turn every frequency by 90 degrees",
		long:     "Hilbert turns the phase of every frequency by -90 degrees and leaves its level: what single sideband and envelopes are made with.",
		examples: []string{"sigconv design hilbert --rate 48000 --taps 127 -o hilbert.txt"},
		flags:    []flagGroup{rateFlag, tapsFlag(0), windowFlag}, needs: []string{"taps"},
		make: func(f *designFlags, _ *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.windowed(design.Hilbert)
		},
	},
	{
		name: "delay", short: "Delay by any number of frames, whole or not",
		long:     "Delay makes a sound later by a number of frames that need not be whole, or earlier, by a sine over its argument.",
		examples: []string{"sigconv design delay --rate 48000 --frames 10.37 -o delay.txt"},
		flags:    []flagGroup{rateFlag, framesFlag, tapsFlag(64)}, needs: []string{"frames"},
		make: func(f *designFlags, _ *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return asked(design.Delay(f.rate, f.frames, f.taps))
		},
	},
	{
		name: "echo", short: "Repeat the sound, ever quieter",
		long:     "Echo makes the sound and its repeats, each --time behind the one before and louder by --gain.",
		examples: []string{"sigconv design echo --rate 48000 --time 250ms --gain -6dB --repeats 3 -o echo.txt"},
		flags:    []flagGroup{rateFlag, echoFlags}, needs: []string{"time", "gain"},
		make: func(f *designFlags, _ *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return asked(design.Echo(f.rate, f.time, fromDecibels(f.gain), f.repeats))
		},
	},
	{
		name: "comb", short: "Add the sound to itself a little later",
		long: `Comb adds the sound to itself, delayed by one period of --spacing: peaks at its multiples, notches between them, or with
--invert notches at its multiples. The delay is a whole number of frames.`,
		examples: []string{"sigconv design comb --rate 48000 --spacing 1kHz -o comb.txt", "sigconv design comb --rate 48000 --spacing 50 --invert"},
		flags:    []flagGroup{rateFlag, combFlags}, needs: []string{"spacing"},
		make: func(f *designFlags, _ *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) { return f.comb() },
	},
	{
		name: "preemphasis", short: "Lift the treble as before a transmission",
		long:     "Preemphasis has the gain of 1 + jωτ, which FM broadcasts have before they send, 50 µs in Europe, 75 µs in America,\nand the least phase that goes with it. By default it has as many taps as it takes to be right within 0.001 dB.",
		examples: []string{"sigconv design preemphasis --rate 48000 --tau 50us -o preemphasis.txt"},
		flags:    []flagGroup{rateFlag, tauFlag, tapsFlag(0)}, needs: []string{"tau"},
		make: func(f *designFlags, cmd *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.emphasis(cmd, design.PreEmphasis)
		},
	},
	{
		name: "deemphasis", short: "Lower the treble as behind a transmission",
		long:     "Deemphasis has the gain of 1/(1 + jωτ), which undoes preemphasis, and the least phase that goes with it. By default it\nhas as many taps as it takes to be right within 0.001 dB.",
		examples: []string{"sigconv design deemphasis --rate 48000 --tau 50us -o deemphasis.txt"},
		flags:    []flagGroup{rateFlag, tauFlag, tapsFlag(0)}, needs: []string{"tau"},
		make: func(f *designFlags, cmd *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.emphasis(cmd, design.DeEmphasis)
		},
	},
	{
		name: "telephone", short: "Sound like a telephone",
		long: `Telephone lets pass what a telephone does, 300 to 3400 Hz. Without --taps and --transition, what is stopped is down by 60 dB
200 Hz further on.`,
		examples: []string{"sigconv design telephone --rate 48000 -o phone.txt"},
		flags:    []flagGroup{rateFlag, shapeFlags},
		make: func(f *designFlags, cmd *cobra.Command, _ []*conv.Kernel) (*conv.Kernel, error) {
			return f.telephone(cmd)
		},
	},
	{
		name: "inverse", short: "Undo a kernel", kernels: []string{"KERNEL"},
		long: `Inverse makes a kernel that undoes KERNEL: one behind the other give back the sound, unmoved. What KERNEL hardly lets pass is
lifted by no more than --regularization allows, or noise would be all there is.`,
		examples: []string{"sigconv design inverse room.wav --taps 16384 -o inverse.txt", "sigconv design inverse lowpass.txt --high 2kHz"},
		flags:    []flagGroup{tapsFlag(0), regularizationFlag, edgeFlags("the lowest frequency to undo (default all)", "the highest")},
		make: func(f *designFlags, cmd *cobra.Command, from []*conv.Kernel) (*conv.Kernel, error) {
			return f.inverse(cmd, from[0])
		},
	},
	{
		name: "minphase", short: "Make a kernel of the same gains that answers at once", kernels: []string{"KERNEL"},
		long:     "Minphase makes the kernel that has the gains of KERNEL at all frequencies and answers as early as any can.",
		examples: []string{"sigconv design minphase lowpass.txt -o minphase.txt"},
		make: func(_ *designFlags, _ *cobra.Command, from []*conv.Kernel) (*conv.Kernel, error) {
			return design.MinimumPhase(from[0])
		},
	},
	{
		name: "convolve", short: "Put two kernels into one", kernels: []string{"KERNEL", "KERNEL"},
		long:     "Convolve makes the kernel that does what two do one behind the other.",
		examples: []string{"sigconv design convolve smooth.txt telephone.txt -o both.txt"},
		make: func(_ *designFlags, _ *cobra.Command, from []*conv.Kernel) (*conv.Kernel, error) {
			return design.Convolve(from[0], from[1])
		},
	},
	{
		name: "resample", short: "Make a kernel for another sample rate", kernels: []string{"KERNEL"},
		long:     "Resample makes the kernel that has the gains of KERNEL at all frequencies that both rates have, in Hz, at another rate.",
		examples: []string{"sigconv design resample telephone.txt --rate 44100 -o telephone44.txt"},
		flags:    []flagGroup{rateFlag},
		make: func(f *designFlags, _ *cobra.Command, from []*conv.Kernel) (*conv.Kernel, error) {
			return design.Resample(from[0], f.rate)
		},
	},
}
