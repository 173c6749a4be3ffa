package batch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"

	"sigconv/cmd/sigconv/internal/output"
)

const (
	temporaryPrefix = ".sigconv-"
	temporarySuffix = ".tmp"
)

// temporaryName returns the name under which the output of an input is written. It says whose share the input is in, so
// that whoever has the share locked knows that nobody else writes to the file.
func temporaryName(input, output string) string { return temporaryAt(placeOf(input), output) }

// temporaryAt returns a name for what belongs to whoever has a place among the inputs.
func temporaryAt(place uint64, output string) string {
	return fmt.Sprintf("%s%016x-%016x%s", temporaryPrefix, place, placeOf(output), temporarySuffix)
}

// reportTemporary returns the name under which the report is written.
func (r *run) reportTemporary() string { return temporaryAt(r.Shard.first(), r.Output+"\x00"+r.Report) }

// temporaryPlace returns where the input of a temporary file lies among all.
func temporaryPlace(name string) (place uint64, isTemporary bool) {
	middle, prefixed := strings.CutPrefix(name, temporaryPrefix)
	middle, suffixed := strings.CutSuffix(middle, temporarySuffix)
	if !prefixed || !suffixed || len(middle) != 33 || middle[16] != '-' {
		return 0, false
	}
	place, err := strconv.ParseUint(middle[:16], 16, 64)
	return place, err == nil
}

func isTemporary(name string) bool {
	_, is := temporaryPlace(name)
	return is
}

// sweep removes the temporary files of a share that dead runs have left in a folder and below it. It leaves folders
// alone that have a journal of their own.
func sweep(disk output.Disk, folder string, s Shard) error {
	d, err := disk.OpenFile(folder, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	entries, err := d.ReadDir(-1)
	d.Close()
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		place, temporary := temporaryPlace(entry.Name())
		switch {
		case temporary && s.has(place):
			err = errors.Join(err, disk.Remove(name))
		case entry.IsDir() && (name == ownFolder || !hasJournal(disk, name)):
			sweep(disk, name, s) // what cannot be read there is no business of ours
		}
	}
	return err
}

func hasJournal(disk output.Disk, folder string) bool {
	_, err := disk.Lstat(path.Join(folder, ownFolder))
	return !errors.Is(err, fs.ErrNotExist)
}
