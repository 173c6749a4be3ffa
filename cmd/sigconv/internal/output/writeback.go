package output

import (
	"io"
	"syscall"
)

// writebackSize is how many bytes are handed to the disk at a time: few enough that it is never idle.
const writebackSize = 4 << 20

// A writer has the disk begin with what is written while the rest is computed, so that the sync at the end finds
// little left to do.
type writer struct {
	file  io.WriteSeeker
	at    int64 // of the next byte
	end   int64 // of what was written
	begun int64 // bytes that the disk has been told of
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	w.at += int64(n)
	w.end = max(w.end, w.at)
	if w.at-w.begun >= writebackSize {
		if file, ok := w.file.(syscall.Conn); ok {
			startWriteback(file, w.begun, w.at-w.begun)
		}
		w.begun = w.at
	}
	return n, err
}

func (w *writer) Seek(offset int64, whence int) (int64, error) {
	at, err := w.file.Seek(offset, whence)
	if err == nil {
		w.at = at
	}
	return at, err
}
