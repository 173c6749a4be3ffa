package main

import (
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
)

// kernelFlags are the flags that say what the kernel is, beside the arguments.
type kernelFlags struct {
	taps          string
	order, center string
	anyRate       bool
	resample      bool
}

func (f *kernelFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVarP(&f.taps, "kernel", "k", "", "the `TAPS` themselves, such as \"1 -1\", in place of KERNEL")
	choice(cmd, &f.order, "order", "", "how the taps are listed: %s (default the file's, else convolution)", "convolution", "correlation")
	flags.StringVar(&f.center, "center", "", "the tap that lies on the current frame: causal, middle or its number `N` from 0 (default the file's, else causal)")
}

// registerRate registers the flag for commands that have a sound.
func (f *kernelFlags) registerRate(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.anyRate, "any-rate", false, "take a kernel that is made for another sample rate as it is")
}

// registerResample registers the flag for commands that can make a kernel for the rate of the sound.
func (f *kernelFlags) registerResample(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&f.resample, "resample-kernel", false, "resample a kernel that is made for another sample rate")
}

// arguments returns the input and the kernel that the arguments of a command name, the kernel "" with -k.
func (f *kernelFlags) arguments(cmd *cobra.Command, args []string) (input, kernel string, err error) {
	inline := cmd.Flags().Changed("kernel")
	switch {
	case inline && len(args) == 2:
		return "", "", usagef("two kernels (found -k and %s, want one)", args[1])
	case inline && len(args) != 1:
		return "", "", usagef("%s -k takes an input (found %s, want INPUT)", cmd.Name(), countArgs(args))
	case inline:
		return args[0], "", f.check()
	case len(args) == 2 && args[1] == load.Pipe:
		return "", "", usagef("a kernel cannot come from standard input (want a file, or -k)")
	case len(args) != 2:
		return "", "", usagef("%s takes an input and a kernel (found %s, want INPUT KERNEL)", cmd.Name(), countArgs(args))
	}
	return args[0], args[1], f.check()
}

// kernelArgument returns the kernel that the arguments of a command without an input name, "" with -k.
func (f *kernelFlags) kernelArgument(cmd *cobra.Command, args []string) (kernel string, err error) {
	inline := cmd.Flags().Changed("kernel")
	switch {
	case inline && len(args) > 0:
		return "", usagef("two kernels (found -k and %s, want one)", strings.Join(args, " "))
	case inline:
		return "", f.check()
	case len(args) == 1 && args[0] == load.Pipe:
		return "", usagef("a kernel cannot come from standard input (want a file, or -k)")
	case len(args) != 1:
		found := "nothing"
		if len(args) > 1 {
			found = strings.Join(args, " ")
		}
		return "", usagef("%s takes a kernel (found %s, want KERNEL)", cmd.Name(), found)
	}
	return args[0], f.check()
}

func (f *kernelFlags) check() error {
	if f.anyRate && f.resample {
		return usagef("a kernel for another rate is taken as it is, or resampled (found --any-rate and --resample-kernel, want one of them)")
	}
	if _, err := conv.ParseCenter(f.center, 1); f.center != "" && err != nil {
		return usageError{err}
	}
	return nil
}

// open returns the kernel at path, or that of -k for "".
func (f *kernelFlags) open(path string) (load.Filter, error) {
	as := load.Listing{Order: f.order, Center: f.center}
	if path == "" {
		return load.ParseKernel(f.taps, as)
	}
	return load.OpenFilter(path, as)
}

func countArgs(args []string) string {
	switch len(args) {
	case 0:
		return "nothing"
	case 1:
		return "only " + args[0]
	default:
		return strings.Join(args, " ")
	}
}
