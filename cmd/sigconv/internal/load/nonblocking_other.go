//go:build !unix

package load

const nonblocking = 0
