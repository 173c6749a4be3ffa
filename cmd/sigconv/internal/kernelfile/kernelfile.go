// Package kernelfile writes kernels as the files that sigconv reads: text, or WAV impulse responses.
package kernelfile

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"sigconv/audioio"
	"sigconv/conv"
)

// IsWAV reports whether a file's name is that of a WAV file.
func IsWAV(path string) bool {
	ext := strings.ToLower(filepath.Ext(path))
	return ext == ".wav" || ext == ".wave"
}

// Encode returns the file that a kernel is under the name path: an impulse response of 64-bit floats, which has every digit, for a WAV file,
// and else text. The comments, lines without an end, come first, or are the WAV file's. A kernel of unknown rate is an error for a WAV file.
func Encode(path string, k *conv.Kernel, comments ...string) ([]byte, error) {
	var b bytes.Buffer
	if IsWAV(path) {
		if k.Rate == 0 {
			return nil, errors.New("a WAV file needs a sample rate (found a kernel without one, want a text file)")
		}
		err := encodeImpulse(&b, k, comments)
		return b.Bytes(), err
	}
	for _, line := range comments {
		fmt.Fprintf(&b, "# %s\n", line)
	}
	err := conv.WriteKernel(&b, k)
	return b.Bytes(), err
}

// Loss says what the file under the name path cannot say of a kernel, "" where it says all.
func Loss(path string, k *conv.Kernel) string {
	_, center := k.Listed()
	switch lost := fmt.Sprintf("the bias, and %g of it are lost", k.Bias); {
	case !IsWAV(path):
		return ""
	case center > 0 && k.Bias != 0:
		return fmt.Sprintf("%s: a WAV file has no place for the centre: apply it with --center %d; nor for %s", path, center, lost)
	case center > 0:
		return fmt.Sprintf("%s: a WAV file has no place for the centre: apply it with --center %d", path, center)
	case k.Bias != 0:
		return fmt.Sprintf("%s: a WAV file has no place for %s", path, lost)
	}
	return ""
}

// encodeImpulse writes the taps as a sound: what it does to an impulse is what it holds.
func encodeImpulse(b *bytes.Buffer, k *conv.Kernel, comments []string) error {
	format := audioio.Format{Rate: k.Rate, Channels: k.Channels(), Encoding: audioio.Float64}
	header := audioio.Header{Format: format, Frames: int64(k.Len())}
	if len(comments) > 0 {
		header.Before = []audioio.Chunk{audioio.CommentChunk(strings.Join(comments, "\n"))}
	}
	w, err := audioio.NewWriter(b, header)
	if err != nil {
		return err
	}
	if _, err := audioio.Write(w, k.Taps); err != nil {
		return err
	}
	return w.Close()
}
