package learn

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"sigconv/internal/testkit"
)

// filteredNoise returns a problem of so many frames of noise, in two channels, that a kernel was put on, with noise behind
// it. A third is held out.
func filteredNoise(frames, n int, taps []float64, center int, noise float64) LadderProblem {
	p := LadderProblem{Frames: n, Taps: len(taps), Center: center, Split: Split{int64(frames), 1.0 / 3}}
	for c := range uint64(2) {
		dry, wet := testkit.Random(frames, 10+c), testkit.Random(frames, 20+c)
		for i, v := range convolved(dry, taps, center) {
			wet[i] = v + noise*wet[i]
		}
		p.Dry, p.Wet = append(p.Dry, dry), append(p.Wet, wet)
	}
	return p
}

func climb(t *testing.T, p LadderProblem) *Ladder {
	t.Helper()
	l, err := ClimbLadder(p)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func checkNear(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v within %v", what, got, want, tolerance)
	}
}

// TestLadderRecovers: what one kernel did to a whole sound is found on all rungs, wherever its centre is.
func TestLadderRecovers(t *testing.T) {
	taps := []float64{0.2, 1, -0.6, 0.3, -0.05}
	for _, n := range []int{1, 3, 16, 70} { // shorter than the kernel, longer, more than a strip
		for _, ridge := range []float64{0, 1e-9} {
			for _, center := range []int{0, 2, 4} {
				t.Run(fmt.Sprintf("%d/%v/%d", n, ridge, center), func(t *testing.T) {
					p := filteredNoise(20*n+3*n*n, n, taps, center, 0)
					p.Ridge = ridge
					l := climb(t, p)
					for _, r := range l.Rungs {
						checkRecovered(t, r, p, taps)
					}
					for k := range taps {
						checkNear(t, fmt.Sprintf("tap %d", k), l.Kernel[k], taps[k], 1e-8)
					}
					checkNear(t, "share in the band", l.InBand, 1, 1e-12)
					checkNear(t, "similarity of rows", l.RowSimilarity, 1, 1e-9)
					checkNear(t, "similarity of the band's rows", l.BandRowSimilarity, 1, 1e-12)
				})
			}
		}
	}
}

func checkRecovered(t *testing.T, r Rung, p LadderProblem, taps []float64) {
	t.Helper()
	for i := range p.Frames {
		for j := range p.inputs() {
			want := 0.0
			if k := i + p.Taps - 1 - j; k >= 0 && k < len(taps) {
				want = taps[k]
			}
			checkNear(t, fmt.Sprintf("%s: entry %d, %d", r.Name, i, j), r.At(i, j), want, 1e-6)
		}
	}
	checkNear(t, r.Name+": error in training", r.TrainESR, 0, 1e-12)
	checkNear(t, r.Name+": error held out", r.HeldOutESR, 0, 1e-12)
	if r.Underdetermined || r.Seconds < 0 {
		t.Errorf("%s: underdetermined %v, %v s", r.Name, r.Underdetermined, r.Seconds)
	}
}

// TestLadderCounts: what the rungs take, by hand for four rows that see frames 0-1 1-2 2-3 3-4.
func TestLadderCounts(t *testing.T) {
	l := climb(t, filteredNoise(120, 4, []float64{1, 0.5}, 0, 0))
	for i, want := range []Rung{
		{Name: "dense", Params: 20, Bytes: 160, WorkBytes: 8 * (25 + 25 + 20)},
		{Name: "band", Params: 8, Bytes: 64, WorkBytes: 8 * (10 + 8 + 4)},
		{Name: "kernel", Params: 2, Bytes: 16, WorkBytes: 8 * (4 + 4 + 2)},
	} {
		r := l.Rungs[i]
		if r.Name != want.Name || r.Params != want.Params || r.Bytes != want.Bytes || r.WorkBytes != want.WorkBytes {
			t.Errorf("%s: %v parameters, %v and %v bytes, want %s: %v, %v and %v",
				r.Name, r.Params, r.Bytes, r.WorkBytes, want.Name, want.Params, want.Bytes, want.WorkBytes)
		}
	}
	if got, least := LadderBytes(991, 10), 8*(2*1e6+2*991e3); got < least || got > 1.3*least {
		t.Errorf("LadderBytes is %v, want hardly more than %v", got, least)
	}
}

// TestLadderGeneralises is the argument of the ladder: what can only remember noise is worse where the noise is another,
// although it is better where it learned.
func TestLadderGeneralises(t *testing.T) {
	taps := []float64{0.1, 0.5, 1, -0.4, 0.2, -0.1, 0.05}
	for _, ridge := range []float64{0, 1e-9, 1e-6} {
		p := filteredNoise(120*48, 48, taps, 3, 1)
		p.Ridge = ridge
		l := climb(t, p)
		dense, band, kernel := l.Rungs[0], l.Rungs[1], l.Rungs[2]
		if !(kernel.HeldOutESR < 0.98*band.HeldOutESR && band.HeldOutESR < 0.9*dense.HeldOutESR) {
			t.Errorf("errors held out are %v, %v, %v for kernel, band, dense: want them to grow",
				kernel.HeldOutESR, band.HeldOutESR, dense.HeldOutESR)
		}
		if !(kernel.TrainESR > band.TrainESR && band.TrainESR > dense.TrainESR) {
			t.Errorf("errors in training are %v, %v, %v for kernel, band, dense: want them to shrink",
				kernel.TrainESR, band.TrainESR, dense.TrainESR)
		}
		if !(l.InBand > 0.5 && l.InBand < 0.95 && l.RowSimilarity > 0.8 && l.RowSimilarity < l.BandRowSimilarity && l.BandRowSimilarity < 1) {
			t.Errorf("share in the band %v, similarities %v and %v", l.InBand, l.RowSimilarity, l.BandRowSimilarity)
		}
	}
}

// TestLadderUnderdetermined: with fewer windows than inputs the dense matrix learns them by heart, and nothing else.
func TestLadderUnderdetermined(t *testing.T) {
	p := filteredNoise(18*40, 40, []float64{1, -0.5, 0.25}, 1, 0.01)
	if _, err := ClimbLadder(p); !errors.Is(err, ErrSingular) || !strings.HasPrefix(err.Error(), "dense: ") {
		t.Errorf("error %v without a ridge, want ErrSingular of the dense matrix", err)
	}
	p.Ridge = 1e-9
	l := climb(t, p)
	dense, band, kernel := l.Rungs[0], l.Rungs[1], l.Rungs[2]
	if !dense.Underdetermined || band.Underdetermined || kernel.Underdetermined {
		t.Errorf("underdetermined: %v %v %v, want only dense", dense.Underdetermined, band.Underdetermined, kernel.Underdetermined)
	}
	if !(dense.TrainESR < 1e-12 && dense.HeldOutESR > 0.1 && kernel.HeldOutESR < 1e-3) {
		t.Errorf("errors: dense %v, held out %v, kernel held out %v", dense.TrainESR, dense.HeldOutESR, kernel.HeldOutESR)
	}
}

func TestLadderErrors(t *testing.T) {
	for _, test := range []struct {
		want  string
		spoil func(p *LadderProblem)
	}{
		{"0 windows of 1000 frames to learn from and 0 to measure on, want one at least", func(p *LadderProblem) { p.Frames = 1000 }},
		{"28 windows of 10 frames to learn from and 0 to measure on, want one at least", func(p *LadderProblem) { p.Split.HeldOut = 0 }},
		{ErrSilence.Error(), func(p *LadderProblem) { clear(p.Dry[0]); clear(p.Dry[1]) }},
		{ErrSilence.Error(), func(p *LadderProblem) { clear(p.Wet[0]); clear(p.Wet[1]) }},
		{"there is only silence to measure on", func(p *LadderProblem) {
			for _, span := range p.Split.Spans() {
				if span.HeldOut {
					clear(p.Wet[0][span.From:span.To])
					clear(p.Wet[1][span.From:span.To])
				}
			}
		}},
	} {
		p := filteredNoise(150, 10, []float64{1, 0.5}, 0, 0)
		test.spoil(&p)
		if _, err := ClimbLadder(p); err == nil || err.Error() != test.want {
			t.Errorf("error %v, want %q", err, test.want)
		}
	}
}

func TestLadderPanics(t *testing.T) {
	for _, test := range []struct {
		want  string
		spoil func(p *LadderProblem)
	}{
		{"learn: windows of 0 frames, want 1 or more", func(p *LadderProblem) { p.Frames = 0 }},
		{"learn: centre 0 of 0 taps", func(p *LadderProblem) { p.Taps = 0 }},
		{"learn: centre -1 of 2 taps", func(p *LadderProblem) { p.Center = -1 }},
		{"learn: centre 2 of 2 taps", func(p *LadderProblem) { p.Center = 2 }},
		{"learn: a ridge of -1, want 0 or more", func(p *LadderProblem) { p.Ridge = -1 }},
		{"learn: a ridge of NaN, want 0 or more", func(p *LadderProblem) { p.Ridge = math.NaN() }},
		{"learn: a ridge of +Inf, want 0 or more", func(p *LadderProblem) { p.Ridge = math.Inf(1) }},
		{"learn: a share of 1 held out", func(p *LadderProblem) { p.Split.HeldOut = 1 }},
		{"learn: 0 channels of dry and 0 of wet, want as many, at least one", func(p *LadderProblem) { p.Dry, p.Wet = nil, nil }},
		{"learn: 2 channels of dry and 1 of wet, want as many, at least one", func(p *LadderProblem) { p.Wet = p.Wet[:1] }},
		{"learn: channel 1 has 150 frames of dry and 149 of wet, the split 150", func(p *LadderProblem) { p.Wet[1] = p.Wet[1][:149] }},
		{"learn: channel 0 has 150 frames of dry and 150 of wet, the split 151", func(p *LadderProblem) { p.Split.Frames++ }},
	} {
		t.Run(test.want, func(t *testing.T) {
			p := filteredNoise(150, 10, []float64{1, 0.5}, 0, 0)
			test.spoil(&p)
			defer func() {
				if got := recover(); got != test.want {
					t.Errorf("panic %v, want %q", got, test.want)
				}
			}()
			_, _ = ClimbLadder(p)
		})
	}
}

func BenchmarkLadder(b *testing.B) {
	for _, size := range []struct{ frames, taps, windows int }{{256, 31, 900}, {1024, 63, 1500}} {
		b.Run(fmt.Sprintf("%d/%d", size.frames, size.taps), func(b *testing.B) {
			p := filteredNoise(size.windows/2*size.frames, size.frames, testkit.Random(size.taps, 3), size.taps/2, 0.1)
			p.Ridge = 1e-9
			var l *Ladder
			for b.Loop() {
				var err error
				if l, err = ClimbLadder(p); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(l.GatherSeconds*1e3, "gather-ms")
			for _, r := range l.Rungs {
				b.ReportMetric(r.Seconds*1e3, r.Name+"-ms")
			}
		})
	}
}
