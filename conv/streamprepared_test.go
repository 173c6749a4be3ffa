package conv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"

	"sigconv/audioio"
)

// preparable returns filters for two channels, of every way that a stream can take.
func preparable() map[string]Filter {
	return map[string]Filter{
		"identity": NewKernel([][]float64{{1}}, 0, Convolution),
		"direct":   NewKernel([][]float64{random(5, 1)}, 2, Convolution),
		"fft":      NewKernel([][]float64{random(63, 1)}, 31, Convolution),
		"long":     NewKernel([][]float64{random(3000, 1)}, 100, Convolution),
		"channels": NewKernel([][]float64{random(63, 1), random(63, 2)}, 31, Convolution),
		"stack":    randomStack([]int{1, 3, 1}, []int{5, 40}, Tanh),
		"mixed":    Mix(randomStack([]int{1, 1}, []int{40}, ReLU), 0.5, 0.25),
		"joint":    randomStack([]int{2, 3, 1}, []int{40, 5}, Tanh),
	}
}

// sound returns the raw frames of a sound of format f.
func sound(f audioio.Format, frames int) *rawSound {
	raw := make([]byte, frames*f.FrameSize())
	audioio.Encoder{Format: f}.Encode(raw, randomSound(f.Channels, frames), 0)
	return &rawSound{format: f, raw: raw}
}

// A rawSound is a source that takes no memory for a stream.
type rawSound struct {
	format audioio.Format
	raw    []byte
	read   int
}

func (s *rawSound) Format() audioio.Format { return s.format }
func (s *rawSound) Frames() int64          { return int64(len(s.raw) / s.format.FrameSize()) }

func (s *rawSound) ReadRaw(p []byte) (frames int, err error) {
	n := copy(p, s.raw[s.read:])
	s.read += n
	if n < len(p) {
		err = io.EOF
	}
	return n / s.format.FrameSize(), err
}

// again returns s from its begin.
func (s *rawSound) again() *rawSound { return &rawSound{format: s.format, raw: s.raw} }

// bytesOf returns what a stream of src through f writes in encoding e.
func bytesOf(f Filter, src audioio.Source, e audioio.Encoding, o Options) ([]byte, Report, error) {
	out := src.Format().WithEncoding(e)
	out.Channels = f.Outputs(out.Channels)
	sink := &raw{Discard: audioio.Discard(out)}
	report, err := Stream(context.Background(), sink, src, f, o)
	return sink.got, report, err
}

// checkSame compares a stream of src through a prepared filter with one through the filter that it was made from.
func checkSame(t *testing.T, name string, prepared, plain Filter, src *rawSound, e audioio.Encoding, o Options) {
	t.Helper()
	got, gotReport, err := bytesOf(prepared, src.again(), e, o)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	want, wantReport, err := bytesOf(plain, src.again(), e, o)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	if !bytes.Equal(got, want) || gotReport != wantReport {
		t.Errorf("%s: prepared it gives other bytes than plain, or reports %+v instead of %+v", name, gotReport, wantReport)
	}
}

// checkPrepared compares streams one after the other, of other lengths, formats and options each time.
func checkPrepared(t *testing.T, name string, prepared, plain Filter) {
	t.Helper()
	for _, frames := range []int{1000, 0, 50000, 1, 7000} {
		for _, e := range []audioio.Encoding{audioio.PCM16, audioio.PCM24, audioio.Float64} {
			f := audioio.Format{Rate: 48000, Channels: 2, Encoding: e}
			src := sound(f, frames)
			for i, o := range []Options{
				{Jobs: 1},
				{Jobs: 3, Mode: Full, Dither: true, Seed: 3},
				{Jobs: 1, Mode: Valid, Engine: Direct},
				{Jobs: 2, blockFrames: 700},
			} {
				checkSame(t, fmt.Sprintf("%s, %d frames of %v, options %d", name, frames, e, i), prepared, plain, src, audioio.PCM16, o)
			}
		}
	}
}

func TestPreparedGivesTheSameBits(t *testing.T) {
	for name, f := range preparable() {
		checkPrepared(t, name, Prepare(f, Auto), f)
		checkPrepared(t, name+" twice", Prepare(Prepare(f, Auto), Direct), f)
	}
}

func TestPreparedTakesAnyNumberOfChannels(t *testing.T) {
	for _, name := range []string{"fft", "stack", "mixed"} {
		plain := preparable()[name]
		prepared := Prepare(plain, Auto)
		for _, channels := range []int{1, 3, 2, 1} {
			src := sound(audioio.Format{Rate: 48000, Channels: channels, Encoding: audioio.PCM16}, 5000)
			checkSame(t, name, prepared, plain, src, audioio.PCM16, Options{Jobs: 2})
		}
	}
}

func TestPreparedSideBySide(t *testing.T) {
	for name, f := range preparable() {
		prepared := Prepare(f, Auto)
		var all sync.WaitGroup
		for i := range 4 {
			all.Go(func() {
				for frames := 100; frames < 40000; frames = frames*5 + i {
					src := sound(audioio.Format{Rate: 48000, Channels: 2, Encoding: audioio.PCM16}, frames)
					checkSame(t, name, prepared, f, src, audioio.PCM24, Options{Jobs: 1 + i%2})
				}
			})
		}
		all.Wait()
	}
}

// TestPreparedKeepsNothingThatIsUsed: what a stream worked with that did not come to its end is left to it.
func TestPreparedKeepsNothingThatIsUsed(t *testing.T) {
	format := audioio.Format{Rate: 48000, Channels: 2, Encoding: audioio.PCM16}
	for name, f := range preparable() {
		p := Prepare(f, Auto).(*prepared)
		out := audioio.Discard(format)
		out.Channels = f.Outputs(2)
		if _, err := Stream(t.Context(), fullDisk{out}, sound(format, 100_000), p, Options{Jobs: 2, blockFrames: 10}); !errors.Is(err, errBroken) {
			t.Errorf("%s: got %v, want the error of the sink", name, err)
		}
		if p.ready.kits.Get() != nil {
			t.Errorf("%s: kept what a stream into a full disk worked with", name)
		}
		cancelled(t, p, sound(format, 100_000), out)
		if p.ready.kits.Get() != nil {
			t.Errorf("%s: kept what a cancelled stream worked with", name)
		}
		checkPrepared(t, name, p, f)
	}
}

// cancelled streams a sound whose second block never comes until the stream is cancelled, and lets it come then.
func cancelled(t *testing.T, f Filter, src audioio.Source, out audioio.Discard) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		hang := make(chan struct{})
		go func() {
			synctest.Wait() // for the read to hang
			cancel(errBroken)
		}()
		_, err := Stream(ctx, out, &broken{Source: src, after: 1, err: io.EOF, hang: hang}, f, Options{Jobs: 2, blockFrames: 10})
		if !errors.Is(err, errBroken) {
			t.Errorf("got %v, want the cause of the cancellation", err)
		}
		close(hang)
	})
}

// TestPreparedAfterAReadError: the next stream begins anew.
func TestPreparedAfterAReadError(t *testing.T) {
	format := audioio.Format{Rate: 48000, Channels: 2, Encoding: audioio.PCM16}
	whole := sound(format, 100_000) // several blocks of the largest transform
	for name, f := range preparable() {
		p := Prepare(f, Auto)
		for after := range 3 {
			src := &broken{Source: whole.again(), after: after, err: errBroken}
			if _, _, err := bytesOf(p, src, audioio.PCM16, Options{Jobs: 2, blockFrames: 100}); !errors.Is(err, errBroken) {
				t.Errorf("%s: got %v, want the error of the source", name, err)
			}
			checkSame(t, name, p, f, whole, audioio.PCM16, Options{Jobs: 2, blockFrames: 100})
		}
	}
}

// TestPreparedTakesLittleMemory measures many streams, for the pool drops some of what it is given under the race
// detector, and at a collection.
func TestPreparedTakesLittleMemory(t *testing.T) {
	src := sound(audioio.Format{Rate: 48000, Channels: 2, Encoding: audioio.PCM16}, 20000)
	for name, f := range preparable() {
		plain, prepared := allocated(t, f, src), allocated(t, Prepare(f, Auto), src)
		if prepared > plain/2 {
			t.Errorf("%s: %d bytes a stream prepared, %d plain; want less than half", name, prepared, plain)
		}
	}
}

// allocated returns the bytes that a stream allocates, the first one aside.
func allocated(t *testing.T, f Filter, src *rawSound) uint64 {
	t.Helper()
	const streams = 40
	out := audioio.Discard(src.Format())
	out.Channels = f.Outputs(out.Channels)
	var before, after runtime.MemStats
	for i := range streams + 1 {
		if i == 1 {
			runtime.ReadMemStats(&before)
		}
		if _, err := Stream(t.Context(), out, src.again(), f, Options{Jobs: 1}); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	return (after.TotalAlloc - before.TotalAlloc) / streams
}

// BenchmarkStreamShort puts filters on a second of sound, as many at once as there are cores.
func BenchmarkStreamShort(b *testing.B) {
	src := sound(audioio.Format{Rate: 48000, Channels: 1, Encoding: audioio.PCM16}, 48000)
	for name, f := range map[string]Filter{
		"63taps": NewKernel([][]float64{random(63, 3)}, 31, Convolution),
		"stack":  randomStack([]int{1, 2, 1}, []int{5, 5}, ReLU),
	} {
		b.Run(name+"/plain", func(b *testing.B) { streamShort(b, f, src) })
		b.Run(name+"/prepared", func(b *testing.B) { streamShort(b, Prepare(f, Auto), src) })
	}
}

func streamShort(b *testing.B, f Filter, src *rawSound) {
	b.ReportAllocs()
	b.RunParallel(func(next *testing.PB) {
		for next.Next() {
			if _, err := Stream(context.Background(), audioio.Discard(src.Format()), src.again(), f, Options{Jobs: 1}); err != nil {
				b.Error(err)
			}
		}
	})
}
