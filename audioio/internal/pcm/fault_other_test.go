//go:build !linux

package pcm

import "testing"

// beforeFault returns n bytes.
func beforeFault(t *testing.T, n int) []byte { return make([]byte, n) }
