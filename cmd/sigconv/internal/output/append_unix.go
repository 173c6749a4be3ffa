//go:build unix

package output

import (
	"os"

	"golang.org/x/sys/unix"
)

// appends reports whether every write to f goes to its end, as after >> in a shell, so that going back
// is in vain.
func appends(f *os.File) bool {
	flags, err := unix.FcntlInt(f.Fd(), unix.F_GETFL, 0)
	return err != nil || flags&unix.O_APPEND != 0
}
