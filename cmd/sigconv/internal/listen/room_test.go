package listen_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"sigconv/cmd/sigconv/internal/listen/server"
	"sigconv/cmd/sigconv/internal/listen/trial"
)

// A sound is channels of samples.
type sound [][]float32

const rate = 44100

// noise returns a second of stereo whose samples tell where they are: no other place has the same.
func noise(seed uint64) sound {
	random := mathrand.New(mathrand.NewPCG(seed, 1))
	s := sound{make([]float32, rate), make([]float32, rate)}
	for _, channel := range s {
		for i := range channel {
			channel[i] = float32(random.Float64() - 0.5)
		}
	}
	return s
}

// sine returns a second of a sine of half of full scale, which can be continued without a jump if the frequency is whole.
func sine(frequency float64) sound {
	s := sound{make([]float32, rate), make([]float32, rate)}
	for c, channel := range s {
		for i := range channel {
			channel[i] = float32(0.5 * math.Sin(2*math.Pi*frequency*float64(i)/rate+float64(c)))
		}
	}
	return s
}

// bytes returns what a browser is sent.
func (s sound) bytes() (data []byte) {
	for _, channel := range s {
		for _, v := range channel {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
		}
	}
	return data
}

// program returns a program of sounds, the first of which is the reference.
func program(sounds ...sound) *trial.Program {
	names := []string{"riff.wav", "riff-room.wav", "riff-hall.wav", "riff-plate.wav", "3.5 kHz anchor", "7 kHz anchor"}
	roles := []trial.Role{trial.Reference, trial.Candidate, trial.Candidate, trial.Candidate, trial.LowAnchor, trial.MidAnchor}
	p := &trial.Program{Rate: rate, Channels: len(sounds[0]), Frames: len(sounds[0][0]), Loop: [2]int{0, len(sounds[0][0])}, Matched: true}
	for i, s := range sounds {
		lufs, peak := -18.2, -1.0
		p.Items = append(p.Items, trial.Item{
			Name: names[i], Role: roles[i], Data: s.bytes(), Gain: 1, Unmatched: 1, LUFS: &lufs, TruePeak: &peak,
			Envelope: &trial.Envelope{Low: []float64{-0.5, -0.4, -0.2, -0.5}, High: []float64{0.5, 0.3, 0.2, 0.5}},
		})
	}
	return p
}

// A room is a test that is served, and the folder of its logs.
type room struct{ address, folder string }

// serve serves a test until the end of t.
func serve(t *testing.T, p *trial.Program, kind trial.Kind, trials int, random io.Reader) room {
	t.Helper()
	r := room{folder: t.TempDir()}
	test, err := trial.New(p, trial.Plan{Kind: kind, Trials: trials, Alpha: 0.05}, r.folder, "sigconv test", random)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := server.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	s := server.New(test)
	r.address = s.URL(listener)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		_, err := s.Serve(ctx, listener)
		ended <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return r
}

// forced draws every key the same way and all tokens at random.
type forced byte

func (f forced) Read(b []byte) (int, error) {
	if len(b) > 1 {
		return rand.Read(b)
	}
	b[0] = byte(f)
	return 1, nil
}

// A record is a line of a log.
type record struct {
	Record, Phase, Answer, Listener string
	Trial                           int
	Key                             map[string]string
	Ratings, Played                 map[string]int
	Correct                         *bool
	Switches                        int
	ContextRate                     float64 `json:"context_rate"`
	Loop                            [2]int
}

// records returns the log of the only session in a room.
func (r room) records(t *testing.T) (all []record) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(r.folder, "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("logs: %v, %v", files, err)
	}
	file, err := os.Open(files[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var one record
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatalf("%s: %v", lines.Bytes(), err)
		}
		all = append(all, one)
	}
	return all
}

// answers returns those of the test, without the training.
func (r room) answers(t *testing.T) (all []record) {
	t.Helper()
	for _, one := range r.records(t) {
		if one.Record == "trial" && one.Phase == "test" {
			all = append(all, one)
		}
	}
	return all
}
