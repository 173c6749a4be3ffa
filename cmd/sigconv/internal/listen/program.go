package listen

import (
	"encoding/binary"
	"math"

	"sigconv/cmd/sigconv/internal/listen/trial"
	"sigconv/cmd/sigconv/internal/words"
)

// program returns what the page plays.
func (p *preparation) program() *trial.Program {
	program := &trial.Program{
		Rate: p.rate, Channels: len(p.reference().Samples), Frames: p.frames, Loop: p.loop, Matched: p.job.Match, Notes: p.notes,
	}
	for _, s := range p.sounds {
		item := trial.Item{
			Name: s.Name, Role: s.role, Data: encode(s.Samples), Path: s.Path, Kernel: s.Kernel, SHA256: s.SHA256,
			Gain: s.gain, Unmatched: p.unmatched / s.gain, Delay: s.delay, Note: s.Note,
			TruePeak: words.Finite(20 * math.Log10(s.level.truePeak)),
		}
		if s.role == trial.Residual {
			item.Unmatched = 1
		}
		if p.job.Free {
			item.Envelope = p.envelopeOf(s)
		}
		if s.level.sounds {
			item.LUFS = &s.level.loudness
		}
		program.Items = append(program.Items, item)
	}
	return program
}

// encode returns samples as little-endian 32-bit floats, channel after channel.
func encode(samples [][]float64) []byte {
	raw := make([]byte, 0, 4*len(samples)*len(samples[0]))
	for _, x := range samples {
		for _, v := range x {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(float32(v)))
		}
	}
	return raw
}
