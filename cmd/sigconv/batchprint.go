package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"sigconv/cmd/sigconv/internal/batch"
	"sigconv/cmd/sigconv/internal/words"
)

// printBatch says what became of a batch.
func printBatch(w io.Writer, s *batch.Summary) error {
	var kernels []string
	for _, k := range s.Kernels {
		kernels = append(kernels, shorten(k))
	}
	share := ""
	if s.Shard != batch.Whole.String() {
		share = ", shard " + s.Shard
	}
	head := fmt.Sprintf("%s * %s -> %s%s", s.Input, strings.Join(kernels, ", "), s.Output, share)
	if _, err := fmt.Fprintf(w, "%s\n%s\n", words.OneLine(head), describeBatch(s)); err != nil {
		return err
	}
	if s.Warned > 0 {
		if _, err := fmt.Fprintf(w, "%s done with warnings\n", words.Count(int64(s.Warned), "file", "files")); err != nil {
			return err
		}
	}
	for _, why := range slices.Sorted(maps.Keys(s.Redone)) {
		if _, err := fmt.Fprintf(w, "%s done again: %s\n", words.Count(int64(s.Redone[why]), "file", "files"), why); err != nil {
			return err
		}
	}
	return nil
}

func describeBatch(s *batch.Summary) string {
	text := describeFiles(s.Files, s.Done, s.Skipped, s.Failed)
	if s.Left > 0 {
		text += ", " + grouped(s.Left) + " left"
	}
	if s.Done == 0 || s.Seconds == 0 {
		return text + " in " + words.Seconds(s.Seconds)
	}
	bytes := float64(s.Bytes)
	return text + fmt.Sprintf("; %s in %s: %s/s", words.Bytes(bytes), words.Seconds(s.Seconds), words.Bytes(bytes/s.Seconds))
}

func describeFiles(files, done, skipped, failed int) string {
	return fmt.Sprintf("%s: %s done, %s skipped, %s failed", words.Count(int64(files), "file", "files"),
		grouped(done), grouped(skipped), grouped(failed))
}

func grouped(n int) string { return words.Grouped(float64(n)) }
