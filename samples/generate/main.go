// Generate computes the sounds and kernels in the samples folder:
//
//	go run ./generate [-o folder]
//
// The same files come out every time: noise has a fixed seed, and nothing depends on a clock. Powers are
// taken with math.Exp2, because math.Exp rounds differently on amd64 CPUs with and without fused
// multiply-adds. Where the compiler fuses them by itself, as on arm64, a sample may differ by one step.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// seed is where all noise comes from; noise.go splits it into streams.
const seed = 20260117

// A file is one product: its name and what makes its bytes.
type file struct {
	name string
	make func() ([]byte, error)
}

var files = []file{
	{"riff.wav", riffFile},
	{"click.wav", clickFile},
	{"room.wav", roomFile},
	{"smooth.txt", smoothFile},
	{"difference.txt", differenceFile},
	{"lowpass.txt", lowPassFile},
	{"telephone.txt", telephoneFile},
	{"motif.txt", motifFile},
	{"twice.json", twiceFile},
	{"overdrive.json", overdriveFile},
}

func main() {
	folder := flag.String("o", ".", "the folder to write to")
	flag.Parse()
	if err := writeAll(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func writeAll(folder string) error {
	for _, f := range files {
		data, err := f.make()
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if err := os.WriteFile(filepath.Join(folder, f.name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
