package inspect

import (
	"bufio"
	"fmt"
	"strconv"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
)

// A trace is the alignments of all frames on their way into a file.
type trace struct {
	out  *output.File // nil for no trace
	name string
	wav  *audioio.Writer
	csv  *bufio.Writer
	rate int
}

// newTrace begins the file of the trace, with a column for each of the channels, counted from 0.
func newTrace(job AlignJob, in *load.Input, channels []int, taps int) (*trace, error) {
	t := &trace{name: load.OutputName(job.Output), rate: in.Format().Rate}
	if job.Output == "" {
		return t, nil
	}
	var err error
	if t.out, err = output.Open(job.Output, job.Force, load.Files(in, job.Filter)...); err != nil {
		return nil, err
	}
	if job.CSV {
		t.csv = bufio.NewWriterSize(t.out.Writer(), 1<<16)
		fmt.Fprint(t.csv, "frame,seconds")
		for _, c := range channels {
			fmt.Fprintf(t.csv, ",cosine%d", c+1)
		}
		t.csv.WriteByte('\n')
		return t, nil
	}
	header := audioio.Header{Format: audioio.Format{Rate: t.rate, Channels: len(channels), Encoding: audioio.Float32}, Frames: -1}
	if n := in.Frames(); n >= 0 {
		header.Frames = max(n-int64(taps)+1, 0)
	}
	if t.wav, err = audioio.NewWriter(t.out.Writer(), header); err != nil {
		t.out.Discard()
		return nil, load.Named(t.name, err)
	}
	return t, nil
}

// write appends alignments, [channel][frame], of which the first is that of frame first.
func (t *trace) write(cosines [][]float64, first int64) (err error) {
	switch {
	case t.wav != nil && len(cosines[0]) > 0:
		_, err = audioio.Write(t.wav, cosines)
	case t.csv != nil:
		err = t.writeRows(cosines, first)
	}
	if err != nil {
		return load.Named(t.name, err)
	}
	return nil
}

func (t *trace) writeRows(cosines [][]float64, first int64) error {
	row := make([]byte, 0, 64)
	for i := range cosines[0] {
		frame := first + int64(i)
		row = strconv.AppendInt(row[:0], frame, 10)
		row = strconv.AppendFloat(append(row, ','), float64(frame)/float64(t.rate), 'g', -1, 64)
		for c := range cosines {
			row = strconv.AppendFloat(append(row, ','), cosines[c][i], 'g', -1, 64)
		}
		if _, err := t.csv.Write(append(row, '\n')); err != nil {
			return err
		}
	}
	return nil
}

// commit ends the trace and gives it its name.
func (t *trace) commit() (err error) {
	switch {
	case t.out == nil:
		return nil
	case t.wav != nil:
		err = t.wav.Close()
	default:
		err = t.csv.Flush()
	}
	if err != nil {
		return load.Named(t.name, err)
	}
	return t.out.Commit()
}

func (t *trace) discard() {
	if t.out != nil {
		t.out.Discard()
	}
}
