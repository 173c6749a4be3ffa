package batch

import "golang.org/x/sys/unix"

// setLock locks for an open file, whose locks no other of the process shares or lets go.
const setLock = unix.F_OFD_SETLK
