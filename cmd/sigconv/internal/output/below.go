package output

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
)

// CreateBelow begins the file name, with slashes, of a disk that is a folder at path. The temporary file, of the name
// temp, lies in the same folder as name. Only a file is replaced, and only where replace is set; a link is replaced
// itself, not what it leads to; and never one of the files in avoid.
func CreateBelow(disk Disk, folder, name, temp string, replace bool, avoid ...fs.FileInfo) (*File, error) {
	f := &File{disk: disk, name: filepath.Join(folder, filepath.FromSlash(name)), target: name, replace: replace}
	info, err := disk.Lstat(name)
	switch {
	case err == nil:
		err = f.checkReplace(info, avoid)
	case errors.Is(err, fs.ErrNotExist):
		err = nil
	default:
		err = f.named(err)
	}
	if err != nil {
		return nil, err
	}
	handle, temporary, err := createTempNamed(disk, path.Join(path.Dir(name), temp))
	if err != nil {
		return nil, cannotWrite(f.name, err)
	}
	if info != nil && !info.Mode().IsRegular() {
		info = nil // a link has no permissions of its own
	}
	f.begin(handle, temporary, info)
	return f, nil
}

func (f *File) checkReplace(info fs.FileInfo, avoid []fs.FileInfo) error {
	switch {
	case info.IsDir():
		return fmt.Errorf("%s: the output is a folder (want the name of a file)", f.name)
	case !f.replace:
		return fmt.Errorf("%s: %w", f.name, ErrExists)
	case !info.Mode().IsRegular() && info.Mode()&fs.ModeSymlink == 0:
		return fmt.Errorf("%s: the output is no file (found %v, want a file)", f.name, info.Mode())
	}
	return refuseInputs(f.name, info, avoid)
}
