package load

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

func TestWidenPipe(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if _, err := unix.FcntlInt(w.Fd(), unix.F_SETPIPE_SZ, pipeSize); err != nil {
		t.Skipf("pipes of %d bytes are not allowed here: %v", pipeSize, err)
	}
	for _, size := range []int{4096, pipeSize} {
		if _, err := unix.FcntlInt(w.Fd(), unix.F_SETPIPE_SZ, size); err != nil {
			t.Fatal(err)
		}
		WidenPipe(r)
		if got, err := unix.FcntlInt(w.Fd(), unix.F_GETPIPE_SZ, 0); got != pipeSize || err != nil {
			t.Errorf("a pipe of %d bytes holds %d now, want %d: %v", size, got, pipeSize, err)
		}
	}
}
