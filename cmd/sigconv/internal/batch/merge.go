package batch

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
)

// A Merged is what the reports of shards say together.
type Merged struct {
	Command string    `json:"command"`
	Reports []string  `json:"reports"`
	Shards  int       `json:"shards"`
	Files   int       `json:"files"` // that the reports tell of
	Done    int       `json:"done"`
	Skipped int       `json:"skipped"`
	Failed  int       `json:"failed"`
	Bytes   int64     `json:"bytes"`   // of the inputs of those done
	Seconds float64   `json:"seconds"` // of work on those done, added up
	Missing []Missing `json:"missing"`
}

// A Missing is a shard of which files are missing.
type Missing struct {
	Shard string `json:"shard"`
	Files *int   `json:"files"` // how many; null where there is no report at all
}

// An entry is a line of a report.
type entry struct {
	briefLine
	Seconds float64 `json:"seconds"`
	text    []byte
}

// key is what a file and its kernel are known by.
func (e *entry) key() [3]string { return [3]string{e.Input, e.Kernel, e.Output} }

// A merger joins reports.
type merger struct {
	count   int // of shards
	entries map[[3]string]*entry
	files   map[int]int // that a shard has, by its number
	told    map[int]int // of which there are lines
	empty   int         // reports without lines
}

// Merge reads reports of shards, and writes the lines of all of them to a report, by their inputs, unless its path is "".
// Where several tell of a file, one that is finished counts.
func Merge(reports []string, to string) (*Merged, error) {
	m := &merger{entries: map[[3]string]*entry{}, files: map[int]int{}, told: map[int]int{}}
	var inputs []os.FileInfo
	for _, path := range reports {
		info, err := m.read(path)
		if err != nil {
			return nil, err
		}
		inputs = append(inputs, info)
	}
	entries := slices.SortedFunc(maps.Values(m.entries), func(a, b *entry) int {
		return cmp.Or(cmp.Compare(a.Input, b.Input), cmp.Compare(a.Kernel, b.Kernel), cmp.Compare(a.Output, b.Output))
	})
	if err := writeMerged(entries, to, inputs); err != nil {
		return nil, err
	}
	return m.merged(reports, entries), nil
}

// read reads one report.
func (m *merger) read(path string) (os.FileInfo, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, load.Named(path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, load.Named(path, err)
	}
	lines := bufio.NewReader(file)
	for number := 1; ; number++ {
		text, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return nil, load.Named(path, err)
		}
		if len(bytes.TrimSpace(text)) > 0 {
			if e := m.add(text); e != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, number, e)
			}
		} else if err == io.EOF {
			if number == 1 {
				m.empty++
			}
			return info, nil
		}
	}
}

// add takes a line.
func (m *merger) add(text []byte) error {
	e := &entry{text: bytes.TrimSpace(text)}
	if err := json.Unmarshal(text, e); err != nil || e.Command != command || e.Status == "" {
		return errors.New("this is no report of a batch (want lines that batch --report wrote)")
	}
	shard, err := ParseShard(e.Shard)
	if err != nil {
		return err
	}
	if m.count != 0 && shard.Count != m.count {
		return fmt.Errorf("the reports are of different shards (found one of %d and one of %d)", m.count, shard.Count)
	}
	m.count = shard.Count
	m.files[shard.Index] = max(m.files[shard.Index], e.Files)
	other := m.entries[e.key()]
	if other == nil {
		m.told[shard.Index]++
	}
	if other == nil || e.Status != Failed && (other.Status == Failed || e.Status == Done) {
		m.entries[e.key()] = e
	}
	return nil
}

// writeMerged writes the lines of all reports.
func writeMerged(entries []*entry, to string, inputs []os.FileInfo) error {
	if to == "" {
		return nil
	}
	file, err := output.Create(to, false, inputs...)
	if err != nil {
		return load.HintExisting(err, "--report takes another name")
	}
	defer file.Discard()
	w := bufio.NewWriter(file.Writer())
	for _, e := range entries {
		fmt.Fprintf(w, "%s\n", e.text) // the error is Flush's
	}
	if err := w.Flush(); err != nil {
		return load.Named(to, err)
	}
	return file.Commit()
}

// merged adds up what the lines say.
func (m *merger) merged(reports []string, entries []*entry) *Merged {
	s := &Merged{Command: command, Reports: reports, Shards: m.count, Files: len(entries), Missing: []Missing{}}
	for _, e := range entries {
		switch e.Status {
		case Done:
			s.Done++
			s.Bytes += e.Bytes
			s.Seconds += e.Seconds
		case Skipped:
			s.Skipped++
		case Failed:
			s.Failed++
		}
	}
	silent := 0
	for index := 1; index <= m.count; index++ {
		files, known := m.files[index]
		if !known {
			silent++
		} else if lacking := files - m.told[index]; lacking > 0 {
			s.Missing = append(s.Missing, Missing{Shard{index, m.count}.String(), &lacking})
		}
	}
	// A report without a line is that of a shard without a file; which one does not matter where none is left over.
	if silent > m.empty {
		for index := 1; index <= m.count; index++ {
			if _, known := m.files[index]; !known {
				s.Missing = append(s.Missing, Missing{Shard{index, m.count}.String(), nil})
			}
		}
	}
	return s
}
