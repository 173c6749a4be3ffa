package output

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// startWriteback asks the kernel to write length bytes from the byte from on, and waits only where the
// disk has no room for more requests. It is no promise and its failure no error: the file is synced in the end.
func startWriteback(f syscall.Conn, from, length int64) {
	conn, err := f.SyscallConn()
	if err != nil {
		return
	}
	conn.Control(func(fd uintptr) {
		unix.SyncFileRange(int(fd), from, length, unix.SYNC_FILE_RANGE_WRITE)
	})
}
