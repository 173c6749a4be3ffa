package main

import (
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms says which of our packages a room may import; a room stands for what lies in it. It is the
// table of DESIGN.md.
var rooms = map[string][]string{
	"audioio":     {"audioio"},          // and its meters
	"conv":        {"conv", "internal"}, // and audioio, in its streaming files
	"conv/learn":  {"conv/learn", "conv", "internal"},
	"filters":     {"filters", "conv", "internal"},
	"internal":    {},
	"samples":     {"samples", "audioio", "conv"}, // its generator, that is
	"cmd/sigconv": {"cmd/sigconv", "audioio", "conv", "conv/learn", "filters", "samples", "internal"},
}

// convStreaming are the files of conv that may.
const convStreaming = "stream*.go"

// goList returns what go list prints for a template, a line a package.
func goList(t *testing.T, template string) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", template, "sigconv/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func roomOf(path string) string {
	path = strings.TrimPrefix(path, "sigconv/")
	for _, room := range []string{"cmd/sigconv", "conv/learn"} {
		if path == room || strings.HasPrefix(path, room+"/") {
			return room
		}
	}
	room, _, _ := strings.Cut(path, "/")
	return room
}

func TestRoomsImportOnlyWhatTheyMay(t *testing.T) {
	for _, line := range goList(t, `{{.ImportPath}} {{join .Imports " "}}`) {
		fields := strings.Fields(line)
		from := roomOf(fields[0])
		allowed, known := rooms[from]
		if !known {
			t.Errorf("%s lies in no room", fields[0])
		}
		for _, path := range fields[1:] {
			if !strings.HasPrefix(path, "sigconv/") || slices.Contains(allowed, roomOf(path)) {
				continue
			}
			if fields[0] == "sigconv/conv" && path == "sigconv/audioio" {
				continue // see below
			}
			t.Errorf("%s imports %s", fields[0], path)
		}
	}
}

// innerRooms says which of its siblings a room inside cmd/sigconv may import.
var innerRooms = map[string][]string{
	"blocks":        {},
	"inform":        {"load", "words"},
	"kernelfile":    {},
	"output":        {},
	"portray":       {"blocks", "inform", "load", "plot", "words"},
	"plot":          {},
	"plot/speed":    {"plot"},
	"words":         {},
	"load":          {"output"},
	"apply":         {"load", "output", "words"},
	"batch":         {"apply", "load", "output"},
	"diff":          {"load", "output", "pairs", "plot", "words"},
	"inspect":       {"load", "output", "plot", "words"},
	"listen":        {"load", "listen/trial", "plot", "words"},
	"listen/page":   {},
	"listen/server": {"listen/page", "listen/trial"},
	"listen/stats":  {},
	"listen/trial":  {"listen/stats"},
	"pairs":         {"load"},
	"teach":         {"kernelfile", "load", "output", "pairs", "plot", "words"},
}

func TestInnerRoomsImportOnlyWhatTheyMay(t *testing.T) {
	const inner = "sigconv/cmd/sigconv/internal/"
	for _, line := range goList(t, `{{.ImportPath}} {{join .Imports " "}}`) {
		fields := strings.Fields(line)
		room, inside := strings.CutPrefix(fields[0], inner)
		if !inside {
			continue
		}
		allowed, known := innerRooms[room]
		if !known {
			t.Errorf("%s is not in the table", fields[0])
		}
		for _, path := range fields[1:] {
			if sibling, ok := strings.CutPrefix(path, inner); ok && !slices.Contains(allowed, sibling) {
				t.Errorf("%s imports %s", fields[0], path)
			}
		}
	}
}

func TestConvMeetsAudioioInItsStreamingFiles(t *testing.T) {
	files, err := filepath.Glob("../../conv/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %q, %v", files, err)
	}
	for _, path := range files {
		streaming, err := filepath.Match(convStreaming, filepath.Base(path))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(path, "_test.go") || streaming {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range file.Imports {
			if strings.HasPrefix(i.Path.Value, `"sigconv/audioio`) {
				t.Errorf("%s imports %s, which only %s may", path, i.Path.Value, convStreaming)
			}
		}
	}
}

// TestProductIsPureGo: no cgo, and no module in the program that only tests need.
func TestProductIsPureGo(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}} {{len .CgoFiles}}", "sigconv/cmd/sigconv").Output()
	if err != nil {
		t.Fatal(err)
	}
	standardCgo := []string{"net", "os/user", "runtime/cgo"}
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		path, count, _ := strings.Cut(line, " ")
		if count != "0" && !slices.Contains(standardCgo, path) {
			t.Errorf("%s uses cgo", path)
		}
		if strings.HasPrefix(path, "github.com/rogpeppe/go-internal") || strings.HasPrefix(path, "github.com/chromedp/") || path == "sigconv/internal/testkit" {
			t.Errorf("the program contains %s", path)
		}
	}
}
