package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"sigconv/cmd/sigconv/internal/inform"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/words"
)

// printSound says what a sound is like.
func printSound(w io.Writer, r *inform.Sound) error {
	var b strings.Builder
	name := r.File
	if name == load.Pipe {
		name = load.InputName(name)
	}
	fmt.Fprintf(&b, "%s: %s, %s at %d Hz, %s%s\n", words.OneLine(name), words.Seconds(r.Seconds), words.Channels(r.Channels), r.Rate, r.Encoding, aboutFile(r))
	printChannels(&b, r)
	printLoudness(&b, r)
	for _, line := range remarks(r) {
		fmt.Fprintf(&b, "  %s\n", line)
	}
	if r.Metadata != nil {
		printMetadata(&b, r)
	}
	printChunks(&b, r)
	_, err := io.WriteString(w, b.String())
	return err
}

// aboutFile says what else the header line has room for.
func aboutFile(r *inform.Sound) string {
	about := []string{words.Count(r.Frames, "frame", "frames")}
	if r.Bytes != nil {
		about = append(about, words.Bytes(float64(*r.Bytes)))
	}
	if r.Container != "RIFF" {
		about = append(about, r.Container)
	}
	if len(r.Speakers) > 0 {
		about = append(about, strings.Join(r.Speakers, " "))
	}
	return " (" + joined(about) + ")"
}

func printChannels(w io.Writer, r *inform.Sound) {
	table := newTable(w)
	fmt.Fprintln(table, "channel\tpeak dBFS\tat frame\tRMS dBFS\tDC\t")
	for i, c := range r.Each {
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t\n", i+1, twoPlaces(c.Peak), frameOrDash(c.PeakFrame), twoPlaces(c.RMS), words.Short(c.DC))
	}
	table.Flush()
}

func printLoudness(w io.Writer, r *inform.Sound) {
	level := func(v *float64, unit string) string {
		if v == nil {
			return "–"
		}
		return fmt.Sprintf("%.1f %s", words.Tidy(*v), unit)
	}
	fmt.Fprintf(w, "  loudness %s, range %s, at most %s in 400 ms and %s in 3 s; true peak %s\n", level(r.Integrated, "LUFS"), level(r.Range, "LU"),
		level(r.Momentary, "LUFS"), level(r.ShortTerm, "LUFS"), level(r.TruePeak, "dBTP"))
}

// remarks says what a user may not expect of a sound.
func remarks(r *inform.Sound) (lines []string) {
	say := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if r.FullScale > 0 {
		text := words.Count(r.FullScale, "sample", "samples") + " at full scale"
		switch {
		case r.Peak != nil && *r.Peak > 0: // only floats are, and lose nothing by it
			text += " or beyond, which other files would clip"
		case r.ClippedRuns > 0:
			text += fmt.Sprintf(", %s of three or more in a row: clipped, by the look of it", words.Count(r.ClippedRuns, "time", "times"))
		}
		say("%s", text)
	}
	if r.Identical {
		say("all channels are the same")
	}
	if r.UsedBits != nil && *r.UsedBits < r.Bits && r.Peak != nil {
		say("%d of %d bits are used: the others are 0 in every sample", *r.UsedBits, r.Bits)
	}
	switch {
	case r.Frames > 0 && r.LeadingSilence == r.Frames:
		say("all of it is silence")
	case r.LeadingSilence > 0 || r.TrailingSilence > 0:
		say("silence: %s at the begin, %s at the end", words.Count(r.LeadingSilence, "frame", "frames"), words.Count(r.TrailingSilence, "frame", "frames"))
	}
	return lines
}

func printMetadata(w io.Writer, r *inform.Sound) {
	m := r.Metadata
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(w, "  %s: %s\n", name, words.OneLine(text))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(m.Info)) {
		line(strings.ReplaceAll(key, "_", " "), m.Info[key])
	}
	if b := m.Broadcast; b != nil {
		line("bext description", b.Description)
		line("bext originator", strings.TrimSpace(b.Originator+" "+b.OriginatorReference))
		line("bext date", strings.TrimSpace(b.Date+" "+b.Time))
		fmt.Fprintf(w, "  bext time reference: frame %s since midnight, %s; version %d\n", words.Grouped(float64(b.TimeReference)),
			words.Seconds(float64(b.TimeReference)/float64(r.Rate)), b.Version)
		if b.Integrated != nil {
			line("bext loudness", fmt.Sprintf("%.2f LUFS", *b.Integrated))
		}
		line("bext history", b.CodingHistory)
	}
	if len(m.Cues) > 0 {
		var frames []string
		for _, c := range m.Cues {
			frames = append(frames, words.Grouped(float64(c.Frame)))
		}
		line("cues at frame", joined(frames))
	}
	if s := m.Sampler; s != nil {
		var loops []string
		for _, l := range s.Loops {
			loops = append(loops, fmt.Sprintf("%d to %d", l.Start, l.End))
		}
		line("sampler", joined(append([]string{fmt.Sprintf("MIDI note %d", s.Note)}, loops...)))
	}
}

// mostChunksPrinted is how many chunks a line lists.
const mostChunksPrinted = 20

func printChunks(w io.Writer, r *inform.Sound) {
	var chunks []string
	for _, c := range r.Chunks[:min(len(r.Chunks), mostChunksPrinted)] {
		chunks = append(chunks, fmt.Sprintf("%s %s at %s", strings.TrimSpace(c.ID), words.Count(c.Bytes, "byte", "bytes"), words.Grouped(float64(c.Offset))))
	}
	if more := len(r.Chunks) - len(chunks); more > 0 {
		chunks = append(chunks, fmt.Sprintf("and %d more", more))
	}
	fmt.Fprintf(w, "  chunks: %s\n", words.OneLine(joined(chunks)))
}
