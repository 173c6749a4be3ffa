package batch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"sigconv/cmd/sigconv/internal/output"
)

// A faultyDisk counts what changes a disk, and has some of it fail.
type faultyDisk struct {
	output.Disk
	count atomic.Int64
	fails func(n int64) bool // number n, counted from 1
	err   error
}

func (d *faultyDisk) fault() error {
	if n := d.count.Add(1); d.fails(n) {
		return d.err
	}
	return nil
}

func (d *faultyDisk) OpenFile(name string, flag int, perm fs.FileMode) (output.Handle, error) {
	if flag&os.O_CREATE != 0 {
		if err := d.fault(); err != nil {
			return nil, err
		}
	}
	h, err := d.Disk.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return &faultyHandle{h, d}, nil
}

func (d *faultyDisk) Mkdir(name string, perm fs.FileMode) error {
	return d.unless(func() error { return d.Disk.Mkdir(name, perm) })
}
func (d *faultyDisk) Link(oldname, newname string) error {
	return d.unless(func() error { return d.Disk.Link(oldname, newname) })
}
func (d *faultyDisk) Rename(oldname, newname string) error {
	return d.unless(func() error { return d.Disk.Rename(oldname, newname) })
}
func (d *faultyDisk) Remove(name string) error {
	return d.unless(func() error { return d.Disk.Remove(name) })
}

// unless does something unless it is to fail.
func (d *faultyDisk) unless(do func() error) error {
	if err := d.fault(); err != nil {
		return err
	}
	return do()
}

type faultyHandle struct {
	output.Handle
	disk *faultyDisk
}

// Write writes half of p where it fails, as a disk that is full does.
func (h *faultyHandle) Write(p []byte) (int, error) {
	if err := h.disk.fault(); err != nil {
		n, _ := h.Handle.Write(p[:len(p)/2])
		return n, err
	}
	return h.Handle.Write(p)
}
func (h *faultyHandle) Sync() error { return h.disk.unless(h.Handle.Sync) }
func (h *faultyHandle) Truncate(size int64) error {
	return h.disk.unless(func() error { return h.Handle.Truncate(size) })
}

// TestFaults has the disk fail at every one of its changes: once, from there on, or every so often. What has its name
// is whole, the totals add up, and the next run does the rest.
func TestFaults(t *testing.T) {
	sounds := []string{"a.wav", "b.wav", "sub/c.wav", "sub/d.wav"}
	reference := options(t, sounds...)
	reference.Sync = SyncFull
	counter := &faultyDisk{fails: func(int64) bool { return false }}
	reference.wrap = counter.around
	check(t, reference, len(sounds), 0, 0)
	want := outputs(t, reference.Output)
	changes := counter.count.Load()
	if changes < 40 {
		t.Fatalf("%d changes, want some for each file", changes)
	}
	for n := int64(1); n <= changes; n++ {
		for name, fails := range map[string]func(int64) bool{
			"once":    func(i int64) bool { return i == n },
			"onwards": func(i int64) bool { return i >= n },
			"every":   func(i int64) bool { return i%n == 0 },
		} {
			err := []error{syscall.EIO, syscall.ENOSPC}[n%2]
			t.Run(fmt.Sprintf("%s/%d", name, n), func(t *testing.T) {
				o := reference
				o.Output, o.Watch = t.TempDir(), &silent{}
				checkFaults(t, o, &faultyDisk{fails: fails, err: err}, want)
			})
		}
	}
}

// around puts the disk around another.
func (d *faultyDisk) around(inner output.Disk) output.Disk {
	d.Disk = inner
	return d
}

func checkFaults(t *testing.T, o Options, disk *faultyDisk, want map[string]string) {
	o.wrap = disk.around
	s, err := Run(t.Context(), o)
	if s == nil && !errors.Is(err, disk.err) {
		t.Fatalf("it could not start, for %v", err)
	}
	if s != nil && s.Files != s.Done+s.Skipped+s.Failed {
		t.Errorf("the totals do not add up: %+v", s)
	}
	named := 0
	for name, data := range outputs(t, o.Output) {
		if isTemporaryPath(name) {
			continue
		}
		named++
		if data != want[name] {
			t.Errorf("%s is there, but not whole", name)
		}
	}
	if s != nil && s.Done > named {
		t.Errorf("%d done, but only %d there", s.Done, named)
	}
	o.wrap = nil
	check(t, o, len(want)-named, named, 0)
	checkOutputs(t, o.Output, want)
}

func isTemporaryPath(path string) bool {
	return isTemporary(path[strings.LastIndexByte(path, '/')+1:])
}
