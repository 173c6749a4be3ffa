package meter_test

import (
	"fmt"
	"math"
	"testing"

	"sigconv/audioio/meter"
)

// The signals of EBU Tech 3341 (2023), table 1, and Tech 3342 (2023), table 1, made from their description. Cases 7 and 8
// of the first and 5 and 6 of the second are recordings.

const silent = -1000.0 // dBFS

// A tone is so many seconds of 1 kHz, with a peak level in dBFS for each channel.
type tone struct {
	seconds float64
	levels  []float64
}

func stereo(seconds, level float64) tone { return tone{seconds, []float64{level, level}} }

// repeated returns tones over and over.
func repeated(times int, tones ...tone) (all []tone) {
	for range times {
		all = append(all, tones...)
	}
	return all
}

// play writes tones one after the other, in one phase. Every tone ends at the frame nearest to its time.
func play(write func([][]float64), rate int, tones ...tone) {
	const blockFrames = 4410
	sine := make([]float64, rate+blockFrames)
	for i := range sine {
		sine[i] = math.Sin(2 * math.Pi * 1000 * float64(i%rate) / float64(rate))
	}
	block := make([][]float64, len(tones[0].levels))
	for c := range block {
		block[c] = make([]float64, blockFrames)
	}
	seconds, frame := 0.0, 0
	for _, tone := range tones {
		seconds += tone.seconds
		for end := int(math.Round(seconds * float64(rate))); frame < end; {
			n := min(blockFrames, end-frame)
			part := make([][]float64, len(block))
			for c := range block {
				if c > 0 && tone.levels[c] == tone.levels[c-1] {
					part[c] = part[c-1]
					continue
				}
				part[c] = block[c][:n]
				gain := math.Pow(10, tone.levels[c]/20)
				for i, v := range sine[frame%rate:][:n] {
					part[c][i] = gain * v
				}
			}
			write(part)
			frame += n
		}
	}
}

// played returns what a meter tells of stereo tones.
func played(rate int, tones ...tone) reading {
	l := meter.NewLoudness(rate, 2, 0)
	play(l.Write, rate, tones...)
	return read(l)
}

// atRates runs a test at the usual rates.
func atRates(t *testing.T, test func(t *testing.T, rate int)) {
	rates := []int{44100, 48000, 96000, 192000}
	if testing.Short() {
		rates = rates[:1]
	}
	for _, rate := range rates {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			t.Parallel()
			test(t, rate)
		})
	}
}

func wantLUFS(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 0.1) {
		t.Errorf("%s is %.3f LUFS, want %.1f ±0.1", what, got, want)
	}
}

func TestTech3341Integrated(t *testing.T) {
	atRates(t, func(t *testing.T, rate int) {
		for i, level := range []float64{-23, -33} {
			r := played(rate, stereo(20, level))
			wantLUFS(t, fmt.Sprintf("case %d: I", i+1), r.integrated, level)
			wantLUFS(t, fmt.Sprintf("case %d: M", i+1), r.momentary, level)
			wantLUFS(t, fmt.Sprintf("case %d: S", i+1), r.shortTerm, level)
		}
		quiet, loud := stereo(10, -36), stereo(60, -23)
		wantLUFS(t, "case 3", played(rate, quiet, loud, quiet).integrated, -23)
		fade := stereo(10, -72)
		wantLUFS(t, "case 4", played(rate, fade, quiet, loud, quiet, fade).integrated, -23)
		wantLUFS(t, "case 5", played(rate, stereo(20, -26), stereo(20.1, -20), stereo(20, -26)).integrated, -23)
	})
}

// TestTech3341Surround is case 6 in 5.0, and in layouts that say the same.
func TestTech3341Surround(t *testing.T) {
	const l, c, s = -28.0, -24.0, -30.0
	layouts := []struct {
		mask   uint32
		levels []float64
	}{
		{0, []float64{l, l, c, s, s}},
		{0, []float64{l, l, c, 0, s, s}},                     // full scale in LFE does not count
		{0x3F, []float64{l, l, c, silent, s, s}},             // 5.1
		{0x60F, []float64{l, l, c, -3, s, s}},                // 5.1 with side channels
		{0x37, []float64{l, l, c, s, s}},                     // 5.0
		{0x607, []float64{l, l, c, s, s}},                    // 5.0 with side channels
		{0x63F, []float64{l, l, c, 0, silent, silent, s, s}}, // 7.1
	}
	atRates(t, func(t *testing.T, rate int) {
		for _, layout := range layouts[:1+48000/rate*(len(layouts)-1)] { // all up to 48 kHz
			m := meter.NewLoudness(rate, len(layout.levels), layout.mask)
			play(m.Write, rate, tone{20, layout.levels})
			wantLUFS(t, fmt.Sprintf("case 6: I of mask %#x", layout.mask), read(m).integrated, -23)
		}
	})
}

// TestTech3341ConstantShortTerm is case 9, and with it the loudness of any 3 s of the signal by themselves.
func TestTech3341ConstantShortTerm(t *testing.T) {
	atRates(t, func(t *testing.T, rate int) {
		wantLUFS(t, "case 9", played(rate, repeated(5, stereo(1.34, -20), stereo(1.66, -30))...).shortTerm, -23)
		for skip := 0.1; skip < 1.34; skip += 0.2 {
			turned := played(rate, stereo(1.34-skip, -20), stereo(1.66, -30), stereo(skip, -20))
			wantLUFS(t, fmt.Sprintf("case 9 from %.1f s on", skip), turned.shortTerm, -23)
		}
	})
}

// TestTech3341ConstantMomentary is case 12, likewise.
func TestTech3341ConstantMomentary(t *testing.T) {
	atRates(t, func(t *testing.T, rate int) {
		wantLUFS(t, "case 12", played(rate, repeated(25, stereo(0.18, -20), stereo(0.22, -30))...).momentary, -23)
		for skip := 0.01; skip < 0.18; skip += 0.02 {
			turned := played(rate, stereo(0.18-skip, -20), stereo(0.22, -30), stereo(skip, -20))
			wantLUFS(t, fmt.Sprintf("case 12 from %.2f s on", skip), turned.momentary, -23)
		}
	})
}

func TestTech3341ShortTermMaxima(t *testing.T) {
	atRates(t, func(t *testing.T, rate int) {
		rising := meter.NewLoudness(rate, 2, 0)
		for i := range 20 {
			i := float64(i)
			r := played(rate, stereo(0.15*i, silent), stereo(3, -23), stereo(1, silent))
			wantLUFS(t, fmt.Sprintf("case 10, segment %v: max S", i), r.shortTerm, -23)
			play(rising.Write, rate, stereo(0.15*i, silent), stereo(3, -38+i), stereo(3-0.15*i, silent))
			wantLUFS(t, fmt.Sprintf("case 11, segment %v: max S", i), read(rising).shortTerm, -38+i)
		}
	})
}

func TestTech3341MomentaryMaxima(t *testing.T) {
	atRates(t, func(t *testing.T, rate int) {
		rising := meter.NewLoudness(rate, 2, 0)
		for i := range 20 {
			i := float64(i)
			r := played(rate, stereo(0.02*i, silent), stereo(0.4, -23), stereo(1, silent))
			wantLUFS(t, fmt.Sprintf("case 13, segment %v: max M", i), r.momentary, -23)
			play(rising.Write, rate, stereo(0.02*i, silent), stereo(0.4, -38+i), stereo(0.4-0.02*i, silent))
			wantLUFS(t, fmt.Sprintf("case 14, segment %v: max M", i), read(rising).momentary, -38+i)
		}
	})
}

func TestTech3342(t *testing.T) {
	cases := []struct {
		levels []float64 // of 20 s each
		want   float64
	}{
		{[]float64{-20, -30}, 10},
		{[]float64{-20, -15}, 5},
		{[]float64{-40, -20}, 20},
		{[]float64{-50, -35, -20, -35, -50}, 15},
	}
	atRates(t, func(t *testing.T, rate int) {
		for i, c := range cases {
			var tones []tone
			for _, level := range c.levels {
				tones = append(tones, stereo(20, level))
			}
			if got := played(rate, tones...).lra; !(math.Abs(got-c.want) <= 1) {
				t.Errorf("case %d: LRA is %.2f LU, want %v ±1", i+1, got, c.want)
			}
		}
	})
}

// truePeak returns the true peak of a mono sound in dBTP.
func truePeak(rate int, x []float64) float64 {
	p := meter.NewTruePeak(rate, 1)
	p.Write([][]float64{x})
	return 20 * math.Log10(p.Peak())
}

func wantPeak(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(got <= want+0.2 && got >= want-0.4) {
		t.Errorf("%s is %.3f dBTP, want %.1f +0.2/-0.4", what, got, want)
	}
}

// tapered multiplies both ends of x with a ramp.
func tapered(x []float64, frames int) []float64 {
	for i := range frames {
		ramp := float64(i) / float64(frames)
		x[i] *= ramp
		x[len(x)-1-i] *= ramp
	}
	return x
}

// TestTech3341TruePeakTones is cases 15 to 19. From 192 kHz on the meter knows of samples alone: fs/4 lies at 48 kHz.
func TestTech3341TruePeakTones(t *testing.T) {
	cases := []struct {
		period, amplitude, degrees, want float64
	}{
		{4, 0.5, 0, -6}, {4, 0.5, 45, -6}, {6, 0.5, 60, -6}, {8, 0.5, 67.5, -6}, {4, 1.41, 45, 3},
	}
	for _, rate := range []int{44100, 48000, 88200, 96000} {
		for i, c := range cases {
			x := make([]float64, rate/2)
			for n := range x {
				x[n] = c.amplitude * math.Sin(2*math.Pi*float64(n)/c.period+c.degrees*math.Pi/180)
			}
			wantPeak(t, fmt.Sprintf("case %d at %d Hz", 15+i, rate), truePeak(rate, tapered(x, rate/100)), c.want)
		}
	}
}

// TestTech3341TruePeakTransients is cases 20 to 23: one period of fs/4 amid fs/6, made at four times the rate and
// filtered to half of it. They lie between the places of a meter that samples twice as finely, as at 96 kHz.
func TestTech3341TruePeakTransients(t *testing.T) {
	for _, rate := range []int{44100, 48000} {
		for offset := range 4 {
			got := truePeak(rate, transient(offset))
			wantPeak(t, fmt.Sprintf("case %d at %d Hz", 20+offset, rate), got, 0)
		}
	}
}

// transient returns the signal of cases 20 to 23 with one sample of four, from the offset on.
func transient(offset int) []float64 {
	const periods = 100 // of 24 samples each, before and after
	var fine []float64
	sines := func(samples int, amplitude, period float64) {
		for i := range samples {
			fine = append(fine, amplitude*math.Sin(2*math.Pi*float64(i)/period))
		}
	}
	sines(periods*24, 0.5, 24)
	sines(16, 1, 16)
	sines(periods*24, 0.5, 24)
	tapered(fine, 480)

	var coarse []float64
	for at := offset; at < len(fine); at += 4 {
		coarse = append(coarse, lowPassed(fine, at))
	}
	return coarse
}

// lowPassed returns a sample of what lies below an eighth of the sampling rate.
func lowPassed(x []float64, at int) float64 {
	const reach = 256
	value, constant := 0.0, 0.0
	for i := at - reach; i <= at+reach; i++ {
		t := float64(i-at) / 4
		h := 1.0
		if t != 0 {
			h = math.Sin(math.Pi*t) / (math.Pi * t)
		}
		h *= 0.5 + 0.5*math.Cos(math.Pi*float64(i-at)/(reach+1))
		constant += h
		if i >= 0 && i < len(x) {
			value += h * x[i]
		}
	}
	return value / constant
}
