//go:build !linux

package batch

import "io/fs"

// changeTime returns 0 here: nobody has written down how to ask.
func changeTime(fs.FileInfo) int64 { return 0 }

// fileNumber returns 0 here, likewise.
func fileNumber(fs.FileInfo) uint32 { return 0 }
