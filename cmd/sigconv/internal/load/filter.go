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
	wav      bool        // its file is a WAV file
	warnings []string    // what was wrong with its file
}

// maxTaps bounds a kernel: 43 s at 48 kHz. A recording, given in the place of the kernel, would take
// gigabytes.
const maxTaps = 1 << 21

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
	head, _ := in.Peek(12)
	if audioio.IsWAV(head) {
		listing, err = readImpulse(path, in, size)
	} else {
		listing, err = conv.ReadKernel(path, in)
	}
	if err != nil {
		return Kernel{}, err
	}
	if len(listing.Taps[0]) > maxTaps {
		return Kernel{}, tooLong(path)
	}
	k, err := override(path, listing, order, center)
	return Kernel{Kernel: k, Name: path, Label: path, Stem: Stem(path), info: info, wav: audioio.IsWAV(head), warnings: listing.Warnings}, err
}

// ParseKernel reads taps from the command line.
func ParseKernel(text, order, center string) (Kernel, error) {
	listing, err := conv.ReadKernel("-k", strings.NewReader(text))
	if err != nil {
		return Kernel{}, err
	}
	k, err := override("-k", listing, order, center)
	return Kernel{Kernel: k, Name: "-k", Label: strings.Join(strings.Fields(text), " "), Stem: "kernel", warnings: listing.Warnings}, err
}

// readImpulse reads a WAV file as taps: what it does to an impulse is what it holds.
func readImpulse(path string, in io.Reader, size int64) (l conv.Listing, err error) {
	reader, err := audioio.NewReader(in, size)
	if err != nil {
		return l, named(path, err)
	}
	taps, err := audioio.ReadAll(reader, maxTaps)
	if errors.Is(err, audioio.ErrTooMany) {
		return l, tooLong(path)
	}
	if err != nil {
		return l, named(path, err)
	}
	if len(taps[0]) == 0 {
		return l, fmt.Errorf("%s: the impulse response is empty (found 0 frames, want at least one)", path)
	}
	for c := range taps {
		for i, v := range taps[c] {
			if v-v != 0 {
				return l, fmt.Errorf("%s: a tap must be finite (found %v in frame %d of channel %d)", path, v, i, c+1)
			}
		}
	}
	l = conv.Listing{Taps: taps, Rate: reader.Format().Rate}
	for _, w := range reader.Warnings() {
		l.Warnings = append(l.Warnings, path+": "+w)
	}
	return l, nil
}

func tooLong(path string) error {
	return &HintError{
		fmt.Errorf("%s: too long for a kernel (found more than %d taps)", path, maxTaps),
		inputFirst,
	}
}

const inputFirst = "the input comes first, then the kernel"

// Stem returns the name of a file without its folder, and without an extension that says what it is.
func Stem(path string) string {
	name := filepath.Base(path)
	ext := filepath.Ext(name)
	switch strings.ToLower(ext) {
	case ".wav", ".wave", ".bwf", ".rf64", ".bw64", ".txt", ".csv", ".dat", ".fir", ".ir":
		if stem := strings.TrimSuffix(name, ext); stem != "" {
			return stem
		}
	}
	return name
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
	if syntax := (*conv.SyntaxError)(nil); err != nil && !errors.As(err, &syntax) {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return k, err
}
