//go:build unix

package batch

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// lockBytes locks a part of a file, or returns errLocked.
func lockBytes(file *os.File, from, length int64) error {
	part := unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart, Start: from, Len: length}
	err := unix.FcntlFlock(file.Fd(), setLock, &part)
	if errors.Is(err, unix.EAGAIN) || errors.Is(err, unix.EACCES) {
		return errLocked
	}
	return err
}
