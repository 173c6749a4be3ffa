package plot

import (
	"bytes"
	"math"
	"math/cmplx"
	"os"
	"strings"
	"testing"
)

// kernelOf returns taps with their response, summed directly at frequencies up to half the rate: n+1 linear ones, or
// logarithmic ones from 10 Hz on.
func kernelOf(name string, taps []float64, center, rate, n int) Kernel {
	k := Kernel{Name: name, Taps: taps, Center: center}
	scale := max(1, float64(rate))
	for i := range n + 1 {
		f := 0.5 * float64(i) / float64(n)
		if rate >= slowest {
			f = 10 / scale * math.Pow(0.5*scale/10, float64(i)/float64(n))
		}
		var sum, moment complex128
		for j, h := range taps {
			z := complex(h, 0) * cmplx.Rect(1, -2*math.Pi*f*float64(j-center))
			sum += z
			moment += complex(float64(j-center), 0) * z
		}
		k.Frequency = append(k.Frequency, f*scale)
		k.Gain = append(k.Gain, 20*math.Log10(cmplx.Abs(sum)))
		phase, delay := cmplx.Phase(sum)*180/math.Pi, real(moment/sum)
		if cmplx.Abs(sum) < 1e-9 {
			phase, delay = math.NaN(), math.NaN()
		}
		k.Phase, k.Delay = append(k.Phase, phase), append(k.Delay, delay)
	}
	return k
}

// lowPass returns a windowed sinc.
func lowPass(n int, cutoff float64) []float64 {
	taps := make([]float64, n)
	for i := range taps {
		t := float64(i) - float64(n-1)/2
		sinc := 2 * cutoff
		if t != 0 {
			sinc = math.Sin(2*math.Pi*cutoff*t) / (math.Pi * t)
		}
		taps[i] = sinc * (0.54 - 0.46*math.Cos(2*math.Pi*float64(i)/float64(n-1)))
	}
	return taps
}

// room returns noise that decays.
func room(n int) []float64 {
	taps, state := make([]float64, n), uint32(1)
	for i := range taps {
		state = state*1664525 + 1013904223
		taps[i] = (float64(state)/(1<<31) - 1) * math.Exp(-6.9*float64(i)/float64(n)) / 8
	}
	taps[0] = 1
	return taps
}

// smallKernels have all that the picture is made of: stems side by side, gaps, a zero on the circle and dashes.
func smallKernels(rate int) []Kernel {
	return []Kernel{
		kernelOf("mean", []float64{0.2, 0.2, 0.2, 0.2, 0.2}, 2, rate, 120),
		kernelOf("smooth", []float64{0.25, 0.5, 0.25}, 1, rate, 120),
		kernelOf("slope", []float64{0.5, 0, -0.5}, 1, rate, 120),
	}
}

// TestGoldenKernels is TestGolden for what is drawn of kernels.
func TestGoldenKernels(t *testing.T) {
	for name, figure := range map[string]Figure{
		"kernels":   Kernels("three kernels", smallKernels(48_000), 48_000),
		"shares":    Kernels("", smallKernels(0)[:1], 0),
		"magnitude": Kernels("", []Kernel{kernelOf("low-pass", lowPass(63, 1000./48_000), 31, 48_000, 1000)}, 48_000, Taps, Gains),
	} {
		golden := "testdata/" + name + ".svg"
		got, err := figure.Draw("svg")
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(golden, got, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(got, read(t, golden)) {
			t.Errorf("%s: the picture has changed:\n%s", name, got)
		}
	}
}

// TestSVGSizes: pictures stay small however many points there are.
func TestSVGSizes(t *testing.T) {
	many := kernelOf("room", room(300), 0, 48_000, 20_000)
	many.Taps = room(19_200)
	for name, c := range map[string]struct {
		figure Figure
		most   int
	}{
		"room":       {Kernels("room", []Kernel{many}, 48_000), 80_000},
		"seven":      {Kernels("rooms", []Kernel{many, many, many, many, many, many, many}, 48_000), 400_000},
		"200 stems":  {Kernels("low-pass", []Kernel{kernelOf("", lowPass(200, 0.1), 100, 0, 500)}, 0), 60_000},
		"201 taps":   {Kernels("low-pass", []Kernel{kernelOf("", lowPass(201, 0.1), 100, 0, 500)}, 0), 50_000},
		"small room": {Kernels("", []Kernel{many}, 48_000, Gains), 25_000},
	} {
		svg, err := c.figure.Draw("svg")
		if err != nil || len(svg) > c.most {
			t.Errorf("%s: %d bytes, %v, want %d at most", name, len(svg), err, c.most)
		}
	}
}

// TestOddKernels: what has no response, or none that is finite everywhere, is drawn all the same.
func TestOddKernels(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	one := func(f, gain, phase, delay float64) []Kernel {
		return []Kernel{{Taps: []float64{1}, Frequency: []float64{f}, Gain: []float64{gain}, Phase: []float64{phase}, Delay: []float64{delay}}}
	}
	silence := kernelOf("silence", make([]float64, 9), 4, 48_000, 50)
	for name, kernels := range map[string][]Kernel{
		"silence":          {silence},
		"one frequency":    one(1000, 0, 0, 0),
		"below the axis":   one(1, 0, 0, 0),
		"nothing is known": one(1000, nan, nan, nan),
		"a zero":           one(1000, -inf, nan, nan),
		"huge":             one(1000, 1e300, 1e300, -1e300),
		"a phase of years": one(1000, 0, 1e12, 0),
		"a far centre":     {{Taps: []float64{1}, Center: 1 << 30, Frequency: []float64{20, 24_000}, Gain: []float64{0, 0}, Phase: []float64{0, 1e9}, Delay: []float64{1e9, 1e9}}},
		"no name":          {silence, {Taps: []float64{0}, Frequency: []float64{100}, Gain: []float64{3}, Phase: []float64{4}, Delay: []float64{5}}},
	} {
		for _, f := range []Figure{Kernels(name, kernels, 48_000), Kernels("", kernels, 48_000, Gains)} {
			svg, err := f.Draw("svg")
			if err != nil || bytes.Contains(svg, []byte("NaN")) || bytes.Contains(svg, []byte("Inf")) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func TestKernelRefusals(t *testing.T) {
	silence := kernelOf("silence", []float64{0}, 0, 0, 4)
	empty := silence
	empty.Taps = nil
	short := silence
	short.Frequency, short.Gain, short.Phase, short.Delay = nil, nil, nil, nil
	for want, kernels := range map[string][]Kernel{
		"there is no line to draw":                                           nil,
		"8 lines are too many to tell apart (want at most 7)":                make([]Kernel, 8),
		"the line silence has 0 x and 0 y (want as many, and one at least)":  {empty},
		"the line silence has 0 x and 0 y (want as many, and one at least) ": {short},
	} {
		_, err := Kernels("", kernels, 0).Draw("svg")
		if err == nil || err.Error() != strings.TrimSpace(want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	defer func() {
		if r := recover(); r != "plot: a kernel has 4 values for 5 frequencies" {
			t.Errorf("panicked with %v", r)
		}
	}()
	silence.Delay = silence.Delay[:4]
	Kernels("", []Kernel{silence}, 0)
}

// TestLegendOnce: the names of several kernels stand in the picture once, that of a single one in its title alone.
func TestLegendOnce(t *testing.T) {
	for _, f := range []Figure{Kernels("", smallKernels(0), 0), Kernels("", smallKernels(0), 0, Gains)} {
		svg, err := f.Draw("svg")
		if err != nil || bytes.Count(svg, []byte(">smooth<")) != 1 {
			t.Errorf("%d times, %v", bytes.Count(svg, []byte(">smooth<")), err)
		}
	}
	if svg, err := Kernels("", smallKernels(0)[1:2], 0).Draw("svg"); err != nil || bytes.Contains(svg, []byte(">smooth<")) {
		t.Error("a single kernel is named")
	}
}

func TestShortened(t *testing.T) {
	for name, want := range map[string]string{"": "", "ärger.wav": "ärger.wav", "0123456789": "0123456789", "0123456789a": "01234…789a"} {
		if got := shortened(name, 10); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
