package inform

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestChannelMeter holds a channel's figures against sums over all of it, however it is cut.
func TestChannelMeter(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	samples := make([]float64, 1000)
	for i := range samples[100:950] {
		samples[100+i] = math.Round(1000*r.NormFloat64()) / 4096
	}
	samples[400], samples[401], samples[402], samples[403], samples[500] = 1, 1, 1, 1, -1
	want := struct{ peak, sum, squares float64 }{}
	beyond := int64(0)
	for _, v := range samples {
		want.peak, want.sum, want.squares = max(want.peak, math.Abs(v)), want.sum+v, want.squares+v*v
		if math.Abs(v) >= 1 {
			beyond++
		}
	}
	for _, step := range []int{1, 7, 402, 1000} {
		m := newChannelMeter(-1, 1, 1.0/4096)
		for i := 0; i < len(samples); i += step {
			m.take(append([]float64{}, samples[i:min(i+step, len(samples))]...), int64(i), false)
		}
		got := m.report(1000)
		if math.Abs(*got.Peak-20*math.Log10(want.peak)) > 1e-12 || math.Abs(*got.RMS-10*math.Log10(want.squares/1000)) > 1e-12 || math.Abs(got.DC-want.sum/1000) > 1e-15 {
			t.Errorf("step %d: %+v", step, got)
		}
		if m.fullScale != beyond || m.runs != 1 || m.leading(1000) != 100 || m.trailing(1000) != 50 {
			t.Errorf("step %d: %d at full scale, %d runs, silence %d and %d", step, m.fullScale, m.runs, m.leading(1000), m.trailing(1000))
		}
	}
}

// TestNonFinite: what is no number is counted, and is 0 for all else.
func TestNonFinite(t *testing.T) {
	m := newChannelMeter(-1, 1, 0)
	samples := []float64{0.5, math.NaN(), math.Inf(-1), 0.25}
	m.take(samples, 0, true)
	if m.nonFinite != 2 || samples[1] != 0 || samples[2] != 0 || m.peak != 0.5 || m.fullScale != 0 {
		t.Errorf("%+v, %v", m, samples)
	}
}

// TestUsedBits: 16 bits in 24 use 16, and a sign is a bit.
func TestUsedBits(t *testing.T) {
	for _, c := range []struct {
		samples []float64
		bits    int
		want    int
	}{
		{[]float64{0, 0}, 24, 0},
		{[]float64{-1}, 16, 1},
		{[]float64{0.5, -0.25}, 24, 3},
		{[]float64{1.0 / 32768, 0.5}, 24, 16},
		{[]float64{1.0 / 8388608}, 24, 24},
		{[]float64{-1.0 / 128}, 8, 8},
	} {
		m := newChannelMeter(-1, 1, math.Ldexp(1, 1-c.bits))
		m.take(c.samples, 0, false)
		if got := usedBits(m.bits, c.bits); got != c.want {
			t.Errorf("%v in %d bits use %d, want %d", c.samples, c.bits, got, c.want)
		}
	}
}

func TestInfoNames(t *testing.T) {
	for field, want := range map[string]string{"Title": "title", "CreationDate": "creation_date", "TrackNbr": "track"} {
		if got := infoName(field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
}
