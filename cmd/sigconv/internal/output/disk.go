package output

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// A Disk is what outputs need of a file system. Errors are those of package os.
type Disk interface {
	OpenFile(name string, flag int, perm fs.FileMode) (Handle, error)
	Lstat(name string) (fs.FileInfo, error)
	Mkdir(name string, perm fs.FileMode) error
	Link(oldname, newname string) error
	Rename(oldname, newname string) error
	Remove(name string) error
}

// A Handle is an open file or folder of a [Disk].
type Handle interface {
	io.ReadWriteSeeker
	io.ReaderAt
	io.Closer
	Chmod(mode fs.FileMode) error
	ReadDir(n int) ([]fs.DirEntry, error)
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
}

// machine is the disk of all paths.
type machine struct{}

// Machine returns the disk of all paths.
func Machine() Disk { return machine{} }

func (machine) OpenFile(name string, flag int, perm fs.FileMode) (Handle, error) {
	return handle(os.OpenFile(name, flag, perm))
}
func (machine) Lstat(name string) (fs.FileInfo, error)    { return os.Lstat(name) }
func (machine) Mkdir(name string, perm fs.FileMode) error { return os.Mkdir(name, perm) }
func (machine) Link(oldname, newname string) error        { return os.Link(oldname, newname) }
func (machine) Rename(oldname, newname string) error      { return os.Rename(oldname, newname) }
func (machine) Remove(name string) error                  { return os.Remove(name) }

// A below is the disk of what lies in a folder: no name, and no link, leads out of it.
type below struct{ *os.Root }

// Below returns the disk of what lies in a folder.
func Below(root *os.Root) Disk { return below{root} }

func (b below) OpenFile(name string, flag int, perm fs.FileMode) (Handle, error) {
	return handle(b.Root.OpenFile(name, flag, perm))
}

// handle makes an interface of a file that is nil where there is an error.
func handle(f *os.File, err error) (Handle, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

// SyncFolder makes the names in a folder last, where folders can be synced and the user may do so.
func SyncFolder(disk Disk, folder string) error {
	err := syncFolder(disk, folder)
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

func syncFolder(disk Disk, folder string) error {
	d, err := disk.OpenFile(folder, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
