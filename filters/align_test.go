package filters

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"

	"sigconv/conv"
)

// alignSlowly is the definition in exact arithmetic, where nothing cancels: a is the row, h reversed.
func alignSlowly(h, x []float64) (cosines []float64) {
	k := len(h)
	for i := 0; i+k <= len(x); i++ {
		dot, aa, xx := new(big.Float).SetPrec(300), new(big.Float).SetPrec(300), new(big.Float).SetPrec(300)
		add := func(sum *big.Float, u, v float64) {
			sum.Add(sum, new(big.Float).SetPrec(300).Mul(big.NewFloat(u), big.NewFloat(v)))
		}
		for t := range k {
			a := h[k-1-t]
			add(dot, a, x[i+t])
			add(aa, a, a)
			add(xx, x[i+t], x[i+t])
		}
		norm := new(big.Float).Mul(aa, xx)
		cosine := 0.0
		if norm.Sign() > 0 {
			cosine, _ = dot.Quo(dot, norm.Sqrt(norm)).Float64()
		}
		cosines = append(cosines, cosine)
	}
	return cosines
}

// loudThenQuiet is a burst at full scale, then noise that is 200 dB below it, then silence, then noise again.
func loudThenQuiet(n int) []float64 {
	x := random(n, 9)
	for i := range x {
		switch {
		case i > n/10 && i < n/2:
			x[i] *= 1e-10
		case i >= n/2 && i < 3*n/4:
			x[i] = 0
		}
	}
	return x
}

func TestAlignEqualsDefinition(t *testing.T) {
	for _, taps := range []int{1, 2, 3, 15, 26, 27, 64, 200} {
		for _, n := range []int{0, 1, taps - 1, taps, taps + 1, 1500} {
			t.Run(fmt.Sprintf("%dtaps/%dframes", taps, n), func(t *testing.T) {
				h, x := random(taps, 3), loudThenQuiet(n)
				tolerance := 1e-9
				if conv.Auto.For(taps) == conv.Direct {
					tolerance = 1e-12
				}
				want := alignSlowly(h, x)
				got := Align(conv.NewKernel([][]float64{h}, 0, conv.Convolution), x)
				if len(got) != len(want) {
					t.Fatalf("%d alignments, want %d", len(got), len(want))
				}
				for i := range want {
					if !(math.Abs(got[i]-want[i]) <= tolerance) {
						t.Fatalf("alignment %d is %v, want %v", i, got[i], want[i])
					}
				}
			})
		}
	}
}

// TestAlignOneAnswer: the bits do not depend on how the stream is cut, nor on what came before Flush.
func TestAlignOneAnswer(t *testing.T) {
	for _, taps := range []int{1, 20, 300} {
		h, x := random(taps, 3), loudThenQuiet(5000)
		a := NewAligner(h)
		want := a.Flush(a.Process(nil, x))
		for _, step := range []int{1, 100, 1536, 4999} {
			var got []float64
			for part := range slices.Chunk(x, step) {
				got = a.Process(got, part)
			}
			got = a.Flush(got)
			if !slices.Equal(got, want) {
				t.Errorf("%d taps in steps of %d: another answer", taps, step)
			}
		}
	}
}

// TestAlignIsLevelBlind: the sound at any level has the same cosines, and 1 where it is the row.
func TestAlignIsLevelBlind(t *testing.T) {
	for _, taps := range []int{15, 100} {
		h := random(taps, 5)
		row := slices.Clone(h)
		slices.Reverse(row)
		for _, level := range []float64{1, -1, 1e-12, 1e6} {
			x := make([]float64, 3*taps)
			for i, v := range row {
				x[taps+i] = level * v
			}
			cosines := Align(conv.NewKernel([][]float64{h}, 0, conv.Convolution), x)
			if got := cosines[taps]; !(math.Abs(got-math.Copysign(1, level)) <= 1e-12) {
				t.Errorf("%d taps at level %g: %v", taps, level, got)
			}
			for i, c := range cosines {
				if !(c >= -1 && c <= 1) {
					t.Errorf("alignment %d is %v", i, c)
				}
			}
		}
	}
}

// TestAlignQuietKernels: the level of the taps does not matter, not even where their squares are no numbers.
func TestAlignQuietKernels(t *testing.T) {
	x := random(500, 4)
	for _, taps := range []int{10, 100} {
		h := random(taps, 5)
		want := Align(conv.NewKernel([][]float64{h}, 0, conv.Convolution), x)
		for _, level := range []float64{1e308, 1e-300} {
			scaled := slices.Clone(h)
			for i := range scaled {
				scaled[i] *= level
			}
			got := Align(conv.NewKernel([][]float64{scaled}, 0, conv.Convolution), x)
			for i := range want {
				if !(math.Abs(got[i]-want[i]) <= 1e-12) {
					t.Fatalf("taps of %g: alignment %d is %v, want %v", level, i, got[i], want[i])
				}
			}
		}
	}
}

// TestAlignBelowTheFloor: steps of 60 dB down to what is hardly a number, in one stretch of a long kernel.
func TestAlignBelowTheFloor(t *testing.T) {
	const taps = 300
	x := random(12*taps, 9)
	for i := range x {
		x[i] *= math.Pow(10, -12*float64(i/taps))
	}
	h := random(taps, 3)
	want := alignSlowly(h, x)
	for i, got := range Align(conv.NewKernel([][]float64{h}, 0, conv.Convolution), x) {
		if !(math.Abs(got-want[i]) <= 1e-9) {
			t.Fatalf("alignment %d is %v, want %v", i, got, want[i])
		}
	}
}

// TestAlignBesideTheEdgeOfNumbers: a sample whose square is no number spoils the stretches that it lies in, no others.
func TestAlignBesideTheEdgeOfNumbers(t *testing.T) {
	for _, taps := range []int{20, 300} {
		h, x := random(taps, 3), random(3000, 4)
		want := alignSlowly(h, x)
		for _, loud := range []float64{1e149, 1e152, 1e160, 1e308} {
			x[1500] = loud
			for i, got := range Align(conv.NewKernel([][]float64{h}, 0, conv.Convolution), x) {
				if i+taps > 1500 && i <= 1500 {
					continue
				}
				if !(math.Abs(got-want[i]) <= 1e-9) {
					t.Fatalf("%d taps beside %g: alignment %d is %v, want %v", taps, loud, i, got, want[i])
				}
			}
		}
	}
}

func TestAlignSilenceAndNaN(t *testing.T) {
	for _, taps := range []int{3, 100} {
		x := random(1000, 1)
		x[500], x[501] = math.NaN(), math.Inf(1)
		clear(x[700:])
		a := NewAligner(random(taps, 2))
		got := a.Flush(a.Process(nil, x))
		for i, c := range got {
			spoilt := i <= 501 && i+taps > 500
			if spoilt && c != 0 || i >= 700 && c != 0 || !spoilt && i < 690 && c == 0 {
				t.Errorf("%d taps: alignment %d is %v", taps, i, c)
			}
		}
		if a.Spoilt() != int64(taps+1) {
			t.Errorf("%d stretches are spoilt, want %d", a.Spoilt(), taps+1)
		}
	}
}

// TestAlignFindsAMotif: in noise as loud as itself, at its exact frame, for a kernel in either order: noise, a drum hit,
// a click, a tone.
func TestAlignFindsAMotif(t *testing.T) {
	hit, click, tone := make([]float64, 200), make([]float64, 41), make([]float64, 480)
	for i := range hit {
		hit[i] = math.Sin(0.3*float64(i)) * math.Exp(-float64(i)/50)
	}
	for i, v := range []float64{0.3, -1, 1, -0.3} {
		click[20+i] = 3 * v
	}
	for i := range tone {
		tone[i] = math.Sin(2*math.Pi*440/48000*float64(i)) * math.Sin(math.Pi*float64(i)/480)
	}
	for name, motif := range map[string][]float64{"noise": random(64, 7), "hit": hit, "click": click, "tone": tone} {
		const at = 12345
		x := random(20000, 8)
		for i := range x {
			x[i] *= 0.3
		}
		for i, v := range motif {
			x[at+i] += v
		}
		for _, order := range []conv.Order{conv.Correlation, conv.Convolution} {
			listed := slices.Clone(motif)
			if order == conv.Convolution {
				slices.Reverse(listed)
			}
			k := conv.NewKernel([][]float64{listed}, 10, order)
			p := NewPlaces(1, len(motif)-1)
			p.Add([][]float64{Align(k, x)})
			if best := p.Best(); len(best) != 1 || best[0].Frame != at || best[0].Cosine < 0.5 {
				t.Errorf("%s, %v: found %v", name, order, best)
			}
		}
	}
}

// placesSlowly is what a place is.
func placesSlowly(cosines [][]float64, most, reach int) []Place {
	best := func(i int) Place {
		p := Place{int64(i), 0, cosines[0][i]}
		for c := range cosines {
			if cosines[c][i] > p.Cosine {
				p.Channel, p.Cosine = c, cosines[c][i]
			}
		}
		return p
	}
	var places []Place
	for i := range cosines[0] {
		here, ok := best(i), true
		for j := max(i-reach, 0); j <= min(i+reach, len(cosines[0])-1); j++ {
			there := best(j).Cosine
			ok = ok && (there < here.Cosine || there == here.Cosine && j >= i)
		}
		if ok && here.Cosine > 0 {
			places = append(places, here)
		}
	}
	slices.SortStableFunc(places, func(a, b Place) int {
		switch {
		case a.Cosine > b.Cosine:
			return -1
		case a.Cosine < b.Cosine:
			return 1
		}
		return 0
	})
	return places[:min(len(places), most)]
}

func TestPlaces(t *testing.T) {
	for _, reach := range []int{0, 1, 2, 10, 2000} {
		for _, most := range []int{0, 1, 5, 10000} {
			cosines := [][]float64{random(1000, 1), random(1000, 2)}
			for c := range cosines {
				for i := range cosines[c] {
					cosines[c][i] = math.Round(10*cosines[c][i]) / 10 // many as good as one another
				}
			}
			want := placesSlowly(cosines, most, reach)
			p := NewPlaces(most, reach)
			for at := 0; at < 1000; at += 100 {
				p.Add([][]float64{cosines[0][at : at+100], cosines[1][at : at+100]})
			}
			if got := p.Best(); !slices.Equal(got, want) {
				t.Errorf("most %d, reach %d: %v, want %v", most, reach, got, want)
			}
		}
	}
}

func BenchmarkAlign(b *testing.B) {
	clicks := random(1<<18, 1) // above a floor at -90 dB
	for i := range clicks {
		if i%50000 != 0 {
			clicks[i] *= 3e-5
		}
	}
	for _, c := range []struct {
		name string
		taps int
		x    []float64
	}{{"15", 15, random(1<<18, 1)}, {"1023", 1023, random(1<<18, 1)}, {"19200-clicks", 19200, clicks}} {
		b.Run(c.name, func(b *testing.B) {
			taps, x := c.taps, c.x
			var dst []float64
			for b.Loop() {
				a := NewAligner(random(taps, 2))
				dst = a.Flush(a.Process(dst[:0], x))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(1<<18), "ns/sample")
		})
	}
}
