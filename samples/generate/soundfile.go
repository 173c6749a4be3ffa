package main

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"sigconv/audioio"
)

// soundFile returns the bytes of a WAV file with a title. It refuses to clip.
func soundFile(f audioio.Format, title string, samples [][]float64) ([]byte, error) {
	var b bytes.Buffer
	w, err := audioio.NewWriter(&b, audioio.Header{
		Format: f,
		Frames: int64(len(samples[0])),
		Before: []audioio.Chunk{info(title)},
	})
	if err != nil {
		return nil, err
	}
	stats, err := audioio.Write(w, samples)
	if err != nil {
		return nil, err
	}
	if stats.Clipped != 0 || stats.NonFinite != 0 {
		return nil, fmt.Errorf("%d samples clip and %d are not finite", stats.Clipped, stats.NonFinite)
	}
	err = w.Close()
	return b.Bytes(), err
}

// info returns a LIST/INFO chunk with title, artist and software.
func info(title string) audioio.Chunk {
	body := []byte("INFO")
	for _, entry := range []struct{ id, text string }{
		{"INAM", title},
		{"IART", "sigconv"},
		{"ISFT", "sigconv/samples/generate"},
	} {
		body = appendEntry(body, entry.id, entry.text)
	}
	return audioio.Chunk{ID: [4]byte{'L', 'I', 'S', 'T'}, Data: body}
}

// appendEntry appends a text to an INFO list: zero-terminated, and padded to an even length that the
// size does not count.
func appendEntry(body []byte, id, text string) []byte {
	body = append(body, id...)
	body = binary.LittleEndian.AppendUint32(body, uint32(len(text)+1))
	body = append(body, text...)
	body = append(body, 0)
	if len(body)%2 != 0 {
		body = append(body, 0)
	}
	return body
}
