package batch

import (
	"errors"
	"fmt"
	"math/rand/v2"
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

// temporaryName returns the name under which the output of an input is written into a folder of outputs of some number. It
// says which folder of outputs it belongs to, and whose share the input is in, so that whoever has the share locked knows
// that nobody else writes to the file.
func temporaryName(folder uint32, input, output string) string {
	return temporaryAt(folder, placeOf(input), placeOf(output))
}

// temporaryAt returns a name for what belongs to whoever has a place among the inputs.
func temporaryAt(folder uint32, place, other uint64) string {
	return fmt.Sprintf("%s%08x-%016x-%016x%s", temporaryPrefix, folder, place, other, temporarySuffix)
}

// reportTemporary returns the name under which the report is written.
func (r *run) reportTemporary() string {
	return temporaryAt(r.number, r.Shard.first(), rand.Uint64())
}

// temporaryOwner returns what a name says of its owner.
func temporaryOwner(name string) (folder uint32, place uint64, isTemporary bool) {
	middle, prefixed := strings.CutPrefix(name, temporaryPrefix)
	middle, suffixed := strings.CutSuffix(middle, temporarySuffix)
	parts := strings.Split(middle, "-")
	if !prefixed || !suffixed || len(parts) != 3 || len(parts[0]) != 8 || len(parts[1]) != 16 || len(parts[2]) != 16 {
		return 0, 0, false
	}
	number, err := strconv.ParseUint(parts[0], 16, 32)
	if err != nil {
		return 0, 0, false
	}
	place, err = strconv.ParseUint(parts[1], 16, 64)
	return uint32(number), place, err == nil
}

func isTemporary(name string) bool {
	_, _, is := temporaryOwner(name)
	return is
}

// sweep removes the temporary files of a share of the folder of outputs with a number, which dead runs have left in a folder
// and below it.
func sweep(disk output.Disk, folder string, number uint32, s Shard) error {
	d, err := disk.OpenFile(folder, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	entries, err := d.ReadDir(-1)
	d.Close()
	for _, entry := range entries {
		name := path.Join(folder, entry.Name())
		owner, place, temporary := temporaryOwner(entry.Name())
		switch {
		case temporary && owner == number && s.has(place):
			err = errors.Join(err, disk.Remove(name))
		case entry.IsDir():
			sweep(disk, name, number, s) // what cannot be read, or removed, there is no business of ours
		}
	}
	return err
}
