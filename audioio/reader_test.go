package audioio

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"
)

// failing returns err behind the bytes of r.
type failing struct {
	r   io.Reader
	err error
}

func (f failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = f.err
	}
	return n, err
}

// TestReadErrorsAreReported cuts the input by an error at every byte: it must come out, and no frame
// behind it.
func TestReadErrorsAreReported(t *testing.T) {
	f := Format{Rate: 8000, Channels: 2, Encoding: PCM24}
	file := wavFile(t, f, randomBytes(11*f.FrameSize()), Chunk{[4]byte{'n', 'o', 't', 'e'}, []byte("abc")})
	broken := errors.New("the disk is broken")
	for cut := range file {
		r, err := NewReader(failing{bytes.NewReader(file[:cut]), broken}, int64(len(file)))
		for err == nil {
			_, err = r.ReadRaw(make([]byte, 4*f.FrameSize()))
		}
		if !errors.Is(err, broken) {
			t.Fatalf("cut at byte %d: got error %v, want %v", cut, err, broken)
		}
	}
}

// TestTruncationAnywhere cuts a file at every byte: the whole frames before it are there, with a
// warning of both sizes.
func TestTruncationAnywhere(t *testing.T) {
	f := Format{Rate: 8000, Channels: 2, Encoding: PCM16}
	raw := randomBytes(9 * f.FrameSize())
	file := wavFile(t, f, raw)
	header := len(file) - len(raw)
	for cut := header; cut < len(file); cut++ {
		for _, size := range []int64{int64(cut), -1} {
			r := mustRead(t, bytes.NewReader(file[:cut]), size)
			want := raw[:(cut-header)/f.FrameSize()*f.FrameSize()]
			if got := readAll(t, r); !bytes.Equal(got, want) {
				t.Fatalf("cut at byte %d: got %d bytes, want %d", cut, len(got), len(want))
			}
			warning := fmt.Sprintf("declares %d bytes, the file holds %d;", len(raw), cut-header)
			if w := r.Warnings(); len(w) != 1 || !strings.Contains(w[0], warning) {
				t.Fatalf("cut at byte %d: warnings %q, want one with %q", cut, w, warning)
			}
		}
	}
}

// TestForgedSizesTakeNoMemory declares every size as large as it gets.
func TestForgedSizesTakeNoMemory(t *testing.T) {
	header := wavFile(t, Format{Rate: 8000, Channels: 1, Encoding: U8}, nil)
	var forged [][]byte
	for at := 0; at+4 <= len(header); at++ {
		for _, size := range []uint32{1 << 31, math.MaxUint32, math.MaxUint32 - 1, 1 << 26} {
			f := bytes.Clone(header)
			binary.LittleEndian.PutUint32(f[at:], size)
			forged = append(forged, f)
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, f := range forged {
		if r, err := NewReader(bytes.NewReader(f), -1); err == nil {
			ReadAll(r, 1000)
		}
	}
	runtime.ReadMemStats(&after)
	perFile := (after.TotalAlloc - before.TotalAlloc) / uint64(len(forged))
	if perFile > 1<<20 {
		t.Errorf("%d bytes allocated for each file of %d bytes", perFile, len(header))
	}
}

// zeros is an endless input.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestChunksBeyondTheBoundAreDropped(t *testing.T) {
	f := Format{Rate: 8000, Channels: 1, Encoding: U8}
	plain := wavFile(t, f, []byte{128, 128})
	huge := int64(MaxChunkBytes + 1)
	file := io.MultiReader(
		bytes.NewReader(plain[:12]),
		bytes.NewReader(appendHeader(nil, [4]byte{'h', 'u', 'g', 'e'}, uint32(huge))),
		io.LimitReader(zeros{}, huge+1),
		bytes.NewReader(plain[12:]),
	)
	r := mustRead(t, file, -1)
	if got := readAll(t, r); len(got) != 2 {
		t.Errorf("got %d frames, want 2", len(got))
	}
	if w := r.Warnings(); len(w) != 1 || !strings.Contains(w[0], `the "huge" chunk at byte 12 was dropped`) {
		t.Errorf("warnings %q, want one of the huge chunk", w)
	}
	if len(chunkNames(r.Before())) != 0 {
		t.Errorf("chunks %q were kept", chunkNames(r.Before()))
	}
}

func TestReadBeyond4GiB(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 4 GiB")
	}
	f := Format{Rate: 48000, Channels: 8, Encoding: Float64}
	frames := int64(1<<32)/int64(f.FrameSize()) + 10
	var head bytes.Buffer
	w, err := NewWriter(&head, Header{Format: f, Frames: frames})
	if err != nil {
		t.Fatal(err)
	}
	if w.Format() != f {
		t.Errorf("the writer's format is %+v", w.Format())
	}
	if id := head.String()[:4]; id != "RF64" {
		t.Fatalf("the container is %s, want RF64", id)
	}
	r := mustRead(t, io.MultiReader(&head, io.LimitReader(zeros{}, frames*int64(f.FrameSize()))), -1)
	if r.Frames() != frames {
		t.Errorf("%d frames, want %d", r.Frames(), frames)
	}
	got := countFrames(t, r)
	if got != frames || len(r.Warnings()) > 0 {
		t.Errorf("read %d frames with warnings %q, want %d", got, r.Warnings(), frames)
	}
}

func TestReadAllLimit(t *testing.T) {
	m := NewMemory(Format{Rate: 1, Channels: 1, Encoding: U8}, [][]float64{make([]float64, 100)})
	if _, err := ReadAll(m, 99); err == nil {
		t.Error("100 frames were read with a limit of 99")
	}
}

// TestSoXStreamBeyondItsSize: SoX writes 0x7FFFF000 into a pipe, and then as much as there is.
func TestSoXStreamBeyondItsSize(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 2 GiB")
	}
	file := wavFile(t, Format{Rate: 48000, Channels: 2, Encoding: PCM32}, nil)
	binary.LittleEndian.PutUint32(file[len(file)-4:], 0x7FFFF000)
	r := mustRead(t, io.MultiReader(bytes.NewReader(file), io.LimitReader(zeros{}, 0x80000000)), -1)
	frames := countFrames(t, r)
	if frames != 0x80000000/8 || len(r.Warnings()) > 0 {
		t.Errorf("%d frames with warnings %q, want %d", frames, r.Warnings(), 0x80000000/8)
	}
}

// TestEmptyChunksAreBounded: what costs nothing in the file costs memory when it is kept.
func TestEmptyChunksAreBounded(t *testing.T) {
	plain := wavFile(t, Format{Rate: 8000, Channels: 1, Encoding: U8}, []byte{128, 128})
	empty := appendHeader(nil, [4]byte{'n', 'o', 'n', 'e'}, 0)
	many := bytes.Repeat(empty, 3*maxChunks)
	file := append(append(bytes.Clone(plain[:12]), many...), plain[12:]...)
	r := mustRead(t, bytes.NewReader(append(file, many...)), -1)
	if got := readAll(t, r); len(got) != 2 {
		t.Errorf("got %d frames, want 2", len(got))
	}
	if n := len(r.Before()) + len(r.After()); n > maxChunks+1 { // and fmt
		t.Errorf("%d chunks were kept, want at most %d", n, maxChunks)
	}
	if w := r.Warnings(); len(w) != maxWarnings+1 || !strings.HasPrefix(w[maxWarnings], "and ") {
		t.Errorf("%d warnings, the last %q", len(w), w[len(w)-1])
	}
}
