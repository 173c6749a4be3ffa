package pcm

import (
	"syscall"
	"testing"
)

// beforeFault returns n bytes that end where memory cannot be touched. n is a whole number of pages.
func beforeFault(t *testing.T, n int) []byte {
	t.Helper()
	page := syscall.Getpagesize()
	memory, err := syscall.Mmap(-1, 0, n+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Munmap(memory); err != nil {
			t.Error(err)
		}
	})
	if err := syscall.Mprotect(memory[n:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	return memory[:n:n]
}
