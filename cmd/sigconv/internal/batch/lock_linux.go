package batch

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// lockBytes locks a part of a file for this open file, whose locks no other of the process shares or lets go.
func lockBytes(file *os.File, from, length int64) error {
	err := unix.FcntlFlock(file.Fd(), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart, Start: from, Len: length})
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return errLocked
	}
	return err
}
