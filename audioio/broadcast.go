package audioio

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"strings"
	"unicode/utf8"
)

// A Broadcast is what the bext chunk of a broadcast wave file says (EBU Tech 3285, versions 0 to 2).
type Broadcast struct {
	Description         string
	Originator          string
	OriginatorReference string
	OriginationDate     string // such as 2026-11-24
	OriginationTime     string // such as 12:30:00
	TimeReference       uint64 // the frame since midnight on which the sound begins
	Version             int
	UMID                string // of SMPTE 330M in hexadecimal digits, "" for none
	LoudnessValue       float64
	LoudnessRange       float64
	MaxTruePeak         float64 // in dBTP; like the other levels NaN where the file does not say it
	MaxMomentary        float64 // in LUFS, like MaxShortTerm and LoudnessValue
	MaxShortTerm        float64
	CodingHistory       string // a line for each step
}

// The places in a bext chunk.
const (
	bextOriginator = 256
	bextReference  = 288
	bextDate       = 320
	bextTime       = 330
	bextFrames     = 338
	bextVersion    = 346
	bextUMID       = 348
	bextLoudness   = 412
	bextHistory    = 602
)

// ReadBroadcast returns what the bext chunk among chunks says, the first if there are several, or nil when there is none, or none that is as long as the standard
// wants.
func ReadBroadcast(chunks []Chunk) *Broadcast {
	for _, c := range chunks {
		if string(c.ID[:]) == "bext" && len(c.Data) >= bextHistory {
			return parseBroadcast(c.Data)
		}
	}
	return nil
}

func parseBroadcast(data []byte) *Broadcast {
	b := &Broadcast{
		Description:         fixedText(data[:bextOriginator]),
		Originator:          fixedText(data[bextOriginator:bextReference]),
		OriginatorReference: fixedText(data[bextReference:bextDate]),
		OriginationDate:     fixedText(data[bextDate:bextTime]),
		OriginationTime:     fixedText(data[bextTime:bextFrames]),
		TimeReference:       binary.LittleEndian.Uint64(data[bextFrames:]),
		Version:             int(binary.LittleEndian.Uint16(data[bextVersion:])),
		CodingHistory:       fixedText(data[bextHistory:]),
	}
	if umid := strings.TrimRight(string(data[bextUMID:bextLoudness]), "\x00"); b.Version >= 1 && umid != "" {
		b.UMID = hex.EncodeToString(data[bextUMID:bextLoudness])
	}
	for i, level := range []*float64{&b.LoudnessValue, &b.LoudnessRange, &b.MaxTruePeak, &b.MaxMomentary, &b.MaxShortTerm} {
		*level = math.NaN()
		hundredths := int16(binary.LittleEndian.Uint16(data[bextLoudness+2*i:]))
		if b.Version >= 2 && hundredths != math.MaxInt16 { // which says that it is not known
			*level = float64(hundredths) / 100
		}
	}
	return b
}

// fixedText returns the text in a field, up to its first NUL. The standard wants ASCII; what is no UTF-8 is taken for Latin-1.
func fixedText(field []byte) string {
	text, _, _ := strings.Cut(string(field), "\x00")
	if !utf8.ValidString(text) {
		runes := make([]rune, len(text))
		for i := range runes {
			runes[i] = rune(text[i])
		}
		text = string(runes)
	}
	return strings.TrimSpace(text)
}
