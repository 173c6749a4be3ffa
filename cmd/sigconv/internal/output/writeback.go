package output

import "os"

// writebackSize is how many bytes are handed to the disk at a time: few enough that it is never idle.
const writebackSize = 4 << 20

// A writer has the disk begin with what is written while the rest is computed, so that the sync at the end finds
// little left to do.
type writer struct {
	file  *os.File
	at    int64 // of the next byte
	begun int64 // bytes that the disk has been told of
}

func (w *writer) Write(p []byte) (int, error) {
	n, err := w.file.Write(p)
	w.at += int64(n)
	if w.at-w.begun >= writebackSize {
		startWriteback(w.file, w.begun, w.at-w.begun)
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
