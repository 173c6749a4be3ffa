package audioio

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// FuzzReader takes any bytes for a file. Reading must end, with the same frames whether the size is
// known or not, and what was read must survive being written and read again.
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
		if (err == nil) != (pipeErr == nil) {
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
		if fromPipe := readRest(t, pipe, len(file)); !bytes.Equal(raw, fromPipe) {
			t.Fatalf("%d bytes from a file, %d from a pipe", len(raw), len(fromPipe))
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

// readRest reads all frames and fails if there are more bytes than the file has.
func readRest(t *testing.T, r *Reader, most int) []byte {
	t.Helper()
	var raw []byte
	p := make([]byte, 16*r.Format().FrameSize())
	for {
		n, err := r.ReadRaw(p)
		raw = append(raw, p[:n*r.Format().FrameSize()]...)
		if len(raw) > most {
			t.Fatalf("%d bytes of samples from %d bytes", len(raw), most)
		}
		if err == io.EOF {
			return raw
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func equalChunks(a, b []Chunk) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].ID != b[i].ID || !bytes.Equal(a[i].Data, b[i].Data) {
			return false
		}
	}
	return true
}
