package teach

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"path/filepath"

	"sigconv/cmd/sigconv/internal/kernelfile"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/output"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/conv"
)

// Names of pictures in their folder.
const (
	kernelPicture = "kernel.svg"
	soundPicture  = "sound.svg"
	lossPicture   = "loss.svg"
	ladderPicture = "ladder.svg"
)

// files are the outputs of a job under way: all are begun before anything is computed, and get their names behind it.
type files struct {
	result *output.File // nil for none
	report *output.File // nil for none
	drawn  []*picture
	folder output.Folder
	force  bool
	path   string // of the result
}

// A picture is one under way.
type picture struct {
	path string
	file *output.File
}

// begin creates what the job is to write, with pictures of the given names.
func (o Outputs) begin(inputs []fs.FileInfo, pictures ...string) (*files, error) {
	f := &files{path: o.Output}
	if err := o.create(f, inputs, pictures); err != nil {
		f.discard()
		return nil, load.HintExisting(err, "--force overwrites it")
	}
	return f, nil
}

func (o Outputs) create(f *files, inputs []fs.FileInfo, pictures []string) (err error) {
	taken := map[string]bool{}
	if o.Reserved != "" {
		taken[placeOf(o.Reserved)] = true
	}
	create := func(path string) (*output.File, error) {
		if place := placeOf(path); path != output.Pipe {
			if taken[place] {
				return nil, fmt.Errorf("%s: two outputs have this name", path)
			}
			taken[place] = true
		}
		return output.Open(path, o.Force, inputs...)
	}
	if o.Output != "" {
		if f.result, err = create(o.Output); err != nil {
			return err
		}
	}
	if o.Report != "" {
		if f.report, err = create(o.Report); err != nil {
			return err
		}
	}
	if o.Pictures == "" {
		return nil
	}
	if f.folder, err = output.MakeFolder(o.Pictures); err != nil {
		return err
	}
	for _, name := range pictures {
		path := filepath.Join(o.Pictures, name)
		file, err := create(path)
		if err != nil {
			return err
		}
		f.drawn = append(f.drawn, &picture{path, file})
	}
	return nil
}

// placeOf returns where a path leads to, whatever links its folder has.
func placeOf(path string) string {
	folder, name := filepath.Split(path)
	if real, err := filepath.EvalSymlinks(filepath.Clean(folder)); err == nil {
		folder = real
	}
	if absolute, err := filepath.Abs(folder); err == nil {
		folder = absolute
	}
	return filepath.Join(folder, name)
}

// pictures returns the paths of the pictures.
func (f *files) pictures() (paths []string) {
	for _, p := range f.drawn {
		paths = append(paths, p.path)
	}
	return paths
}

// draw writes a figure under its name.
func (f *files) draw(name string, figure plot.Figure) error {
	for _, p := range f.drawn {
		if filepath.Base(p.path) != name {
			continue
		}
		drawn, err := figure.Draw("svg")
		if err == nil {
			_, err = p.file.Writer().Write(drawn)
		}
		if err != nil {
			return load.Named(p.path, err)
		}
	}
	return nil
}

// writeKernel writes a kernel as text, or as an impulse response where its name says so.
func (f *files) writeKernel(k *conv.Kernel, r *Result) error {
	content, err := kernelfile.Encode(f.path, k, r.line())
	if err != nil {
		return load.Named(f.path, err)
	}
	return f.write(content)
}

func (f *files) writeStack(s *conv.Stack) error {
	var b bytes.Buffer
	if err := conv.WriteStack(&b, s); err != nil {
		return load.Named(f.path, err)
	}
	return f.write(b.Bytes())
}

func (f *files) write(result []byte) error {
	if _, err := f.result.Writer().Write(result); err != nil {
		return load.Named(load.OutputName(f.path), err)
	}
	return nil
}

// finish writes the report, and gives every file its name. When ctx is cancelled before, nothing gets one.
func (f *files) finish(ctx context.Context, report any) error {
	if f.report != nil {
		text, err := json.MarshalIndent(report, "", "  ")
		if err == nil {
			_, err = f.report.Writer().Write(append(text, '\n'))
		}
		if err != nil {
			return fmt.Errorf("the report: %w", output.Reason(err))
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return f.commit()
}

// commit gives every file its name.
func (f *files) commit() error {
	all := []*output.File{f.result, f.report}
	for _, p := range f.drawn {
		all = append(all, p.file)
	}
	for _, file := range all {
		if file == nil {
			continue
		}
		if err := file.Commit(); err != nil {
			return load.HintExisting(err, "--force overwrites it")
		}
	}
	f.folder.Keep()
	return nil
}

// discard ends what was not committed.
func (f *files) discard() {
	for _, file := range []*output.File{f.result, f.report} {
		if file != nil {
			file.Discard()
		}
	}
	for _, p := range f.drawn {
		p.file.Discard()
	}
	f.folder.Discard()
}
