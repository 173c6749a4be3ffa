package batch

import (
	"io/fs"
	"syscall"
)

// changeTime returns when the file system last changed anything about a file, in ns since 1970. Unlike the time of
// writing no program can set it.
func changeTime(info fs.FileInfo) int64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ctim.Nano()
	}
	return 0
}

// fileNumber returns a number that a file has on its file system, from whatever machine that is looked at.
func fileNumber(info fs.FileInfo) uint32 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint32(stat.Ino)
	}
	return 0
}
