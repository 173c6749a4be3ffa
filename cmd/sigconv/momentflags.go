package main

import (
	"github.com/spf13/cobra"

	"sigconv/cmd/sigconv/internal/load"
)

// moment parses a flag that is a place in a sound, or a length of it.
func moment(flag, text string) (load.Moment, error) {
	m, err := load.ParseMoment(text)
	if err != nil {
		return m, usagef("--%s: %w", flag, err)
	}
	return m, nil
}

func registerChannel(cmd *cobra.Command, channel *int) {
	cmd.Flags().IntVar(channel, "channel", 0, "channel `N` of the input, counted from 1")
}

// channelNumber returns what --channel says, 0 where it says nothing.
func channelNumber(cmd *cobra.Command, channel int) (int, error) {
	if cmd.Flags().Changed("channel") && channel < 1 {
		return 0, usagef("bad --channel (found %d, want 1 for the first)", channel)
	}
	return channel, nil
}
