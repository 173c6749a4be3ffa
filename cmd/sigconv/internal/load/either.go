package load

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"slices"

	"sigconv/audioio"
)

// Either is a sound or a filter.
type Either struct {
	Name  string // what messages call it
	Sound *Input // nil for a filter
	Filter
}

// OpenEither opens the file at path, or standard input for [Pipe]: a WAV file is a sound, unless impulse says that it is an impulse
// response; all else is a filter. Whose Sound is not nil is to be closed.
func OpenEither(path string, impulse bool) (Either, error) {
	e := Either{Name: InputName(path)}
	file := os.Stdin
	if path != Pipe {
		opened, err := os.Open(path)
		if err != nil {
			return e, Named(path, err)
		}
		file = opened
	}
	err := e.read(file, impulse)
	if e.Sound == nil {
		file.Close()
	}
	return e, err
}

func (e *Either) read(file *os.File, impulse bool) error {
	info, err := file.Stat()
	if err != nil {
		return Named(e.Name, err)
	}
	if info.IsDir() {
		return fmt.Errorf("%s: this is a folder (want a WAV file, a kernel or a stack)", e.Name)
	}
	size := remaining(file, info)
	in := bufio.NewReaderSize(file, 1<<16)
	head, err := in.Peek(4096)
	if len(head) == 0 && err == io.EOF {
		return fmt.Errorf("%s: an empty file (want a WAV file, a kernel or a stack)", e.Name)
	}
	wav := audioio.IsWAV(head)
	if !wav && slices.Contains(head, 0) {
		return fmt.Errorf("%s: neither a sound nor a kernel (want a WAV file, text, or a stack)", e.Name)
	}
	if !wav || impulse {
		e.Filter, err = readFilter(e.Name, in, info, size, Listing{})
		return err
	}
	WidenPipe(file)
	if e.Sound, err = readHeader(file, in, info, size); err != nil {
		return Named(e.Name, err)
	}
	return nil
}
