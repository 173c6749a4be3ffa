package load

import (
	"fmt"
	"io"
)

// Skip reads over the next frames, until the sound ends, and returns how many there were.
func (in *Input) Skip(frames int64) (skipped int64, err error) {
	size := in.Format().FrameSize()
	step := max(1<<16/size, 1) // frames
	raw := make([]byte, step*size)
	for skipped < frames && err == nil {
		var n int
		n, err = in.ReadRaw(raw[:int(min(int64(step), frames-skipped))*size])
		skipped += int64(n)
		in.taken += int64(n)
	}
	if err == io.EOF {
		err = nil
	}
	return skipped, err
}

// Excerpt reads the frames of some channels, counted from 0, from start, at least 0, up to end, as [channel][frame].
// The sound may end before: then the excerpt does. Where the sound goes on is not read.
func (in *Input) Excerpt(channels []int, start, end int64) ([][]float64, error) {
	samples := make([][]float64, len(channels))
	if skipped, err := in.Skip(start); err != nil || skipped < start {
		return samples, err
	}
	format, step := in.Format(), int64(1<<14)
	for at := start; at < end; {
		raw := make([]byte, min(step, end-at)*int64(format.FrameSize()))
		n, err := in.ReadRaw(raw)
		for i, c := range channels {
			samples[i] = append(samples[i], make([]float64, n)...)
			format.DecodeChannel(samples[i][at-start:], raw[:n*format.FrameSize()], c)
		}
		at += int64(n)
		in.taken += int64(n)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	return samples, nil
}

// NonFinite says where a sound has a sample that is no number, in a channel that is counted from 0.
func NonFinite(name string, channel int, frame int64, v float64) error {
	return fmt.Errorf("%s: a sample is not finite (found %v in frame %d of channel %d)", name, v, frame, channel+1)
}

// Length reads to the end of the sound and returns how many frames it has.
func (in *Input) Length() (int64, error) {
	_, err := in.Skip(1 << 62)
	return in.taken, err
}

// Channel returns the channel with a number that is counted from 1, counted from 0. It is an error where the sound,
// which is called name, has none.
func (in *Input) Channel(name string, number int) (int, error) {
	if most := in.Format().Channels; number < 1 || number > most {
		return 0, fmt.Errorf("%s: the sound has no such channel (found %d, want 1 to %d)", name, number, most)
	}
	return number - 1, nil
}
