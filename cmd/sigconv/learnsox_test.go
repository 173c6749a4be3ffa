package main

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"sigconv/audioio"
	"sigconv/conv/learn"
)

// lesson is what the tests read of learn's report.
type lesson struct {
	Method   string   `json:"method"`
	Taps     int      `json:"taps"`
	Center   int      `json:"center"`
	Delay    int      `json:"delay"`
	Train    float64  `json:"esr_db_train"`
	HeldOut  float64  `json:"esr_db_heldout"`
	Kernel   float64  `json:"esr_db_heldout_kernel"`
	Linear   bool     `json:"linear"`
	Verdict  string   `json:"verdict"`
	Warnings []string `json:"warnings"`
	Seconds  float64  `json:"seconds"`
}

// learnHere runs learn in this process, and returns the path of what it learned and its report.
func learnHere(t *testing.T, dry, wet, ext string, flags ...string) (output string, r lesson) {
	t.Helper()
	dir := t.TempDir()
	output, report := filepath.Join(dir, "learned"+ext), filepath.Join(dir, "report.json")
	runHere(t, append([]string{"learn", dry, wet, "-o", output, "--report", report}, flags...)...)
	text, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return output, r
}

// applied returns a recording through what was learned.
func applied(t *testing.T, input, kernel string) []float64 {
	t.Helper()
	output := filepath.Join(t.TempDir(), "applied.wav")
	runHere(t, "apply", input, kernel, "-o", output, "--encoding", "float64")
	return readWAV(t, output)
}

// checkDelayed fails unless got is want earlier by delay frames, where both have any, down to limit dB below want.
func checkDelayed(t *testing.T, got, want []float64, delay int, limit float64) {
	t.Helper()
	got, want = got[min(max(-delay, 0), len(got)):], want[min(max(delay, 0), len(want)):]
	n := min(len(got), len(want))
	if n < 20_000 {
		t.Fatalf("only %d frames in common", n)
	}
	left, all := 0.0, 0.0
	for i, y := range want[:n] {
		left += (got[i] - y) * (got[i] - y)
		all += y * y
	}
	esr := 10 * math.Log10(left/all)
	t.Logf("%.1f dB are left of another sound", esr)
	if !(esr < limit) {
		t.Errorf("%.1f dB are left of another sound, want less than %v", esr, limit)
	}
}

// writeFloats writes a mono file of 64-bit floats.
func writeFloats(t *testing.T, path string, rate int, samples []float64) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	format := audioio.Format{Rate: rate, Channels: 1, Encoding: audioio.Float64}
	w, err := audioio.NewWriter(file, audioio.Header{Format: format, Frames: int64(len(samples))})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := audioio.Write(w, [][]float64{samples}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// learnedTaps is how many taps of an amplifier's response are learned.
const learnedTaps = 255

// amplifier writes the first taps of a response of guitarix for SoX's fir effect, at a power of two that keeps it from
// clipping, and returns their path.
func amplifier(t *testing.T, name string) (path string) {
	t.Helper()
	taps := soxSamples(t, filepath.Join(guitarFolder, name))[:learnedTaps]
	scale := math.Exp2(-math.Ceil(math.Log2(absSum(taps))))
	text := ""
	for _, h := range taps {
		text += fmt.Sprintf("%.17g\n", h*scale)
	}
	path = filepath.Join(t.TempDir(), "amplifier.txt")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// soxWet has SoX send a recording through effects, and returns the path of the 32-bit floats that come out.
func soxWet(t *testing.T, dry string, effects ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wet.wav")
	sox(t, append([]string{dry, "-b", "32", "-e", "float", path}, effects...)...)
	return path
}

// TestLearnAmplifiersOfSoX learns amplifiers from speech that SoX sent through them. Speech leaves the high bands open, so
// what was learned also has to do what SoX does to other speech.
func TestLearnAmplifiersOfSoX(t *testing.T) {
	folder(t, alsaFolder)
	folder(t, guitarFolder)
	speech, other := filepath.Join(alsaFolder, "Front_Center.wav"), filepath.Join(alsaFolder, "Rear_Left.wav")
	for _, amp := range []struct {
		name    string
		effects []string
	}{
		{"Splawn Nitro.wav", nil},
		{"Cicognani Imperivm Luxury.wav", nil},
		{"Mesa Boogie Mark V.wav", nil},
		{"Engl Retro Tube.wav", nil},
		{"Peavey Vypyr 15.wav", nil},
		{"Randall Satan.wav", []string{"vol", "-0.25"}}, // upside down
	} {
		t.Run(amp.name, func(t *testing.T) {
			effects := append([]string{"fir", amplifier(t, amp.name)}, amp.effects...)
			wet, otherWet := soxWet(t, speech, effects...), soxWet(t, other, effects...)
			// SoX's output is ahead by the middle of the taps. learn takes that out as the delay of the loudest one, and
			// may look ahead further than that: a few taps more leave it room.
			kernel, r := learnHere(t, speech, wet, ".txt", "--taps", "272")
			t.Logf("delay %d, centre %d, ESR %.1f dB held out", r.Delay, r.Center, r.HeldOut)
			if !(r.HeldOut < -105) {
				t.Errorf("ESR %.1f dB held out, want less than -105", r.HeldOut)
			}
			const middle = (learnedTaps - 1) / 2
			if first, last := r.Delay-r.Center, r.Delay-r.Center+r.Taps-1; first > -middle || last < middle || r.Delay > 0 {
				t.Errorf("delay %d and centre %d: frames %d to %d, want -%d to %[5]d within them, and none ahead", r.Delay, r.Center, first, last, middle)
			}
			if !r.Linear || r.Verdict[:7] != "linear:" {
				t.Errorf("the verdict is %q, want linear", r.Verdict)
			}
			checkDelayed(t, applied(t, other, kernel), readWAV(t, otherWet), r.Delay, -105)

			// With the delay and the centre given, each tap is that which SoX took.
			kernel, r = learnHere(t, speech, wet, ".wav", "--taps", fmt.Sprint(learnedTaps), "--center", "middle", "--delay", "0")
			if !(r.HeldOut < -105) || r.Delay != 0 || r.Center != middle {
				t.Errorf("with a given delay, ESR %.1f dB held out, delay %d, centre %d", r.HeldOut, r.Delay, r.Center)
			}
			output := filepath.Join(t.TempDir(), "middle.wav")
			runHere(t, "apply", other, kernel, "-o", output, "--encoding", "float64", "--center", "middle", "--order", "convolution")
			checkNull(t, readWAV(t, output), readWAV(t, otherWet), -130)
		})
	}
}

// TestLearnBelowNoise mixes noise into what SoX made: that is what is left.
func TestLearnBelowNoise(t *testing.T) {
	folder(t, alsaFolder)
	folder(t, guitarFolder)
	speech := filepath.Join(alsaFolder, "Front_Center.wav")
	clean := readWAV(t, soxWet(t, speech, "fir", amplifier(t, "Splawn Nitro.wav")))
	rng := rand.New(rand.NewPCG(1, 2))
	noise := make([]float64, len(clean))
	for i := range noise {
		noise[i] = rng.NormFloat64()
	}
	for _, level := range []float64{-20, -40, -60} {
		t.Run(fmt.Sprint(level), func(t *testing.T) {
			scale := math.Sqrt(math.Pow(10, level/10) * energy(clean) / energy(noise))
			noisy := make([]float64, len(clean))
			for i, y := range clean {
				noisy[i] = y + scale*noise[i]
			}
			wet := filepath.Join(t.TempDir(), "noisy.wav")
			writeFloats(t, wet, 48000, noisy)
			_, r := learnHere(t, speech, wet, ".txt", "--taps", "272")
			// What is held out is louder or softer than the rest; noise is not.
			var left, all [2]float64
			frames := len(noisy) + r.Delay // SoX's output is ahead
			for _, span := range (learn.Split{Frames: int64(frames), HeldOut: 0.2}).Spans() {
				part := 0
				if span.HeldOut {
					part = 1
				}
				left[part] += scale * scale * energy(noise[span.From:span.To])
				all[part] += energy(noisy[span.From:span.To])
			}
			for part, got := range []float64{r.Train, r.HeldOut} {
				want := 10 * math.Log10(left[part]/all[part])
				t.Logf("ESR %.2f dB, noise %.2f dB", got, want)
				if math.Abs(got-want) > 1 {
					t.Errorf("ESR %.2f dB, want %.2f, as the noise, to 1 dB", got, want)
				}
			}
		})
	}
}

func energy(x []float64) (sum float64) {
	for _, v := range x {
		sum += v * v
	}
	return sum
}

// TestLearnDelaysOfSoX has SoX begin the wet recording later, by silence, or earlier, by cutting off its begin.
func TestLearnDelaysOfSoX(t *testing.T) {
	folder(t, alsaFolder)
	speech, other := filepath.Join(alsaFolder, "Front_Center.wav"), filepath.Join(alsaFolder, "Rear_Left.wav")
	filter := []string{"fir", "../../samples/lowpass.txt"} // is symmetrical, so SoX does not move it
	want := readWAV(t, soxWet(t, other, filter...))
	for _, delay := range []int{-5000, -1234, -1, 0, 1, 777, 5000} {
		t.Run(fmt.Sprint(delay), func(t *testing.T) {
			effects := append(filter[:2:2], "pad", fmt.Sprintf("%ds", delay))
			if delay < 0 {
				effects = append(filter[:2:2], "trim", fmt.Sprintf("%ds", -delay))
			}
			kernel, r := learnHere(t, speech, soxWet(t, speech, effects...), ".txt", "--taps", "80")
			t.Logf("delay %d, centre %d, ESR %.1f dB held out", r.Delay, r.Center, r.HeldOut)
			if r.Delay != delay {
				t.Errorf("delay %d, want %d", r.Delay, delay)
			}
			if warned := len(r.Warnings) > 0; warned != (delay != 0) {
				t.Errorf("warnings %q, want one of lengths that differ, if they do", r.Warnings)
			}
			checkDelayed(t, applied(t, other, kernel), want, 0, -110)
		})
	}
}

// TestLearnABend makes speech wet by a kernel and tanh. No kernel does that; a stack does.
func TestLearnABend(t *testing.T) {
	folder(t, alsaFolder)
	speech := filepath.Join(alsaFolder, "Front_Center.wav")
	wet := func(path string) string {
		dry := readWAV(t, path)
		y := make([]float64, len(dry))
		for n := range dry {
			for k := range min(15, n+1) {
				y[n] += math.Exp(-float64(k)/3) * math.Cos(1.1*float64(k)) * dry[n-k]
			}
			y[n] = math.Tanh(4 * y[n])
		}
		bent := filepath.Join(t.TempDir(), "bent.wav")
		writeFloats(t, bent, 48000, y)
		return bent
	}
	bent := wet(speech)
	for _, layers := range []string{"1x15:tanh", "4x15:tanh, 1x1"} {
		t.Run(layers, func(t *testing.T) {
			stack, r := learnHere(t, speech, bent, ".json", "--layers", layers, "--lr", "1e-2", "--epochs", "50", "--crop", "512", "--center", "causal")
			t.Logf("delay %d, ESR %.1f dB held out, the best kernel %.1f dB, in %.1f s: %s", r.Delay, r.HeldOut, r.Kernel, r.Seconds, r.Verdict)
			if r.Method != "backprop" || r.Delay != 0 || r.Center != 0 {
				t.Errorf("method %s, delay %d, centre %d, want backprop, 0, 0", r.Method, r.Delay, r.Center)
			}
			if gain := r.Kernel - r.HeldOut; !(gain > 20) {
				t.Errorf("the layers leave %.1f dB less than the best kernel, want 20 dB at least", gain)
			}
			// It also bends what it has never heard.
			other := filepath.Join(alsaFolder, "Rear_Left.wav")
			checkDelayed(t, applied(t, other, stack), readWAV(t, wet(other)), 0, r.Kernel-15)
		})
	}
}
