package audioio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
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
	header    Header
	reserve   bool  // the header has room for a ds64 chunk
	riffLimit int64 // the largest RIFF size that is no placeholder
	written   int64 // bytes of samples
	after     []Chunk
}

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
	out := &Writer{out: w, header: h, riffLimit: riffLimit}
	if s, ok := w.(io.WriteSeeker); ok {
		if at, err := s.Seek(0, io.SeekCurrent); err == nil {
			out.seeker, out.start = s, at
		}
	}
	sizes := out.expected()
	out.reserve = h.Container != RIFF || sizes.riff+riffMargin > riffLimit || h.Frames < 0 && out.seeker != nil
	_, err := w.Write(out.render(out.expected()))
	return out, err
}

// Format returns how the samples must be encoded.
func (w *Writer) Format() Format { return w.header.Format }

// WriteRaw appends the whole frames in p to the sound.
func (w *Writer) WriteRaw(p []byte) error {
	if len(p)%w.header.Format.FrameSize() != 0 {
		panic(fmt.Sprintf("audioio: WriteRaw of %d bytes, want whole frames of %d", len(p), w.header.Format.FrameSize()))
	}
	n, err := w.out.Write(p)
	w.written += int64(n)
	return err
}

// SetAfter sets the chunks that Close writes behind the samples.
func (w *Writer) SetAfter(chunks []Chunk) { w.after = chunks }

// Close writes what follows the samples and patches the sizes. It does not close the target.
func (w *Writer) Close() error {
	tail := make([]byte, pad(w.written))
	for _, c := range w.after {
		tail = appendChunk(tail, c.ID, c.Data)
	}
	if _, err := w.out.Write(tail); err != nil {
		return err
	}
	sizes := w.sizes(w.written, chunkBytes(w.after))
	if w.seeker == nil || sizes == w.expected() {
		return nil
	}
	if sizes.riff > w.riffLimit && !w.reserve {
		return ErrTooLong
	}
	return w.patch(w.render(sizes))
}

// patch writes header over the one at the start and returns to the end.
func (w *Writer) patch(header []byte) error {
	if _, err := w.seeker.Seek(w.start, io.SeekStart); err != nil {
		return err
	}
	if _, err := w.seeker.Write(header); err != nil {
		return err
	}
	_, err := w.seeker.Seek(0, io.SeekEnd)
	return err
}

// sizes are the numbers in a header that depend on the length of the sound; -1 stands for not known.
type sizes struct{ riff, data, frames int64 }

// expected returns the sizes as far as they are known before the first sample.
func (w *Writer) expected() sizes {
	if w.header.Frames < 0 {
		return sizes{-1, -1, -1}
	}
	return w.sizes(w.header.Frames*int64(w.header.Format.FrameSize()), w.header.AfterSize)
}

// sizes returns the sizes for a sound of data bytes and chunks of after bytes behind it. The length of
// the header does not depend on them.
func (w *Writer) sizes(data, after int64) sizes {
	header := int64(len(w.render(sizes{})))
	return sizes{
		riff:   header - chunkHeaderSize + data + pad(data) + after,
		data:   data,
		frames: data / int64(w.header.Format.FrameSize()),
	}
}

// render returns the bytes up to the first sample.
func (w *Writer) render(s sizes) []byte {
	container := w.header.Container
	if container == RIFF && s.riff > w.riffLimit {
		container = RF64
	}
	wide := container != RIFF
	size32 := func(n int64) uint32 {
		if n < 0 || wide || n > unknownSize {
			return unknownSize
		}
		return uint32(n)
	}
	b := appendHeader(nil, containerIDs[container], size32(s.riff))
	b = append(b, idWave[:]...)
	if w.reserve {
		b = appendReserve(b, wide, s)
	}
	format := w.header.Format
	fact := binary.LittleEndian.AppendUint32(nil, size32(s.frames))
	needsFact := encodings[format.Encoding].tag != tagPCM
	hasFormat, hasFact := contains(w.header.Before, idFmt), contains(w.header.Before, idFact)
	if !hasFormat {
		b = appendChunk(b, idFmt, format.chunk())
	}
	for _, c := range w.header.Before {
		switch c.ID {
		case idFmt:
			b = appendChunk(b, idFmt, format.chunk())
			if needsFact && !hasFact {
				b = appendChunk(b, idFact, fact)
			}
		case idFact:
			b = appendChunk(b, idFact, append(fact, c.Data[min(len(c.Data), 4):]...))
		default:
			b = appendChunk(b, c.ID, c.Data)
		}
	}
	if needsFact && !hasFact && !hasFormat {
		b = appendChunk(b, idFact, fact)
	}
	return appendHeader(b, idData, size32(s.data))
}

// appendReserve appends the ds64 chunk, or a JUNK chunk that holds its place.
func appendReserve(b []byte, wide bool, s sizes) []byte {
	const size = 28
	if !wide {
		return appendChunk(b, idJunk, make([]byte, size))
	}
	le := binary.LittleEndian
	body := le.AppendUint64(nil, uint64(max(s.riff, 0)))
	body = le.AppendUint64(body, uint64(max(s.data, 0)))
	body = le.AppendUint64(body, uint64(max(s.frames, 0)))
	return appendChunk(b, idDS64, le.AppendUint32(body, 0))
}

func contains(chunks []Chunk, id [4]byte) bool {
	for _, c := range chunks {
		if bytes.Equal(c.ID[:], id[:]) {
			return true
		}
	}
	return false
}
