package audioio

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

// A Header says what a [Writer] writes around the samples.
type Header struct {
	Format    Format
	Container Container // a RIFF becomes RF64 where 4 GiB would be passed
	Frames    int64     // the length of the sound, -1 when it is not known
	Before    []Chunk   // chunks before the samples; its fmt and fact mark where the new ones go
	AfterSize int64     // the bytes that the chunks after the samples are expected to take
}

// ErrTooLong is returned where a RIFF file would pass 4 GiB and it is too late to make it RF64.
var ErrTooLong = errors.New("the sound passes the 4 GiB that its WAV header can say")

// A Writer writes a WAV file. It is a [Sink].
//
// Sizes are right at once when the header gives the length. When it does not, or turns out wrong,
// Close patches them if the target can seek; into a pipe they stay, 0xFFFFFFFF for an unknown length,
// which readers take for 'until the end'.
type Writer struct {
	out       io.Writer
	seeker    io.WriteSeeker // nil when out cannot seek
	start     int64          // where the header lies in seeker
	format    Format
	container Container
	layout    layout
	declared  sizes // what the header says
	written   int64 // bytes of samples
	after     []Chunk
	riffLimit int64 // the largest RIFF size that is no placeholder
}

// layout is where a header has the fields that depend on the length of the sound.
type layout struct {
	reserve int64 // of the ds64 chunk, or the JUNK chunk that holds its place; 0 when there is neither
	fact    int64 // of the count in the fact chunk, 0 when there is none
	data    int64 // of the size of the data chunk, the end of the header less 4
}

// sizes are the numbers that go into them; -1 stands for not known.
type sizes struct{ riff, data, frames int64 }

// riffMargin is how far below 4 GiB a file of known length must stay to get no room for a ds64 chunk:
// more than the chunks behind the samples can take.
const riffMargin = 2 * MaxChunkBytes

// NewWriter writes the header of a WAV file to w. It seeks back in w only if w is an [io.WriteSeeker]
// whose Seek works. It panics unless the format has a rate and 1 to [MaxChannels] channels.
func NewWriter(w io.Writer, h Header) (*Writer, error) {
	return newWriter(w, h, unknownSize-1)
}

func newWriter(w io.Writer, h Header, riffLimit int64) (*Writer, error) {
	if h.Format.Rate < 1 || h.Format.Channels < 1 || h.Format.Channels > MaxChannels {
		panic(fmt.Sprintf("audioio: NewWriter with %d Hz and %d channels", h.Format.Rate, h.Format.Channels))
	}
	out := &Writer{out: w, format: h.Format, container: h.Container, riffLimit: riffLimit}
	if s, ok := w.(io.WriteSeeker); ok {
		if at, err := s.Seek(0, io.SeekCurrent); err == nil {
			out.seeker, out.start = s, at
		}
	}
	header := out.lay(h)
	out.declared = sizes{-1, -1, -1}
	if h.Frames >= 0 {
		out.declared = out.sizes(h.Frames*int64(h.Format.FrameSize()), h.AfterSize)
	}
	for _, f := range out.fields(out.declared) {
		copy(header[f.at:], f.bytes)
	}
	_, err := w.Write(header)
	return out, err
}

// lay returns the header with its fields still empty, and notes where they are.
func (w *Writer) lay(h Header) []byte {
	b := appendHeader(nil, containerIDs[RIFF], 0)
	b = append(b, idWave[:]...)
	if w.needsReserve(h) {
		w.layout.reserve = int64(len(b))
		b = appendChunk(b, idJunk, make([]byte, ds64Size))
	}
	is := func(id [4]byte) func(Chunk) bool { return func(c Chunk) bool { return c.ID == id } }
	needsFact := encodings[h.Format.Encoding].tag != tagPCM && !slices.ContainsFunc(h.Before, is(idFact))
	appendFormat := func() {
		b = appendChunk(b, idFmt, h.Format.chunk())
		if needsFact {
			w.layout.fact = int64(len(b) + chunkHeaderSize)
			b = appendChunk(b, idFact, make([]byte, 4))
		}
	}
	if !slices.ContainsFunc(h.Before, is(idFmt)) {
		appendFormat()
	}
	for _, c := range h.Before {
		if c.ID == idFmt {
			appendFormat()
			continue
		}
		if c.ID == idFact && len(c.Data) >= 4 {
			w.layout.fact = int64(len(b) + chunkHeaderSize)
		}
		b = appendChunk(b, c.ID, c.Data)
	}
	w.layout.data = int64(len(b) + 4)
	return appendHeader(b, idData, 0)
}

// needsReserve reports whether the header needs room for a ds64 chunk.
func (w *Writer) needsReserve(h Header) bool {
	switch {
	case h.Container != RIFF:
		return true
	case h.Frames < 0:
		return w.seeker != nil
	default:
		return h.Frames*int64(h.Format.FrameSize())+chunkBytes(h.Before)+h.AfterSize+riffMargin > w.riffLimit
	}
}

// sizes returns the sizes for a sound of data bytes and chunks of after bytes behind it.
func (w *Writer) sizes(data, after int64) sizes {
	return sizes{
		riff:   w.layout.data + 4 - chunkHeaderSize + data + pad(data) + after,
		data:   data,
		frames: data / int64(w.format.FrameSize()),
	}
}

// A patch is bytes for a place in the header.
type patch struct {
	at    int64
	bytes []byte
}

// fields returns what the header must say for s.
func (w *Writer) fields(s sizes) []patch {
	container := w.container
	if container == RIFF && s.riff > w.riffLimit {
		container = RF64
	}
	wide := container != RIFF
	size32 := func(n int64) []byte {
		if n < 0 || wide || n > unknownSize {
			n = unknownSize
		}
		return binary.LittleEndian.AppendUint32(nil, uint32(n))
	}
	all := []patch{
		{0, containerIDs[container][:]},
		{4, size32(s.riff)},
		{w.layout.data, size32(s.data)},
	}
	if w.layout.fact > 0 {
		all = append(all, patch{w.layout.fact, size32(s.frames)})
	}
	if wide {
		all = append(all, patch{w.layout.reserve, ds64Chunk(s)})
	}
	return all
}

const ds64Size = 28

// ds64Chunk returns the ds64 chunk, without a table.
func ds64Chunk(s sizes) []byte {
	var body []byte
	for _, n := range []int64{s.riff, s.data, s.frames} {
		body = binary.LittleEndian.AppendUint64(body, uint64(max(n, 0)))
	}
	return appendChunk(nil, idDS64, append(body, make([]byte, ds64Size-len(body))...))
}

// Format returns how the samples must be encoded.
func (w *Writer) Format() Format { return w.format }

// WriteRaw appends the whole frames in p to the sound.
func (w *Writer) WriteRaw(p []byte) error {
	if len(p)%w.format.FrameSize() != 0 {
		panic(fmt.Sprintf("audioio: WriteRaw of %d bytes, want whole frames of %d", len(p), w.format.FrameSize()))
	}
	n, err := w.out.Write(p)
	w.written += int64(n)
	return err
}

// SetAfter sets the chunks that Close writes behind the samples. A fact among them gets the new length.
func (w *Writer) SetAfter(chunks []Chunk) { w.after = chunks }

// Close writes what follows the samples and patches the sizes. It does not close the target.
func (w *Writer) Close() error {
	if err := w.writeAfter(); err != nil {
		return err
	}
	s := w.sizes(w.written, chunkBytes(w.after))
	if w.seeker == nil || s == w.declared {
		return nil
	}
	if s.riff > w.riffLimit && w.layout.reserve == 0 {
		return ErrTooLong
	}
	for _, f := range w.fields(s) {
		if _, err := w.seeker.Seek(w.start+f.at, io.SeekStart); err != nil {
			return err
		}
		if _, err := w.seeker.Write(f.bytes); err != nil {
			return err
		}
	}
	_, err := w.seeker.Seek(w.start+chunkHeaderSize+s.riff, io.SeekStart)
	return err
}

// endless reports whether the header says that the sound goes on until the end, and will not be patched.
func (w *Writer) endless() bool { return w.seeker == nil && w.declared.data < 0 }

func (w *Writer) writeAfter() error {
	// Behind a header that says 'until the end' a pad byte would be taken for a sample.
	if !w.endless() || len(w.after) > 0 {
		if _, err := w.out.Write(make([]byte, pad(w.written))); err != nil {
			return err
		}
	}
	for _, c := range w.after {
		data := c.Data
		if c.ID == idFact && len(data) >= 4 {
			frames := min(w.written/int64(w.format.FrameSize()), unknownSize)
			data = append(binary.LittleEndian.AppendUint32(nil, uint32(frames)), data[4:]...)
		}
		if _, err := w.out.Write(appendChunk(nil, c.ID, data)); err != nil {
			return err
		}
	}
	return nil
}
