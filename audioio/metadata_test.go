package audioio

import (
	"encoding/binary"
	"runtime"
	"testing"
)

func infoList(entries ...Chunk) Chunk {
	body := []byte("INFO")
	for _, e := range entries {
		body = appendChunk(body, e.ID, e.Data)
	}
	return Chunk{[4]byte{'L', 'I', 'S', 'T'}, body}
}

func entry(id, text string) Chunk { return Chunk{[4]byte([]byte(id)), append([]byte(text), 0)} }

func TestMetadata(t *testing.T) {
	cue := binary.LittleEndian.AppendUint32(nil, 2)
	for _, position := range []uint32{100, 200} {
		for _, v := range []uint32{1, position, 0, 0, 0, position} {
			cue = binary.LittleEndian.AppendUint32(cue, v)
		}
	}
	smpl := make([]byte, 36+24)
	binary.LittleEndian.PutUint32(smpl[12:], 60)
	binary.LittleEndian.PutUint32(smpl[28:], 1)
	binary.LittleEndian.PutUint32(smpl[36+8:], 10)
	m := Metadata([]Chunk{
		{idFmt, nil},
		infoList(entry("INAM", "A title"), entry("IART", "somebody"), entry("ISFT", "sigconv")),
		{[4]byte{'c', 'u', 'e', ' '}, cue},
		{[4]byte{'s', 'm', 'p', 'l'}, smpl},
	})
	if m == nil {
		t.Fatal("no metadata")
	}
	if m.Title != "A title" || m.Artist != "somebody" || m.Software != "sigconv" {
		t.Errorf("INFO is %+v", m)
	}
	if len(m.CuePoints) != 2 || m.CuePoints[1].Position != 200 {
		t.Errorf("cue points are %+v", m.CuePoints)
	}
	if m.SamplerInfo == nil || m.SamplerInfo.MIDIUnityNote != 60 || len(m.SamplerInfo.Loops) != 1 || m.SamplerInfo.Loops[0].Start != 10 {
		t.Errorf("sampler info is %+v", m.SamplerInfo)
	}
}

func TestNoMetadata(t *testing.T) {
	for name, chunks := range map[string][]Chunk{
		"none":        nil,
		"others":      {note, {idFmt, nil}},
		"adtl":        {{[4]byte{'L', 'I', 'S', 'T'}, []byte("adtlxxxx")}},
		"short cue":   {{[4]byte{'c', 'u', 'e', ' '}, []byte{1}}},
		"short smpl":  {{[4]byte{'s', 'm', 'p', 'l'}, make([]byte, 20)}},
		"short LIST":  {{[4]byte{'L', 'I', 'S', 'T'}, []byte("IN")}},
		"empty cue  ": {{[4]byte{'c', 'u', 'e', ' '}, nil}},
	} {
		if m := Metadata(chunks); m != nil {
			t.Errorf("%s: got %+v, want nothing", name, m)
		}
	}
}

// TestForgedMetadata declares entries and tables that are not there; the decoder behind Metadata would
// allocate them.
func TestForgedMetadata(t *testing.T) {
	list := infoList(entry("INAM", "kept"))
	list.Data = appendHeader(list.Data, [4]byte{'I', 'A', 'R', 'T'}, 0xFFFFFFFF)
	cue := Chunk{[4]byte{'c', 'u', 'e', ' '}, binary.LittleEndian.AppendUint32(nil, 0xFFFFFFFF)}
	smpl := Chunk{[4]byte{'s', 'm', 'p', 'l'}, make([]byte, 36)}
	binary.LittleEndian.PutUint32(smpl.Data[28:], 0xFFFFFFFF)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m := Metadata([]Chunk{list, cue, smpl})
	runtime.ReadMemStats(&after)
	if m == nil || m.Title != "kept" || len(m.CuePoints) != 0 || m.SamplerInfo == nil || len(m.SamplerInfo.Loops) != 0 {
		t.Errorf("got %+v", m)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
		t.Errorf("%d bytes allocated", used)
	}
}
