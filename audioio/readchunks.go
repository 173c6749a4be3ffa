package audioio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

func (r *Reader) readHeader() error {
	if err := r.readContainer(); err != nil {
		return err
	}
	var seen []string
	haveFormat := false
	for {
		at := r.offset
		id, size, err := r.readChunkHeader()
		if err == io.EOF {
			what, want := "no fmt chunk", "fmt and data"
			if haveFormat {
				what, want = "no data chunk", "data"
			}
			return malformed(at, what, foundChunks(seen), want)
		}
		if err != nil {
			return err
		}
		if !plausible(id) {
			return malformed(at, "no chunk where one must begin", fmt.Sprintf("%q", id), "four letters")
		}
		r.noteChunk(id, at, size)
		if len(seen) <= mostSeen {
			seen = append(seen, strings.TrimSpace(string(id[:])))
		}
		switch id {
		case idData:
			if !haveFormat {
				return malformed(at, "no fmt chunk before the samples", foundChunks(seen), "fmt, then data")
			}
			r.startData(size)
			return nil
		case idFmt:
			if haveFormat {
				return malformed(at, "a second fmt chunk", foundChunks(seen), "one")
			}
			haveFormat = true
			err = r.readFormat(size)
		case idDS64:
			err = r.readDS64(size)
		default:
			r.before, err = r.keep(r.before, id, size)
		}
		if err != nil {
			return err
		}
	}
}

// mostSeen is how many chunks an error names.
const mostSeen = 8

func foundChunks(ids []string) string {
	if len(ids) == 0 {
		return "no chunk"
	}
	if len(ids) > mostSeen {
		ids = append(ids[:mostSeen:mostSeen], "…")
	}
	return strings.Join(ids, ", ")
}

func (r *Reader) readContainer() error {
	head, err := r.in.Peek(12)
	if err != nil && err != io.EOF {
		return err
	}
	notWAV := &FormatError{Kind: ErrNotWAV, What: "not a WAV file", Found: describe(head), Want: "RIFF, RF64 or BW64 of type WAVE"}
	var ok bool
	if r.container, ok = containerOf(head); !ok {
		return notWAV
	}
	if size := binary.LittleEndian.Uint32(head[4:]); size != 0 && size != unknownSize {
		r.riffEnd = chunkHeaderSize + int64(size)
	}
	_, err = r.in.Discard(12)
	r.offset = 12
	return err
}

// readChunkHeader returns io.EOF where the input ends before another chunk, a few stray bytes aside.
func (r *Reader) readChunkHeader() (id [4]byte, size int64, err error) {
	var header [chunkHeaderSize]byte
	n, err := io.ReadFull(r.in, header[:])
	r.offset += int64(n)
	if err == io.ErrUnexpectedEOF {
		err = io.EOF
	}
	if err != nil {
		return id, 0, err
	}
	id = [4]byte(header[:])
	size = int64(binary.LittleEndian.Uint32(header[4:]))
	if size == unknownSize && r.ds64.present {
		if id == idData {
			size = r.ds64.data
		} else if wide, ok := r.ds64.table[id]; ok {
			size = wide
		}
	}
	return id, size, nil
}

// readBody reads a chunk of at most limit bytes and its pad byte.
func (r *Reader) readBody(id [4]byte, size, limit int64) ([]byte, error) {
	at := r.offset
	if size > limit {
		return nil, malformed(at, fmt.Sprintf("the %s chunk is too long", strings.TrimSpace(string(id[:]))),
			fmt.Sprintf("%d bytes", size), fmt.Sprintf("at most %d", limit))
	}
	var body bytes.Buffer
	n, err := io.CopyN(&body, r.in, size)
	r.offset += n
	if err == io.EOF {
		return body.Bytes(), io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, err
	}
	return body.Bytes(), r.skipPad(size)
}

// discard skips n bytes, or returns io.EOF where the input ends before.
func (r *Reader) discard(n int64) error {
	for n > 0 {
		skipped, err := r.in.Discard(int(min(n, 1<<30)))
		r.offset += int64(skipped)
		n -= int64(skipped)
		if err != nil {
			return err
		}
	}
	return nil
}

// skipPad skips the pad byte behind an odd chunk, which some writers forget: they show by the letters of
// the next chunk in its place.
func (r *Reader) skipPad(size int64) error {
	if pad(size) == 0 {
		return nil
	}
	next, err := r.in.Peek(1 + chunkHeaderSize)
	if len(next) == 0 {
		if err == io.EOF {
			return nil
		}
		return err
	}
	if next[0] != 0 && r.chunkAt(next, 0) && !(r.chunkAt(next, 1) && known(next[1:5])) {
		return nil
	}
	_, err = r.in.Discard(1)
	r.offset++
	return err
}

// chunkAt reports whether a chunk that fits the file may begin at byte at of what comes next.
func (r *Reader) chunkAt(next []byte, at int) bool {
	if len(next) < at+chunkHeaderSize {
		return false
	}
	id := [4]byte(next[at:])
	if !ascii(id) {
		return false
	}
	end := r.end()
	size := int64(binary.LittleEndian.Uint32(next[at+4:]))
	return id == idData || end < 0 || r.offset+int64(at)+chunkHeaderSize+size <= end
}

// known reports whether id is one of the chunks that everybody knows: where two readings are possible,
// with a pad byte and without, it tells which is meant.
func known(id []byte) bool {
	switch string(id) {
	case "data", "fmt ", "LIST", "fact", "JUNK", "PEAK", "bext", "cue ", "smpl", "inst", "iXML", "axml", "chna", "cart", "acid", "id3 ", "ID3 ":
		return true
	}
	return false
}

func (r *Reader) readFormat(size int64) error {
	at := r.offset
	body, err := r.readBody(idFmt, size, 1<<16)
	if err != nil {
		return r.inHeader(err, idFmt, at, size)
	}
	r.before = append(r.before, Chunk{idFmt, body})
	r.format, err = parseFormat(body, at)
	return err
}

// inHeader explains an input that ends inside a chunk before the samples.
func (r *Reader) inHeader(err error, id [4]byte, at, size int64) error {
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	return malformed(at, fmt.Sprintf("the file ends inside its %s chunk", strings.TrimSpace(string(id[:]))),
		fmt.Sprintf("%d bytes", r.offset-at), fmt.Sprintf("%d", size))
}

// mostBytes is beyond any file: a size from there on says that it is not known.
const mostBytes = 1 << 56

func (r *Reader) readDS64(size int64) error {
	at := r.offset
	if r.container == RIFF || r.ds64.present {
		var err error
		r.before, err = r.keep(r.before, idDS64, size)
		return err
	}
	body, err := r.readBody(idDS64, size, 1<<16)
	if err != nil {
		return r.inHeader(err, idDS64, at, size)
	}
	if len(body) < 28 {
		return malformed(at, "the ds64 chunk is too short", fmt.Sprintf("%d bytes", len(body)), "at least 28")
	}
	le := binary.LittleEndian
	wide := func(b []byte) int64 {
		if n := le.Uint64(b); n < mostBytes {
			return int64(n)
		}
		return unknownSize
	}
	r.ds64 = ds64{present: true, riff: wide(body), data: wide(body[8:]), table: map[[4]byte]int64{}}
	for entry := body[28:]; len(entry) >= 12; entry = entry[12:] {
		r.ds64.table[[4]byte(entry)] = wide(entry[4:])
	}
	if r.riffEnd < 0 && r.ds64.riff > 0 && r.ds64.riff != unknownSize {
		r.riffEnd = chunkHeaderSize + r.ds64.riff
	}
	return nil
}

// keep reads a chunk and appends it to chunks, or skips it when too much would be kept.
func (r *Reader) keep(chunks []Chunk, id [4]byte, size int64) ([]Chunk, error) {
	at := r.offset
	if r.kept+size > MaxChunkBytes || len(r.before)+len(r.after) >= maxChunks {
		err := r.discard(size)
		if err == io.EOF {
			return chunks, r.inHeader(io.ErrUnexpectedEOF, id, at, size)
		}
		if err != nil {
			return chunks, err
		}
		r.warn("the %q chunk at byte %d was dropped (%d bytes; at most %d chunks of %d bytes together are kept)",
			id, at-chunkHeaderSize, size, maxChunks, MaxChunkBytes)
		return chunks, r.skipPad(size)
	}
	body, err := r.readBody(id, size, MaxChunkBytes)
	if err != nil {
		return chunks, r.inHeader(err, id, at, size)
	}
	r.kept += size
	return append(chunks, Chunk{id, body}), nil
}

// readTrailer keeps the chunks behind the samples. Nothing there may cost the sound: what is no chunk
// is dropped with a warning.
func (r *Reader) readTrailer() error {
	for {
		at := r.offset
		id, size, err := r.readChunkHeader()
		if err == io.EOF {
			if stray := r.offset - at; stray > 0 {
				r.warn("%d stray bytes at the end of the file were dropped", stray)
			}
			return io.EOF
		}
		if err != nil {
			return err
		}
		if !plausible(id) {
			n, err := io.Copy(io.Discard, r.in)
			r.warn("%d bytes after the last chunk were dropped (at byte %d)", n+chunkHeaderSize, at)
			return orEOF(err)
		}
		r.noteChunk(id, at, size)
		if id == idData {
			r.warn("a second data chunk was dropped (%d bytes at byte %d)", size, at)
			if err := r.discard(size + pad(size)); err != nil {
				return err
			}
			continue
		}
		r.after, err = r.keep(r.after, id, size)
		if kind := (*FormatError)(nil); errors.As(err, &kind) {
			r.warn("the last chunk was dropped: %v", err)
			return io.EOF
		}
		if err != nil {
			return err
		}
	}
}

func orEOF(err error) error {
	if err == nil {
		return io.EOF
	}
	return err
}
