//go:build unix

package load

import "syscall"

// nonblocking opens a named pipe at once.
const nonblocking = syscall.O_NONBLOCK
