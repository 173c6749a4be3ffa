package apply

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sigconv/audioio"
	"sigconv/conv"
)

// A Kernel is a kernel with its names.
type Kernel struct {
	*conv.Kernel
	Name  string // what errors call it: the path, or -k for taps from the command line
	Label string // what reports call it: the path, or the taps as they were given
	Stem  string // what the default name of an output says of it

	info     fs.FileInfo // of its file, nil when it has none
	warnings []string    // what was wrong with its file
}

// maxImpulse bounds an impulse response in frames: 43 s at 48 kHz. A recording, given in the place of
// the kernel, would take gigabytes.
const maxImpulse = 1 << 21

// LoadKernel reads the kernel at path: a WAV impulse response, or text. order and center replace what
// the file says unless they are "".
func LoadKernel(path, order, center string) (Kernel, error) {
	file, err := os.Open(path)
	if err != nil {
		return Kernel{}, named(path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Kernel{}, named(path, err)
	}
	if info.IsDir() {
		return Kernel{}, fmt.Errorf("%s: the kernel is a folder (want a text or a WAV file)", path)
	}
	size := remaining(file, info)
	in := bufio.NewReader(file)
	var listing conv.Listing
	var warnings []string
	if head, _ := in.Peek(12); audioio.IsWAV(head) {
		listing, warnings, err = readImpulse(path, in, size)
	} else {
		listing, err = conv.ReadKernel(path, in)
	}
	if err != nil {
		return Kernel{}, err
	}
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	k, err := override(path, listing, order, center)
	return Kernel{Kernel: k, Name: path, Label: path, Stem: stem, info: info, warnings: warnings}, err
}

// ParseKernel reads taps from the command line.
func ParseKernel(text, order, center string) (Kernel, error) {
	listing, err := conv.ReadKernel("-k", strings.NewReader(text))
	if err != nil {
		return Kernel{}, err
	}
	k, err := override("-k", listing, order, center)
	return Kernel{Kernel: k, Name: "-k", Label: strings.Join(strings.Fields(text), " "), Stem: "kernel"}, err
}

// readImpulse reads a WAV file as taps: what it does to an impulse is what it holds.
func readImpulse(path string, in io.Reader, size int64) (l conv.Listing, warnings []string, err error) {
	reader, err := audioio.NewReader(in, size)
	if err != nil {
		return l, nil, named(path, err)
	}
	taps, err := audioio.ReadAll(reader, maxImpulse)
	if errors.Is(err, audioio.ErrTooMany) {
		return l, nil, &HintError{
			fmt.Errorf("%s: too long for an impulse response (found more than %d frames)", path, maxImpulse),
			"the input comes first, then the kernel",
		}
	}
	if err != nil {
		return l, nil, named(path, err)
	}
	if len(taps[0]) == 0 {
		return l, nil, fmt.Errorf("%s: the impulse response is empty (found 0 frames, want at least one)", path)
	}
	for c := range taps {
		for i, v := range taps[c] {
			if v-v != 0 {
				return l, nil, fmt.Errorf("%s: a tap must be finite (found %v in frame %d of channel %d)", path, v, i, c+1)
			}
		}
	}
	for _, w := range reader.Warnings() {
		warnings = append(warnings, path+": "+w)
	}
	return conv.Listing{Taps: taps, Rate: reader.Format().Rate}, warnings, nil
}

// override applies what the user says about the order and the centre.
func override(name string, l conv.Listing, order, center string) (*conv.Kernel, error) {
	var err error
	if order != "" {
		if l.Order, err = conv.ParseOrder(order); err != nil {
			return nil, err
		}
	}
	if center != "" {
		if l.Center, err = conv.ParseCenter(center, len(l.Taps[0])); err != nil {
			return nil, err
		}
	}
	k, err := l.Kernel()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return k, nil
}
