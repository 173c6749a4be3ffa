package filters

import (
	"math"
	"math/cmplx"
	"math/rand/v2"
	"strconv"
	"testing"

	"sigconv/internal/testkit"
)

// TestGoldenResponses holds gain, phase and group delay against SciPy's.
func TestGoldenResponses(t *testing.T) {
	var golden struct {
		Cases []struct {
			Name                               string
			Taps, Frequencies, Real, Imaginary []float64
			Delay                              []float64
			Center                             int
		}
	}
	testkit.Golden(t, "phase.json", &golden)
	for _, c := range golden.Cases {
		got := Respond(c.Taps, c.Center, c.Frequencies)
		for i := range c.Frequencies {
			want := complex(c.Real[i], c.Imaginary[i])
			if h := cmplx.Rect(got.Gain[i], got.Phase[i]); cmplx.Abs(h-want) > 1e-9 {
				t.Errorf("%s at %g: %v, want %v", c.Name, c.Frequencies[i], h, want)
			}
			if math.Abs(got.GroupDelay[i]-c.Delay[i]) > 1e-9*max(1, math.Abs(c.Delay[i])) {
				t.Errorf("%s at %g: %v frames late, want %v", c.Name, c.Frequencies[i], got.GroupDelay[i], c.Delay[i])
			}
		}
	}
}

// TestUnwrapping: a delay of 1,000 frames turns the phase by 2π·1000·f, though the frequencies are far apart.
func TestUnwrapping(t *testing.T) {
	taps := make([]float64, 1001)
	taps[1000] = 1
	frequencies := make([]float64, 50)
	for i := range frequencies {
		frequencies[i] = 0.5 * math.Pow(10, -3+3*float64(i)/49)
	}
	frequencies[0], frequencies[49] = 1e-4, 0.5
	got := Respond(taps, 0, frequencies)
	for i, f := range frequencies {
		if want := -2 * math.Pi * 1000 * f; math.Abs(got.Phase[i]-want) > 1e-6 {
			t.Fatalf("the phase at %g is %g, want %g", f, got.Phase[i], want)
		}
	}
}

// TestSignChanges: a kernel that is symmetric around its centre has a phase of 0 or half a turn, and never more.
func TestSignChanges(t *testing.T) {
	taps := []float64{-0.1, 0, 0.3, 0.5, 0.3, 0, -0.1}
	for _, taps := range [][]float64{taps, {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, {-1, -1, -1}} {
		got := Respond(taps, len(taps)/2, []float64{0, 0.03, 0.06, 0.1, 0.15, 0.19, 0.24, 0.29, 0.31, 0.35, 0.41, 0.44, 0.48, 0.5})
		for i, phase := range got.Phase {
			if halves := phase / math.Pi; math.Abs(halves-math.Round(halves)) > 1e-9 || halves < -1.001 || halves > 1e-9 && i > 0 && got.Phase[0] == 0 {
				t.Errorf("%d taps: phase %g at %g", len(taps), phase, got.Frequency[i])
			}
		}
	}
}

// TestLongResponses: what a transform says of many taps is what summing says.
func TestLongResponses(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	taps := make([]float64, directTaps+1000)
	for i := range taps {
		taps[i] = r.NormFloat64() * math.Exp(-float64(i)/3000)
	}
	got := Respond(taps, 500, []float64{0, 1e-9, 0.001, 0.01, 0.1, 0.25, 0.4999, 0.5})
	want := Response{Frequency: got.Frequency}
	if len(got.Frequency) != 7 || math.Abs(got.Frequency[1]-0.001) > 1e-5 {
		t.Fatalf("at %v", got.Frequency)
	}
	var sums, moments []complex128
	for _, f := range got.Frequency {
		sum, moment := responseAndMoment(taps, f)
		sums, moments = append(sums, sum), append(moments, moment)
	}
	want.set(sums, moments, 500)
	for i := range want.Gain {
		if math.Abs(got.Gain[i]-want.Gain[i]) > 1e-9 || math.Abs(got.Phase[i]-want.Phase[i]) > 1e-9 || math.Abs(got.GroupDelay[i]-want.GroupDelay[i]) > 1e-6 {
			t.Errorf("at %g: %g, %g, %g, want %g, %g, %g", got.Frequency[i], got.Gain[i], got.Phase[i], got.GroupDelay[i], want.Gain[i], want.Phase[i], want.GroupDelay[i])
		}
	}
}

// TestFaintDelay: where nothing passes there is no delay to tell.
func TestFaintDelay(t *testing.T) {
	got := Respond([]float64{1, -1}, 0, []float64{0, 0.1})
	if !math.IsNaN(got.GroupDelay[0]) || math.Abs(got.GroupDelay[1]-0.5) > 1e-12 || got.Gain[0] != 0 {
		t.Errorf("%+v", got)
	}
	silence := Respond([]float64{0, 0}, 1, []float64{0, 0.25, 0.5})
	for i := range silence.Gain {
		if silence.Gain[i] != 0 || silence.Phase[i] != 0 || !math.IsNaN(silence.GroupDelay[i]) {
			t.Errorf("silence: %+v", silence)
		}
	}
}

func TestRespondRefusals(t *testing.T) {
	for _, f := range []func(){
		func() { Respond([]float64{1}, 1, []float64{0}) },
		func() { Respond([]float64{1}, -1, []float64{0}) },
		func() { Respond([]float64{1}, 0, []float64{0.2, 0.2}) },
		func() { Respond([]float64{1}, 0, []float64{0.6}) },
		func() { Respond([]float64{1}, 0, []float64{math.NaN()}) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		}()
	}
}

func BenchmarkRespond(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	frequencies := make([]float64, 1200)
	for i := range frequencies {
		frequencies[i] = float64(i) / 2400
	}
	for _, n := range []int{63, 19200, 1 << 21} {
		taps := make([]float64, n)
		for i := range taps {
			taps[i] = r.NormFloat64()
		}
		b.Run(itoa(n), func(b *testing.B) {
			for b.Loop() {
				Respond(taps, 0, frequencies)
			}
		})
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
