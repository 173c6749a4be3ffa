package meter_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"sigconv/audioio/meter"
	"sigconv/internal/testkit"
)

// measure returns what a meter tells of a sound.
func measure(samples [][]float64, rate int, mask uint32) reading {
	l := meter.NewLoudness(rate, len(samples), mask)
	l.Write(samples)
	return read(l)
}

// swelling returns channels of noise whose level wanders over 40 dB, and with it all gates.
func swelling(channels, frames, rate int, seed uint64) [][]float64 {
	samples := make([][]float64, channels)
	for c := range samples {
		samples[c] = testkit.Random(frames, seed+uint64(c))
		for n := range samples[c] {
			seconds := float64(n) / float64(rate)
			samples[c][n] *= math.Pow(10, -1.2+math.Sin(2*seconds+float64(c)))
		}
	}
	return samples
}

func times(gain float64, x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = gain * x[i]
	}
	return y
}

func TestLoudnessIsWhatTheTextsSay(t *testing.T) {
	for _, rate := range []int{4000, 11025, 22050, 44100, 47999} {
		for _, seconds := range []float64{0.001, 0.3999, 0.4, 0.41, 2.9999, 3, 3.11, 7.23} {
			samples := swelling(2, int(math.Round(seconds*float64(rate))), rate, 1)
			got, want := measure(samples, rate, 0), slowly(samples, rate, []float64{1, 1})
			if !got.near(want, 1e-9) {
				t.Errorf("%v s at %d Hz: %+v, want %+v", seconds, rate, got, want)
			}
		}
	}
}

func TestLoudnessDoesNotDependOnBlocks(t *testing.T) {
	const rate = 11025
	samples := swelling(3, 5*rate+17, rate, 2)
	want := measure(samples, rate, 0)
	rng := rand.New(rand.NewPCG(1, 2))
	for _, most := range []int{1, 7, 110, 111, 441, 5000} {
		l := meter.NewLoudness(rate, 3, 0)
		for from := 0; from < len(samples[0]); {
			to := min(from+rng.IntN(most+1), len(samples[0]))
			l.Write([][]float64{samples[0][from:to], samples[1][from:to], samples[2][from:to]})
			from = to
		}
		if got := read(l); got != want {
			t.Errorf("in blocks of up to %d: %+v, want %+v", most, got, want)
		}
	}
}

// TestLoudnessMayBeReadInBetween reads a meter while it is written.
func TestLoudnessMayBeReadInBetween(t *testing.T) {
	const rate = 8000
	samples := swelling(1, 5*rate, rate, 3)
	l := meter.NewLoudness(rate, 1, 0)
	for n := 1000; n <= len(samples[0]); n += 1000 {
		l.Write([][]float64{samples[0][n-1000 : n]})
		if got, want := read(l), measure([][]float64{samples[0][:n]}, rate, 0); !got.near(want, 0) {
			t.Fatalf("after %d frames: %+v, want %+v", n, got, want)
		}
	}
}

// TestChannelWeights measures noise in one channel of many.
func TestChannelWeights(t *testing.T) {
	const rate, s, lfe = 8000, 1.41, 0.0
	layouts := []struct {
		mask    uint32
		weights []float64
	}{
		{0, []float64{1}},
		{0, []float64{1, 1}},
		{0, []float64{1, 1, 1}},
		{0, []float64{1, 1, s, s}},
		{0, []float64{1, 1, 1, s, s}},
		{0, []float64{1, 1, 1, lfe, s, s}},
		{0, []float64{1, 1, 1, 1, 1, 1, 1}},
		{0, []float64{1, 1, 1, 1, 1, 1, 1, 1}},
		{0x4, []float64{1}},
		{0x8, []float64{lfe}},
		{0xB, []float64{1, 1, lfe}},                                // 2.1
		{0x33, []float64{1, 1, s, s}},                              // quadraphonic
		{0x107, []float64{1, 1, 1, 1}},                             // back centre
		{0x60F, []float64{1, 1, 1, lfe, s, s}},                     // 5.1 with side channels
		{0x63F, []float64{1, 1, 1, lfe, 1, 1, s, s}},               // 7.1
		{0xFF, []float64{1, 1, 1, lfe, s, s, 1, 1}},                // 7.1 with front-of-centre channels
		{0x2D63F, []float64{1, 1, 1, lfe, 1, 1, s, s, 1, 1, 1, 1}}, // 7.1.4
		{0x233, []float64{1, 1, 1, 1, s}},                          // a side channel and back channels
		{0xC, []float64{1, lfe, 1, 1}},                             // two channels without a position
		{0x3F, []float64{1, 1}},                                    // more positions than channels
		{0x80000000, []float64{1, 1}},
	}
	noise := testkit.Random(rate, 5)
	mono, _ := meterOf(rate, noise).Integrated()
	for _, layout := range layouts {
		for c, weight := range layout.weights {
			samples := make([][]float64, len(layout.weights))
			for i := range samples {
				samples[i] = make([]float64, rate)
			}
			samples[c] = noise
			got := measure(samples, rate, layout.mask).integrated
			if want := mono + 10*math.Log10(weight); !(math.Abs(got-want) < 1e-9) && !(weight == 0 && math.IsNaN(got)) {
				t.Errorf("mask %#x of %d channels, channel %d: %v LUFS, want %v", layout.mask, len(samples), c, got, want)
			}
		}
	}
}

func meterOf(rate int, x []float64) *meter.Loudness {
	l := meter.NewLoudness(rate, 1, 0)
	l.Write([][]float64{x})
	return l
}

// TestLoudnessOfTooLittle says what cannot be measured.
func TestLoudnessOfTooLittle(t *testing.T) {
	const rate = 48000
	none := math.NaN()
	noise := testkit.Random(4*rate, 6)
	quiet := func(lufs float64) []float64 { // a sine of 1 kHz is as loud in every block
		return rendered("", rate, 0, tone{4, []float64{lufs + 3}}).samples[0]
	}
	cases := []struct {
		name string
		x    []float64
		want reading // 0 where some value is told
	}{
		{"nothing", nil, reading{none, none, none, none, none}},
		{"silence", make([]float64, 4*rate), reading{none, none, none, none, none}},
		{"a frame", noise[:1], reading{none, none, none, none, 0}},
		{"a frame less than 400 ms", noise[:rate*4/10-1], reading{none, none, none, none, 0}},
		{"400 ms", noise[:rate*4/10], reading{0, 0, none, none, 0}},
		{"a frame less than 3 s", noise[:3*rate-1], reading{0, 0, none, none, 0}},
		{"3 s", noise[:3*rate], reading{}},
		{"-70.05 LUFS", quiet(-70.05), reading{none, none, none, none, 0}},
		{"-69.95 LUFS", quiet(-69.95), reading{}},
		{"as quiet as numbers get", times(5e-324, noise), reading{none, none, none, none, none}},
	}
	for _, c := range cases {
		l := meter.NewLoudness(rate, 1, 0)
		l.Write([][]float64{c.x})
		got := read(l)
		for i, want := range c.want.values() {
			if math.IsNaN(got.values()[i]) != math.IsNaN(want) || math.IsInf(got.values()[i], 0) {
				t.Errorf("%s: %+v, want NaN where %+v has it", c.name, got, c.want)
				break
			}
		}
	}
}

// TestLoudnessFollowsTheLevel scales a sound: all its values move by the same, and its range stays.
func TestLoudnessFollowsTheLevel(t *testing.T) {
	const rate = 16000
	x := swelling(1, 8*rate, rate, 7)[0]
	want := read(meterOf(rate, x))
	got := read(meterOf(rate, times(0.5, x)))
	half := 20 * math.Log10(2)
	want = reading{want.integrated - half, want.momentary - half, want.shortTerm - half, want.lra, want.ungated - half}
	if !got.near(want, 1e-9) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestLoudnessOfTheQuietest: nothing is lost 240 dB below full scale.
func TestLoudnessOfTheQuietest(t *testing.T) {
	const rate = 16000
	x := swelling(1, 2*rate, rate, 7)[0]
	want, _ := meterOf(rate, x).Ungated()
	if got, ok := meterOf(rate, times(1e-12, x)).Ungated(); !ok || math.Abs(got-(want-240)) > 1e-9 {
		t.Errorf("%v LUFS, want %v", got, want-240)
	}
}

// TestLoudnessAtAnyRate meets rates at which the filters lie beyond the band, and ticks without a frame: whatever the
// values mean there, they are numbers.
func TestLoudnessAtAnyRate(t *testing.T) {
	for _, rate := range []int{1, 2, 3, 10, 49, 50, 51, 99, 100, 101, 1000, 3363, 3364, 3500, 1 << 20, math.MaxInt32} {
		x := testkit.Random(min(5*rate, 100_000), 8)
		r := read(meterOf(rate, x))
		if whole := len(x) == 5*rate; whole != (r.integrated-r.integrated == 0 && r.lra-r.lra == 0) {
			t.Errorf("noise at %d Hz reads %+v", rate, r)
		}
		if !(math.Abs(r.ungated) < 60) {
			t.Errorf("noise at %d Hz reads %v LUFS", rate, r.ungated)
		}
	}
}

// TestLoudnessForgets is silence behind a sound: it must not be left with numbers that take processors long.
func TestLoudnessForgets(t *testing.T) {
	const rate = 48000
	x := make([]float64, 20*rate)
	copy(x, testkit.Random(rate, 9))
	l := meterOf(rate, x)
	before, _ := l.Ungated()
	l.Write([][]float64{make([]float64, 20*rate)})
	after, _ := l.Ungated()
	if want := before - 10*math.Log10(2); math.Abs(after-want) > 1e-12 {
		t.Errorf("%v LUFS with as much silence behind it, want %v", after, want)
	}
}

func TestWriteAllocatesNothing(t *testing.T) {
	samples := swelling(2, 1000, 48000, 10)
	l, p := meter.NewLoudness(48000, 2, 0), meter.NewTruePeak(48000, 2)
	if n := testing.AllocsPerRun(1000, func() { l.Write(samples) }); n >= 1 {
		t.Errorf("Loudness.Write allocates %v times", n)
	}
	if n := testing.AllocsPerRun(1000, func() { p.Write(samples) }); n >= 1 {
		t.Errorf("TruePeak.Write allocates %v times", n)
	}
}

func TestMetersRefuse(t *testing.T) {
	ragged := [][]float64{make([]float64, 3), make([]float64, 4)}
	calls := map[string]func(){
		"loudness at no rate":         func() { meter.NewLoudness(0, 1, 0) },
		"loudness of no channel":      func() { meter.NewLoudness(48000, 0, 0) },
		"true peak at no rate":        func() { meter.NewTruePeak(0, 1) },
		"true peak of no channel":     func() { meter.NewTruePeak(48000, 0) },
		"loudness of another sound":   func() { meter.NewLoudness(48000, 1, 0).Write(ragged) },
		"true peak of another sound":  func() { meter.NewTruePeak(48000, 1).Write(ragged) },
		"loudness of ragged samples":  func() { meter.NewLoudness(48000, 2, 0).Write(ragged) },
		"true peak of ragged samples": func() { meter.NewTruePeak(48000, 2).Write(ragged) },
	}
	for name, call := range calls {
		func() {
			defer func() {
				if r := recover(); r == nil {
					t.Errorf("%s: no panic", name)
				} else if text := fmt.Sprint(r); len(text) < 6 || text[:6] != "meter:" {
					t.Errorf("%s: panic %q", name, text)
				}
			}()
			call()
		}()
	}
}
