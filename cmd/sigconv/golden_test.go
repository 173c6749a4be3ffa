package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/golden/outputs.txt anew")

const goldenOutputs = "../../testdata/golden/outputs.txt"

// goldenCommands are command lines, less apply and the output, on shipped sounds. The bytes are the same on
// every machine.
var goldenCommands = []string{
	"riff.wav smooth.txt",
	"riff.wav difference.txt --mode full",
	"riff.wav lowpass.txt",
	"riff.wav telephone.txt --engine direct --wet 0.5",
	"riff.wav motif.txt --mode valid --encoding float64",
	"riff.wav motif.txt --encoding pcm24 --dither tpdf --seed 7",
	"riff.wav lowpass.txt --encoding u8 --dither tpdf",
	"riff.wav smooth.txt --encoding alaw",
	"riff.wav smooth.txt --encoding ulaw",
	"riff.wav smooth.txt --encoding float32 --gain -3",
	"riff.wav motif.txt --gain 9 --headroom auto",
	"click.wav lowpass.txt --any-rate --center causal --mode full",
	"riff.wav smooth.txt --engine fft --encoding float64",
	"riff.wav lowpass.txt --encoding float64",
	"riff.wav lowpass.txt --engine direct --encoding float64",
	"riff.wav room.wav --encoding float64",
	"riff.wav room.wav --mode full --wet 0.4 --headroom auto",
	"click.wav room.wav --any-rate --mode full --encoding float32",
	"riff.wav overdrive.json --encoding float64",
	"riff.wav overdrive.json --mode full --wet 0.7 --gain -2",
	"riff.wav ../cmd/sigconv/testdata/layers.json --mode valid --encoding float64",
}

// TestGoldenOutputs holds every byte of the outputs against what they were. After a change that is meant
// to alter them: go test ./cmd/sigconv -run GoldenOutputs -update
func TestGoldenOutputs(t *testing.T) {
	var lines strings.Builder
	lines.WriteString("# SHA-256 of what `sigconv apply` makes of these, by TestGoldenOutputs -update in cmd/sigconv\n")
	for _, command := range goldenCommands {
		args := strings.Fields(command)
		args[0], args[1] = filepath.Join("../../samples", args[0]), filepath.Join("../../samples", args[1])
		output := filepath.Join(t.TempDir(), "out.wav")
		runHere(t, append([]string{"apply", "-o", output}, args...)...)
		file, err := os.ReadFile(output)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&lines, "%x  %s\n", sha256.Sum256(file), command)
	}
	if *update {
		if err := os.WriteFile(goldenOutputs, []byte(lines.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(goldenOutputs)
	if err != nil {
		t.Fatal(err)
	}
	if got := lines.String(); got != string(want) {
		t.Errorf("the outputs have changed:\n%s\nwant\n%s", got, want)
	}
}
