package conv

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"sigconv/audioio"
)

func float64Format(channels int) audioio.Format {
	return audioio.Format{Rate: 48000, Channels: channels, Encoding: audioio.Float64}
}

// streamed applies k to the channels of x.
func streamed(t testing.TB, x [][]float64, k *Kernel, o Options) ([][]float64, Report) {
	t.Helper()
	f := float64Format(len(x))
	out := audioio.NewMemory(f, nil)
	report, err := Stream(t.Context(), out, audioio.NewMemory(f, x), k, o)
	if err != nil {
		t.Fatal(err)
	}
	return out.Samples(), report
}

func TestStreamEqualsDefinition(t *testing.T) {
	for _, e := range bothEngines {
		for _, taps := range []int{1, 2, 3, 64, 300} {
			for _, frames := range []int{0, 1, 2, 63, 64, 65, 299, 300, 301, 5000} {
				for _, mode := range []Mode{Same, Full, Valid} {
					t.Run(fmt.Sprintf("%v/%dtaps/%dframes/%v", e, taps, frames, mode), func(t *testing.T) {
						for _, center := range []int{0, Middle(taps), taps - 1} {
							x, h := random(frames, 1), random(taps, 2)
							k := NewKernel([][]float64{h}, center, Convolution)
							k.Bias = 0.125
							got, report := streamed(t, [][]float64{x}, k, Options{Mode: mode, Engine: e, blockFrames: 64})
							want := resultSlowly(x, h, k.Bias, mode, center)
							checkClose(t, got[0], want, tolerance(e, x, h))
							if report.FramesIn != int64(frames) || report.FramesOut != int64(len(want)) {
								t.Errorf("report %+v, want %d frames in, %d out", report, frames, len(want))
							}
							if n := mode.Frames(int64(frames), taps, center); n != int64(len(want)) {
								t.Errorf("Mode.Frames is %d, want %d", n, len(want))
							}
						}
					})
				}
			}
		}
	}
}

// TestOneAnswer: the bytes do not depend on blocks, workers, or whether a Convolver or Stream made them.
func TestOneAnswer(t *testing.T) {
	x := [][]float64{random(20000, 1), random(20000, 2)}
	for _, e := range bothEngines {
		for _, taps := range []int{1, 5, 200} {
			k := NewKernel([][]float64{random(taps, 3), random(taps, 4)}, taps/2, Convolution)
			k.Bias = 0.01
			want, _ := streamed(t, x, k, Options{Mode: Full, Engine: e})
			for c := range x {
				whole := NewConvolver(k.Taps[c], k.Bias, e)
				checkSameBits(t, whole.Flush(whole.Process(nil, x[c])), want[c])
			}
			for _, jobs := range []int{1, 2, 3, 16} {
				for _, block := range []int{1, 100, 1023, 1024, 1025, 30000} {
					got, _ := streamed(t, x, k, Options{Mode: Full, Engine: e, Jobs: jobs, blockFrames: block})
					for c := range x {
						checkSameBits(t, got[c], want[c])
					}
					same, _ := streamed(t, x, k, Options{Mode: Same, Engine: e, Jobs: jobs, blockFrames: block})
					for c := range x {
						checkSameBits(t, same[c], want[c][k.Center:k.Center+len(x[c])])
					}
				}
			}
		}
	}
}

func TestDitherIsOneAnswerToo(t *testing.T) {
	in := float64Format(2)
	out := in.WithEncoding(audioio.PCM16)
	x := [][]float64{random(5000, 1), random(5000, 2)}
	k := NewKernel([][]float64{{0.5, 0.25, 0.125}}, 1, Convolution)
	var want []byte
	for _, block := range []int{0, 1, 7, 1000} {
		sink := &raw{Discard: audioio.Discard(out)}
		o := Options{Mode: Same, Dither: true, Seed: 5, Jobs: 3, blockFrames: block}
		if _, err := Stream(t.Context(), sink, audioio.NewMemory(in, x), k, o); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = sink.got
		} else if !bytes.Equal(sink.got, want) {
			t.Errorf("blocks of %d frames give other bytes", block)
		}
	}
}

// raw is a sink that collects bytes.
type raw struct {
	audioio.Discard
	got []byte
}

func (r *raw) WriteRaw(p []byte) error { r.got = append(r.got, p...); return nil }

func TestCorrelationIsTheLecturesMatrix(t *testing.T) {
	// [a1 a2 a3 0; 0 a1 a2 a3] · x
	k := NewKernel([][]float64{{1, 2, 3}}, 0, Correlation)
	got, _ := streamed(t, [][]float64{{1, 10, 100, 1000}}, k, Options{Mode: Valid})
	checkSameBits(t, got[0], []float64{321, 3210})
	// In mode same, y[n] = Σ a[k]·x[n+k].
	got, _ = streamed(t, [][]float64{{1, 10, 100, 1000}}, k, Options{Mode: Same})
	checkSameBits(t, got[0], []float64{321, 3210, 2100, 1000})
}

func TestOneChannelServesAll(t *testing.T) {
	x := [][]float64{random(100, 1), random(100, 2), random(100, 3)}
	h := random(7, 4)
	got, _ := streamed(t, x, NewKernel([][]float64{h}, 3, Convolution), Options{})
	for c := range x {
		checkClose(t, got[c], resultSlowly(x[c], h, 0, Same, 3), tolerance(Direct, x[c], h))
	}
}

func TestManyChannels(t *testing.T) {
	x := make([][]float64, audioio.MaxChannels)
	for c := range x {
		x[c] = random(50, uint64(c))
	}
	h := random(200, 1)
	got, _ := streamed(t, x, NewKernel([][]float64{h}, 0, Convolution), Options{Mode: Full})
	for c := range x {
		checkClose(t, got[c], fullSlowly(x[c], h, 0), tolerance(FFT, x[c], h))
	}
}

func TestReportCounts(t *testing.T) {
	in := float64Format(1)
	x := make([]float64, 1000)
	x[10], x[700], x[900] = math.NaN(), math.Inf(1), 3
	k := NewKernel([][]float64{{0.5, 0.5}}, 0, Convolution)
	report, err := Stream(t.Context(), audioio.Discard(in.WithEncoding(audioio.PCM16)), audioio.NewMemory(in, [][]float64{x}), k,
		Options{Mode: Full, blockFrames: 3})
	if err != nil {
		t.Fatal(err)
	}
	want := audioio.Stats{Max: 1.5, Clipped: 2, NonFinite: 4}
	if report.NonFiniteIn != 2 || report.Out != want {
		t.Errorf("%d not finite in, %+v out; want 2 and %+v", report.NonFiniteIn, report.Out, want)
	}
}

func TestProgress(t *testing.T) {
	var seen []int64
	_, report := streamed(t, [][]float64{random(100, 1)}, NewKernel([][]float64{{1, 1}}, 0, Convolution),
		Options{Mode: Full, blockFrames: 30, Progress: func(n int64) { seen = append(seen, n) }})
	if want := "[30 60 90 100]"; fmt.Sprint(seen) != want {
		t.Errorf("progress is %v of %d, want %s", seen, report.FramesIn, want)
	}
}

// broken is a source that fails after a while, or hangs.
type broken struct {
	audioio.Source
	after int
	err   error
	hang  chan struct{}
}

func (b *broken) ReadRaw(p []byte) (int, error) {
	if b.after == 0 {
		if b.hang != nil {
			<-b.hang
		}
		return 0, b.err
	}
	b.after--
	return b.Source.ReadRaw(p)
}

var errBroken = errors.New("broken")

func TestReadErrorComesOut(t *testing.T) {
	for after := range 4 {
		src := &broken{Source: audioio.NewMemory(float64Format(1), [][]float64{random(1000, 1)}), after: after, err: errBroken}
		out := audioio.NewMemory(float64Format(1), nil)
		_, err := Stream(t.Context(), out, src, NewKernel([][]float64{{1, 1}}, 0, Convolution), Options{blockFrames: 100})
		if !errors.Is(err, errBroken) || out.Frames() != int64(100*after) {
			t.Errorf("after %d blocks: %v with %d frames written", after, err, out.Frames())
		}
	}
}

type fullDisk struct{ audioio.Discard }

func (fullDisk) WriteRaw([]byte) error { return errBroken }

func TestWriteErrorComesOut(t *testing.T) {
	f := float64Format(1)
	src := audioio.NewMemory(f, [][]float64{random(100000, 1)})
	_, err := Stream(t.Context(), fullDisk{audioio.Discard(f)}, src, NewKernel([][]float64{{1}}, 0, Convolution), Options{blockFrames: 10})
	if !errors.Is(err, errBroken) {
		t.Errorf("got %v, want the error of the sink", err)
	}
}

func TestCancelEndsAHangingRead(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	src := &broken{Source: audioio.NewMemory(float64Format(1), [][]float64{random(1000, 1)}), after: 2, err: io.EOF, hang: hang}
	ctx, cancel := context.WithCancelCause(t.Context())
	time.AfterFunc(20*time.Millisecond, func() { cancel(errBroken) })
	_, err := Stream(ctx, audioio.Discard(float64Format(1)), src, NewKernel([][]float64{{1}}, 0, Convolution), Options{blockFrames: 10})
	if !errors.Is(err, errBroken) {
		t.Errorf("got %v, want the cause of the cancellation", err)
	}
}

// A liar says that it read more frames than there was room for.
type liar struct{ audioio.Source }

func (l liar) ReadRaw(p []byte) (int, error) { return len(p), nil }

// A ragged kernel has channels of different lengths, which NewKernel would have refused.
var ragged = &Kernel{Taps: [][]float64{{1, 2}, {1, 2, 3}}}

func TestPanicsReachTheCaller(t *testing.T) {
	mono, stereo := float64Format(1), float64Format(2)
	one := NewKernel([][]float64{{1}}, 0, Convolution)
	for name, run := range map[string]func(){
		"source": func() {
			Stream(t.Context(), audioio.Discard(mono), liar{audioio.NewMemory(mono, nil)}, one, Options{blockFrames: 10})
		},
		"worker": func() {
			x := audioio.NewMemory(stereo, [][]float64{random(5000, 1), random(5000, 2)})
			Stream(t.Context(), audioio.Discard(stereo), x, ragged, Options{})
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			run()
		}()
	}
}

func TestMisfitPanics(t *testing.T) {
	for name, k := range map[string]*Kernel{
		"kernel":  NewKernel([][]float64{{1}, {1}}, 0, Convolution),
		"channel": NewKernel([][]float64{{1}}, 0, Convolution),
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			Stream(t.Context(), audioio.Discard(float64Format(2)), audioio.NewMemory(float64Format(3), nil), k, Options{})
		}()
	}
}

// TestNoAllocationPerBlock counts the allocations of a short stream and of one of many more blocks.
func TestNoAllocationPerBlock(t *testing.T) {
	for _, e := range bothEngines {
		k := NewKernel([][]float64{random(100, 1)}, 0, Convolution)
		allocations := func(frames int) float64 {
			f := float64Format(1)
			sound := make([]float64, frames)
			for i := 0; i < frames; i += 50 {
				sound[i] = math.NaN() // which take a way of their own
			}
			x := audioio.NewMemory(f, [][]float64{sound})
			return testing.AllocsPerRun(3, func() {
				src := *x
				if _, err := Stream(t.Context(), audioio.Discard(f), &src, k, Options{Engine: e, Jobs: 1, blockFrames: 1000}); err != nil {
					t.Fatal(err)
				}
			})
		}
		short, long := allocations(10_000), allocations(1_000_000)
		if long > short+20 {
			t.Errorf("%v: %v allocations for 10 blocks, %v for 1000", e, short, long)
		}
	}
}

func BenchmarkStream(b *testing.B) {
	f := audioio.Format{Rate: 44100, Channels: 2, Encoding: audioio.PCM16}
	sound := audioio.NewMemory(f, [][]float64{random(1<<20, 1), random(1<<20, 2)})
	for _, taps := range []int{3, 63, 255, 1023, 4095, 65535} {
		b.Run(fmt.Sprintf("%dtaps", taps), func(b *testing.B) {
			k := NewKernel([][]float64{random(taps, 3)}, 0, Convolution)
			b.SetBytes(sound.Frames() * int64(f.FrameSize()))
			for b.Loop() {
				src := *sound
				if _, err := Stream(context.Background(), audioio.Discard(f), &src, k, Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(int64(b.N)*sound.Frames()*int64(f.Channels)), "ns/sample")
		})
	}
}
