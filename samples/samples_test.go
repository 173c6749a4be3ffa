package samples

import (
	"bytes"
	"context"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"sigconv/audioio"
	"sigconv/conv"
)

// A sound is a shipped WAV file, read whole.
type sound struct {
	format  audioio.Format
	chunks  []audioio.Chunk
	samples [][]float64
}

func readSound(t *testing.T, name string, data []byte) sound {
	t.Helper()
	r, err := audioio.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	samples, err := audioio.ReadAll(r, 1<<20)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if w := r.Warnings(); len(w) != 0 {
		t.Errorf("%s: warnings %q, want none", name, w)
	}
	return sound{r.Format(), r.Before(), samples}
}

func readKernel(t *testing.T, name string, data []byte) *conv.Kernel {
	t.Helper()
	listing, err := conv.ReadKernel(name, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	k, err := listing.Kernel()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return k
}

func readStack(t *testing.T, name string, data []byte) *conv.Stack {
	t.Helper()
	s, err := conv.ReadStack(name, bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func shipped(t *testing.T, name string) []byte {
	t.Helper()
	data, err := FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func names(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := fs.Glob(FS, pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// roomKernel returns room.wav as a kernel.
func roomKernel(t *testing.T) *conv.Kernel {
	s := readSound(t, "room.wav", shipped(t, "room.wav"))
	k := conv.NewKernel(s.samples, 0, conv.Convolution)
	k.Rate = s.format.Rate
	return k
}

// apply puts f on the riff and returns what comes out as 64-bit floats.
func apply(t *testing.T, f conv.Filter) [][]float64 {
	t.Helper()
	riff := readSound(t, "riff.wav", shipped(t, "riff.wav"))
	out := audioio.NewMemory(riff.format.WithEncoding(audioio.Float64), nil)
	if _, err := conv.Stream(context.Background(), out, audioio.NewMemory(riff.format, riff.samples), f, conv.Options{}); err != nil {
		t.Fatal(err)
	}
	return out.Samples()
}

// peakLevel returns the largest magnitude in dBFS.
func peakLevel(samples [][]float64) float64 {
	largest := 0.0
	for _, x := range samples {
		largest = max(largest, slices.Max(x), -slices.Min(x))
	}
	return 20 * math.Log10(largest)
}

func TestSizes(t *testing.T) {
	const most = 1 << 20
	total := 0
	for _, name := range names(t, "*") {
		total += len(shipped(t, name))
	}
	if total >= most {
		t.Errorf("%d bytes together, want less than %d", total, most)
	}
}

func TestSounds(t *testing.T) {
	want := map[string]struct {
		title    string
		rate     int
		channels int
		encoding audioio.Encoding
		frames   int
	}{
		"riff.wav":  {"Riff in A minor", 48000, 2, audioio.PCM16, 168000},
		"click.wav": {"Click", 44100, 1, audioio.PCM24, 11025},
		"room.wav":  {"Small room", 48000, 1, audioio.PCM24, 19200},
	}
	found := names(t, "*.wav")
	if len(found) != len(want) {
		t.Errorf("found %q, want %d sounds", found, len(want))
	}
	for _, name := range found {
		s, w := readSound(t, name, shipped(t, name)), want[name]
		if s.format.Rate != w.rate || s.format.Channels != w.channels || s.format.Encoding != w.encoding || len(s.samples[0]) != w.frames {
			t.Errorf("%s: %+v with %d frames, want %+v", name, s.format, len(s.samples[0]), w)
		}
		m := audioio.Metadata(s.chunks)
		if m == nil || m.Title != w.title || m.Artist != "sigconv" || m.Software == "" {
			t.Errorf("%s: metadata %+v, want title %q, artist sigconv and a software", name, m, w.title)
		}
	}
}

func TestRiff(t *testing.T) {
	riff := readSound(t, "riff.wav", shipped(t, "riff.wav")).samples
	if got := peakLevel(riff); math.Abs(got+3) > 0.01 {
		t.Errorf("peak %.3f dBFS, want -3", got)
	}
	for c, x := range riff {
		sum := 0.0
		for _, v := range x {
			sum += v
		}
		if mean := sum / float64(len(x)); math.Abs(mean) > 1e-5 {
			t.Errorf("channel %d has an offset of %g, want none", c, mean)
		}
		// The last 2 ms stay within 2 steps of 16 bits of silence: the sound ends without a click.
		for _, v := range x[len(x)-96:] {
			if math.Abs(v) > 2.0/(1<<15) {
				t.Errorf("channel %d ends with %g, want silence", c, v)
				break
			}
		}
	}
}

func TestClick(t *testing.T) {
	for i, v := range readSound(t, "click.wav", shipped(t, "click.wav")).samples[0] {
		want := 0.0
		if i == 1000 {
			want = 0.5
		}
		if v != want {
			t.Fatalf("frame %d is %g, want %g", i, v, want)
		}
	}
}

func TestKernels(t *testing.T) {
	want := map[string]struct {
		taps, center, rate int
		order              conv.Order
	}{
		"smooth.txt":     {3, 1, 0, conv.Convolution},
		"difference.txt": {2, 0, 0, conv.Convolution},
		"lowpass.txt":    {63, 31, 48000, conv.Convolution},
		"telephone.txt":  {127, 63, 48000, conv.Convolution},
		"motif.txt":      {15, 0, 48000, conv.Correlation},
	}
	found := names(t, "*.txt")
	if len(found) != len(want) {
		t.Errorf("found %q, want %d kernels", found, len(want))
	}
	for _, name := range found {
		text, w := shipped(t, name), want[name]
		k := readKernel(t, name, text)
		_, center := k.Listed()
		if k.Len() != w.taps || center != w.center || k.Rate != w.rate || k.Order != w.order || k.Channels() != 1 || k.Bias != 0 {
			t.Errorf("%s: %d taps, centre %d, %d Hz, %v, want %+v", name, k.Len(), center, k.Rate, k.Order, w)
		}
		lines := strings.SplitN(string(text), "\n", 3)
		if !strings.HasSuffix(lines[0], ".") || !strings.HasPrefix(lines[1], "# Made ") {
			t.Errorf("%s begins with %q, want what it is and how it was made", name, lines[:2])
		}
	}
}

func TestStacks(t *testing.T) {
	want := map[string]struct{ layers, taps, center, rate int }{
		"twice.json":     {2, 5, 2, 0},
		"overdrive.json": {2, 16, 7, 48000},
	}
	found := names(t, "*.json")
	if len(found) != len(want) {
		t.Errorf("found %q, want %d stacks", found, len(want))
	}
	for _, name := range found {
		s, w := readStack(t, name, shipped(t, name)), want[name]
		if len(s.Layers) != w.layers || s.Len() != w.taps || s.Center() != w.center || s.Rate != w.rate {
			t.Errorf("%s: %d layers, %d taps, centre %d, %d Hz, want %+v", name, len(s.Layers), s.Len(), s.Center(), s.Rate, w)
		}
	}
	one := readStack(t, "twice.json", shipped(t, "twice.json")).Collapse()
	if got := one.Kernels[0][0]; !slices.Equal(got, []float64{1. / 16, 4. / 16, 6. / 16, 4. / 16, 1. / 16}) {
		t.Errorf("twice.json is the kernel %v", got)
	}
}

// TestOverdriveRests: what the bias of the first layer makes of silence the second takes away.
func TestOverdriveRests(t *testing.T) {
	c := conv.NewStackConvolver(readStack(t, "overdrive.json", shipped(t, "overdrive.json")), conv.Valid, conv.Auto)
	for _, v := range c.Flush(c.Process(nil, [][]float64{make([]float64, 100)}))[0] {
		if math.Abs(v) > 1e-16 {
			t.Fatalf("silence becomes %g", v)
		}
	}
}

// gainAt returns |Σ h[k]·e^(-2πifk)| at a frequency in Hz.
func gainAt(k *conv.Kernel, hertz float64) float64 {
	var re, im float64
	for i, h := range k.Taps[0] {
		sin, cos := math.Sincos(-2 * math.Pi * hertz / float64(k.Rate) * float64(i))
		re += h * cos
		im += h * sin
	}
	return math.Hypot(re, im)
}

func TestResponses(t *testing.T) {
	cases := []struct {
		name            string
		hertz, gain, by float64
	}{
		{"lowpass.txt", 0, 1, 1e-15},
		{"lowpass.txt", 2000, 0.5, 0.01}, // a windowed sinc halves at its cut-off
		{"lowpass.txt", 5000, 0, 1e-3},
		{"telephone.txt", 0, 0, 1e-15},
		{"telephone.txt", 1010, 1, 1e-3},
		{"telephone.txt", 5000, 0, 5e-3},
		{"motif.txt", 0, 0, 1e-15},
	}
	for _, c := range cases {
		k := readKernel(t, c.name, shipped(t, c.name))
		if got := gainAt(k, c.hertz); math.Abs(got-c.gain) > c.by {
			t.Errorf("%s has a gain of %.17g at %g Hz, want %g within %g", c.name, got, c.hertz, c.gain, c.by)
		}
	}
}

// Linear-phase kernels must be symmetric to the last bit.
func TestSymmetry(t *testing.T) {
	for _, name := range []string{"smooth.txt", "lowpass.txt", "telephone.txt"} {
		h := readKernel(t, name, shipped(t, name)).Taps[0]
		turned := slices.Clone(h)
		slices.Reverse(turned)
		if !slices.Equal(h, turned) {
			t.Errorf("%s is not symmetric", name)
		}
	}
}

func TestNothingClips(t *testing.T) {
	filters := map[string]conv.Filter{"room.wav": roomKernel(t)}
	for _, name := range names(t, "*.txt") {
		filters[name] = readKernel(t, name, shipped(t, name))
	}
	for _, name := range names(t, "*.json") {
		filters[name] = readStack(t, name, shipped(t, name))
	}
	for name, f := range filters {
		if level := peakLevel(apply(t, f)); level > -0.5 {
			t.Errorf("riff.wav with %s peaks at %.2f dBFS, want at most -0.5", name, level)
		}
	}
}

// motif.txt must find the kicks in the middle of everything else: its five highest answers, more than a
// fifth of a step apart, lie on them.
func TestMotifFindsKicks(t *testing.T) {
	const first, step = 480, 7500 // frames
	want := []int{first, first + 6*step, first + 8*step, first + 11*step, first + 16*step}
	out := apply(t, readKernel(t, "motif.txt", shipped(t, "motif.txt")))
	both := make([]float64, len(out[0]))
	for i := range both {
		both[i] = out[0][i] + out[1][i]
	}
	got := highest(both, len(want), step/5)
	for i := range want {
		if d := got[i] - want[i]; d < -1 || d > 1 {
			t.Fatalf("the highest answers are at %v, want %v, give or take a frame", got, want)
		}
	}
}

// highest returns where x is highest, n places at least apart frames from each other, in order.
func highest(x []float64, n, apart int) []int {
	x = slices.Clone(x)
	var at []int
	for range n {
		best := slices.Index(x, slices.Max(x))
		at = append(at, best)
		for i := max(0, best-apart); i < min(len(x), best+apart); i++ {
			x[i] = math.Inf(-1)
		}
	}
	slices.Sort(at)
	return at
}

// The generator must give what is shipped.
func TestGenerate(t *testing.T) {
	folder := generate(t)
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(names(t, "*")) {
		t.Errorf("the generator wrote %d files, want %d", len(entries), len(names(t, "*")))
	}
	for _, e := range entries {
		got, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		want := shipped(t, e.Name())
		switch {
		case bytes.Equal(got, want):
		case runtime.GOARCH == "amd64":
			t.Errorf("%s differs from what is shipped: run go generate", e.Name())
		case filepath.Ext(e.Name()) == ".wav":
			compareSounds(t, e.Name(), got, want)
		case filepath.Ext(e.Name()) == ".json":
			compareStacks(t, e.Name(), got, want)
		default:
			compareKernels(t, e.Name(), got, want)
		}
	}
}

// generate runs the generator and returns the folder with its files.
func generate(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("there is no go command to run the generator with")
	}
	folder := t.TempDir()
	cmd := exec.Command("go", "run", "./generate", "-o", folder)
	// From v3 on the compiler fuses multiply-adds, which changes last bits.
	cmd.Env = append(os.Environ(), "GOAMD64=v1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go run ./generate: %v\n%s", err, out)
	}
	return folder
}

// compareSounds allows one step of the encoding: elsewhere than on amd64 the compiler may fuse
// multiply-adds.
func compareSounds(t *testing.T, name string, got, want []byte) {
	t.Helper()
	g, w := readSound(t, name, got), readSound(t, name, want)
	if g.format != w.format || len(g.samples[0]) != len(w.samples[0]) {
		t.Fatalf("%s: %+v with %d frames, want %+v with %d", name, g.format, len(g.samples[0]), w.format, len(w.samples[0]))
	}
	for c := range w.samples {
		compareValues(t, name, g.samples[c], w.samples[c], w.format.LSB())
	}
}

func compareKernels(t *testing.T, name string, got, want []byte) {
	t.Helper()
	g, w := readKernel(t, name, got), readKernel(t, name, want)
	if g.Len() != w.Len() || g.Center != w.Center || g.Rate != w.Rate || g.Order != w.Order {
		t.Fatalf("%s: other headers than shipped", name)
	}
	compareValues(t, name, g.Taps[0], w.Taps[0], 1e-14)
}

func compareStacks(t *testing.T, name string, got, want []byte) {
	t.Helper()
	g, w := readStack(t, name, got), readStack(t, name, want)
	if len(g.Layers) != len(w.Layers) || g.Rate != w.Rate {
		t.Fatalf("%s: other layers than shipped", name)
	}
	for i := range w.Layers {
		compareValues(t, name, g.Layers[i].Kernels[0][0], w.Layers[i].Kernels[0][0], 1e-14)
		compareValues(t, name, g.Layers[i].Bias, w.Layers[i].Bias, 1e-14)
	}
}

func compareValues(t *testing.T, name string, got, want []float64, tolerance float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > tolerance {
			t.Fatalf("%s: value %d is %v, want %v within %g", name, i, got[i], want[i], tolerance)
		}
	}
}
