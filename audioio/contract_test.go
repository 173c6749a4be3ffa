package audioio

import (
	"bytes"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
)

// checkSource holds a source to the promises of [Source]. open gives the sound anew, raw is what it
// holds.
func checkSource(t *testing.T, open func() Source, raw []byte) {
	t.Helper()
	frameSize := open().Format().FrameSize()
	frames := len(raw) / frameSize
	if n := open().Frames(); n != int64(frames) && n != -1 {
		t.Errorf("Frames is %d, want %d or -1", n, frames)
	}
	rng := rand.New(rand.NewPCG(1, uint64(frames)))
	for _, most := range []int{1, 2, 3, 7, 100, frames + 1} {
		s := open()
		var got []byte
		for {
			p := make([]byte, (1+rng.IntN(most))*frameSize)
			n, err := s.ReadRaw(p)
			got = append(got, p[:n*frameSize]...)
			if err == nil && n*frameSize != len(p) {
				t.Fatalf("ReadRaw gave %d of %d bytes without an error", n*frameSize, len(p))
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, raw) {
			t.Fatalf("in blocks of up to %d frames: got %d bytes that differ from the %d of the sound", most, len(got), len(raw))
		}
		if n, err := s.ReadRaw(make([]byte, frameSize)); n != 0 || err != io.EOF {
			t.Errorf("behind the end ReadRaw gives %d frames and %v, want 0 and EOF", n, err)
		}
	}
	s := open()
	if n, err := s.ReadRaw(nil); n != 0 || err != nil {
		t.Errorf("ReadRaw of nothing gives %d frames and %v, want 0 and nil", n, err)
	}
}

// checkSink holds a sink to the promises of [Sink]. read returns the raw frames that it got.
func checkSink(t *testing.T, open func() (s Sink, read func() []byte), raw []byte) {
	t.Helper()
	rng := rand.New(rand.NewPCG(2, uint64(len(raw))))
	for _, most := range []int{1, 3, 50, len(raw) + 1} {
		s, read := open()
		frameSize := s.Format().FrameSize()
		for rest := raw; len(rest) > 0; {
			n := min((1+rng.IntN(most))*frameSize, len(rest))
			block := slices.Clone(rest[:n])
			if err := s.WriteRaw(block); err != nil {
				t.Fatal(err)
			}
			clear(block) // a sink may not keep it
			rest = rest[n:]
		}
		if got := read(); !bytes.Equal(got, raw) {
			t.Errorf("in blocks of up to %d frames: got %d bytes that differ from the %d written", most, len(got), len(raw))
		}
	}
}

// randomBytes returns n bytes that depend on n alone.
func randomBytes(n int) []byte {
	rng := rand.New(rand.NewPCG(3, uint64(n)))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	return b
}

// wavFile returns a WAV file of the given raw frames.
func wavFile(t testing.TB, f Format, raw []byte, after ...Chunk) []byte {
	t.Helper()
	var file bytes.Buffer
	w, err := NewWriter(&file, Header{Format: f, Frames: int64(len(raw) / f.FrameSize()), AfterSize: chunkBytes(after)})
	write(t, w, err, raw, after...)
	return file.Bytes()
}

func formats() []Format {
	var all []Format
	for e := range encodings {
		for _, channels := range []int{1, 2, 3} {
			all = append(all, Format{Rate: 44100, Channels: channels, Encoding: Encoding(e)})
		}
	}
	return all
}

func TestContracts(t *testing.T) {
	for _, f := range formats() {
		for _, frames := range []int{0, 1, 250} {
			raw := randomBytes(frames * f.FrameSize())
			file := wavFile(t, f, raw)
			checkSource(t, func() Source { return mustRead(t, bytes.NewReader(file), int64(len(file))) }, raw)
			checkSource(t, func() Source { return mustRead(t, dribble{bytes.NewReader(file)}, -1) }, raw)
			checkSource(t, func() Source { return &Memory{format: f, raw: raw} }, raw)
			checkSink(t, func() (Sink, func() []byte) {
				m := NewMemory(f, nil)
				return m, func() []byte { return m.raw }
			}, raw)
			checkSink(t, func() (Sink, func() []byte) {
				var file bytes.Buffer
				w, err := NewWriter(&file, Header{Format: f, Frames: int64(frames)})
				if err != nil {
					t.Fatal(err)
				}
				return w, func() []byte {
					if err := w.Close(); err != nil {
						t.Fatal(err)
					}
					return readAll(t, mustRead(t, &file, -1))
				}
			}, raw)
		}
	}
}

// dribble reads a byte or two at a time, as a slow pipe may.
type dribble struct{ r io.Reader }

func (d dribble) Read(p []byte) (int, error) { return d.r.Read(p[:min(len(p), 2)]) }

func mustRead(t testing.TB, r io.Reader, size int64) *Reader {
	t.Helper()
	reader, err := NewReader(r, size)
	if err != nil {
		t.Fatal(err)
	}
	return reader
}

// readAll returns the raw frames of s.
func readAll(t testing.TB, s Source) []byte {
	t.Helper()
	var raw []byte
	eachBlock(t, s, 64, func(p []byte) { raw = append(raw, p...) })
	return raw
}

// countFrames reads s to its end and returns how many frames it has, without keeping them.
func countFrames(t testing.TB, s Source) (frames int64) {
	t.Helper()
	eachBlock(t, s, 1<<16, func(p []byte) { frames += int64(len(p) / s.Format().FrameSize()) })
	return frames
}

// eachBlock reads s to its end in blocks of up to frames frames.
func eachBlock(t testing.TB, s Source, frames int, do func(p []byte)) {
	t.Helper()
	p := make([]byte, frames*s.Format().FrameSize())
	for {
		n, err := s.ReadRaw(p)
		do(p[:n*s.Format().FrameSize()])
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
