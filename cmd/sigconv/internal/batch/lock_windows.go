package batch

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockBytes locks a part of a file, or returns errLocked.
func lockBytes(file *os.File, from, length int64) error {
	at := &windows.Overlapped{Offset: uint32(from), OffsetHigh: uint32(from >> 32)}
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(file.Fd()), flags, 0, uint32(length), uint32(length>>32), at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return errLocked
	}
	return err
}
