package audioio

import (
	"bufio"
	"fmt"
	"io"
	"math"
)

// A Reader reads a WAV file: RIFF, RF64 or BW64 with PCM, float, A-law or µ-law samples. It is a
// [Source]. It reads forward only, and allocates nothing from a size that the file declares.
type Reader struct {
	in        *bufio.Reader
	offset    int64 // in the input
	size      int64 // of the input, -1 when unknown
	container Container
	riffEnd   int64 // where the file says that it ends, -1 when it does not say
	ds64      ds64
	format    Format
	before    []Chunk
	after     []Chunk
	layout    []Place
	kept      int64 // bytes in before and after
	dataSize  int64 // -1 when only the end of the input will tell
	truncated bool  // the input ends inside the samples
	left      int64 // bytes of whole frames not yet read
	tail      int64 // bytes of data that are no whole frame
	done      error // what ReadRaw says from now on
	warnings  []string
	unsaid    int // warnings beyond maxWarnings
}

// ds64 holds the sizes that do not fit 32 bits.
type ds64 struct {
	present    bool
	riff, data int64
	table      map[[4]byte]int64
}

// NewReader reads the header of a WAV file, up to its first sample. size is the length of the whole
// input in bytes, or -1 when it is not known, as for a pipe; it settles at once what a declared size
// leaves open. An error in the bytes is a [*FormatError].
func NewReader(r io.Reader, size int64) (*Reader, error) {
	in := &Reader{in: bufio.NewReaderSize(r, 1<<12), size: size, riffEnd: -1}
	if err := in.readHeader(); err != nil {
		return nil, err
	}
	return in, nil
}

// Format returns how the samples are stored.
func (r *Reader) Format() Format { return r.format }

// Container returns the outermost chunk of the file.
func (r *Reader) Container() Container { return r.container }

// Frames returns the length of the sound in frames, or -1 when only its end will tell.
func (r *Reader) Frames() int64 {
	if r.dataSize < 0 {
		return -1
	}
	return r.dataSize / int64(r.format.FrameSize())
}

// Before returns the chunks that precede the samples, fmt and fact among them.
func (r *Reader) Before() []Chunk { return r.before }

// After returns the chunks that follow the samples. It is complete once ReadRaw has returned [io.EOF].
func (r *Reader) After() []Chunk { return r.after }

// AfterSize returns how many bytes the chunks after the samples will take, as far as the header and
// the size of the input tell before the samples are read.
func (r *Reader) AfterSize() int64 {
	if r.dataSize < 0 {
		return 0
	}
	after := max(r.end()-(r.offset+r.left+r.tail)-pad(r.dataSize), 0)
	// Where the pad byte behind the samples was forgotten the difference is odd; chunks never are.
	return min(after+pad(after), MaxChunkBytes)
}

// end returns where the input ends, as its size or else its header says, or -1.
func (r *Reader) end() int64 {
	if r.size >= 0 {
		return r.size
	}
	return r.riffEnd
}

// Warnings returns what was wrong with the input but did not stop the reading: a truncated sound, a
// chunk that was dropped. It is complete once ReadRaw has returned [io.EOF].
func (r *Reader) Warnings() []string {
	if r.unsaid > 0 {
		return append(r.warnings[:len(r.warnings):len(r.warnings)], fmt.Sprintf("and %d more of the kind", r.unsaid))
	}
	return r.warnings
}

func (r *Reader) warn(format string, args ...any) {
	if len(r.warnings) == maxWarnings {
		r.unsaid++
		return
	}
	r.warnings = append(r.warnings, fmt.Sprintf(format, args...))
}

// startData settles how long the sound is, as far as the data chunk, the file's declared end and the
// size of the input tell.
func (r *Reader) startData(size int64) {
	available := int64(-1)
	if r.size >= 0 {
		available = max(r.size-r.offset, 0)
	}
	switch {
	case r.streams(size):
		size = available
	case available >= 0 && size > available:
		r.warnTruncated(size, available)
		r.truncated = true
		size = available
	}
	r.dataSize = size
	if size < 0 {
		r.left = math.MaxInt64 / 2
		r.left -= r.left % int64(r.format.FrameSize())
		return
	}
	r.tail = size % int64(r.format.FrameSize())
	r.left = size - r.tail
}

// streams reports whether size, of the data chunk that begins here, says that the sound goes on to the
// end of the input: it is 0, all ones, or what SoX writes into a pipe, and nothing else in the header
// makes sense of it.
func (r *Reader) streams(size int64) bool {
	const sox = 0x7FFFF000
	switch size {
	case 0:
		// Else it is an empty sound, with chunks behind it or in a file whose sizes agree.
		return r.riffEnd <= r.offset || r.riffEnd != r.size && !r.chunkFollows()
	case unknownSize:
		return true
	case sox - sox%int64(r.format.FrameSize()):
		return r.size < 0 || r.riffEnd != r.size
	default:
		// A little less than all ones: what is left of them for one size inside another.
		return size > unknownSize-1<<12 && size <= unknownSize && (r.size < 0 || size > r.size)
	}
}

// chunkFollows reports whether the input ends here, or goes on with the header of a chunk that fits it.
func (r *Reader) chunkFollows() bool {
	next, _ := r.in.Peek(chunkHeaderSize)
	return len(next) == 0 || r.chunkAt(next, 0)
}

func (r *Reader) warnTruncated(declared, found int64) {
	r.warn("the sound is truncated: the data chunk declares %d bytes, the file holds %d; its %d whole frames are used",
		declared, found, found/int64(r.format.FrameSize()))
}

// ReadRaw fills p with whole frames as the file stores them. See [Source].
func (r *Reader) ReadRaw(p []byte) (frames int, err error) {
	frameSize := r.format.FrameSize()
	if len(p)%frameSize != 0 {
		panic(fmt.Sprintf("audioio: ReadRaw into %d bytes, want whole frames of %d", len(p), frameSize))
	}
	if r.done != nil {
		return 0, r.done
	}
	want := min(int64(len(p)), r.left)
	n, err := io.ReadFull(r.in, p[:want])
	r.offset += int64(n)
	r.left -= int64(n)
	switch {
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		r.endEarly(int64(n % frameSize))
	case err != nil:
		r.done = fmt.Errorf("reading the samples at byte %d: %w", r.offset, err)
	case want < int64(len(p)) && r.truncated:
		r.noteSamples()
		r.done = io.EOF
	case want < int64(len(p)):
		r.done = r.finish()
	}
	return n / frameSize, r.done
}

// endEarly notes that the input ended inside the samples, partial bytes into a frame.
func (r *Reader) endEarly(partial int64) {
	r.done = io.EOF
	r.noteSamples()
	if r.dataSize >= 0 {
		r.warnTruncated(r.dataSize, r.dataSize-r.left-r.tail)
	} else if partial > 0 {
		r.warn("the sound ends inside a frame: its last %d bytes were not used", partial)
	}
	r.left, r.tail = 0, 0
}

// finish reads what follows the last whole frame and returns io.EOF, or the error that stopped it.
func (r *Reader) finish() error {
	if r.tail > 0 {
		r.warn("the sound ends inside a frame: its last %d bytes were not used", r.tail)
		if err := r.discard(r.tail); err != nil {
			return err
		}
		r.tail = 0
	}
	r.noteSamples()
	if err := r.skipPad(r.dataSize); err != nil {
		return err
	}
	return r.readTrailer()
}
