//go:build !amd64

package pcm

// There is vector code for amd64 alone; elsewhere none of the values are done quickly.

func decodeQuickly(dst []float64, raw []byte, f Format, stride int) (done int) { return 0 }

func encodeIntegersQuickly(raw []byte, stride int, src, noise []float64, n *integer, s *Stats) (done int) {
	return 0
}

func encodeInRange(raw []byte, stride int, src []float64, n *integer, s *Stats) bool { return false }

func encodeFloatsQuickly(raw []byte, stride int, src []float64, f Format, s *Stats) (done int) {
	return 0
}

func measureQuickly(src []float64, s *Stats) (done int) { return 0 }
