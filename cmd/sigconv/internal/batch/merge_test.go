package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// reportsOf runs a batch in shares and returns their reports.
func reportsOf(t *testing.T, o Options, count int) (reports []string) {
	t.Helper()
	dir := t.TempDir()
	for index := 1; index <= count; index++ {
		o.Shard = Shard{index, count}
		o.Report = filepath.Join(dir, fmt.Sprintf("%d.jsonl", index))
		if _, err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		reports = append(reports, o.Report)
	}
	return reports
}

func readLines(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.SplitAfter(strings.TrimSuffix(string(data), "\n"), "\n")
}

func TestMerge(t *testing.T) {
	o := options(t, "a.wav", "b.wav", "c.wav", "d.wav", "e.wav", "f.wav", "g.wav")
	if err := os.WriteFile(filepath.Join(o.Input, "bad.wav"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	reports := reportsOf(t, o, 3)
	joined := filepath.Join(t.TempDir(), "all.jsonl")
	m, err := Merge(reports, joined)
	if err != nil {
		t.Fatal(err)
	}
	if m.Files != 8 || m.Done != 7 || m.Failed != 1 || m.Shards != 3 || len(m.Missing) != 0 || m.Bytes != 7*44+2*(7*1000+21) {
		t.Errorf("%+v, want 8 files, one of which failed", m)
	}
	lines := readLines(t, joined)
	if len(lines) != 8 || !strings.Contains(lines[0], "a.wav") || !strings.Contains(lines[7], "g.wav") {
		t.Errorf("the joined report has the lines %q", lines)
	}
	if again, err := Merge([]string{joined}, joined); err == nil {
		t.Errorf("a report was joined into itself: %+v", again)
	}
	if m, err = Merge(append(reports[1:], reports[1]), ""); err != nil || len(m.Missing) != 1 || m.Missing[0].Shard != "1/3" || m.Missing[0].Files != nil {
		t.Errorf("%+v, %v, want shard 1/3 missing", m, err)
	}
	first := readLines(t, reports[0])
	if err := os.WriteFile(reports[0], []byte(strings.Join(first[1:], "")), 0o666); err != nil {
		t.Fatal(err)
	}
	if m, err = Merge(reports, ""); err != nil || len(m.Missing) != 1 || *m.Missing[0].Files != 1 {
		t.Errorf("%+v, %v, want one file missing", m, err)
	}
}

// TestMergeEmptyShards: a share without a file has an empty report.
func TestMergeEmptyShards(t *testing.T) {
	reports := reportsOf(t, options(t, "a.wav", "b.wav"), 9)
	if m, err := Merge(reports, ""); err != nil || m.Files != 2 || len(m.Missing) != 0 {
		t.Errorf("%+v, %v, want two files and nothing missing", m, err)
	}
	var some []string
	for _, path := range reports {
		if info, err := os.Stat(path); err == nil && info.Size() > 0 {
			some = append(some, path)
		}
	}
	if m, err := Merge(some, ""); err != nil || len(m.Missing) == 0 {
		t.Errorf("%+v, %v, want shards missing", m, err)
	}
}

// TestMergeTakesTheBetter: a shard that was run again tells of the same files.
func TestMergeTakesTheBetter(t *testing.T) {
	o := options(t, "a.wav", "b.wav")
	bad := filepath.Join(o.Input, "a.wav")
	good, err := os.ReadFile(bad)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	first := reportsOf(t, o, 1)
	if err := os.WriteFile(bad, good, 0o666); err != nil {
		t.Fatal(err)
	}
	second := reportsOf(t, o, 1)
	for _, reports := range [][]string{{first[0], second[0]}, {second[0], first[0]}} {
		if m, err := Merge(reports, ""); err != nil || m.Files != 2 || m.Done != 2 || len(m.Missing) != 0 {
			t.Errorf("%+v, %v, want two files done", m, err)
		}
	}
}

func TestMergeRefuses(t *testing.T) {
	o := options(t, "a.wav", "b.wav", "c.wav")
	whole := reportsOf(t, o, 1)
	other := filepath.Join(t.TempDir(), "other.jsonl")
	if err := os.WriteFile(other, []byte("{\"command\":\"apply\"}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	shares := reportsOf(t, o, 2)
	for _, reports := range [][]string{{other}, {whole[0], shares[0], shares[1]}, {"missing.jsonl"}} {
		if m, err := Merge(reports, ""); err == nil {
			t.Errorf("%v gave %+v", reports, m)
		}
	}
	if _, err := Merge(whole, other); err == nil {
		t.Error("a file that is no report was replaced")
	}
}
