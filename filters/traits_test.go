package filters

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTraitsOfKnownKernels(t *testing.T) {
	for name, c := range map[string]struct {
		taps   []float64
		center int
		want   Traits // with the energy in place of its level
	}{
		"one":        {[]float64{1}, 0, Traits{DC: 1, Nyquist: 1, AbsSum: 1, EnergyDB: 1, PeakGain: 1, Symmetry: Even, Phase: LinearPhase, NonZeroTaps: 1}},
		"silence":    {[]float64{0, 0, 0}, 1, Traits{Symmetry: Even, Phase: LinearPhase}},
		"mean":       {[]float64{0.25, 0.5, 0.25}, 1, Traits{DC: 1, AbsSum: 1, EnergyDB: 0.375, PeakGain: 1, Edges: []float64{math.Acos(math.Sqrt2-1) / (2 * math.Pi)}, EdgesTotal: 1, Symmetry: Even, Phase: LinearPhase, HalfOfEnergy: Span{1, 1}, MostOfEnergy: Span{0, 2}, NonZeroTaps: 3}},
		"difference": {[]float64{1, -1}, 0, Traits{Nyquist: 2, AbsSum: 2, EnergyDB: 2, PeakGain: 2, PeakFrequency: 0.5, Edges: []float64{0.25}, EdgesTotal: 1, Symmetry: Odd, Phase: LinearPhase, Delay: 0.5, MostOfEnergy: Span{0, 1}, NonZeroTaps: 2}},
		"decay":      {[]float64{1, 0.5}, 0, Traits{DC: 1.5, Nyquist: 0.5, AbsSum: 1.5, EnergyDB: 1.25, PeakGain: 1.5, Edges: []float64{math.Acos(-0.125) / (2 * math.Pi)}, EdgesTotal: 1, Phase: MinimumPhase, Delay: 0.2, MostOfEnergy: Span{0, 1}, NonZeroTaps: 2}},
		"late":       {[]float64{0, 0, -1}, 0, Traits{DC: -1, Nyquist: -1, AbsSum: 1, EnergyDB: 1, PeakGain: 1, Phase: LinearPhase, Delay: 2, HalfOfEnergy: Span{2, 2}, MostOfEnergy: Span{2, 2}, NonZeroTaps: 1}},
		"ahead":      {[]float64{0.5, 1, 0}, 1, Traits{DC: 1.5, Nyquist: -0.5 + 1 - 0.5 + 0.5 - 1, AbsSum: 1.5, EnergyDB: 1.25, PeakGain: 1.5, Edges: []float64{math.Acos(-0.125) / (2 * math.Pi)}, EdgesTotal: 1, Phase: MaximumPhase, Delay: -0.2, HalfOfEnergy: Span{1, 1}, MostOfEnergy: Span{0, 1}, NonZeroTaps: 2}},
	} {
		got := Describe(c.taps, c.center)
		near := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-8 {
				t.Errorf("%s: %s is %v, want %v", name, what, got, want)
			}
		}
		near("DC", got.DC, c.want.DC)
		near("Nyquist", got.Nyquist, c.want.Nyquist)
		near("the sum", got.AbsSum, c.want.AbsSum)
		near("the energy", math.Pow(10, got.EnergyDB/10), c.want.EnergyDB)
		near("the peak", got.PeakGain, c.want.PeakGain)
		near("the delay", got.Delay, c.want.Delay)
		if name != "late" && math.Abs(got.PeakFrequency-c.want.PeakFrequency) > 1e-4 { // it is as loud everywhere
			t.Errorf("%s: peak at %v, want %v", name, got.PeakFrequency, c.want.PeakFrequency)
		}
		if got.Symmetry != c.want.Symmetry || got.Phase != c.want.Phase || got.EdgesTotal != c.want.EdgesTotal || len(got.Edges) != len(c.want.Edges) || got.NonZeroTaps != c.want.NonZeroTaps {
			t.Errorf("%s: %+v", name, got)
			continue
		}
		for i, edge := range got.Edges {
			near("an edge", edge, c.want.Edges[i])
		}
		if name != "decay" && name != "difference" && (got.HalfOfEnergy != c.want.HalfOfEnergy || got.MostOfEnergy != c.want.MostOfEnergy) {
			t.Errorf("%s: spans %v and %v", name, got.HalfOfEnergy, got.MostOfEnergy)
		}
	}
}

func TestLinearPhaseTypes(t *testing.T) {
	for want, taps := range [][]float64{{3, 1}, {1, 2, 1}, {1, 1}, {1, 0, -1}, {1, -1}} {
		if got := Describe(taps, 0).LinearPhaseType(); got != want {
			t.Errorf("%v is of type %d, want %d", taps, got, want)
		}
	}
}

// fromZeros returns the taps of Π (1 - z0·z^-1) over pairs of conjugate zeros and some real ones.
func fromZeros(pairs []complex128, reals []float64) []float64 {
	taps := []float64{1}
	times := func(factor []float64) {
		product := make([]float64, len(taps)+len(factor)-1)
		for i, a := range taps {
			for j, b := range factor {
				product[i+j] += a * b
			}
		}
		taps = product
	}
	for _, z := range pairs {
		times([]float64{1, -2 * real(z), real(z)*real(z) + imag(z)*imag(z)})
	}
	for _, z := range reals {
		times([]float64{1, -z})
	}
	return taps
}

// TestPhaseTypes makes kernels of known zeros, a few of them on the circle or twice, and asks for their type. Where zeros lie twice on the circle
// that may be unknown, but never another.
func TestPhaseTypes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	unknown := 0
	for i := range 300 {
		outside, inside := 0, 0
		var pairs []complex128
		var reals []float64
		kind := i % 3 // all within, all outside, either
		for range 1 + r.IntN(5) {
			radius := 0.2 + 0.75*r.Float64()
			switch {
			case r.IntN(4) == 0:
				radius = 1
			case kind == 1 || kind == 2 && r.IntN(2) == 0:
				radius = 1 / radius
				outside++
			default:
				inside++
			}
			angle := math.Pi * r.Float64()
			sin, cos := math.Sincos(angle)
			for range 1 + r.IntN(2) {
				pairs = append(pairs, complex(radius*cos, radius*sin))
			}
		}
		switch kind {
		case 0:
			reals, inside = append(reals, 0.5, 1, -1, -1), inside+1
		case 1:
			reals, outside = append(reals, -2), outside+1
		}
		if inside == 0 && outside == 0 {
			continue
		}
		want := MixedPhase
		switch {
		case outside == 0:
			want = MinimumPhase
		case inside == 0:
			want = MaximumPhase
		}
		taps := fromZeros(pairs, reals)
		if symmetryOf(taps) != Asymmetric {
			continue
		}
		got := Describe(taps, 0).Phase
		switch {
		case got == UnknownPhase:
			unknown++
		case got != want:
			t.Errorf("zeros at %v and %v: %v, want %v", pairs, reals, got, want)
		}
		if around := Describe(slices.Concat([]float64{0, 0}, taps, []float64{0}), 1).Phase; around != got {
			t.Errorf("with zeros around it: %v, want %v", around, got)
		}
	}
	if unknown > 10 {
		t.Errorf("%d of 300 are unknown", unknown)
	}
}

// TestOddTraits: whatever the taps, the traits are finite numbers.
func TestOddTraits(t *testing.T) {
	for _, taps := range [][]float64{{0}, {0, 0}, {1e300, -1e300, 1e299}, {1e-300, 2e-300}, {5e-324}, {1, 1e-17}, {0, 0, 1, 0}} {
		got := Describe(taps, len(taps)-1)
		shares, silent := EnergyShares(taps), got.AbsSum == 0
		for _, v := range append([]float64{got.DC, got.AbsSum, got.PeakGain, got.Delay}, shares...) {
			if v-v != 0 {
				t.Errorf("%v: %+v, %v", taps, got, shares)
			}
		}
		if silent != math.IsInf(got.EnergyDB, -1) || silent != (shares == nil) || got.EnergyDB > 1e4 || !silent && got.EnergyDB < -1e4 {
			t.Errorf("%v: energy %g dB, %v", taps, got.EnergyDB, shares)
		}
	}
}

func TestEnergyShares(t *testing.T) {
	for _, scale := range []float64{1, 1e300, 1e-300} {
		got := EnergyShares([]float64{scale, -2 * scale, 0, 2 * scale})
		if want := []float64{1.0 / 9, 4.0 / 9, 0, 4.0 / 9}; !slices.Equal(got, want) {
			t.Errorf("%g: %v, want %v", scale, got, want)
		}
	}
}

// TestManyEdges: a comb has more than are listed.
func TestManyEdges(t *testing.T) {
	comb := make([]float64, 101)
	comb[0], comb[100] = 1, 1
	got := Describe(comb, 0)
	if got.EdgesTotal != 100 || len(got.Edges) != 32 || math.Abs(got.Edges[0]-1.0/400) > 1e-9 || got.HalfOfEnergy != (Span{0, 0}) || got.MostOfEnergy != (Span{0, 100}) {
		t.Errorf("%d edges, %v, %v, %v", got.EdgesTotal, got.Edges, got.HalfOfEnergy, got.MostOfEnergy)
	}
}

func BenchmarkDescribe(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{63, 19200, 1 << 21} {
		taps := make([]float64, n)
		for i := range taps {
			taps[i] = r.NormFloat64() * math.Exp(-7*float64(i)/float64(n))
		}
		b.Run(itoa(n), func(b *testing.B) {
			for b.Loop() {
				Describe(taps, 0)
			}
		})
	}
}
