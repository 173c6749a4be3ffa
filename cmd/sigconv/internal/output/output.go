// Package output writes files that appear under their name whole or not at all.
package output

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Pipe is the name that stands for standard output, as it does for standard input.
const Pipe = "-"

// ErrExists is returned where a file would have to be overwritten.
var ErrExists = errors.New("the output exists already")

// A File is an output under way. It is written under a temporary name in the folder of its target,
// and gets its own name from Commit.
type File struct {
	disk    Disk
	name    string // what messages call it
	target  string // its name on the disk
	handle  Handle
	temp    temporary // without a name for what is written as it is: a device, a pipe, standard output
	writer  *writer   // to temp
	replace bool
	ended   bool // the temporary file is gone
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
	return CreateAs(path, "", replace, avoid...)
}

// CreateAs is Create with a name for the temporary file, which is to be nobody else's, "" for any: what a killed process
// has left under that name is replaced.
func CreateAs(path, temporary string, replace bool, avoid ...fs.FileInfo) (*File, error) {
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
			return &File{handle: f, name: path}, nil
		}
		if !replace {
			return nil, fmt.Errorf("%s: %w", path, ErrExists)
		}
	}
	handle, temp, err := createTemp(machine{}, folderOf(target), temporary)
	if err != nil {
		return nil, cannotWrite(path, err)
	}
	f := &File{disk: machine{}, name: target, target: target, replace: replace}
	f.begin(handle, temp, info)
	return f, nil
}

// begin has f written to a temporary file, in place of the file that info is of, if there is one.
func (f *File) begin(handle Handle, temp temporary, info fs.FileInfo) {
	f.handle, f.temp, f.writer = handle, temp, &writer{file: handle}
	if info != nil {
		handle.Chmod(info.Mode().Perm()) // as far as the file system has permissions
	}
}

func cannotWrite(path string, err error) error {
	return fmt.Errorf("%s: cannot write in the folder of the output: %w", path, Reason(err))
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
	return &File{handle: os.Stdout, name: "standard output"}, nil
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
	if f.writer != nil {
		return f.writer
	}
	info, err := f.handle.Stat()
	if file, ok := f.handle.(*os.File); ok && err == nil && info.Mode().IsRegular() && !appends(file) {
		return file
	}
	return struct{ io.Writer }{f.handle}
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
	if _, err := f.Seal(true); err != nil {
		return err
	}
	if err := f.Publish(); err != nil {
		return err
	}
	if f.writer != nil {
		SyncFolder(f.disk, folderOf(f.target)) // the file itself is safe without
	}
	return nil
}

// Seal ends the writing: what was written is whole, on the disk where sync is set, and known by what Seal returns, nil
// for what is no file. After an error the temporary file is gone.
func (f *File) Seal(sync bool) (info fs.FileInfo, err error) {
	if f.writer == nil {
		return nil, f.named(f.handle.Close())
	}
	if sync {
		err = f.handle.Sync()
	}
	if err == nil {
		info, err = f.handle.Stat()
	}
	if e := f.handle.Close(); err == nil {
		err = e
	}
	if err == nil && info.Size() != f.writer.end {
		err = fmt.Errorf("the disk lost a part (found %d bytes, wrote %d)", info.Size(), f.writer.end)
	}
	if err != nil {
		f.removeTemp()
	}
	return info, f.named(err)
}

// Publish gives a sealed file its name. After an error the target is as it was, and the temporary file is gone.
func (f *File) Publish() error {
	if f.writer == nil {
		return nil
	}
	defer f.removeTemp()
	return f.named(f.publish())
}

// named puts the name of the file before an error.
func (f *File) named(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", f.name, Reason(err))
}

// publish moves the temporary file to its name. A link, unlike a rename, fails where another program
// has made a file of that name meanwhile; some file systems have no links.
func (f *File) publish() error {
	if f.replace {
		return f.disk.Rename(f.temp.name, f.target)
	}
	err := f.disk.Link(f.temp.name, f.target)
	if err == nil {
		return nil
	}
	if _, e := f.disk.Lstat(f.target); e == nil {
		return ErrExists
	}
	return f.disk.Rename(f.temp.name, f.target)
}

// Discard ends an output that is not wanted: the target stays as it was. It does nothing after Commit or Publish.
func (f *File) Discard() {
	if f.ended {
		return
	}
	f.handle.Close()
	if f.writer != nil {
		f.removeTemp()
	}
}

func (f *File) removeTemp() {
	f.temp.remove()
	f.ended = true
}
