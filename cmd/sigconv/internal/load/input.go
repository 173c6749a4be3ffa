// Package load opens what commands read: sounds, kernels and stacks of layers, and excerpts of sounds.
package load

import (
	"fmt"
	"io"
	"io/fs"
	"os"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/output"
)

// An Input is an opened WAV file.
type Input struct {
	*audioio.Reader
	Info  fs.FileInfo
	file  *os.File
	taken int64 // frames that Excerpt and Length have read
}

// Pipe is the name that stands for standard input, or for standard output.
const Pipe = output.Pipe

// OpenInput opens the WAV file at path, or standard input for [Pipe].
func OpenInput(path string) (*Input, error) {
	file := os.Stdin
	if path != Pipe {
		var err error
		if file, err = os.Open(path); err != nil {
			return nil, Named(InputName(path), err)
		}
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, Named(InputName(path), err)
	}
	if info.IsDir() {
		file.Close()
		return nil, fmt.Errorf("%s: the input is a folder (want a WAV file)", path)
	}
	WidenPipe(file)
	reader, err := audioio.NewReader(file, remaining(file, info))
	if err != nil {
		file.Close()
		return nil, Named(InputName(path), err)
	}
	return &Input{Reader: reader, Info: info, file: file}, nil
}

// remaining returns how many bytes are left to read in a file, -1 for a pipe or a device.
func remaining(file *os.File, info fs.FileInfo) int64 {
	if !info.Mode().IsRegular() {
		return -1
	}
	at, err := file.Seek(0, io.SeekCurrent)
	if err != nil {
		return -1
	}
	return info.Size() - at
}

// InputName returns what messages call the input at path.
func InputName(path string) string {
	if path == Pipe {
		return "standard input"
	}
	return path
}

// OutputName returns what messages call the output at path.
func OutputName(path string) string {
	if path == Pipe {
		return "standard output"
	}
	return path
}

// Close closes the file.
func (in *Input) Close() error { return in.file.Close() }

// Named puts a name before an error, in place of a path that it may carry.
func Named(name string, err error) error {
	return fmt.Errorf("%s: %w", name, output.Reason(err))
}

// Files returns the files of a sound and a filter, of which the sound may be nil: no output may replace them.
func Files(in *Input, f Filter) (files []fs.FileInfo) {
	if in != nil {
		files = append(files, in.Info)
	}
	if f.Info != nil {
		files = append(files, f.Info)
	}
	return files
}
