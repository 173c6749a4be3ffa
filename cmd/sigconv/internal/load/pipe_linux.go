package load

import (
	"os"

	"golang.org/x/sys/unix"
)

// pipeSize is the most that a Linux pipe may hold, unless an administrator says otherwise.
const pipeSize = 1 << 20

// WidenPipe makes room for whole blocks in a pipe, so that the programs at its ends wait less for one another.
// Where that is not allowed the pipe works as it is; what is no pipe stays as it is.
func WidenPipe(f *os.File) {
	conn, err := f.SyscallConn()
	if err != nil {
		return
	}
	conn.Control(func(fd uintptr) {
		if size, err := unix.FcntlInt(fd, unix.F_GETPIPE_SZ, 0); err == nil && size < pipeSize {
			unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeSize)
		}
	})
}
