package batch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"sync"
	"time"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/output"
)

// ownFolder is where a batch keeps its own files, in the folder of outputs.
const ownFolder = ".sigconv"

// A journal holds the records of a folder of outputs, in files of ownFolder, one for each share, so that
// runs that share the work never write to the same file. A line is a recipe, or a record, a tab, and what was said of
// the output, all in JSON.
type journal struct {
	disk    output.Disk
	known   map[string]known   // by output
	older   map[string][]known // what is said of outputs of which known says something, too; the oldest first
	recipes map[string]*recipe // by ID
	files   []string           // that were read
}

// A known is a record in memory.
type known struct {
	size, written int64
	input         string
	read          identity
	rate          int
	recipe        *recipe
	file, length  int32 // the number of the file, and the bytes of the line
	at            int64 // of the line in the file
}

// journalName returns the file that a share writes to.
func journalName(s Shard) string {
	return fmt.Sprintf("%s/journal-%d-of-%d.jsonl", ownFolder, s.Index, s.Count)
}

// readJournal reads the records of all shares. There may be none.
func readJournal(disk output.Disk) (*journal, error) {
	j := &journal{disk: disk, known: map[string]known{}, older: map[string][]known{}, recipes: map[string]*recipe{}}
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
		isJournal, _ := path.Match("journal-*.jsonl", entry.Name())
		if isJournal && entry.Type().IsRegular() && err == nil {
			err = j.read(path.Join(ownFolder, entry.Name()))
		}
	}
	return j, err
}

// read reads one file. A line that is cut short, as by a power cut, says nothing.
func (j *journal) read(name string) error {
	file, err := j.disk.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	j.files = append(j.files, name)
	lines := bufio.NewReaderSize(file, longestLine)
	long := false // the line is longer than any of ours
	for at := int64(0); ; {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == bufio.ErrBufferFull:
			long = true
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case long:
			long = false
		default:
			j.take(line, at)
		}
		at += int64(len(line))
	}
}

// longestLine is more than any line of a journal has, in bytes.
const longestLine = 1 << 18

// take takes a line of the newest file.
func (j *journal) take(line []byte, at int64) {
	text, _, isRecord := bytes.Cut(line, []byte{'\t'})
	if !isRecord {
		var r recipe
		if json.Unmarshal(text, &r) == nil {
			j.recipes[r.ID] = &r
		}
		return
	}
	var r record
	if json.Unmarshal(text, &r) != nil || r.Output == "" {
		return
	}
	of := j.recipes[r.Recipe]
	if of == nil { // it is ours all the same, and is made anew
		of = &recipe{}
	}
	name := string(r.Output)
	if before, twice := j.known[name]; twice {
		j.older[name] = append(j.older[name], before)
	}
	j.known[name] = known{r.Size, r.Written, string(r.Input), r.Read, r.Rate, of, int32(len(j.files) - 1), int32(len(line)), at}
}

// all returns what is known of an output, in one share the newest last.
func (j *journal) all(name string) []known {
	newest, is := j.known[name]
	if !is {
		return nil
	}
	return slices.Concat(j.older[name], []known{newest})
}

// of returns the record of an output as it is on the disk, nil where none is of it.
func (j *journal) of(name string, info fs.FileInfo) *known {
	for _, k := range slices.Backward(j.all(name)) {
		if k.size == info.Size() && sameTime(k.written, info.ModTime()) {
			return &k
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
	_, text, _ := bytes.Cut(line, []byte{'\t'})
	var r apply.Result
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, errors.New("a record has changed meanwhile")
	}
	return &r, nil
}

// A log is the file of the journal that a run writes to.
type log struct {
	mu     sync.Mutex
	file   output.Handle
	end    int64           // of the whole lines
	broken error           // why nothing can be appended any more
	said   map[string]bool // recipes, by ID, that this run has written
	rounds
}

// openLog opens the file of a share, for records behind those that it has.
func openLog(disk output.Disk, s Shard) (*log, error) {
	file, err := disk.OpenFile(journalName(s), os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	l := &log{file: file, said: map[string]bool{}}
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
	for l.end = size; l.end > 0; {
		tail := make([]byte, min(l.end, longestLine))
		l.end -= int64(len(tail))
		if _, err := l.file.ReadAt(tail, l.end); err != nil {
			return err
		}
		if at := bytes.LastIndexByte(tail, '\n'); at >= 0 {
			l.end += int64(at + 1)
			break
		}
	}
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

// append writes a record, and its recipe before the first one of it.
func (l *log) append(r record, of *recipe) error {
	about := *r.result
	about.Command, about.Input, about.Kernel, about.Output = "", "", "", "" // the report knows better
	line, err := join(r, about)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.said[of.ID] {
		first, err := join(of)
		if err != nil {
			return err
		}
		line = append(first, line...)
	}
	if l.broken != nil {
		return l.broken
	}
	if _, err := l.file.Write(line); err != nil {
		l.broken = l.rewind() // where half a line stays, the next would be part of it
		return err
	}
	l.end += int64(len(line))
	l.said[of.ID] = true
	return nil
}

// join returns a line of values.
func join(values ...any) (line []byte, err error) {
	for i, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			line = append(line, '\t')
		}
		line = append(line, text...)
	}
	return append(line, '\n'), nil
}

// sync writes through to the disk what was appended.
func (l *log) sync() error { return l.join(l.file.Sync) }
