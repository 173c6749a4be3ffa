package batch

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"

	"sigconv/cmd/sigconv/internal/apply"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
)

// A line is what a report says of a file beside what is said of a single sound.
type line struct {
	Status string  `json:"status"` // done, skipped or failed
	Error  *string `json:"error"`  // why it failed
	Redone *string `json:"redone"` // why it was done though an earlier run had done it
	Bytes  int64   `json:"bytes"`  // of the input
	Shard  string  `json:"shard"`
	Files  int     `json:"files"` // in the shard
}

// A briefLine is that of a file of which no result is known.
type briefLine struct {
	Command string `json:"command"`
	Input   string `json:"input"`
	Kernel  string `json:"kernel"`
	Output  string `json:"output"`
	line
}

// A fullLine is that of a file that is done, by this run or by an earlier one.
type fullLine struct {
	*apply.Result
	line
}

// A report is the file of lines, one for each file in the order in which they were done.
type report struct {
	path string
	file *output.File // nil for none
	to   *bufio.Writer
	err  error // why it cannot be written any more
}

// openReport begins the report of a shard. An earlier one of the same may be in its place, any other file not.
func openReport(path, temporary, shard string, avoid ...fs.FileInfo) (*report, error) {
	if path == "" {
		return &report{}, nil
	}
	file, err := output.CreateAs(path, temporary, isReport(path, shard), avoid...)
	if err != nil {
		return nil, load.HintExisting(err, "only an earlier report of the same shard is replaced: --report takes another name")
	}
	return &report{path: path, file: file, to: bufio.NewWriter(file.Writer())}, nil
}

// isReport reports whether all of a file is a report of a shard, or has its name and is empty, as that of a shard without
// files.
func isReport(path, shard string) bool {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if info.Size() == 0 {
		return filepath.Ext(path) == ".jsonl"
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var l briefLine
		if json.Unmarshal(lines.Bytes(), &l) != nil || l.Command != command || l.Status == "" || l.Shard != shard {
			return false
		}
	}
	return lines.Err() == nil
}

// write adds a line, if there is a file.
func (r *report) write(brief briefLine, result *apply.Result) {
	if r.file == nil || r.err != nil {
		return
	}
	var text any = brief
	if result != nil {
		// What an earlier run has done may have had other names then.
		now := *result
		now.Command, now.Input, now.Kernel, now.Output = brief.Command, brief.Input, brief.Kernel, brief.Output
		text = fullLine{&now, brief.line}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if r.err = encoder.Encode(text); r.err == nil {
		_, r.err = r.to.Write(b.Bytes())
	}
}

// close gives the report its name.
func (r *report) close() error {
	if r.file == nil {
		return nil
	}
	if r.err == nil {
		r.err = r.to.Flush()
	}
	if r.err != nil {
		return load.Named(r.path, r.err)
	}
	return r.file.Commit()
}

// discard ends a report that is not wanted.
func (r *report) discard() error {
	if r.file != nil {
		r.file.Discard()
	}
	return nil
}
