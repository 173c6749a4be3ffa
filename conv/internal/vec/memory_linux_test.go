package vec

import (
	"fmt"
	"syscall"
	"testing"
	"unsafe"
)

// atTheEdge returns a copy of x behind which no memory can be read.
func atTheEdge(t *testing.T, x []float64) []float64 {
	page := syscall.Getpagesize()
	held := (8*len(x) + page - 1) / page * page
	memory, err := syscall.Mmap(-1, 0, held+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Munmap(memory) })
	if err := syscall.Mprotect(memory[held:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	if len(x) == 0 {
		return nil
	}
	y := unsafe.Slice((*float64)(unsafe.Pointer(&memory[held-8*len(x)])), len(x))
	copy(y, x)
	return y
}

// TestLoopsStayWithinTheirNumbers: where the loops with masks went beyond, the test would crash.
func TestLoopsStayWithinTheirNumbers(t *testing.T) {
	for _, taps := range []int{1, 5} {
		for outputs := range 50 {
			t.Run(fmt.Sprintf("%dtaps/%doutputs", taps, outputs), func(t *testing.T) {
				x, h := atTheEdge(t, random(outputs+taps-1, 1)), atTheEdge(t, random(4*taps, 2))
				FIRAdd(atTheEdge(t, random(outputs, 3)), x, h[3*taps:])
				FIR4(atTheEdge(t, random(4*outputs, 3)), outputs, x, h)
			})
		}
	}
}
