package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestPictureIsOfTheNumbers: docs/speed.svg is what the kept numbers draw.
func TestPictureIsOfTheNumbers(t *testing.T) {
	const root = "../../../../../"
	path := filepath.Join(t.TempDir(), "speed.svg")
	if err := speed(root+"testdata/bench/peers.json", path); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(root + "docs/speed.svg")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("docs/speed.svg is not of testdata/bench/peers.json: go run ./cmd/sigconv/internal/plot/speed testdata/bench/peers.json docs/speed.svg")
	}
}

func TestShort(t *testing.T) {
	for taps, want := range map[int]string{3: "3", 255: "255", 1023: "1k", 4096: "4k", 65535: "64k"} {
		if got := short(taps); got != want {
			t.Errorf("%d taps: %s, want %s", taps, got, want)
		}
	}
}
