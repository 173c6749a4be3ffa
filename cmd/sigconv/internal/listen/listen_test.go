package listen

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/listen/trial"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/internal/testkit"
)

const rate = 8000

// sound writes samples as a file of 32-bit floats and returns its path.
func sound(t *testing.T, name string, channels ...[]float64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	format := audioio.Format{Rate: rate, Channels: len(channels), Encoding: audioio.Float32}
	w, err := audioio.NewWriter(file, audioio.Header{Format: format, Frames: int64(len(channels[0]))})
	if err == nil {
		_, err = audioio.Write(w, channels)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// noise is as 32-bit floats have it, so that files hold it exactly.
func noise(frames int, seed uint64, gain float64) []float64 {
	x := testkit.Random(frames, seed)
	for i := range x {
		x[i] = float64(float32(gain * x[i]))
	}
	return x
}

func delayed(x []float64, frames int) []float64 {
	return append(make([]float64, frames), x[:len(x)-frames]...)
}

func times(x []float64, gain float64) []float64 {
	y := slices.Clone(x)
	for i := range y {
		y[i] *= gain
	}
	return y
}

func prepare(t *testing.T, job Job) (*trial.Program, []string) {
	t.Helper()
	job.Whole = true
	if job.MostSeconds == 0 {
		job.MostSeconds = 60
	}
	program, warnings, err := Prepare(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	return program, warnings
}

// samples returns a channel of what an item plays.
func samples(p *trial.Program, item, channel int) []float64 {
	x := make([]float64, p.Frames)
	for i := range x {
		x[i] = float64(math.Float32frombits(binary.LittleEndian.Uint32(p.Items[item].Data[4*(channel*p.Frames+i):])))
	}
	return x
}

// TestSoundsAreMatchedInTimeAndLevel hides a sound in a later and softer one, and finds it beside the original again.
func TestSoundsAreMatchedInTimeAndLevel(t *testing.T) {
	x := noise(20_000, 1, 0.2)
	p, warnings := prepare(t, Job{Paths: []string{sound(t, "a.wav", x), sound(t, "b.wav", delayed(times(x, 0.25), 37))}, Match: true, Compared: true})
	if len(warnings) > 0 || p.Frames != len(x)-37 || p.Items[1].Delay != 37 {
		t.Fatalf("%d frames, delay %d, warnings %q", p.Frames, p.Items[1].Delay, warnings)
	}
	a, b := samples(p, 0, 0), samples(p, 1, 0)
	if !slices.Equal(a, x[:p.Frames]) {
		t.Error("the reference was changed, whose gain is 1")
	}
	for i := range a {
		if math.Abs(a[i]-b[i]) > 2e-4 { // 0.01 dB: the loudness is of other frames at the ends
			t.Fatalf("frame %d: %g beside %g", i, b[i], a[i])
		}
	}
	if g := p.Items[1].Gain; math.Abs(g-4) > 0.02 || math.Abs(p.Items[1].Unmatched*g-1) > 1e-12 {
		t.Errorf("gain %g, unmatched %g", g, p.Items[1].Unmatched)
	}
}

// TestNothingIsPlayedAboveTheHeadroom has a loud reference: all sounds get softer alike.
func TestNothingIsPlayedAboveTheHeadroom(t *testing.T) {
	x := noise(20_000, 1, 1.5)
	p, _ := prepare(t, Job{Paths: []string{sound(t, "a.wav", x), sound(t, "b.wav", times(x, 0.5))}, Match: true, Compared: true})
	for _, item := range p.Items {
		if *item.TruePeak > -0.999 {
			t.Errorf("%s peaks at %g dBTP", item.Name, *item.TruePeak)
		}
	}
	if !strings.Contains(strings.Join(p.Notes, " "), "softer") {
		t.Errorf("notes %q do not tell", p.Notes)
	}
	if math.Abs(*p.Items[0].LUFS-*p.Items[1].LUFS) > 1e-9 {
		t.Errorf("%g and %g LUFS", *p.Items[0].LUFS, *p.Items[1].LUFS)
	}
}

// TestUnmatchedSoundsKeepEveryBit: tiny differences survive where levels are left alone.
func TestUnmatchedSoundsKeepEveryBit(t *testing.T) {
	x := noise(20_000, 1, 0.5)
	y := slices.Clone(x)
	y[777] = float64(math.Nextafter32(float32(y[777]), 1))
	p, warnings := prepare(t, Job{Paths: []string{sound(t, "a.wav", x), sound(t, "b.wav", y)}, Compared: true})
	if len(warnings) > 0 || !slices.Equal(samples(p, 0, 0), x) || !slices.Equal(samples(p, 1, 0), y) {
		t.Errorf("samples were changed, or warned of: %q", warnings)
	}
}

// TestMonoIsHeardOnAllChannels, and measured so.
func TestMonoIsHeardOnAllChannels(t *testing.T) {
	x := noise(20_000, 1, 0.2)
	p, _ := prepare(t, Job{Paths: []string{sound(t, "a.wav", x, x), sound(t, "b.wav", x)}, Match: true, Compared: true})
	if p.Channels != 2 || !slices.Equal(samples(p, 1, 0), x) || !slices.Equal(samples(p, 1, 1), x) || p.Items[1].Gain != 1 {
		t.Errorf("%d channels, gain %g", p.Channels, p.Items[1].Gain)
	}
}

// TestKernelsMakeSounds as apply makes them; one that delays all frequencies alike is put beside the original by what is known of it.
func TestKernelsMakeSounds(t *testing.T) {
	x := noise(20_000, 1, 0.2)
	path := sound(t, "a.wav", x)
	filter := func(text string) load.Filter {
		f, err := load.ParseKernel(text, load.Listing{})
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	p, _ := prepare(t, Job{Paths: []string{path}, Filters: []load.Filter{filter("0.25 0.5 0.25"), filter("0.5 0.5"), filter("0 0 1")}, Compared: true})
	if d := []int{p.Items[1].Delay, p.Items[2].Delay, p.Items[3].Delay}; !slices.Equal(d, []int{1, 0, 2}) {
		t.Errorf("delays of %d", d)
	}
	if got := samples(p, 1, 0); math.Abs(got[100]-(0.25*x[99]+0.5*x[100]+0.25*x[101])) > 1e-7 {
		t.Errorf("frame 100 is %g", got[100])
	}
	if got := samples(p, 3, 0); !slices.Equal(got, x[:p.Frames]) {
		t.Error("a mere delay is not taken away")
	}
	if !strings.Contains(strings.Join(p.Notes, " "), "half a frame") {
		t.Errorf("notes %q do not tell of half a frame", p.Notes)
	}
}

// TestResiduals are the difference, louder by what their note says.
func TestResiduals(t *testing.T) {
	x := noise(20_000, 1, 0.2)
	y := slices.Clone(x)
	y[5000] += 1.0 / 1024
	p, _ := prepare(t, Job{Paths: []string{sound(t, "a.wav", x), sound(t, "b.wav", y), sound(t, "c.wav", x)}, Compared: true, Free: true})
	if len(p.Items) != 5 || p.Items[3].Role != trial.Residual || p.Items[4].Note != "silent: the sounds are identical" {
		t.Fatalf("items %+v", p.Items)
	}
	r := samples(p, 3, 0)
	boost := r[5000] / (samples(p, 1, 0)[5000] - x[5000])
	if db := 20 * math.Log10(boost); math.Abs(db-math.Round(db)) > 1e-4 || !strings.HasSuffix(p.Items[3].Note, "boosted by "+strconv.Itoa(int(math.Round(db)))+" dB") {
		t.Errorf("boosted by %g dB, note %q", db, p.Items[3].Note)
	}
	if *p.Items[3].TruePeak > -0.999 {
		t.Errorf("the residual peaks at %g dBTP", *p.Items[3].TruePeak)
	}
}

// TestAnchorsLieBesideTheReference: what they let through is where it was.
func TestAnchorsLieBesideTheReference(t *testing.T) {
	const fast = 48000
	x := make([]float64, fast)
	for i := range x {
		x[i] = 0.1*math.Sin(2*math.Pi*1000*float64(i)/fast) + 0.1*math.Sin(2*math.Pi*9000*float64(i)/fast)
	}
	job := Job{Sounds: []Sound{{Name: "a", Samples: [][]float64{x}, Rate: fast}, {Name: "b", Samples: [][]float64{x}, Rate: fast}}, Compared: true, Anchors: true}
	p, _ := prepare(t, job)
	if len(p.Items) != 4 || p.Items[2].Role != trial.LowAnchor || p.Items[3].Role != trial.MidAnchor {
		t.Fatalf("%d items", len(p.Items))
	}
	for item := 2; item < 4; item++ {
		for i, v := range samples(p, item, 0)[2000:40_000] {
			if want := 0.1 * math.Sin(2*math.Pi*1000*float64(i+2000)/fast); math.Abs(v-want) > 3e-4 {
				t.Fatalf("%s: frame %d is %g, want %g", p.Items[item].Name, i+2000, v, want)
			}
		}
	}
}

// TestLoops: a test takes the loop alone, and no more than it may be long.
func TestLoops(t *testing.T) {
	x := noise(20_000, 1, 0.2)
	a, b := sound(t, "a.wav", x), sound(t, "b.wav", x)
	moment := func(text string) load.Moment {
		m, err := load.ParseMoment(text)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	loop := [2]load.Moment{moment("1s"), moment("2s")}
	p, _ := prepare(t, Job{Paths: []string{a, b}, Compared: true, Loop: loop, Looped: true})
	if p.Frames != rate || p.Loop != [2]int{0, rate} || !slices.Equal(samples(p, 0, 0), x[rate:2*rate]) {
		t.Errorf("a test takes %d frames, loop %d", p.Frames, p.Loop)
	}
	p, _ = prepare(t, Job{Paths: []string{a, b}, Compared: true, Loop: loop, Looped: true, Free: true})
	if p.Frames != len(x) || p.Loop != [2]int{rate, 2 * rate} {
		t.Errorf("free listening takes %d frames, loop %d", p.Frames, p.Loop)
	}
	p, warnings := prepare(t, Job{Paths: []string{a, b}, Compared: true, MostSeconds: 2})
	if p.Frames != 2*rate || len(warnings) != 1 {
		t.Errorf("%d frames, warnings %q", p.Frames, warnings)
	}
}

// TestWhatCannotBeCompared is refused in a line.
func TestWhatCannotBeCompared(t *testing.T) {
	x := noise(2000, 1, 0.2)
	mono, three := sound(t, "a.wav", x, x), sound(t, "b.wav", x, x, x)
	for _, c := range []struct {
		job  Job
		want string
	}{
		{Job{Paths: []string{mono, three}}, "different channels (found 2, want 3 or 1)"},
		{Job{Paths: []string{mono, "nothing.wav"}}, "no such file"},
		{Job{Paths: []string{mono, load.Pipe}}, "standard input"},
		{Job{Sounds: []Sound{{Name: "a", Samples: [][]float64{x}, Rate: 8000}, {Name: "b", Samples: [][]float64{x}, Rate: 9000}}}, "different sample rates"},
		{Job{Sounds: []Sound{{Name: "a", Samples: [][]float64{x}, Rate: 8000}, {Name: "a", Samples: [][]float64{x}, Rate: 8000}}}, "the same name"},
	} {
		c.job.Whole, c.job.MostSeconds = true, 60
		if _, _, err := Prepare(context.Background(), c.job); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// TestSilence has no level to match, and is told.
func TestSilence(t *testing.T) {
	x := noise(4000, 1, 0.2)
	p, warnings := prepare(t, Job{Paths: []string{sound(t, "a.wav", x), sound(t, "b.wav", make([]float64, 4000))}, Match: true, Compared: true})
	if p.Items[1].LUFS != nil || p.Items[1].TruePeak != nil || p.Items[1].Gain != 1 || len(warnings) != 2 {
		t.Errorf("%+v, warnings %q", p.Items[1].LUFS, warnings)
	}
}
