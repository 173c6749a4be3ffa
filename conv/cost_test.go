package conv

import "testing"

func TestTransformSizes(t *testing.T) {
	for _, c := range []struct{ taps, want int }{{1, 1024}, {24, 1024}, {63, 1024}, {1023, 4096}, {65535, 1 << 18}, {1 << 21, 1 << 22}} {
		if got := transformSize(c.taps); got != c.want {
			t.Errorf("%d taps get transforms of %d points, want %d", c.taps, got, c.want)
		}
	}
	for taps := 1; taps < 1<<22; taps += 1 + taps/9 {
		size := transformSize(taps)
		if size&(size-1) != 0 || size < 2*taps || size > max(1<<12, 8*taps) {
			t.Errorf("%d taps get transforms of %d points", taps, size)
		}
	}
}
