package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// rooms says which of our packages a room may import; a room stands for what lies in it. It is the
// table of DESIGN.md.
var rooms = map[string][]string{
	"audioio":     {"audioio"},
	"conv":        {"conv"}, // and audioio, in its streaming file
	"filters":     {"filters", "conv"},
	"samples":     {"samples", "audioio", "conv"},
	"cmd/sigconv": {"cmd/sigconv", "audioio", "conv", "filters", "samples"},
}

const convStreaming = "stream.go"

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
	if strings.HasPrefix(path, "cmd/sigconv") {
		return "cmd/sigconv"
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

func TestConvMeetsAudioioInOneFile(t *testing.T) {
	out, err := exec.Command("grep", "-l", `"sigconv/audioio"`, "-r", "../../conv", "--include=*.go", "--exclude=*_test.go").Output()
	if err != nil {
		t.Skip("no grep")
	}
	if got := strings.TrimSpace(string(out)); got != "../../conv/"+convStreaming {
		t.Errorf("audioio is imported by %q, want %s alone", got, convStreaming)
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
		if strings.HasPrefix(path, "github.com/rogpeppe/go-internal") {
			t.Errorf("the program contains %s", path)
		}
	}
}
