package batch

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/output"
)

// ownFolder is where a batch keeps its own files, in the folder of outputs.
const ownFolder = ".sigconv"

// A journal holds the records of a folder of outputs: lines of JSON in files of ownFolder, one for each share, so that
// runs that share the work never write to the same file.
type journal struct {
	disk    output.Disk
	known   map[string][]known // by output, the oldest first
	files   []string           // that were read
	strings map[string]string  // those that are in many records, once
}

// A known is a record in memory, without its result.
type known struct {
	size, written int64
	origin
	file   int // in files
	at     int64
	length int
}

// journalName returns the file that a share writes to.
func journalName(s Shard) string {
	return fmt.Sprintf("%s/journal-%d-of-%d.jsonl", ownFolder, s.Index, s.Count)
}

// readJournal reads the records of all shares. There may be none.
func readJournal(disk output.Disk) (*journal, error) {
	j := &journal{disk: disk, known: map[string][]known{}, strings: map[string]string{}}
	folder, err := disk.OpenFile(ownFolder, os.O_RDONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return j, nil
	}
	if err != nil {
		return j, err
	}
	defer folder.Close()
	entries, err := folder.ReadDir(-1)
	for _, entry := range entries {
		if isJournal, _ := path.Match("journal-*.jsonl", entry.Name()); isJournal && err == nil {
			err = j.read(path.Join(ownFolder, entry.Name()))
		}
	}
	return j, err
}

// read reads the records of one file. A line that is cut short, as by a power cut, is no record.
func (j *journal) read(name string) error {
	file, err := j.disk.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	j.files = append(j.files, name)
	lines := bufio.NewReaderSize(file, 1<<16)
	for at := int64(0); ; {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		// Without the result, which is long and hardly ever wanted.
		var r struct {
			Output        escaped
			Size, Written int64
			origin
		}
		if json.Unmarshal(line, &r) == nil && r.Output != "" {
			r.Kernel, r.Settings, r.Version = j.once(r.Kernel), j.once(r.Settings), j.once(r.Version)
			k := known{r.Size, r.Written, r.origin, len(j.files) - 1, at, len(line)}
			j.known[string(r.Output)] = append(j.known[string(r.Output)], k)
		}
		at += int64(len(line))
	}
}

// once returns a string equal to s that is in memory once.
func (j *journal) once(s string) string {
	if same, ok := j.strings[s]; ok {
		return same
	}
	j.strings[s] = s
	return s
}

// of returns the record of an output as it is on the disk, nil where none is of it.
func (j *journal) of(name string, info fs.FileInfo) *known {
	all := j.known[name]
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].size == info.Size() && sameTime(all[i].written, info.ModTime()) {
			return &all[i]
		}
	}
	return nil
}

// sameTime reports whether a file that was written at a time may say so in this way: some file systems remember whole
// seconds, or every other one.
func sameTime(written int64, said time.Time) bool {
	late := written - said.UnixNano()
	return late == 0 || said.Nanosecond() == 0 && late > 0 && late < int64(2*time.Second)
}

// result returns what was said of an output when it was made.
func (j *journal) result(k *known) (*apply.Result, error) {
	file, err := j.disk.OpenFile(j.files[k.file], os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	line := make([]byte, k.length)
	if _, err := file.ReadAt(line, k.at); err != nil {
		return nil, err
	}
	var r record
	if err := json.Unmarshal(line, &r); err != nil || r.Result == nil {
		return nil, errors.New("the record has changed")
	}
	return r.Result, nil
}

// A log is the file of the journal that a run writes to.
type log struct {
	mu   sync.Mutex
	file output.Handle
	end  int64 // of the whole lines
	rounds
}

// openLog opens the file of a share, for records behind those that it has.
func openLog(disk output.Disk, s Shard) (*log, error) {
	file, err := disk.OpenFile(journalName(s), os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	l := &log{file: file}
	if err := l.findEnd(); err != nil {
		file.Close()
		return nil, err
	}
	return l, nil
}

// findEnd sets end behind the last whole line. What follows it is part of one that a killed run could not end.
func (l *log) findEnd() error {
	size, err := l.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	tail := make([]byte, min(size, 1<<20))
	if _, err := l.file.ReadAt(tail, size-int64(len(tail))); err != nil {
		return err
	}
	l.end = size - int64(len(tail)) + int64(strings.LastIndexByte(string(tail), '\n')+1)
	return l.rewind()
}

// rewind takes away what lies behind the whole lines.
func (l *log) rewind() error {
	if err := l.file.Truncate(l.end); err != nil {
		return err
	}
	_, err := l.file.Seek(l.end, io.SeekStart)
	return err
}

// append writes a record.
func (l *log) append(r record) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	line = append(line, '\n')
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := l.file.Write(line); err != nil {
		l.rewind() // as far as the disk still can
		return err
	}
	l.end += int64(len(line))
	return nil
}

// sync writes through to the disk what was appended.
func (l *log) sync() error { return l.join(l.file.Sync) }
