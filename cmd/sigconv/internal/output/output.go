// Package output writes files that appear under their name whole or not at all.
package output

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// Pipe is the name that stands for standard output, as it does for standard input.
const Pipe = "-"

// ErrExists is returned where a file would have to be overwritten.
var ErrExists = errors.New("the output exists already")

// A File is an output under way. It is written under a temporary name in the folder of its target,
// and gets its own name from Commit.
type File struct {
	file    *os.File
	target  string
	temp    string // "" for what is written as it is: a device, a pipe, standard output
	replace bool
}

// Open is Create, or Stdout for [Pipe].
func Open(path string, replace bool, avoid ...fs.FileInfo) (*File, error) {
	if path == Pipe {
		return Stdout(avoid...)
	}
	return Create(path, replace, avoid...)
}

// Create begins the file path. Nothing is overwritten unless replace is set, and never one of the
// files in avoid: whatever the path, symbolic link or hard link, an input is no output. A device or a
// named pipe is written directly.
func Create(path string, replace bool, avoid ...fs.FileInfo) (*File, error) {
	target, info, err := locate(path)
	if err != nil {
		return nil, err
	}
	if info != nil {
		if info.IsDir() {
			return nil, fmt.Errorf("%s: the output is a folder (want the name of a file)", path)
		}
		if err := refuseInputs(path, info, avoid); err != nil {
			return nil, err
		}
		if !info.Mode().IsRegular() {
			f, err := os.OpenFile(target, os.O_WRONLY, 0)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", path, Reason(err))
			}
			return &File{file: f, target: target}, nil
		}
		if !replace {
			return nil, fmt.Errorf("%s: %w", path, ErrExists)
		}
	}
	f, err := createTemp(folderOf(target))
	if err != nil {
		return nil, fmt.Errorf("%s: cannot write in the folder of the output: %w", path, Reason(err))
	}
	if info != nil {
		f.Chmod(info.Mode().Perm()) // as far as the file system has permissions
	}
	return &File{file: f, target: target, temp: f.Name(), replace: replace}, nil
}

// Stdout returns standard output as a File, unless it is one of the files in avoid.
func Stdout(avoid ...fs.FileInfo) (*File, error) {
	info, err := os.Stdout.Stat()
	if err != nil {
		return nil, fmt.Errorf("standard output: %w", Reason(err))
	}
	if info.Mode().IsRegular() {
		if err := refuseInputs("standard output", info, avoid); err != nil {
			return nil, err
		}
	}
	return &File{file: os.Stdout, target: "standard output"}, nil
}

func refuseInputs(path string, info fs.FileInfo, inputs []fs.FileInfo) error {
	for _, in := range inputs {
		if os.SameFile(info, in) {
			return fmt.Errorf("%s: the output is one of the inputs (want another file)", path)
		}
	}
	return nil
}

// Writer returns what to write to. It is an [io.WriteSeeker] where going back to mend a header works.
func (f *File) Writer() io.Writer {
	if f.temp != "" {
		w := &writer{file: f.file}
		w.Seek(0, io.SeekCurrent)
		return w
	}
	info, err := f.file.Stat()
	if err == nil && info.Mode().IsRegular() && !appends(f.file) {
		return f.file
	}
	return struct{ io.Writer }{f.file}
}

// locate follows symbolic links to the file that path stands for. info is nil when there is none yet.
func locate(path string) (target string, info fs.FileInfo, err error) {
	link, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if _, err := os.Stat(folderOf(path)); err != nil {
			return "", nil, fmt.Errorf("%s: the folder of the output cannot be used: %w", path, Reason(err))
		}
		return path, nil, nil
	case err != nil:
		return "", nil, fmt.Errorf("%s: %w", path, Reason(err))
	case link.Mode()&fs.ModeSymlink == 0:
		return path, link, nil
	}
	info, err = os.Stat(path)
	if err != nil {
		return "", nil, fmt.Errorf("%s: the output is a symbolic link that leads nowhere: %w", path, Reason(err))
	}
	if info.Mode().IsRegular() {
		path, err = filepath.EvalSymlinks(path)
	}
	return path, info, err
}

// folderOf returns the folder of path, with a separator at its end. Unlike filepath.Dir it leaves
// a/../b alone, where a may be missing or a link.
func folderOf(path string) string {
	folder, _ := filepath.Split(path)
	if folder == "" {
		return "." + string(filepath.Separator)
	}
	return folder
}

// Reason returns an error without the paths that the caller names already.
func Reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	default:
		return err
	}
}

// createTemp makes a new file in folder, with the permissions of any new file.
func createTemp(folder string) (*os.File, error) {
	for {
		name := folder + ".sigconv-" + rand.Text() + ".tmp"
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			unfinished.Store(name, true)
		}
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
}

// unfinished holds the names of the temporary files that there are, folders those of folders that may yet be empty.
var unfinished, folders sync.Map

func removeTemp(name string) {
	os.Remove(name)
	unfinished.Delete(name)
}

// Abandon removes every temporary file, and every folder that was made for one, for a process that ends while files
// are still being written.
func Abandon() {
	unfinished.Range(func(name, _ any) bool {
		removeTemp(name.(string))
		return true
	})
	folders.Range(func(path, _ any) bool {
		os.Remove(path.(string))
		return true
	})
}

// A Folder is a folder for outputs.
type Folder string

// MakeFolder makes the folder path, unless there is one. It stays empty, and goes, until [Folder.Keep].
func MakeFolder(path string) (Folder, error) {
	err := os.Mkdir(path, 0o777)
	if err == nil {
		folders.Store(path, true)
		return Folder(path), nil
	}
	if info, e := os.Stat(path); e == nil && info.IsDir() {
		return Folder(path), nil
	}
	return Folder(path), fmt.Errorf("%s: cannot make the folder: %w", path, Reason(err))
}

// Keep says that the folder has what it was made for.
func (f Folder) Keep() { folders.Delete(string(f)) }

// Discard removes the folder if it was made, and is not kept, and is empty.
func (f Folder) Discard() {
	if _, made := folders.LoadAndDelete(string(f)); made {
		os.Remove(string(f))
	}
}

// Commit writes the file through to the disk and gives it its name. After an error the target is as
// it was, and the temporary file is gone.
func (f *File) Commit() error {
	if f.temp == "" {
		return f.file.Close()
	}
	err := f.file.Sync()
	if e := f.file.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = f.publish()
	}
	removeTemp(f.temp)
	if err != nil {
		return fmt.Errorf("%s: %w", f.target, Reason(err))
	}
	syncFolder(folderOf(f.target))
	return nil
}

// publish moves the temporary file to its name. A link, unlike a rename, fails where another program
// has made a file of that name meanwhile; some file systems have no links.
func (f *File) publish() error {
	if f.replace {
		return os.Rename(f.temp, f.target)
	}
	err := os.Link(f.temp, f.target)
	if err == nil {
		return nil
	}
	if _, e := os.Lstat(f.target); e == nil {
		return ErrExists
	}
	return os.Rename(f.temp, f.target)
}

// Discard ends an output that is not wanted: the target stays as it was. It does nothing after Commit.
func (f *File) Discard() {
	f.file.Close()
	if f.temp != "" {
		removeTemp(f.temp)
	}
}

// syncFolder makes the new name last, where folders can be synced. The file itself is safe without.
func syncFolder(folder string) {
	if d, err := os.Open(folder); err == nil {
		d.Sync()
		d.Close()
	}
}
