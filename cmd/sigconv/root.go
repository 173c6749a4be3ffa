package main

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/words"
)

// A usageError is a command line that makes no sense.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// A partlyError says that some files of a batch failed.
type partlyError struct{ failed, files int }

func (e partlyError) Error() string {
	return fmt.Sprintf("%s of %s failed", grouped(e.failed), words.Count(int64(e.files), "file", "files"))
}

func newRoot(ui *ui) *cobra.Command {
	root := &cobra.Command{
		Use:   "sigconv",
		Short: "Put convolution to work on sound",
		Long: `Sigconv applies kernels to WAV files: short filters that you wrote down, measured or learned.
It is exact, changes no gain unless asked, and never leaves half a file behind.`,
		Example: `  sigconv apply in.wav kernel.txt
  sigconv apply in.wav -k "0.25 0.5 0.25" -o smooth.wav`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q (want one of those that 'sigconv help' lists)", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return cmd.Help() },
	}
	root.SetOut(ui.stdout)
	root.SetErr(ui.stderr)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		if cmd.HasSubCommands() { // the flag may be that of a command that was misspelt
			if unknown := cmd.ValidateArgs(cmd.Flags().Args()); unknown != nil {
				return usageError{unknown}
			}
		}
		return usageError{fmt.Errorf("%w (see '%s --help')", err, cmd.CommandPath())}
	})
	root.SetHelpCommand(newHelp(root))
	root.AddCommand(newApply(ui), newCompare(ui), newMatrix(ui), newExplain(ui), newAlign(ui), newLearn(ui), newBatch(ui), newDiff(ui), newListen(ui),
		newDesign(ui), newInfo(ui), newPlot(ui))
	return root
}

// newHelp returns the command help; cobra's own takes any word without an error.
func newHelp(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Say what a command does",
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("unknown command %q (want one of those that 'sigconv help' lists)", strings.Join(args, " "))
			}
			return about.Help()
		},
	}
}

// version returns the version that the Go tool built in.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return strings.Trim(info.Main.Version, "()")
}
