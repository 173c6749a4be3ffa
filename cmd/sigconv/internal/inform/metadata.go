package inform

import (
	"encoding/binary"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/go-audio/wav"

	"sigconv/audioio"
	"sigconv/cmd/sigconv/internal/words"
)

// Metadata is what the chunks of a sound say beside the samples.
type Metadata struct {
	Info      map[string]string `json:"info,omitempty"` // of LIST/INFO, by go-audio's names in small letters
	Broadcast *Broadcast        `json:"bext,omitempty"`
	Cues      []Cue             `json:"cue,omitempty"`
	Sampler   *Sampler          `json:"smpl,omitempty"`
}

// A Broadcast is what a bext chunk says; levels that it does not say are null.
type Broadcast struct {
	Description         string   `json:"description"`
	Originator          string   `json:"originator"`
	OriginatorReference string   `json:"originator_reference"`
	Date                string   `json:"date"`
	Time                string   `json:"time"`
	TimeReference       uint64   `json:"time_reference"` // frames since midnight
	Version             int      `json:"version"`
	UMID                string   `json:"umid"`
	Integrated          *float64 `json:"integrated_lufs"`
	Range               *float64 `json:"range_lu"`
	TruePeak            *float64 `json:"true_peak_dbtp"`
	Momentary           *float64 `json:"momentary_max_lufs"`
	ShortTerm           *float64 `json:"short_term_max_lufs"`
	CodingHistory       string   `json:"coding_history"`
}

// A Cue is a marker.
type Cue struct {
	ID    uint32 `json:"id"`
	Frame uint32 `json:"frame"`
}

// A Sampler is what a sampler wants to know.
type Sampler struct {
	Note  uint32 `json:"midi_note"`
	Loops []Loop `json:"loops"`
}

// A Loop is what a sampler repeats, both ends included; so many times, 0 for ever.
type Loop struct {
	Start uint32 `json:"start"`
	End   uint32 `json:"end"`
	Count uint32 `json:"count"`
}

// readMetadata returns what chunks say, nil for nothing.
func readMetadata(chunks []audioio.Chunk) *Metadata {
	m := &Metadata{Broadcast: broadcast(audioio.ReadBroadcast(chunks))}
	if w := audioio.Metadata(chunks); w != nil {
		m.Info = infoTexts(w)
		for _, c := range w.CuePoints {
			if c != nil {
				m.Cues = append(m.Cues, Cue{binary.LittleEndian.Uint32(c.ID[:]), c.SampleOffset})
			}
		}
		if s := w.SamplerInfo; s != nil {
			m.Sampler = &Sampler{Note: s.MIDIUnityNote, Loops: []Loop{}}
			for _, l := range s.Loops {
				if l != nil {
					m.Sampler.Loops = append(m.Sampler.Loops, Loop{l.Start, l.End, l.PlayCount})
				}
			}
		}
	}
	if m.Info == nil && m.Broadcast == nil && m.Cues == nil && m.Sampler == nil {
		return nil
	}
	return m
}

// infoTexts returns the texts that go-audio has found, by the names of its fields.
func infoTexts(w *wav.Metadata) map[string]string {
	texts := map[string]string{}
	v := reflect.ValueOf(*w)
	for i := range v.NumField() {
		if text, ok := v.Field(i).Interface().(string); ok && text != "" {
			texts[infoName(v.Type().Field(i).Name)] = strings.TrimRight(decoded(text), "\x00 ")
		}
	}
	if len(texts) == 0 {
		return nil
	}
	return texts
}

// decoded returns a text as UTF-8: what is none is Latin-1, as older programs write it.
func decoded(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	runes := make([]rune, len(text))
	for i := range len(text) {
		runes[i] = rune(text[i])
	}
	return string(runes)
}

// infoName returns the key of a field: CreationDate is creation_date.
func infoName(field string) string {
	if field == "TrackNbr" {
		return "track"
	}
	var b strings.Builder
	for i, r := range field {
		if i > 0 && r >= 'A' && r <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}

func broadcast(b *audioio.Broadcast) *Broadcast {
	if b == nil {
		return nil
	}
	return &Broadcast{
		Description: b.Description, Originator: b.Originator, OriginatorReference: b.OriginatorReference, Date: b.OriginationDate, Time: b.OriginationTime,
		TimeReference: b.TimeReference, Version: b.Version, UMID: b.UMID, Integrated: words.Finite(b.LoudnessValue), Range: words.Finite(b.LoudnessRange),
		TruePeak: words.Finite(b.MaxTruePeak), Momentary: words.Finite(b.MaxMomentary), ShortTerm: words.Finite(b.MaxShortTerm), CodingHistory: b.CodingHistory,
	}
}

// speakers returns the names of the loudspeakers of a channel mask, as Microsoft's header has them.
func speakers(mask uint32) []string {
	all := []string{"FL", "FR", "FC", "LFE", "BL", "BR", "FLC", "FRC", "BC", "SL", "SR", "TC", "TFL", "TFC", "TFR", "TBL", "TBC", "TBR"}
	found := []string{}
	for i, name := range all {
		if mask&(1<<i) != 0 {
			found = append(found, name)
		}
	}
	return found
}
