package audioio

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const zoo = "../testdata/zoo"

// An animal is an entry of the zoo's manifest.
type animal struct {
	File, Error       string
	Rate, Bits        int
	Encoding, Warning string
	Frames            int64
	Samples           [][]float64
	Before, After     []string
}

func animals(t testing.TB) []animal {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(zoo, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []animal
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestZoo(t *testing.T) {
	for _, a := range animals(t) {
		t.Run(a.File, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(zoo, a.File))
			if err != nil {
				t.Fatal(err)
			}
			// As a file, whose size is known, and as a pipe, whose is not.
			for _, size := range []int64{int64(len(file)), -1} {
				reader, err := NewReader(bytes.NewReader(file), size)
				if a.Error != "" {
					checkRefused(t, err, a.Error)
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				checkAnimal(t, reader, a)
			}
		})
	}
}

func checkRefused(t *testing.T, err error, want string) {
	t.Helper()
	var format *FormatError
	if !errors.As(err, &format) {
		t.Fatalf("got error %v, want a FormatError", err)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("got error %q, want one with %q", err, want)
	}
}

func checkAnimal(t *testing.T, r *Reader, a animal) {
	t.Helper()
	f := r.Format()
	if f.Rate != a.Rate || f.Encoding.String() != a.Encoding || f.Bits() != a.Bits || f.Channels != len(a.Samples) {
		t.Errorf("format %+v, want %d Hz, %s, %d bits, %d channels", f, a.Rate, a.Encoding, a.Bits, len(a.Samples))
	}
	declared := r.Frames()
	samples, err := ReadAll(r, 1000)
	if err != nil {
		t.Fatal(err)
	}
	if n := int64(len(samples[0])); n != a.Frames || declared != -1 && declared != n && a.Warning == "" {
		t.Errorf("%d frames, %d declared, want %d", n, declared, a.Frames)
	}
	for c := range samples {
		if !slices.Equal(samples[c], a.Samples[c]) {
			t.Errorf("channel %d is %v, want %v", c, samples[c], a.Samples[c])
		}
	}
	if got := chunkNames(r.Before()); !slices.Equal(got, a.Before) {
		t.Errorf("chunks before are %q, want %q", got, a.Before)
	}
	if got := chunkNames(r.After()); !slices.Equal(got, a.After) {
		t.Errorf("chunks after are %q, want %q", got, a.After)
	}
	switch w := r.Warnings(); {
	case a.Warning == "" && len(w) > 0:
		t.Errorf("warnings %q, want none", w)
	case a.Warning != "" && (len(w) != 1 || !strings.Contains(w[0], a.Warning)):
		t.Errorf("warnings %q, want one with %q", w, a.Warning)
	}
}

// chunkNames lists the chunks, in Latin-1, but for fmt and fact, which every file has where it needs them.
func chunkNames(chunks []Chunk) []string {
	var names []string
	for _, c := range chunks {
		if c.ID != idFmt && c.ID != idFact {
			names = append(names, string([]rune{rune(c.ID[0]), rune(c.ID[1]), rune(c.ID[2]), rune(c.ID[3])}))
		}
	}
	return names
}

// TestZooPassesThrough writes what was read and reads it again: samples, format and chunks are the same.
func TestZooPassesThrough(t *testing.T) {
	for _, a := range animals(t) {
		if a.Error != "" {
			continue
		}
		t.Run(a.File, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join(zoo, a.File))
			if err != nil {
				t.Fatal(err)
			}
			in := mustRead(t, bytes.NewReader(file), int64(len(file)))
			header := Header{Format: in.Format(), Container: in.Container(), Frames: in.Frames(), Before: in.Before(), AfterSize: in.AfterSize()}
			raw := readAll(t, in)
			var copied bytes.Buffer
			w, err := NewWriter(&copied, header)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.WriteRaw(raw); err != nil {
				t.Fatal(err)
			}
			w.SetAfter(in.After())
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			out := mustRead(t, bytes.NewReader(copied.Bytes()), -1)
			again := readAll(t, out)
			if !bytes.Equal(raw, again) {
				t.Errorf("the samples are % x, want % x", again, raw)
			}
			want := in.Format()
			want.Extensible = want.extensible()
			if got := out.Format(); got != want {
				t.Errorf("the format is %+v, want %+v", got, want)
			}
			if !slices.Equal(chunkNames(out.Before()), a.Before) || !slices.Equal(chunkNames(out.After()), a.After) {
				t.Errorf("the chunks are %q and %q, want %q and %q", chunkNames(out.Before()), chunkNames(out.After()), a.Before, a.After)
			}
			if len(out.Warnings()) > 0 {
				t.Errorf("the copy has warnings %q", out.Warnings())
			}
		})
	}
}
