package batch

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"sync"

	"sigconv/cmd/sigconv/internal/output"
	"sigconv/internal/names"
)

// Sync is what is written through to the disk, so that a power cut cannot harm it.
type Sync uint8

// What is synced.
const (
	SyncFile Sync = iota // each output and its record before it has its name, folders at the end
	SyncNone             // nothing
	SyncFull             // also the folder of an output before it counts as done
)

var syncNames = [...]string{SyncFile: "file", SyncNone: "none", SyncFull: "full"}

// SyncNames are the names that [ParseSync] knows.
var SyncNames = syncNames[:]

// ParseSync returns what a name stands for.
func ParseSync(name string) (Sync, error) { return names.Parse[Sync]("sync", name, syncNames[:]) }

// A folders makes folders for outputs, and syncs them.
type folders struct {
	disk  output.Disk
	path  string // of the disk
	sync  Sync
	known sync.Map // of path to *rounds
}

// make makes a folder and those that it lies in.
func (f *folders) make(folder string) error {
	if _, known := f.known.Load(folder); known || folder == "." {
		f.known.LoadOrStore(folder, &rounds{})
		return nil
	}
	if err := f.make(path.Dir(folder)); err != nil {
		return err
	}
	err := f.disk.Mkdir(folder, 0o777)
	if err == nil {
		err = f.named(path.Dir(folder))
	} else if info, e := f.disk.Lstat(folder); e == nil {
		err = checkFolder(info)
	}
	if err == nil {
		f.known.LoadOrStore(folder, &rounds{})
	}
	return err
}

// checkFolder refuses what stands where a folder should be. Through a link the same file would have two names, and one
// output or input would not be known for another.
func checkFolder(info fs.FileInfo) error {
	switch {
	case info.IsDir():
		return nil
	case info.Mode()&fs.ModeSymlink != 0:
		return errors.New("the folder of the output is a link (want a folder)")
	default:
		return errors.New("the folder of the output is a file (want a folder)")
	}
}

// named syncs a folder in which a name was given, where that is to be done at once.
func (f *folders) named(folder string) error {
	if f.sync != SyncFull {
		return nil
	}
	known, _ := f.known.Load(folder)
	return known.(*rounds).join(func() error { return output.SyncFolder(f.disk, folder) })
}

// note has a folder synced at the end, in which an earlier run, which may not have come to that, gave a name.
func (f *folders) note(folder string) {
	for f.known.LoadOrStore(folder, &rounds{}); folder != "."; {
		folder = path.Dir(folder)
		f.known.LoadOrStore(folder, &rounds{})
	}
}

// end syncs every folder. It returns the first error.
func (f *folders) end() (err error) {
	if f.sync == SyncNone {
		return nil
	}
	f.known.Range(func(folder, _ any) bool {
		if e := output.SyncFolder(f.disk, folder.(string)); err == nil && e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = fmt.Errorf("%s: the names of the outputs may not be on the disk: %w", filepath.Join(f.path, folder.(string)), output.Reason(e))
		}
		return true
	})
	return err
}
