//go:build !linux

package output

import "syscall"

func startWriteback(syscall.Conn, int64, int64) {}
