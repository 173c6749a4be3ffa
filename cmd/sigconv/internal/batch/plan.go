package batch

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A task is one sound with one filter.
type task struct {
	input  string // below the folder of inputs, with slashes
	output string // below the folder of outputs, likewise; "" where err says why there is none
	size   int64  // of the input in bytes
	filter int    // its number
	err    error  // why it cannot be done
}

// hugeSize is how large a file is in bytes whose sound is spread over all cores: so large that the cores that have to
// wait for it to begin wait for little beside it.
const hugeSize = 8 << 20

func (t *task) huge() bool { return t.size >= hugeSize }

// plan returns the tasks of this run's share. Tasks that would spoil others, or inputs, fail before anything is written.
// Huge files come first, so that small ones keep the cores busy to the end.
func (r *run) plan(sounds []found) []task {
	sounds = r.withoutOutputs(sounds)
	all := r.tasks(sounds)
	r.refuse(all, sounds)
	tasks := slices.DeleteFunc(all, func(t task) bool { return !r.Shard.has(placeOf(t.input)) })
	slices.SortStableFunc(tasks, func(a, b task) int {
		switch {
		case a.huge() == b.huge():
			return 0
		case a.huge():
			return -1
		default:
			return 1
		}
	})
	return tasks
}

// withoutOutputs leaves out the sounds in the folder of inputs that batches have made, which the journal knows. One that lies
// in the place of an output, but is another file, may be a sound or an edited output: it fails.
func (r *run) withoutOutputs(sounds []found) []found {
	if r.offset == "" {
		return sounds
	}
	inputs := sounds[:0]
	for _, f := range sounds {
		name := path.Join(r.offset, f.path)
		if _, made := r.journal.known[name]; made {
			info, err := r.disk.Lstat(name)
			if err != nil || r.journal.of(name, info) != nil {
				continue
			}
			f.err = errors.New("a batch had an output here, and this is another file (under another name it would be an input)")
		}
		inputs = append(inputs, f)
	}
	return inputs
}

// tasks returns every sound with every filter, and what is wrong with the tree.
func (r *run) tasks(sounds []found) []task {
	tasks := make([]task, 0, len(sounds)*len(r.Filters))
	for _, f := range sounds {
		if f.folder {
			tasks = append(tasks, task{input: f.path, err: f.err})
			continue
		}
		for i, filter := range r.Filters {
			t := task{input: f.path, size: f.size, filter: i, err: f.err}
			if name, err := r.Name.apply(f.path, filter.Stem); err == nil {
				t.output = name
			} else if t.err == nil {
				t.err = err
			}
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// refuse has tasks fail whose output is that of another, or an input.
func (r *run) refuse(tasks []task, sounds []found) {
	fold := func(name string) string { return name }
	if r.caseBlind() {
		fold = folded
	}
	inputs := map[string]bool{}
	report := fold(r.belowOutputs(r.Report))
	if r.offset != "" {
		for _, f := range sounds {
			inputs[fold(path.Join(r.offset, f.path))] = true
		}
	}
	folders := map[string]bool{}
	for _, t := range tasks {
		for dir := path.Dir(fold(t.output)); dir != "." && !folders[dir]; dir = path.Dir(dir) {
			folders[dir] = true
		}
	}
	first := make(map[string]int, len(tasks))
	for i := range tasks {
		t := &tasks[i]
		if t.err != nil {
			continue
		}
		name := fold(t.output)
		if inputs[name] {
			t.err = fmt.Errorf("the output would be an input (found %s for both; --name gives another)", r.outputPath(t))
			continue
		}
		if folders[name] {
			t.err = fmt.Errorf("the output would be a folder of other outputs (found %s for both; --name gives another)", r.outputPath(t))
			continue
		}
		if name == report {
			t.err = fmt.Errorf("the output would be the report (found %s for both; --name gives another)", r.outputPath(t))
			continue
		}
		other, taken := first[name]
		if !taken {
			first[name] = i
			continue
		}
		r.collide(t, &tasks[other])
		r.collide(&tasks[other], t)
	}
}

// isBelowOutputs reports whether a path below the folder of inputs leads below that of outputs.
func (r *run) isBelowOutputs(input string) bool {
	return r.belowOutputs(filepath.Join(r.Input, filepath.FromSlash(input))) != ""
}

// belowOutputs returns where a file lies below the folder of outputs, with slashes, or "".
func (r *run) belowOutputs(file string) string {
	if file == "" || r.out == nil {
		return ""
	}
	if real, err := filepath.EvalSymlinks(file); err == nil {
		file = real
	}
	offset, err := offsetOf(filepath.Dir(file), r.Output)
	if err != nil || offset == "" {
		return ""
	}
	return path.Join(offset, filepath.Base(file))
}

// collide has t fail, whose output is that of other.
func (r *run) collide(t, other *task) {
	if t.err == nil {
		t.err = fmt.Errorf("the output would be that of %s with %s too (found %s for both; --name gives others)",
			r.inputPath(other), r.Filters[other.filter].Label, r.outputPath(t))
	}
}

func (r *run) inputPath(t *task) string { return filepath.Join(r.Input, filepath.FromSlash(t.input)) }

func (r *run) outputPath(t *task) string {
	if t.output == "" {
		return ""
	}
	return filepath.Join(r.Output, filepath.FromSlash(t.output))
}

// caseBlind reports whether the file system of the outputs takes capital and small letters for the same.
func (r *run) caseBlind() bool {
	if r.out == nil {
		return false
	}
	lower, err := r.out.Lstat(ownFolder)
	if err != nil {
		return false
	}
	upper, err := r.out.Lstat(strings.ToUpper(ownFolder))
	return err == nil && os.SameFile(lower, upper)
}

// folded returns what names that differ in case alone have in common. File systems that do not see that may not see
// either how an accent is written.
func folded(name string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune { return unicode.ToLower(unicode.ToUpper(r)) }, name))
}
