package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sigconv/audioio"
	"sigconv/samples"
)

// sox runs SoX without dither and returns what it prints. A test is skipped where there is none.
func sox(t *testing.T, args ...string) []byte {
	t.Helper()
	if _, err := exec.LookPath("sox"); err != nil {
		t.Skip("SoX is not installed")
	}
	var stderr bytes.Buffer
	cmd := exec.Command("sox", append([]string{"-D", "-V1"}, args...)...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("sox %q: %v\n%s", args, err, &stderr)
	}
	return out
}

// soxSamples returns the interleaved samples that SoX makes of a file and effects.
func soxSamples(t *testing.T, args ...string) []float64 {
	t.Helper()
	input, effects := args[:len(args):len(args)], []string(nil)
	for i, a := range args {
		if a == "--" {
			input, effects = args[:i:i], args[i+1:]
		}
	}
	raw := sox(t, append(append(input, "-t", "f64", "-"), effects...)...)
	samples := make([]float64, len(raw)/8)
	for i := range samples {
		samples[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
	}
	return samples
}

// folder returns the WAV files in a folder of a Debian package, or skips the test.
func folder(t *testing.T, path string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(path, "*.wav"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("%s is not there", path)
	}
	return files
}

// runHere runs a command line in this process, quietly, and fails the test unless it succeeds.
func runHere(t *testing.T, args ...string) {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	log, err := os.CreateTemp(t.TempDir(), "stderr")
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	if status := run(t.Context(), args, null, log); status != exitDone {
		said, _ := os.ReadFile(log.Name())
		t.Fatalf("sigconv %q: exit status %d\n%s", args, status, said)
	}
}

// readWAV returns the samples of a file, interleaved.
func readWAV(t *testing.T, path string) (samples []float64) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	r, err := audioio.NewReader(file, -1)
	if err != nil {
		t.Fatal(err)
	}
	planar, err := audioio.ReadAll(r, 1<<24)
	if err != nil {
		t.Fatal(err)
	}
	for i := range planar[0] {
		for c := range planar {
			samples = append(samples, planar[c][i])
		}
	}
	return samples
}

// checkNull fails unless two sounds differ by less than limit dBFS at every sample.
func checkNull(t *testing.T, got, want []float64, limit float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d samples, SoX has %d", len(got), len(want))
	}
	largest, at := 0.0, 0
	for i := range got {
		if d := math.Abs(got[i] - want[i]); !(d <= largest) {
			largest, at = d, i
		}
	}
	if residual := 20 * math.Log10(largest); !(residual < limit) {
		t.Errorf("the largest difference to SoX is %.1f dBFS at sample %d, want less than %v", residual, at, limit)
	}
}

// nullAgainstSoX puts a kernel on a recording by sigconv and by SoX. SoX works in 32-bit integers and
// clips, so both attenuate by a power of two that makes clipping impossible; it moves its output by
// the middle of the kernel, so sigconv is asked to. Taps of several channels meet one channel each.
func nullAgainstSoX(t *testing.T, input, kernel string, taps ...[]float64) {
	t.Helper()
	sum := 1.0
	for _, channel := range taps {
		sum = max(sum, absSum(channel))
	}
	scale := math.Exp2(-math.Ceil(math.Log2(sum)))
	want := soxFIR(t, scale, input, taps)
	engines := []string{"fft"}
	if len(taps[0]) < 3000 {
		engines = append(engines, "direct")
	}
	for _, engine := range engines {
		output := filepath.Join(t.TempDir(), "out.wav")
		runHere(t, "apply", input, kernel, "-o", output, "--encoding", "float64", "--center", "middle", "--order", "convolution",
			"--any-rate", "--engine", engine, "--gain", fmt.Sprintf("%.17g", 20*math.Log10(scale)))
		got := readWAV(t, output)
		checkNull(t, got, want, -140)
	}
}

func absSum(taps []float64) (sum float64) {
	for _, h := range taps {
		sum += math.Abs(h)
	}
	return sum
}

// soxFIR has SoX filter every channel of input by its taps times scale, and interleaves the results.
func soxFIR(t *testing.T, scale float64, input string, taps [][]float64) []float64 {
	t.Helper()
	var all []float64
	for c, channel := range taps {
		var text strings.Builder
		for _, h := range channel {
			fmt.Fprintf(&text, "%.17g\n", h*scale)
		}
		coefficients := filepath.Join(t.TempDir(), "taps.txt")
		if err := os.WriteFile(coefficients, []byte(text.String()), 0o666); err != nil {
			t.Fatal(err)
		}
		if len(taps) == 1 {
			return soxSamples(t, input, "--", "fir", coefficients)
		}
		one := soxSamples(t, input, "--", "remix", fmt.Sprint(c+1), "fir", coefficients)
		if all == nil {
			all = make([]float64, len(taps)*len(one))
		}
		for i, v := range one {
			all[i*len(taps)+c] = v
		}
	}
	return all
}

func TestGuitarImpulsesNullAgainstSoX(t *testing.T) {
	speech := filepath.Join(alsaFolder, "Front_Center.wav")
	folder(t, alsaFolder)
	for _, impulse := range guitarImpulses(t) {
		t.Run(filepath.Base(impulse), func(t *testing.T) {
			taps := soxSamples(t, impulse)
			if filepath.Base(impulse) == "greathall.wav" {
				// The only one with two channels: it needs a stereo input.
				left, right := soxSamples(t, impulse, "--", "remix", "1"), soxSamples(t, impulse, "--", "remix", "2")
				nullAgainstSoX(t, "../../samples/riff.wav", impulse, left, right)
				return
			}
			nullAgainstSoX(t, speech, impulse, taps)
		})
	}
}

// guitarImpulses returns guitarix's impulse responses, which lie in several folders.
func guitarImpulses(t *testing.T) []string {
	t.Helper()
	folder(t, guitarFolder)
	var all []string
	err := filepath.WalkDir(filepath.Dir(guitarFolder), func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".wav" {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 91 {
		t.Errorf("%d impulse responses, want 91", len(all))
	}
	return all
}

// TestShippedKernelsNullAgainstSoX has SoX read the text kernels itself. None of them makes these
// sounds clip. SoX knows no order, so both take the taps as they are listed.
func TestShippedKernelsNullAgainstSoX(t *testing.T) {
	inputs := []string{filepath.Join(alsaFolder, "Front_Center.wav"), "../../samples/riff.wav"}
	folder(t, alsaFolder)
	kernels, err := fs.Glob(samples.FS, "*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, input := range inputs {
		for _, name := range kernels {
			t.Run(name+"/"+filepath.Base(input), func(t *testing.T) {
				path := filepath.Join("../../samples", name)
				output := filepath.Join(t.TempDir(), "out.wav")
				runHere(t, "apply", input, path, "-o", output, "--encoding", "float64", "--center", "middle", "--order", "convolution")
				checkNull(t, readWAV(t, output), soxSamples(t, input, "--", "fir", path), -140)
			})
		}
		t.Run("room.wav/"+filepath.Base(input), func(t *testing.T) {
			path := "../../samples/room.wav"
			nullAgainstSoX(t, input, path, soxSamples(t, path))
		})
	}
}

// TestRecordingsComeBack puts the kernel 1 on real recordings: the sample bytes are the same.
func TestRecordingsComeBack(t *testing.T) {
	recordings := append(folder(t, alsaFolder), folder(t, guitarFolder)...)
	for _, input := range recordings {
		output := filepath.Join(t.TempDir(), "out.wav")
		runHere(t, "apply", input, "-k", "1", "-o", output)
		if !bytes.Equal(dataChunk(t, output), dataChunk(t, input)) {
			t.Errorf("%s does not come back", input)
		}
	}
}

// dataChunk returns the sample bytes of a file, found without the reader under test.
func dataChunk(t *testing.T, path string) []byte {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for at := 12; at+8 <= len(file); {
		size := int(binary.LittleEndian.Uint32(file[at+4:]))
		if string(file[at:at+4]) == "data" {
			return file[at+8 : at+8+size]
		}
		at += 8 + size + size%2
	}
	t.Fatalf("%s has no data chunk", path)
	return nil
}

// TestSoXAgreesOnEncodings has SoX write every encoding. sigconv reads the same samples from it, and
// SoX the same from what sigconv writes.
func TestSoXAgreesOnEncodings(t *testing.T) {
	for _, e := range []struct{ name, encoding, bits string }{
		{"u8", "unsigned-integer", "8"},
		{"pcm16", "signed-integer", "16"},
		{"pcm24", "signed-integer", "24"},
		{"pcm32", "signed-integer", "32"},
		{"float32", "floating-point", "32"},
		{"float64", "floating-point", "64"},
		{"alaw", "a-law", "8"},
		{"ulaw", "u-law", "8"},
	} {
		for _, channels := range []string{"1", "2", "6"} {
			t.Run(e.name+"/"+channels, func(t *testing.T) {
				dir := t.TempDir()
				theirs, ours := filepath.Join(dir, "theirs.wav"), filepath.Join(dir, "ours.wav")
				sox(t, "-R", "-r", "44100", "-n", "-e", e.encoding, "-b", e.bits, "-c", channels, theirs, "synth", "0.05", "pinknoise", "gain", "-3")
				runHere(t, "apply", theirs, "-k", "1", "-o", ours)
				want := soxSamples(t, theirs)
				// SoX holds 32-bit integers, to which it rounds what is finer.
				got := readWAV(t, ours)
				checkNull(t, got, want, 20*math.Log10(1.0/(1<<31)))
				checkNull(t, soxSamples(t, ours), want, -1000)
				runHere(t, "apply", theirs, "-k", "1", "-o", filepath.Join(dir, "float.wav"), "--encoding", "float64")
				checkNull(t, soxSamples(t, filepath.Join(dir, "float.wav")), want, -1000)
			})
		}
	}
}

// TestSoXStreams takes what SoX writes into a pipe, whose header gives a length that is not so.
func TestSoXStreams(t *testing.T) {
	file := sox(t, "-R", "-r", "8000", "-n", "-b", "16", "-t", "wav", "-", "synth", "0.01", "sine", "440")
	path := filepath.Join(t.TempDir(), "piped.wav")
	if err := os.WriteFile(path, file, 0o666); err != nil {
		t.Fatal(err)
	}
	r, err := audioio.NewReader(bytes.NewReader(file), -1)
	if err != nil {
		t.Fatal(err)
	}
	planar, err := audioio.ReadAll(r, 1000)
	if err != nil || len(planar[0]) != 80 || len(r.Warnings()) > 0 {
		t.Errorf("%d frames with warnings %q and %v, want 80", len(planar[0]), r.Warnings(), err)
	}
}
