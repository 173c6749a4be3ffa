package meter_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"sigconv/audioio"
	"sigconv/samples"
)

// A recording is a sound with what a WAV file says of it.
type recording struct {
	name    string
	rate    int
	mask    uint32
	samples [][]float64
}

func (s recording) read() reading { return measure(s.samples, s.rate, s.mask) }

// sample returns a shipped sound, over and over until it lasts so many seconds.
func sample(t *testing.T, name string, seconds int) recording {
	t.Helper()
	file, err := samples.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return loaded(t, name, file, seconds)
}

// loaded returns the sound of a WAV file, likewise.
func loaded(t *testing.T, name string, file []byte, seconds int) recording {
	t.Helper()
	r, err := audioio.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	once, err := audioio.ReadAll(r, 1<<24)
	if err != nil {
		t.Fatal(err)
	}
	s := recording{name, r.Format().Rate, 0, make([][]float64, len(once))}
	for len(s.samples[0]) < seconds*s.rate {
		for c := range once {
			s.samples[c] = append(s.samples[c], once[c]...)
		}
	}
	return s
}

// store writes a sound to a WAV file of 64-bit floats.
func (s recording) store(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "sound.wav")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	w, err := audioio.NewWriter(file, audioio.Header{Format: audioio.Format{
		Rate: s.rate, Channels: len(s.samples), Encoding: audioio.Float64, ChannelMask: s.mask, Extensible: s.mask != 0,
	}})
	if err == nil {
		_, err = audioio.Write(w, s.samples)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}
