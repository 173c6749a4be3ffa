package batch

import (
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"sigconv/cmd/sigconv/internal/load"
)

// A Template makes the names of outputs: {dir} stands for the folder of the input below the folder of all inputs,
// {name} for its name without .wav, {kernel} for that of the kernel.
type Template struct {
	text   string
	fields []string // what stands in braces, by turns with the text between: text, field, text …
}

// ParseTemplate reads a template, whose folders are parted by slashes.
func ParseTemplate(text string) (Template, error) {
	t := Template{text: text}
	rest := filepath.ToSlash(text)
	for {
		literal, behind, found := strings.Cut(rest, "{")
		if strings.Contains(literal, "}") {
			return t, fmt.Errorf("bad name %q (found a } without its {)", text)
		}
		t.fields = append(t.fields, literal)
		if !found {
			return t, t.check()
		}
		field, after, closed := strings.Cut(behind, "}")
		if !closed || field != "dir" && field != "name" && field != "kernel" {
			return t, fmt.Errorf("bad name %q (found {%s, want {dir}, {name} or {kernel})", text, field)
		}
		t.fields = append(t.fields, field)
		rest = after
	}
}

// check says why no input could have an output of that name.
func (t Template) check() error {
	if _, err := t.apply("folder/input.wav", "kernel"); err != nil {
		return fmt.Errorf("bad name %q: %w", t.text, err)
	}
	return nil
}

// apply returns the name, with slashes, of the output for the input at a path with slashes.
func (t Template) apply(input, kernel string) (string, error) {
	dir, name := path.Split(input)
	var b strings.Builder
	for i, part := range t.fields {
		switch {
		case i%2 == 0:
			b.WriteString(part)
		case part == "dir":
			b.WriteString(path.Clean("./" + dir))
		case part == "name":
			b.WriteString(load.Stem(name))
		case part == "kernel":
			b.WriteString(kernel)
		}
	}
	return checkName(b.String())
}

// checkName returns a name in its shortest form, or says why it cannot be that of an output.
func checkName(name string) (string, error) {
	if strings.HasSuffix(name, "/") {
		return "", fmt.Errorf("the output has no name (found %s)", name)
	}
	clean := path.Clean(name)
	if clean == "." || !filepath.IsLocal(filepath.FromSlash(clean)) {
		return "", fmt.Errorf("the output would lie outside its folder (found %s)", name)
	}
	for part := range strings.SplitSeq(clean, "/") {
		if strings.EqualFold(part, ownFolder) || isTemporary(part) {
			return "", errors.New("the output would lie among sigconv's own files (found " + name + ")")
		}
	}
	return clean, nil
}
