package audioio

// A Place says where a chunk lies in a file.
type Place struct {
	ID     [4]byte // such as LIST, or fmt followed by a blank
	Offset int64   // of its header, in bytes from the begin of the file
	Bytes  int64   // of its body: of the samples what was found of them, of others what the header says
}

// Layout returns all chunks in the order of the file, the samples among them, but no more than 4,096. It is complete once ReadRaw has returned [io.EOF].
func (r *Reader) Layout() []Place { return r.layout }

// noteChunk adds a chunk whose header lies at a byte.
func (r *Reader) noteChunk(id [4]byte, at, size int64) {
	if len(r.layout) < maxChunks {
		r.layout = append(r.layout, Place{id, at, size})
	}
}

// noteSamples says how many bytes of samples there were, up to the current place.
func (r *Reader) noteSamples() {
	for i := range r.layout {
		if p := &r.layout[i]; p.ID == idData {
			p.Bytes = r.offset - p.Offset - chunkHeaderSize
			return
		}
	}
}
