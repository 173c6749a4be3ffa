package main

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"

	"sigconv/audioio"
)

const rate = 44100

// seed is where all noise comes from: every machine measures the same bytes.
const seed = 20261123

// fillNoise fills x with white noise, uniform between -peak and peak.
func fillNoise(x []float64, random *rand.Rand, peak float64) {
	for i := range x {
		x[i] = peak * (2*random.Float64() - 1)
	}
}

// sound writes noise at a quarter of full scale, which leaves the kernels room.
func sound(args []string) error {
	flags := flag.NewFlagSet("sound", flag.ContinueOnError)
	seconds := flags.Int("seconds", 600, "how long the sound is")
	channels := flags.Int("channels", 2, "how many channels it has")
	name := flags.String("encoding", "pcm16", "how its samples are written")
	args, err := arguments(flags, args, 1)
	if err != nil {
		return err
	}
	encoding, err := audioio.ParseEncoding(*name)
	if err != nil {
		return err
	}
	file, err := os.Create(args[0])
	if err != nil {
		return err
	}
	format := audioio.Format{Rate: rate, Channels: *channels}.WithEncoding(encoding)
	if err := writeNoise(file, format, *seconds); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// writeNoise works a second at a time: the long sound would not fit into the memory of every machine.
func writeNoise(file *os.File, format audioio.Format, seconds int) error {
	w, err := audioio.NewWriter(file, audioio.Header{Format: format, Frames: int64(seconds) * rate})
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(seed, 0))
	second := make([][]float64, format.Channels)
	for channel := range second {
		second[channel] = make([]float64, rate)
	}
	for range seconds {
		for _, x := range second {
			fillNoise(x, random, 0.25)
		}
		if _, err := audioio.Write(w, second); err != nil {
			return err
		}
	}
	return w.Close()
}

// kernel writes a kernel as text, for SoX, BruteFIR and sigconv, and as a WAV file for ffmpeg.
func kernel(args []string) error {
	args, err := arguments(flag.NewFlagSet("kernel", flag.ContinueOnError), args, 2)
	if err != nil {
		return err
	}
	taps, err := strconv.Atoi(args[0])
	if err != nil || taps < 1 {
		return fmt.Errorf("%s taps (want a number above 0)", args[0])
	}
	h := make([]float64, taps)
	fillNoise(h, rand.New(rand.NewPCG(seed, uint64(taps))), 1/math.Sqrt(float64(taps))) // as loud whatever the length
	if err := writeText(args[1]+".txt", h); err != nil {
		return err
	}
	return writeImpulse(args[1]+".wav", h)
}

func writeText(path string, h []float64) error {
	var text []byte
	for _, tap := range h {
		text = append(strconv.AppendFloat(text, tap, 'f', 17, 64), '\n')
	}
	return os.WriteFile(path, text, 0o666)
}

func writeImpulse(path string, h []float64) error {
	var file bytes.Buffer
	format := audioio.Format{Rate: rate, Channels: 1}.WithEncoding(audioio.Float32)
	w, err := audioio.NewWriter(&file, audioio.Header{Format: format, Frames: int64(len(h))})
	if err != nil {
		return err
	}
	if _, err := audioio.Write(w, [][]float64{h}); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, file.Bytes(), 0o666)
}
