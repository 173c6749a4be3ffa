package audioio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-audio/wav"
)

// target is a file in memory that can seek.
type target struct {
	bytes []byte
	at    int64
}

func (f *target) Write(p []byte) (int, error) {
	if missing := f.at + int64(len(p)) - int64(len(f.bytes)); missing > 0 {
		f.bytes = append(f.bytes, make([]byte, missing)...)
	}
	copy(f.bytes[f.at:], p)
	f.at += int64(len(p))
	return len(p), nil
}

func (f *target) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekStart:
		f.at = offset
	case io.SeekCurrent:
		f.at += offset
	case io.SeekEnd:
		f.at = int64(len(f.bytes)) + offset
	}
	return f.at, nil
}

var note = Chunk{[4]byte{'n', 'o', 't', 'e'}, []byte("abc")}

// write writes raw with the given header to w and closes.
func write(t testing.TB, w *Writer, err error, raw []byte, after ...Chunk) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := w.WriteRaw(raw); err != nil {
		t.Fatal(err)
	}
	w.SetAfter(after)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func sizesOf(file []byte, dataAt int) (riff, data uint32) {
	return binary.LittleEndian.Uint32(file[4:]), binary.LittleEndian.Uint32(file[dataAt+4:])
}

func TestSizesAreRightAtOnce(t *testing.T) {
	f := Format{Rate: 8000, Channels: 1, Encoding: U8}
	var pipe bytes.Buffer
	w, err := NewWriter(&pipe, Header{Format: f, Frames: 3, AfterSize: chunkBytes([]Chunk{note})})
	write(t, w, err, []byte{1, 2, 3}, note)
	riff, data := sizesOf(pipe.Bytes(), 36)
	if riff != uint32(pipe.Len()-8) || data != 3 {
		t.Errorf("sizes are %d and %d, want %d and 3", riff, data, pipe.Len()-8)
	}
}

func TestSizesArePatched(t *testing.T) {
	f := Format{Rate: 8000, Channels: 1, Encoding: U8}
	for _, frames := range []int64{-1, 100, 0} {
		file := &target{}
		w, err := NewWriter(file, Header{Format: f, Frames: frames})
		write(t, w, err, []byte{1, 2, 3}, note)
		r := mustRead(t, bytes.NewReader(file.bytes), -1)
		if r.Frames() != 3 {
			t.Errorf("declared %d: %d frames, want 3", frames, r.Frames())
		}
		if got := readAll(t, r); !bytes.Equal(got, []byte{1, 2, 3}) || len(r.Warnings()) > 0 || len(r.After()) != 1 {
			t.Errorf("declared %d: read % x, chunks %q, warnings %q", frames, got, chunkNames(r.After()), r.Warnings())
		}
		if riff := binary.LittleEndian.Uint32(file.bytes[4:]); int(riff) != len(file.bytes)-8 {
			t.Errorf("declared %d: the RIFF size is %d, want %d", frames, riff, len(file.bytes)-8)
		}
	}
}

func TestUnknownLengthIntoAPipe(t *testing.T) {
	f := Format{Rate: 8000, Channels: 1, Encoding: PCM16}
	var pipe bytes.Buffer
	w, err := NewWriter(&pipe, Header{Format: f, Frames: -1})
	write(t, w, err, []byte{1, 2, 3, 4})
	riff, data := sizesOf(pipe.Bytes(), 36)
	if riff != 0xFFFFFFFF || data != 0xFFFFFFFF {
		t.Errorf("sizes are %08x and %08x, want all ones", riff, data)
	}
	if got := readAll(t, mustRead(t, &pipe, -1)); !bytes.Equal(got, []byte{1, 2, 3, 4}) {
		t.Errorf("read % x", got)
	}
}

// TestRF64 lowers the limit of a RIFF, so that the change of container needs no 4 GiB.
func TestRF64(t *testing.T) {
	f := Format{Rate: 8000, Channels: 1, Encoding: PCM16}
	raw := randomBytes(2000)
	for _, frames := range []int64{-1, 1000, 10} {
		file := &target{}
		w, err := newWriter(file, Header{Format: f, Frames: frames, AfterSize: chunkBytes([]Chunk{note})}, 1000)
		write(t, w, err, raw, note)
		if id := string(file.bytes[:4]); id != "RF64" {
			t.Errorf("declared %d: the container is %s, want RF64", frames, id)
		}
		r := mustRead(t, bytes.NewReader(file.bytes), -1)
		if r.Frames() != 1000 || r.Container() != RF64 {
			t.Errorf("declared %d: %d frames in a %v, want 1000 in an RF64", frames, r.Frames(), r.Container())
		}
		if got := readAll(t, r); !bytes.Equal(got, raw) || len(r.After()) != 1 || len(r.Warnings()) > 0 {
			t.Errorf("declared %d: the sound or its chunks changed; warnings %q", frames, r.Warnings())
		}
	}
}

func TestSmallStaysRIFF(t *testing.T) {
	f := Format{Rate: 8000, Channels: 1, Encoding: PCM16}
	for _, frames := range []int64{-1, 400} {
		file := &target{}
		w, err := newWriter(file, Header{Format: f, Frames: frames}, 1000)
		write(t, w, err, make([]byte, 800))
		if id := string(file.bytes[:4]); id != "RIFF" {
			t.Errorf("declared %d: the container is %s, want RIFF", frames, id)
		}
		if r := mustRead(t, bytes.NewReader(file.bytes), -1); r.Frames() != 400 {
			t.Errorf("declared %d: %d frames, want 400", frames, r.Frames())
		}
	}
}

func TestTooLongForRIFF(t *testing.T) {
	f := Format{Rate: 8000, Channels: 1, Encoding: PCM16}
	file := &target{}
	w, err := newWriter(file, Header{Format: f, Frames: 1}, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	w.riffLimit = 1000
	if err := w.WriteRaw(make([]byte, 2000)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); !errors.Is(err, ErrTooLong) {
		t.Errorf("got %v, want ErrTooLong", err)
	}
}

func TestExtensibleWhereTheFormatAsks(t *testing.T) {
	for _, c := range []struct {
		format Format
		want   bool
	}{
		{Format{Channels: 1, Encoding: U8}, false},
		{Format{Channels: 2, Encoding: PCM16}, false},
		{Format{Channels: 2, Encoding: ALaw}, false},
		{Format{Channels: 3, Encoding: PCM16}, true},
		{Format{Channels: 1, Encoding: PCM24}, true},
		{Format{Channels: 1, Encoding: Float32}, true},
		{Format{Channels: 2, Encoding: PCM16, ChannelMask: 3}, true},
		{Format{Channels: 2, Encoding: PCM16, Extensible: true}, true},
	} {
		c.format.Rate = 48000
		body := c.format.chunk()
		tag := binary.LittleEndian.Uint16(body)
		if (tag == tagExtensible) != c.want {
			t.Errorf("%+v has format tag %04x, want extensible %v", c.format, tag, c.want)
		}
		got, err := parseFormat(body, 0)
		c.format.Extensible = c.want
		if err != nil || got != c.format {
			t.Errorf("%+v reads back as %+v, %v", c.format, got, err)
		}
	}
}

func TestFactIsMadeAndReplaced(t *testing.T) {
	f := Format{Rate: 8000, Channels: 1, Encoding: ALaw}
	old := Chunk{idFact, []byte{9, 9, 9, 9, 7}}
	for name, before := range map[string][]Chunk{
		"made":           nil,
		"made after fmt": {note, {idFmt, nil}},
		"replaced":       {note, {idFmt, nil}, old},
	} {
		var file bytes.Buffer
		w, err := NewWriter(&file, Header{Format: f, Frames: 2, Before: before})
		write(t, w, err, []byte{1, 2})
		r := mustRead(t, &file, -1)
		facts := 0
		for _, c := range r.Before() {
			if c.ID == idFact {
				facts++
				if binary.LittleEndian.Uint32(c.Data) != 2 {
					t.Errorf("%s: fact says % x, want 2 frames", name, c.Data)
				}
			}
		}
		if facts != 1 {
			t.Errorf("%s: %d fact chunks, want 1", name, facts)
		}
	}
}

// TestGoAudioReadsIt takes go-audio/wav as a second opinion, in the encodings that it gets right.
func TestGoAudioReadsIt(t *testing.T) {
	for _, e := range []Encoding{PCM16, PCM24, PCM32} {
		f := Format{Rate: 44100, Channels: 2, Encoding: e}
		raw := randomBytes(100 * f.FrameSize())
		file := wavFile(t, f, raw)
		buf, err := wav.NewDecoder(bytes.NewReader(file)).FullPCMBuffer()
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := FromGoAudio(buf)
		if err != nil {
			t.Fatal(err)
		}
		ours, err := ReadAll(mustRead(t, bytes.NewReader(file), -1), 1000)
		if err != nil {
			t.Fatal(err)
		}
		for c := range ours {
			for i := range ours[c] {
				if ours[c][i] != theirs[c][i] {
					t.Fatalf("%v: channel %d, frame %d is %v, go-audio has %v", e, c, i, ours[c][i], theirs[c][i])
				}
			}
		}
	}
}

// TestReadGoAudio reads what go-audio/wav writes, which has no pad byte behind odd data.
func TestReadGoAudio(t *testing.T) {
	path := filepath.Join(t.TempDir(), "theirs.wav")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	samples := [][]float64{{0.5, -0.25, 0.125}}
	buf, clipped := ToIntBuffer(samples, 8000, 24)
	if clipped != 0 {
		t.Errorf("%d samples clipped", clipped)
	}
	encoder := wav.NewEncoder(file, 8000, 24, 1, 1)
	encoder.Metadata = &wav.Metadata{Title: "three"}
	if err := encoder.Write(buf); err != nil {
		t.Fatal(err)
	}
	if err := encoder.Close(); err != nil {
		t.Fatal(err)
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := mustRead(t, bytes.NewReader(written), int64(len(written)))
	got, err := ReadAll(r, 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || len(got[0]) != 3 || got[0][0] != 0.5 || got[0][1] != -0.25 || got[0][2] != 0.125 {
		t.Errorf("read %v, want %v", got, samples)
	}
	if m := Metadata(append(r.Before(), r.After()...)); m == nil || m.Title != "three" {
		t.Errorf("the metadata is %+v, want the title three", m)
	}
	if len(r.Warnings()) > 0 {
		t.Errorf("warnings %q", r.Warnings())
	}
}

// TestFactBehindTheSamples: some writers put it there, and a stale one would contradict the new one.
func TestFactBehindTheSamples(t *testing.T) {
	var file bytes.Buffer
	w, err := NewWriter(&file, Header{Format: Format{Rate: 8000, Channels: 1, Encoding: ULaw}, Frames: 2})
	write(t, w, err, []byte{1, 2}, Chunk{idFact, []byte{9, 9, 9, 9, 7}})
	r := mustRead(t, &file, -1)
	readAll(t, r)
	if got := r.After()[0].Data; !bytes.Equal(got, []byte{2, 0, 0, 0, 7}) {
		t.Errorf("fact behind the samples is % x", got)
	}
}

// TestWithEncodingReadsBack: every change of encoding gives a header that can be read.
func TestWithEncodingReadsBack(t *testing.T) {
	for _, from := range []Format{
		{Rate: 8000, Channels: 4, Encoding: PCM16, Ambisonic: true, Extensible: true},
		{Rate: 8000, Channels: 2, Encoding: PCM24, ValidBits: 20, ChannelMask: 3},
		{Rate: 8000, Channels: 1, Encoding: Float64},
	} {
		for e := range encodings {
			f := from.WithEncoding(Encoding(e))
			got, err := parseFormat(f.chunk(), 0)
			f.Extensible = f.extensible()
			if err != nil || got != f {
				t.Errorf("%+v reads back as %+v, %v", f, got, err)
			}
		}
	}
}

// TestSizesIntoAPipe compares the sizes that are written before the samples with what follows them.
func TestSizesIntoAPipe(t *testing.T) {
	for _, a := range animals(t) {
		if a.Error != "" || a.Warning != "" {
			continue
		}
		file, err := os.ReadFile(filepath.Join(zoo, a.File))
		if err != nil {
			t.Fatal(err)
		}
		in := mustRead(t, bytes.NewReader(file), int64(len(file)))
		var pipe bytes.Buffer
		w, err := NewWriter(&pipe, Header{Format: in.Format(), Frames: in.Frames(), Before: in.Before(), AfterSize: in.AfterSize()})
		if err != nil {
			t.Fatal(err)
		}
		if err := w.WriteRaw(readAll(t, in)); err != nil {
			t.Fatal(err)
		}
		w.SetAfter(in.After())
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if riff := binary.LittleEndian.Uint32(pipe.Bytes()[4:]); int(riff) != pipe.Len()-8 {
			t.Errorf("%s: the RIFF size is %d, want %d", a.File, riff, pipe.Len()-8)
		}
	}
}

// TestOddSoundThroughTwoPipes: a pad byte behind a sound of unknown length would be a sample next time.
func TestOddSoundThroughTwoPipes(t *testing.T) {
	sound := []byte{1, 2, 3}
	for range 2 {
		var pipe bytes.Buffer
		w, err := NewWriter(&pipe, Header{Format: Format{Rate: 8000, Channels: 1, Encoding: U8}, Frames: -1})
		write(t, w, err, sound)
		sound = readAll(t, mustRead(t, &pipe, -1))
	}
	if !bytes.Equal(sound, []byte{1, 2, 3}) {
		t.Errorf("three samples became % x", sound)
	}
}
