package listen

import (
	"fmt"

	"sigconv/cmd/sigconv/internal/words"
)

// cut gives all sounds one length, the shortest's, and no more than the loop of a test.
func (p *preparation) cut() error {
	p.frames = len(p.reference().Samples[0])
	for _, s := range p.sounds {
		p.frames = min(p.frames, len(s.Samples[0]))
	}
	p.loop = [2]int{0, p.frames}
	if p.job.Looped {
		from, to := p.job.Loop[0].At(p.rate), p.job.Loop[1].At(p.rate)
		if from >= to || to > int64(p.frames) {
			return fmt.Errorf("--loop: there is no such part (found %s to %s, want some of the %s that all sounds have)",
				p.seconds(from), p.seconds(to), p.seconds(int64(p.frames)))
		}
		p.loop = [2]int{int(from), int(to)}
	}
	if !p.job.Free {
		if most := int(p.job.MostSeconds * float64(p.rate)); p.loop[1]-p.loop[0] > most {
			if p.job.Looped {
				return fmt.Errorf("--loop: the part is too long for this test (found %s, want at most %s)", p.seconds(int64(p.loop[1]-p.loop[0])), p.seconds(int64(most)))
			}
			p.warn("the test takes the first %s of %s (--loop FROM:TO takes another part)", p.seconds(int64(most)), p.seconds(int64(p.frames)))
			p.loop[1] = p.loop[0] + most
		}
		if least := p.rate / 10; p.loop[1]-p.loop[0] < least {
			return fmt.Errorf("the sounds are too short for a test (found %s, want at least %s)", p.seconds(int64(p.loop[1]-p.loop[0])), p.seconds(int64(least)))
		}
		for _, s := range p.sounds {
			s.crop(p.loop[0], p.loop[1])
		}
		p.frames, p.loop = p.loop[1]-p.loop[0], [2]int{0, p.loop[1] - p.loop[0]}
	}
	for _, s := range p.sounds {
		s.crop(0, p.frames)
	}
	if bytes := 4 * len(p.sounds) * len(p.reference().Samples) * p.frames; bytes > mostBytes {
		return fmt.Errorf("the sounds are too long to be held in a browser (found %s, want at most %s; --start and --frames take a part)",
			words.Bytes(float64(bytes)), words.Bytes(mostBytes))
	}
	return nil
}

func (p *preparation) seconds(frames int64) string {
	return words.Seconds(float64(frames) / float64(p.rate))
}
