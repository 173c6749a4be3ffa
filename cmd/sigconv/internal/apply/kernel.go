package apply

import (
	"bufio"
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
	Name  string      // what errors call it: the path, or -k for taps from the command line
	Label string      // what reports call it: the path, or the taps as they were given
	Stem  string      // what the default name of an output says of it
	info  fs.FileInfo // of its file, nil when it has none
}

// maxImpulse bounds an impulse response in frames: 6 minutes at 48 kHz, and not a recording.
const maxImpulse = 1 << 24

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
	if head, _ := in.Peek(12); looksLikeWAV(head) {
		listing, err = readImpulse(path, in, size)
	} else {
		listing, err = conv.ReadKernel(path, in)
	}
	if err != nil {
		return Kernel{}, err
	}
	stem := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	k, err := override(path, listing, order, center)
	return Kernel{Kernel: k, Name: path, Label: path, Stem: stem, info: info}, err
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

func looksLikeWAV(head []byte) bool {
	if len(head) < 12 || string(head[8:]) != "WAVE" {
		return false
	}
	id := string(head[:4])
	return id == audioio.RIFF.String() || id == audioio.RF64.String() || id == audioio.BW64.String()
}

// readImpulse reads a WAV file as taps: what it does to an impulse is what it holds.
func readImpulse(path string, in io.Reader, size int64) (conv.Listing, error) {
	reader, err := audioio.NewReader(in, size)
	if err != nil {
		return conv.Listing{}, named(path, err)
	}
	taps, err := audioio.ReadAll(reader, maxImpulse)
	if err != nil {
		return conv.Listing{}, named(path, err)
	}
	if len(taps[0]) == 0 {
		return conv.Listing{}, fmt.Errorf("%s: the impulse response is empty (found 0 frames, want at least one)", path)
	}
	for c := range taps {
		for i, v := range taps[c] {
			if v-v != 0 {
				return conv.Listing{}, fmt.Errorf("%s: a tap must be finite (found %v in frame %d of channel %d)", path, v, i, c+1)
			}
		}
	}
	return conv.Listing{Taps: taps, Rate: reader.Format().Rate}, nil
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
