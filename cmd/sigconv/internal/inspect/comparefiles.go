package inspect

import (
	"fmt"
	"io/fs"
	"path/filepath"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/filters"
)

// compareFiles are the outputs of a comparison under way.
type compareFiles struct {
	folder  output.Folder // for the sounds, "" for none
	sounds  []*sound
	picture *output.File // nil for none
	kind    string       // of the picture: png, svg
}

// A sound is a WAV file under way.
type sound struct {
	path string
	file *output.File
}

// soundNames are the files of --wav, in the order of soundsOf.
var soundNames = []string{"original.wav", "convolution.wav", "matrix.wav", "difference.wav"}

// begin creates what the job is to write, so that nothing is computed that cannot be written.
func (job CompareJob) begin(in *load.Input) (*compareFiles, error) {
	files := &compareFiles{}
	inputs := load.Files(in, job.Filter)
	err := files.beginSounds(job, inputs)
	if err == nil && job.Picture != "" {
		if files.kind, err = plot.Format(job.Picture); err == nil {
			files.picture, err = output.Create(job.Picture, job.Force, inputs...)
		}
	}
	if err != nil {
		files.discard()
	}
	return files, err
}

func (files *compareFiles) beginSounds(job CompareJob, inputs []fs.FileInfo) (err error) {
	if job.Sounds == "" {
		return nil
	}
	if files.folder, err = output.MakeFolder(job.Sounds); err != nil {
		return err
	}
	for _, name := range soundNames {
		path := filepath.Join(job.Sounds, name)
		file, err := output.Create(path, job.Force, inputs...)
		if err != nil {
			return err
		}
		files.sounds = append(files.sounds, &sound{path, file})
	}
	return nil
}

// fill writes what was found into the files.
func (job CompareJob) fill(files *compareFiles, e *excerpt, c *filters.Comparison) error {
	if files.picture != nil {
		picture, err := job.draw(e, c, files.kind)
		if err != nil {
			return fmt.Errorf("%s: %w", job.Picture, err)
		}
		if _, err := files.picture.Writer().Write(picture); err != nil {
			return load.Named(job.Picture, err)
		}
	}
	contents := soundsOf(e, c)
	for i, s := range files.sounds {
		if err := writeSound(s.file, e.rate, contents[i]); err != nil {
			return load.Named(s.path, err)
		}
	}
	return nil
}

// soundsOf returns what the files of soundNames hold.
func soundsOf(e *excerpt, c *filters.Comparison) [][][]float64 {
	return [][][]float64{e.samples, c.Convolution.Sound, c.ByRows.Sound, subtract(c.ByRows.Sound, c.Convolution.Sound)}
}

// subtract returns a - b, sample by sample.
func subtract(a, b [][]float64) [][]float64 {
	d := make([][]float64, len(a))
	for c := range a {
		d[c] = make([]float64, len(a[c]))
		for i := range a[c] {
			d[c][i] = a[c][i] - b[c][i]
		}
	}
	return d
}

// writeSound writes samples as 32-bit floats, which hold every level and which players take.
func writeSound(file *output.File, rate int, samples [][]float64) error {
	format := audioio.Format{Rate: rate, Channels: len(samples), Encoding: audioio.Float32}
	w, err := audioio.NewWriter(file.Writer(), audioio.Header{Format: format, Frames: int64(len(samples[0]))})
	if err != nil {
		return err
	}
	stats, err := audioio.Write(w, samples)
	if err == nil && stats.Clipped > 0 {
		err = fmt.Errorf("a sample is too large for a 32-bit float (found a peak of %.3g)", max(stats.Max, -stats.Min))
	}
	if err != nil {
		return err
	}
	return w.Close()
}

// commit gives every file its name.
func (files *compareFiles) commit() error {
	if files.picture != nil {
		if err := files.picture.Commit(); err != nil {
			return err
		}
	}
	for _, s := range files.sounds {
		if err := s.file.Commit(); err != nil {
			return err
		}
	}
	files.folder.Keep()
	return nil
}

// discard ends what was not committed.
func (files *compareFiles) discard() {
	if files.picture != nil {
		files.picture.Discard()
	}
	for _, s := range files.sounds {
		s.file.Discard()
	}
	files.folder.Discard()
}

// soundPaths returns the files of the sounds.
func (files *compareFiles) soundPaths() (paths []string) {
	for _, s := range files.sounds {
		paths = append(paths, s.path)
	}
	return paths
}
