package load

import (
	"fmt"
	"io"
	"slices"

	"sigconv/audioio"
)

// skip reads over the next frames, until the sound ends, and returns how many there were.
func (in *Input) skip(frames int64) (skipped int64, err error) {
	const step = 1 << 14
	raw := make([]byte, step*in.Format().FrameSize())
	for skipped < frames && err == nil {
		var n int
		n, err = in.ReadRaw(raw[:min(step, frames-skipped)*int64(in.Format().FrameSize())])
		skipped += int64(n)
		in.taken += int64(n)
	}
	if err == io.EOF {
		err = nil
	}
	return skipped, err
}

// Excerpt reads the frames from start up to end as [channel][frame]. The sound may end before: then the excerpt
// does. Where the sound goes on is not read.
func (in *Input) Excerpt(start, end int64) ([][]float64, error) {
	samples := make([][]float64, in.Format().Channels)
	if skipped, err := in.skip(start); err != nil || skipped < start {
		return samples, err
	}
	const step = 1 << 14
	block := make([][]float64, len(samples))
	for at := start; at < end; {
		for c := range block {
			block[c] = slices.Grow(block[c][:0], step)[:min(step, end-at)]
		}
		n, err := audioio.Read(block, in)
		for c := range samples {
			samples[c] = append(samples[c], block[c][:n]...)
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

// Length reads to the end of the sound and returns how many frames it has.
func (in *Input) Length() (int64, error) {
	_, err := in.skip(1 << 62)
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
