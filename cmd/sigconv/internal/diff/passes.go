package diff

import (
	"context"
	"math"
	"runtime"

	"sigconv/audioio/meter"
	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/internal/parallel"
)

// A state is how the sounds differ in one of the states that they are compared in.
type state struct{ meter.Figures }

// measureRaw measures the sounds as they are: how loud each is, and how they differ.
func (m *measurement) measureRaw(ctx context.Context) (state, error) {
	p, rate := m.pair, m.pair.Dry.Format.Rate
	reference, test := newSoundMeters(p, p.Dry), newSoundMeters(p, p.Wet)
	channels := newDifferences(p.Channels(), rate, 1)
	work := append(reference.work(), test.work()...)
	err := m.pass(ctx, "measuring", func(dry, wet [][]float64) {
		reference.next, test.next = dry, wet
		parallel.Do(runtime.GOMAXPROCS(0), len(channels)+len(work), func(i int) {
			if i < len(channels) {
				channels[i].Write(dry[i], wet[i])
			} else {
				work[i-len(channels)]()
			}
		})
	})
	if err != nil {
		return state{}, err
	}
	m.levels = levels{reference.level(), test.level()}
	return state{meter.Combine(channels)}, nil
}

// measureMatched measures how the sounds differ once they are matched.
func (m *measurement) measureMatched(ctx context.Context, what string, to match) (state, error) {
	if err := m.pair.SetDelay(to.delay); err != nil {
		return state{}, err
	}
	channels := newDifferences(m.pair.Channels(), m.pair.Dry.Format.Rate, to.gain)
	err := m.pass(ctx, what, func(dry, wet [][]float64) {
		parallel.Do(runtime.GOMAXPROCS(0), len(channels), func(c int) { channels[c].Write(dry[c], wet[c]) })
	})
	if err != nil {
		return state{}, err
	}
	return state{meter.Combine(channels)}, nil
}

// pass goes over the aligned pair once.
func (m *measurement) pass(ctx context.Context, what string, take func(dry, wet [][]float64)) error {
	done, progress := int64(0), m.progress(what)
	return m.pair.Stream(ctx, func(dry, wet [][]float64) {
		take(dry, wet)
		done += int64(len(wet[0]))
		progress(done, m.pair.Frames)
	})
}

func newDifferences(channels, rate int, gain float64) []*meter.Difference {
	all := make([]*meter.Difference, channels)
	for c := range all {
		all[c] = meter.NewDifference(rate, gain)
	}
	return all
}

// A soundMeters measures one sound by itself.
type soundMeters struct {
	next     [][]float64
	loudness *meter.Loudness
	truePeak *meter.TruePeak
	peak     float64
}

// newSoundMeters measures a recording of a pair on as many channels as the pair has: a mono one, heard on two, is 3 LU louder.
func newSoundMeters(p *pairs.Pair, r pairs.Recording) *soundMeters {
	mask := r.Format.ChannelMask
	if r.Format.Channels != p.Channels() {
		mask = p.Wet.Format.ChannelMask
	}
	return &soundMeters{
		loudness: meter.NewLoudness(r.Format.Rate, p.Channels(), mask),
		truePeak: meter.NewTruePeak(r.Format.Rate, p.Channels()),
	}
}

// work returns what is to be done with the next frames, in parts that may be done side by side.
func (s *soundMeters) work() []func() {
	return []func(){
		func() { s.loudness.Write(s.next) },
		func() {
			s.truePeak.Write(s.next)
			for _, x := range s.next {
				for _, v := range x {
					s.peak = max(s.peak, math.Abs(v))
				}
			}
		},
	}
}
