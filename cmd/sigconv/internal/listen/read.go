package listen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/listen/trial"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
)

// mostBytes bounds what all sounds take in a browser, as 32-bit floats: more, and it may give up.
const mostBytes = 512 << 20

// read reads the sounds, and puts the filters on the first.
func (p *preparation) read(ctx context.Context) error {
	if p.job.Sounds != nil {
		for i := range p.job.Sounds {
			p.sounds = append(p.sounds, &p.job.Sounds[i])
		}
	} else if err := p.readFiles(ctx); err != nil {
		return err
	}
	p.rate = p.reference().Rate
	for _, s := range p.sounds {
		s.role, s.gain = trial.Candidate, 1
	}
	if p.job.Compared {
		p.reference().role = trial.Reference
	}
	return nil
}

// checkNames refuses sounds that results could not tell apart.
func (p *preparation) checkNames() error {
	for i, s := range p.sounds {
		for _, other := range p.sounds[:i] {
			if other.Name == s.Name {
				return fmt.Errorf("%s: two sounds have the same name (want one of each)", s.Name)
			}
		}
	}
	return nil
}

func (p *preparation) readFiles(ctx context.Context) error {
	paths := p.job.Paths
	if r := p.job.Reference; r != "" {
		paths = append([]string{r}, slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return sameFile(path, r) })...)
	}
	for i, path := range paths {
		p.progress("reading", int64(i), int64(len(paths)))
		s, err := p.readSound(path)
		if err != nil {
			return err
		}
		p.sounds = append(p.sounds, s)
	}
	p.shortenNames()
	first := p.reference()
	for i := range p.job.Filters {
		p.progress("convolving", int64(i), int64(len(p.job.Filters)))
		s, err := p.filtered(ctx, first, &p.job.Filters[i])
		if err != nil {
			return err
		}
		p.sounds = append(p.sounds, s)
	}
	return nil
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, otherErr := os.Stat(b)
	return err == nil && otherErr == nil && os.SameFile(one, other)
}

func (p *preparation) progress(what string, done, total int64) {
	if p.job.Progress != nil {
		p.job.Progress(what, done, total)
	}
}

// readSound reads the part of a file that is to be heard.
func (p *preparation) readSound(path string) (*Sound, error) {
	if path == load.Pipe {
		return nil, errors.New("a sound to listen to cannot come from standard input (want a file)")
	}
	in, err := load.OpenInput(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	for _, w := range in.Warnings() {
		p.warn("%s: %s", path, w)
	}
	f := in.Format()
	start, frames := p.job.Start.At(f.Rate), int64(mostBytes/4/f.Channels)
	if !p.job.Whole {
		frames = min(frames, p.job.Frames.At(f.Rate))
	}
	channels := make([]int, f.Channels)
	for c := range channels {
		channels[c] = c
	}
	samples, err := in.Excerpt(channels, start, start+frames)
	if err != nil {
		return nil, load.Named(path, err)
	}
	if len(samples[0]) == 0 {
		return nil, fmt.Errorf("%s: there is nothing to hear (found no frame from frame %d on)", path, start)
	}
	for c, x := range samples {
		for i, v := range x {
			if v-v != 0 {
				return nil, load.NonFinite(path, c, start+int64(i), v)
			}
		}
	}
	hash, err := load.Hash(path)
	if err != nil {
		return nil, err
	}
	return &Sound{Name: path, Path: path, SHA256: hash, Samples: samples, Rate: f.Rate}, nil
}

// shortenNames leaves folders out of names where they are not needed to tell them apart.
func (p *preparation) shortenNames() {
	count := map[string]int{}
	for _, s := range p.sounds {
		count[filepath.Base(s.Path)]++
	}
	for _, s := range p.sounds {
		if base := filepath.Base(s.Path); count[base] == 1 {
			s.Name = base
		}
	}
}

// filtered puts a filter on a sound, as apply does.
func (p *preparation) filtered(ctx context.Context, s *Sound, f *load.Filter) (*Sound, error) {
	format := audioio.Format{Rate: s.Rate, Channels: len(s.Samples), Encoding: audioio.Float64}
	if err := f.CheckFit(format, p.job.AnyRate); err != nil {
		return nil, err
	}
	for _, w := range f.Warnings {
		p.warn("%s: %s", f.Name, w)
	}
	made := format
	made.Channels = f.Outputs(format.Channels)
	sink := audioio.NewMemory(made, nil)
	if _, err := conv.Stream(ctx, sink, audioio.NewMemory(format, s.Samples), f.Filter, conv.Options{}); err != nil {
		return nil, load.Named(s.Path, err)
	}
	out := &Sound{Name: f.Label, Path: s.Path, Kernel: f.Label, SHA256: s.SHA256, Samples: sink.Samples(), Rate: s.Rate, filter: f}
	if f.Info != nil {
		out.Name = filepath.Base(f.Label)
	}
	for _, x := range out.Samples {
		for _, v := range x {
			if v-v != 0 {
				return nil, fmt.Errorf("%s: what the kernel makes of the sound is not finite (found %v)", f.Name, v)
			}
		}
	}
	return out, nil
}
