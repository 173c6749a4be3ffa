package audioio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// FuzzReader takes any bytes for a file. Reading must end, with the same frames whether the size is
// known or not where the header tells the truth about it (of an empty sound a pipe may think that it
// goes on to the end), and what was read must survive being written
// and read again.
func FuzzReader(f *testing.F) {
	for _, a := range animals(f) {
		file, err := os.ReadFile(filepath.Join(zoo, a.File))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := NewReader(bytes.NewReader(file), int64(len(file)))
		pipe, pipeErr := NewReader(bytes.NewReader(file), -1)
		honest := len(file) >= 8 && int(binary.LittleEndian.Uint32(file[4:]))+8 == len(file)
		if honest && (err == nil) != (pipeErr == nil) {
			t.Fatalf("as a file %v, as a pipe %v", err, pipeErr)
		}
		if err != nil {
			if format := (*FormatError)(nil); !errors.As(err, &format) {
				t.Fatalf("%v is no FormatError", err)
			}
			return
		}
		header := Header{Format: r.Format(), Container: r.Container(), Frames: r.Frames(), Before: r.Before(), AfterSize: r.AfterSize()}
		raw := readRest(t, r, len(file))
		if pipeErr == nil {
			if fromPipe := readRest(t, pipe, len(file)); honest && len(raw) > 0 && !bytes.Equal(raw, fromPipe) {
				t.Fatalf("%d bytes from a file, %d from a pipe", len(raw), len(fromPipe))
			}
		}
		Metadata(append(r.Before(), r.After()...))

		out := &target{}
		w, err := NewWriter(out, header)
		write(t, w, err, raw, r.After()...)
		again := mustRead(t, bytes.NewReader(out.bytes), int64(len(out.bytes)))
		if got := readRest(t, again, len(out.bytes)); !bytes.Equal(got, raw) {
			t.Fatalf("%d bytes came back as %d", len(raw), len(got))
		}
		if !equalChunks(again.After(), r.After()) {
			t.Fatalf("the chunks after were %q, came back as %q", chunkNames(r.After()), chunkNames(again.After()))
		}
	})
}

// readRest reads all frames and fails as soon as there are more bytes than the file has.
func readRest(t *testing.T, r *Reader, most int) []byte {
	t.Helper()
	var raw []byte
	eachBlock(t, r, 16, func(p []byte) {
		if raw = append(raw, p...); len(raw) > most {
			t.Fatalf("%d bytes of samples from %d bytes", len(raw), most)
		}
	})
	return raw
}

// equalChunks compares chunks, but for the count in a fact, which is made anew.
func equalChunks(a, b []Chunk) bool {
	return slices.EqualFunc(a, b, func(c, d Chunk) bool {
		if c.ID == idFact && len(c.Data) >= 4 && len(d.Data) >= 4 {
			c.Data, d.Data = c.Data[4:], d.Data[4:]
		}
		return c.ID == d.ID && bytes.Equal(c.Data, d.Data)
	})
}
