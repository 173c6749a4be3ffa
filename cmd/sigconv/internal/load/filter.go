package load

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
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

// A Filter is a kernel or a stack with its names.
type Filter struct {
	conv.Filter
	Name  string // what errors call it: the path, or -k for taps from the command line
	Label string // what reports call it: the path, or the taps as they were given
	Stem  string // what the default name of an output says of it

	Hash          string      // SHA-256 of its file, or of the taps as they were given
	Info          fs.FileInfo // of its file, nil when it has none
	WAV           bool        // its file is a WAV file
	ResampledFrom int         // the rate in Hz that its file is made for, where the filter is for another, else 0
	Comments      []string    // what its file says besides, a line each
	Warnings      []string    // what was wrong with its file
}

// Kernel returns the kernel that f is, or nil.
func (f Filter) Kernel() *conv.Kernel {
	k, _ := f.Filter.(*conv.Kernel)
	return k
}

// Stack returns the stack that f is, or nil.
func (f Filter) Stack() *conv.Stack {
	s, _ := f.Filter.(*conv.Stack)
	return s
}

// Rate returns the sample rate that f is made for in Hz, 0 when unknown.
func (f Filter) Rate() int {
	if k := f.Kernel(); k != nil {
		return k.Rate
	}
	return f.Stack().Rate
}

// Listing is what the user says about the taps of a kernel in place of its file; "" leaves it to the file.
type Listing struct{ Order, Center string }

// maxTaps bounds a kernel: 43 s at 48 kHz. A recording, given in the place of the kernel, would take
// gigabytes.
const maxTaps = 1 << 21

// OpenFilter reads the filter at path: a WAV impulse response, a text kernel, or a stack.
func OpenFilter(path string, as Listing) (Filter, error) {
	file, err := os.Open(path)
	if err != nil {
		return Filter{}, Named(path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Filter{}, Named(path, err)
	}
	if info.IsDir() {
		return Filter{}, fmt.Errorf("%s: the kernel is a folder (want a text, a WAV or a stack file)", path)
	}
	return readFilter(path, file, info, remaining(file, info), as)
}

// readFilter reads the filter from a file, of which r has size bytes, -1 when unknown.
func readFilter(path string, r io.Reader, info fs.FileInfo, size int64, as Listing) (Filter, error) {
	f := Filter{Name: path, Label: path, Stem: Stem(path), Info: info}
	sum := sha256.New()
	in := bufio.NewReader(io.TeeReader(r, sum))
	if err := f.read(in, size, as); err != nil {
		return f, err
	}
	if _, err := io.Copy(io.Discard, in); err != nil {
		return f, Named(path, err)
	}
	f.Hash = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

// read reads the filter from a file that has size bytes left.
func (f *Filter) read(in *bufio.Reader, size int64, as Listing) (err error) {
	head, _ := in.Peek(4096)
	if conv.IsStack(head) {
		f.Filter, err = readStack(f.Name, in, as)
		return err
	}
	var listing conv.Listing
	if f.WAV = audioio.IsWAV(head); f.WAV {
		listing, err = readImpulse(f.Name, in, size)
	} else {
		listing, err = conv.ReadKernel(f.Name, in)
	}
	if err != nil {
		return err
	}
	if len(listing.Taps[0]) > maxTaps {
		return tooLong(f.Name)
	}
	f.Warnings, f.Comments = listing.Warnings, listing.Comments
	f.Filter, err = listed(f.Name, listing, as)
	return err
}

// ParseKernel reads taps from the command line.
func ParseKernel(text string, as Listing) (Filter, error) {
	const name = "-k"
	f := Filter{Name: name, Label: strings.Join(strings.Fields(text), " "), Stem: "kernel"}
	listing, err := conv.ReadKernel(name, strings.NewReader(text))
	if err != nil {
		return f, err
	}
	f.Warnings = listing.Warnings
	f.Filter, err = listed(name, listing, as)
	sum := sha256.Sum256([]byte(f.Label))
	f.Hash = hex.EncodeToString(sum[:])
	return f, err
}

// readStack reads a stack, which says itself how its taps are listed.
func readStack(path string, in io.Reader, as Listing) (conv.Filter, error) {
	if as != (Listing{}) {
		return nil, fmt.Errorf("%s: a stack has an order and a centre of its own in each layer (found --order or --center)", path)
	}
	s, err := conv.ReadStack(path, in)
	if syntax := (*conv.SyntaxError)(nil); err != nil && !errors.As(err, &syntax) {
		err = Named(path, err)
	}
	return s, err
}

// readImpulse reads a WAV file as taps: what it does to an impulse is what it holds.
func readImpulse(path string, in io.Reader, size int64) (l conv.Listing, err error) {
	reader, err := audioio.NewReader(in, size)
	if err != nil {
		return l, Named(path, err)
	}
	taps, err := audioio.ReadAll(reader, maxTaps)
	if errors.Is(err, audioio.ErrTooMany) {
		return l, tooLong(path)
	}
	if err != nil {
		return l, Named(path, err)
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
	return &HintError{fmt.Errorf("%s: too long for a kernel (found more than %d taps)", path, maxTaps), InputFirst}
}

// InputFirst is the hint for arguments that are the wrong way round.
const InputFirst = "the input comes first, then the kernel"

// Stem returns the name of a file without its folder, and without an extension that says what it is.
func Stem(path string) string {
	name := filepath.Base(path)
	ext := filepath.Ext(name)
	switch strings.ToLower(ext) {
	case ".wav", ".wave", ".bwf", ".rf64", ".bw64", ".txt", ".csv", ".dat", ".fir", ".ir", ".json":
		if stem := strings.TrimSuffix(name, ext); stem != "" {
			return stem
		}
	}
	return name
}

// listed returns the kernel that l lists, as the file or the user says.
func listed(name string, l conv.Listing, as Listing) (conv.Filter, error) {
	var err error
	if as.Order != "" {
		if l.Order, err = conv.ParseOrder(as.Order); err != nil {
			return nil, err
		}
	}
	if as.Center != "" {
		if l.Center, err = conv.ParseCenter(as.Center, len(l.Taps[0])); err != nil {
			return nil, err
		}
	}
	k, err := l.Kernel()
	if syntax := (*conv.SyntaxError)(nil); err != nil && !errors.As(err, &syntax) {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return k, err
}

// ErrRate is what CheckFit returns, in other words, for a filter that is made for another sample rate.
var ErrRate = errors.New("the kernel is made for another sample rate")

// CheckFit refuses a filter that was made for another sound: of other channels, or, unless anyRate is set, of
// another rate.
func (f Filter) CheckFit(format audioio.Format, anyRate bool) error {
	if f.Outputs(format.Channels) == 0 {
		if s := f.Stack(); s != nil {
			return fmt.Errorf("%s: the stack does not fit the input (found %d input channels, want the input's %d)",
				f.Name, s.Inputs(), format.Channels)
		}
		return fmt.Errorf("%s: the kernel does not fit the input (found %d channels, want 1 or the input's %d)",
			f.Name, f.Kernel().Channels(), format.Channels)
	}
	if out := f.Outputs(format.Channels); out > audioio.MaxChannels {
		return fmt.Errorf("%s: the stack gives more channels than a WAV file holds (found %d, want at most %d)",
			f.Name, out, audioio.MaxChannels)
	}
	if !anyRate && f.RateDiffers(format) {
		hint := "--any-rate applies its taps as they are"
		if f.Kernel() != nil {
			hint = fmt.Sprintf("'sigconv design resample %s --rate %d' makes it one for the input, ", f.Name, format.Rate) + hint
		}
		return &HintError{fmt.Errorf("%s: %w (found %d Hz, want the input's %d Hz)", f.Name, ErrRate, f.Rate(), format.Rate), hint}
	}
	return nil
}

// RateDiffers reports whether f is made for another sample rate than that of a sound.
func (f Filter) RateDiffers(format audioio.Format) bool {
	return f.Rate() != 0 && f.Rate() != format.Rate
}
