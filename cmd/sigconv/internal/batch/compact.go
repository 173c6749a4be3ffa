package batch

import (
	"cmp"
	"os"
	"path"
	"slices"
)

// spareRecords is how many records that say nothing a file of the journal may hold beside as many as do.
const spareRecords = 1 << 10

// compact writes the file of a share anew where most of its records are of outputs that were made again, or are gone.
// Where it did, the journal must be read again.
func (j *journal) compact(s Shard) (compacted bool, err error) {
	file := slices.Index(j.files, journalName(s))
	if file < 0 {
		return false, nil
	}
	total := 0
	var valid []*known
	for name, all := range j.known {
		for i := range all {
			if all[i].file == file {
				total++
			}
		}
		if info, err := j.disk.Lstat(name); err == nil {
			if k := j.of(name, info); k != nil && k.file == file {
				valid = append(valid, k)
			}
		}
	}
	if total <= 2*len(valid)+spareRecords {
		return false, nil
	}
	return true, j.rewrite(j.files[file], valid)
}

// rewrite leaves only some records in a file.
func (j *journal) rewrite(name string, keep []*known) error {
	from, err := j.disk.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer from.Close()
	slices.SortFunc(keep, func(a, b *known) int { return cmp.Compare(a.at, b.at) })
	temporary := path.Join(ownFolder, temporaryName(name, name))
	to, err := j.disk.OpenFile(temporary, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	defer to.Close()
	for _, k := range keep {
		line := make([]byte, k.length)
		if _, err := from.ReadAt(line, k.at); err != nil {
			return err
		}
		if _, err := to.Write(line); err != nil {
			return err
		}
	}
	if err := to.Sync(); err != nil {
		return err
	}
	return j.disk.Rename(temporary, name)
}
