package batch

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"time"

	"github.com/cespare/xxhash/v2"

	"sigconv/cmd/sigconv/internal/load"
)

// An identity is what an input was when it was read.
type identity struct {
	Size    int64 `json:"size"`              // in bytes
	Written int64 `json:"written"`           // when it was last written to, in ns since 1970
	Changed int64 `json:"changed,omitempty"` // when the file system last changed it, likewise; 0 where that says nothing
	Hash    sum   `json:"hash"`              // of all bytes
}

// A sum is an XXH64 of bytes. It tells changes from none, not friend from foe.
type sum uint64

// MarshalText writes 16 hexadecimal digits.
func (s sum) MarshalText() ([]byte, error) { return fmt.Appendf(nil, "%016x", uint64(s)), nil }

// UnmarshalText reads what MarshalText writes.
func (s *sum) UnmarshalText(text []byte) error {
	v, err := strconv.ParseUint(string(text), 16, 64)
	*s = sum(v)
	return err
}

// settled is how long a file must have been left alone for its times to tell a later change: clocks of file systems have
// steps, of up to two seconds.
const settled = 2 * time.Second

// newIdentity returns the identity of a file that was read at a time.
func newIdentity(info fs.FileInfo, hash uint64, read time.Time) identity {
	id := identity{Size: info.Size(), Written: info.ModTime().UnixNano(), Hash: sum(hash)}
	if changed := changeTime(info); read.Sub(time.Unix(0, changed)) > settled {
		id.Changed = changed
	}
	return id
}

// same reports whether two looks at a file, shortly one after the other, saw no change between them.
func same(a, b fs.FileInfo) bool {
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && changeTime(a) == changeTime(b)
}

// look compares id with the file that root has under a path. Where its times leave a doubt the file is read. now is what
// it is if it has the same bytes, else nil.
func (id identity) look(ctx context.Context, root *os.Root, path string) (now *identity, err error) {
	began := time.Now()
	info, err := root.Stat(path)
	if err != nil || info.Size() != id.Size {
		return nil, err
	}
	if id.Changed != 0 && info.ModTime().UnixNano() == id.Written && changeTime(info) == id.Changed {
		return &id, nil
	}
	file, err := root.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	hash := xxhash.New()
	if _, err := io.Copy(hash, load.Until(ctx, file)); err != nil || sum(hash.Sum64()) != id.Hash {
		return nil, err
	}
	fresh := newIdentity(info, hash.Sum64(), began)
	return &fresh, nil
}
