// Package load opens what commands read: sounds, kernels and stacks of layers, and excerpts of sounds.
package load

import (
	"context"
	"errors"
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
	bytes io.Reader // of file
	taken int64     // frames that Excerpt and Length have read
}

// Pipe is the name that stands for standard input, or for standard output.
const Pipe = output.Pipe

// OpenInput opens the WAV file at path, or standard input for [Pipe].
func OpenInput(path string) (*Input, error) {
	if path == Pipe {
		return newInput(InputName(path), os.Stdin, os.Stdin)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, Named(path, err)
	}
	return newInput(path, file, file)
}

// OpenInputBelow opens the WAV file that a folder has under path, and which messages call name. Every byte that is read
// of it goes to seen too.
func OpenInputBelow(root *os.Root, path, name string, seen io.Writer) (*Input, error) {
	file, err := root.OpenFile(path, os.O_RDONLY|nonblocking, 0) // or a pipe would wait for who writes to it
	if err != nil {
		return nil, Named(name, err)
	}
	if info, err := file.Stat(); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		file.Close()
		return nil, Named(name, NoFile(info.Mode()))
	}
	return newInput(name, file, io.TeeReader(file, seen))
}

// NoFile says that there is something else where a file should be.
func NoFile(mode fs.FileMode) error {
	kind := "device"
	switch mode.Type() {
	case fs.ModeNamedPipe:
		kind = "named pipe"
	case fs.ModeSocket:
		kind = "socket"
	}
	return fmt.Errorf("this is no file (found a %s, want a WAV file)", kind)
}

// newInput reads the header of file, whose bytes come from r.
func newInput(name string, file *os.File, r io.Reader) (*Input, error) {
	in, err := newReader(file, r)
	if err != nil {
		file.Close()
		return nil, Named(name, err)
	}
	return in, nil
}

func newReader(file *os.File, r io.Reader) (*Input, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, errors.New("the input is a folder (want a WAV file)")
	}
	WidenPipe(file)
	return readHeader(file, r, info, remaining(file, info))
}

// readHeader reads the header of file, of which r has size bytes, -1 when unknown.
func readHeader(file *os.File, r io.Reader, info fs.FileInfo, size int64) (*Input, error) {
	reader, err := audioio.NewReader(r, size)
	if err != nil {
		return nil, err
	}
	return &Input{Reader: reader, Info: info, file: file, bytes: r}, nil
}

// Drain reads what lies behind the sound and its chunks, and returns what the file is now, at its end: another than
// Info tells where it has been written to meanwhile.
func (in *Input) Drain(ctx context.Context) (fs.FileInfo, error) {
	if _, err := io.Copy(io.Discard, Until(ctx, in.bytes)); err != nil {
		return nil, err
	}
	return in.file.Stat()
}

// Until returns a reader of what r has, until ctx is cancelled.
func Until(ctx context.Context, r io.Reader) io.Reader { return &untilReader{ctx, r} }

type untilReader struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilReader) Read(p []byte) (int, error) {
	if u.ctx.Err() != nil {
		return 0, context.Cause(u.ctx)
	}
	return u.r.Read(p)
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
