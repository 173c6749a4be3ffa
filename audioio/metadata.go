package audioio

import (
	"bytes"
	"encoding/binary"
	"io"

	"github.com/go-audio/wav"
)

// Metadata returns what the LIST/INFO, cue and smpl chunks among chunks say, decoded by go-audio/wav,
// or nil when they say nothing. What is cut short in them is left out.
func Metadata(chunks []Chunk) *wav.Metadata {
	var body []byte
	for _, c := range chunks {
		data := c.Data
		switch string(c.ID[:]) {
		case "LIST":
			data = wholeEntries(data)
		case "cue ":
			data = wholeItems(data, 0, 4, 24)
		case "smpl":
			data = wholeItems(data, 28, 36, 24)
		default:
			continue
		}
		if data != nil {
			body = appendChunk(body, c.ID, data)
		}
	}
	if body == nil {
		return nil
	}
	// The decoder wants a whole file. Its reader of chunks needs the format first and stops at nothing
	// else, and all its sizes have been checked above.
	file := append(idWave[:len(idWave):len(idWave)], appendChunk(nil, idFmt, Format{Rate: 1, Channels: 1}.chunk())...)
	file = appendChunk(nil, containerIDs[RIFF], append(file, body...))
	decoder := wav.NewDecoder(bytes.NewReader(file))
	decoder.ReadMetadata()
	if decoder.Err() != nil && decoder.Err() != io.EOF {
		return nil
	}
	return decoder.Metadata
}

// wholeEntries returns an INFO list cut behind its last whole entry, nil for another list. The decoder
// allocates what an entry declares.
func wholeEntries(list []byte) []byte {
	if len(list) < 4 || string(list[:4]) != "INFO" {
		return nil
	}
	end := 4
	for len(list)-end >= chunkHeaderSize {
		size := int64(binary.LittleEndian.Uint32(list[end+4:]))
		next := int64(end) + chunkHeaderSize + size
		if next > int64(len(list)) {
			break
		}
		end = int(min(next+pad(size), int64(len(list))))
	}
	return list[:end:end]
}

// wholeItems returns a table of items of a fixed size behind a head, with the count at offset count
// corrected to the items that are there; nil when the head is cut short.
func wholeItems(table []byte, count, head, item int) []byte {
	if len(table) < head {
		return nil
	}
	declared := int64(binary.LittleEndian.Uint32(table[count:]))
	whole := min(declared, int64((len(table)-head)/item))
	fixed := bytes.Clone(table[:head+int(whole)*item])
	binary.LittleEndian.PutUint32(fixed[count:], uint32(whole))
	return fixed
}

// CommentChunk returns the LIST chunk with a text as the comment, ICMT, of a sound.
func CommentChunk(text string) Chunk {
	entry := appendChunk([]byte("INFO"), [4]byte{'I', 'C', 'M', 'T'}, append([]byte(text), 0))
	return Chunk{ID: [4]byte{'L', 'I', 'S', 'T'}, Data: entry}
}
