package batch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
)

// A found is what a tree has: a sound, or what would be one if it were not for err, or a folder that cannot be read.
type found struct {
	path   string // below the root, with slashes
	size   int64  // in bytes
	folder bool
	err    error
}

// A tree is a folder of sounds.
type tree struct {
	root             *os.Root
	include, exclude Patterns
	outputs          fs.FileInfo            // of a folder that is left out; nil for none
	isOutput         func(path string) bool // whether a link leads to the outputs, as may be left out
	found            []found
	warn             func(path, text string)
}

// walk finds what is to be done in the tree. Links to folders are not followed, since what they lead to lies elsewhere
// in the tree or outside it.
func (t *tree) walk(ctx context.Context, folder string) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	entries, err := readFolder(t.root, folder)
	if err != nil {
		t.found = append(t.found, found{path: folder, folder: true, err: fmt.Errorf("the folder cannot be read: %w", output.Reason(err))})
	}
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		if t.exclude.match(name) {
			continue
		}
		if !entry.IsDir() {
			t.look(name, entry)
			continue
		}
		if t.leftOut(entry) {
			if entry.Name() == ownFolder && folder != "." {
				t.warn(folder, "a batch has its outputs here, and they are taken for inputs (--exclude leaves them out)")
			}
			continue
		}
		if err := t.walk(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// readFolder returns what is in a folder, by name, as far as it can be read.
func readFolder(root *os.Root, folder string) ([]fs.DirEntry, error) {
	d, err := root.Open(folder)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	entries, err := d.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, err
}

// leftOut reports whether a folder is that of the outputs, or that of a batch's own files.
func (t *tree) leftOut(entry fs.DirEntry) bool {
	if entry.Name() == ownFolder {
		return true
	}
	if t.outputs == nil {
		return false
	}
	info, err := entry.Info()
	return err == nil && os.SameFile(info, t.outputs)
}

// look notes a file, if it is one that is asked for.
func (t *tree) look(name string, entry fs.DirEntry) {
	link := entry.Type()&fs.ModeSymlink != 0
	info, err := entry.Info()
	if link {
		info, err = t.root.Stat(name)
	}
	if link && err == nil && info.IsDir() {
		t.warn(name, "a link to a folder is not followed")
		return
	}
	if !t.include.match(name) || isTemporary(path.Base(name)) {
		return
	}
	f := found{path: name}
	switch {
	case err != nil && link:
		target, _ := t.root.Readlink(name)
		f.err = fmt.Errorf("the link leads out of the folder, or to nothing (found %s, want a file in the folder)", target)
	case link && t.outputs != nil && t.isOutput(name):
		f.err = errors.New("the link leads to the outputs, where its file may be replaced (want a file that is none)")
	case errors.Is(err, fs.ErrNotExist):
		return // it has gone meanwhile
	case err != nil:
		f.err = output.Reason(err)
	case !info.Mode().IsRegular():
		f.err = load.NoFile(info.Mode())
	default:
		f.size = info.Size()
	}
	t.found = append(t.found, f)
}
