package audioio

import (
	"bytes"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readAll reads a file to its end, and returns the reader, or nil where it is refused.
func readThrough(data []byte, size int64) *Reader {
	r, err := NewReader(bytes.NewReader(data), size)
	if err != nil {
		return nil
	}
	p := make([]byte, 64*r.Format().FrameSize())
	for err == nil {
		_, err = r.ReadRaw(p)
	}
	if err != io.EOF {
		return nil
	}
	return r
}

// TestLayout looks where the layout of every file of the zoo says that a chunk lies: there it is, and the samples end where the file or the next chunk begins.
func TestLayout(t *testing.T) {
	paths, err := filepath.Glob("../testdata/zoo/*.wav")
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	files := 0
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, size := range []int64{int64(len(data)), -1} {
			r := readThrough(data, size)
			if r == nil {
				continue
			}
			files++
			last := int64(12)
			samples := 0
			for _, p := range r.Layout() {
				if p.Offset < last || p.Offset+8 > int64(len(data)) || !bytes.Equal(data[p.Offset:p.Offset+4], p.ID[:]) {
					t.Errorf("%s: no chunk %q at byte %d", path, p.ID, p.Offset)
					break
				}
				last = p.Offset + 8
				if p.ID == idData && samples == 0 {
					samples++
					if end := p.Offset + 8 + p.Bytes; end > int64(len(data)) {
						t.Errorf("%s: the samples end at byte %d of %d", path, end, len(data))
					}
					last += p.Bytes
				}
			}
			if want := len(r.Before()) + len(r.After()) + 1; len(r.Layout()) < want || samples != 1 {
				t.Errorf("%s: %d places, want %d at least", path, len(r.Layout()), want)
			}
		}
	}
	if files < 60 {
		t.Errorf("only %d files of the zoo were read", files)
	}
}

// TestLayoutOfTruncatedSamples: what is told of the samples is what there is of them.
func TestLayoutOfTruncatedSamples(t *testing.T) {
	data, err := os.ReadFile("../samples/click.wav")
	if err != nil {
		t.Fatal(err)
	}
	for _, size := range []int64{1000, -1} {
		r := readThrough(data[:1000], size)
		places := r.Layout()
		last := places[len(places)-1]
		whole := (1000 - last.Offset - 8) / 3 * 3
		if last.ID != idData || last.Bytes < whole || last.Bytes > 1000-last.Offset-8 {
			t.Errorf("size %d: %q at %d with %d bytes, want %d", size, last.ID, last.Offset, last.Bytes, whole)
		}
	}
}

func broadcastChunk(version uint16) []byte {
	data := make([]byte, 602)
	copy(data, "A take\x00left over")
	copy(data[256:], "Gr\xfcn & Co")
	copy(data[288:], "REF-1")
	copy(data[320:], "2026-11-24")
	copy(data[330:], "12:30:00")
	binary.LittleEndian.PutUint64(data[338:], 48000*3600)
	binary.LittleEndian.PutUint16(data[346:], version)
	data[348], data[411] = 0xAB, 0x01
	for i, v := range []int16{-2300, 510, -105, 0x7FFF, -1850} {
		binary.LittleEndian.PutUint16(data[412+2*i:], uint16(v))
	}
	return append(data, "A=PCM,F=48000\r\nA=MPEG\r\n\x00"...)
}

func TestReadBroadcast(t *testing.T) {
	chunk := func(data []byte) []Chunk {
		return []Chunk{{ID: [4]byte{'L', 'I', 'S', 'T'}}, {ID: [4]byte{'b', 'e', 'x', 't'}, Data: data}}
	}
	b := ReadBroadcast(chunk(broadcastChunk(2)))
	if b.Description != "A take" || b.Originator != "Grün & Co" || b.OriginatorReference != "REF-1" || b.OriginationDate != "2026-11-24" ||
		b.OriginationTime != "12:30:00" || b.TimeReference != 172800000 || b.Version != 2 || b.CodingHistory != "A=PCM,F=48000\r\nA=MPEG" {
		t.Errorf("%+v", b)
	}
	if b.LoudnessValue != -23 || b.LoudnessRange != 5.1 || b.MaxTruePeak != -1.05 || b.MaxMomentary == b.MaxMomentary || b.MaxShortTerm != -18.5 {
		t.Errorf("%+v", b)
	}
	if want := "ab" + strings.Repeat("00", 62) + "01"; b.UMID != want {
		t.Errorf("UMID %s", b.UMID)
	}
	if old := ReadBroadcast(chunk(broadcastChunk(0))); old.UMID != "" || old.LoudnessValue == old.LoudnessValue {
		t.Errorf("version 0: %+v", old)
	}
	if ReadBroadcast(nil) != nil || ReadBroadcast(chunk(make([]byte, 601))) != nil {
		t.Error("a chunk that is no bext was read")
	}
}

func TestCommentChunk(t *testing.T) {
	for _, text := range []string{"made by hand", "odd", ""} {
		if m := Metadata([]Chunk{CommentChunk(text)}); m == nil || m.Comments != text {
			t.Errorf("%q: %+v", text, m)
		}
	}
}
