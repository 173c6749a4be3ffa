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
	total := 0
	var valid []*known
	for name := range j.known {
		for _, k := range j.all(name) {
			if int(k.file) == file {
				total++
			}
		}
	}
	if total <= spareRecords {
		return false, nil
	}
	for name := range j.known {
		if info, err := j.disk.Lstat(name); err == nil {
			k := j.of(name, info)
			if k == nil { // an output that was edited: that it was ours once is worth knowing
				newest := j.known[name]
				k = &newest
			}
			if int(k.file) == file {
				valid = append(valid, k)
			}
		}
	}
	if total <= 2*len(valid)+spareRecords {
		return false, nil
	}
	return true, j.rewrite(s, j.files[file], valid)
}

// rewrite leaves only some records in the file of a share.
func (j *journal) rewrite(s Shard, name string, keep []*known) error {
	from, err := j.disk.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer from.Close()
	slices.SortFunc(keep, func(a, b *known) int { return cmp.Compare(a.at, b.at) })
	temporary := path.Join(ownFolder, temporaryAt(0, s.first(), placeOf(name)))
	to, err := j.disk.OpenFile(temporary, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return err
	}
	defer to.Close()
	said := map[*recipe]bool{}
	for _, k := range keep {
		line := make([]byte, k.length)
		if _, err := from.ReadAt(line, k.at); err != nil {
			return err
		}
		if !said[k.recipe] {
			first, err := join(k.recipe)
			if err != nil {
				return err
			}
			line = append(first, line...)
			said[k.recipe] = true
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
