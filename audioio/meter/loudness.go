package meter

import (
	"math"
	"slices"
)

// A Loudness measures the loudness of a sound after ITU-R BS.1770-5, EBU R 128 and EBU Tech 3341 and 3342. Values are in
// LUFS: a sine of 1 kHz and -23 dBFS in both channels of a stereo sound reads -23, in a mono sound -26.
//
// The momentary loudness is that of 400 ms, read every 10 ms; that of gated blocks and of short-term blocks, 3 s, is read
// every 100 ms. The n-th 10 ms end at the frame nearest to their time, so that at rates which 100 does not divide a block
// is a frame longer or shorter than its neighbour, and never late; its power is the mean over the frames that it has.
//
// What is kept of a sound is the energy of every 100 ms, from which all but the momentary loudness follows: 7 MB for a
// day. A filter's sound beyond the last frame does not count.
type Loudness struct {
	rate     int
	channels []kWeighting
	weights  []float64

	frames int64 // written so far
	ticks  int64 // of 10 ms that are complete
	end    int64 // the frame at which the tick that is being filled ends

	recent    [momentaryTicks]float64 // weighted energies of the last ticks: tick t at t modulo its length
	tenth     float64                 // weighted energy of the ticks since the last whole 100 ms
	tenths    []float64               // weighted energies of every 100 ms
	momentary float64                 // the largest mean power of 400 ms
}

const (
	ticksPerSecond  = 100
	ticksPerTenth   = 10
	momentaryTicks  = 40 // 400 ms
	gatedTenths     = 4  // 400 ms
	shortTermTenths = 30 // 3 s
)

// NewLoudness returns a meter for sounds of so many channels at a rate in Hz. mask is WAV's channel mask, as
// audioio.Format has it, which says which channels are low-frequency effects, that do not count, and which come from
// beside the listener, that count 1.41; 0 stands for the usual order of up to six channels (mono; L R; L R C; L R Ls Rs;
// L R C Ls Rs; L R C LFE Ls Rs), and for channels that all count 1 where there are more. It panics unless rate and
// channels are at least 1. Below about 4 kHz a sound has little of what the filters weigh, and its loudness says little.
func NewLoudness(rate, channels int, mask uint32) *Loudness {
	mustBeSound(rate, channels)
	l := &Loudness{rate: rate, channels: make([]kWeighting, channels), weights: channelWeights(channels, mask)}
	for c := range l.channels {
		l.channels[c] = newKWeighting(rate)
	}
	l.end = l.frameAt(1)
	l.endTicks()
	return l
}

// frameAt returns the frame that is nearest to the start of a tick.
func (l *Loudness) frameAt(tick int64) int64 {
	return (tick*int64(l.rate) + ticksPerSecond/2) / ticksPerSecond
}

// Write takes the next frames. It panics unless samples has the meter's channels, all of one length.
func (l *Loudness) Write(samples [][]float64) {
	mustFit(samples, len(l.channels))
	for at, frames := 0, len(samples[0]); at < frames; {
		n := int(min(int64(frames-at), l.end-l.frames))
		for c := range l.channels {
			if l.weights[c] > 0 {
				l.channels[c].add(samples[c][at : at+n])
			}
		}
		at += n
		l.frames += int64(n)
		l.endTicks()
	}
}

// endTicks ends the ticks that are full. At rates below 100 Hz some have no frame.
func (l *Loudness) endTicks() {
	for l.frames == l.end {
		l.endTick()
	}
}

func (l *Loudness) endTick() {
	energy := 0.0
	for c := range l.channels {
		energy += l.weights[c] * l.channels[c].take()
	}
	l.recent[l.ticks%momentaryTicks] = energy
	l.tenth += energy
	l.ticks++
	l.end = l.frameAt(l.ticks + 1)
	if l.ticks%ticksPerTenth == 0 {
		l.tenths = append(l.tenths, l.tenth)
		l.tenth = 0
	}
	if l.ticks >= momentaryTicks {
		l.momentary = max(l.momentary, l.power(sum(l.recent[:]), l.ticks-momentaryTicks, l.ticks))
	}
}

// power returns the mean power of so much energy between two ticks, 0 where there is no frame.
func (l *Loudness) power(energy float64, from, to int64) float64 {
	return energy / float64(max(l.frameAt(to)-l.frameAt(from), 1))
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}

// lufs returns the loudness of a K-weighted mean power. The constant makes a sine of about 1 kHz read its level.
func lufs(power float64) float64 { return -0.691 + 10*math.Log10(power) }

// powerOf returns the power that has a loudness.
func powerOf(lufs float64) float64 { return math.Pow(10, (lufs+0.691)/10) }

// Ungated returns the loudness of all that was written, silence and all, in LUFS: the only measure for sounds shorter
// than 400 ms, too. ok is false for silence.
func (l *Loudness) Ungated() (loudness float64, ok bool) {
	energy := sum(l.tenths) + l.tenth
	for c := range l.channels {
		energy += l.weights[c] * l.channels[c].energy
	}
	power := energy / float64(max(l.frames, 1))
	if power == 0 {
		return 0, false
	}
	return lufs(power), true
}

// Momentary returns the largest loudness of 400 ms in LUFS. ok is false for a sound that is shorter, or that never
// reaches -70 LUFS.
func (l *Loudness) Momentary() (loudness float64, ok bool) { return audible(l.momentary) }

// ShortTerm returns the largest loudness of 3 s in LUFS. ok is false for a sound that is shorter, or that never reaches
// -70 LUFS.
func (l *Loudness) ShortTerm() (loudness float64, ok bool) {
	largest := 0.0
	for power := range l.blocks(shortTermTenths) {
		largest = max(largest, power)
	}
	return audible(largest)
}

// audible returns the loudness of a power, if that passes the absolute gate.
func audible(power float64) (loudness float64, ok bool) {
	if power < powerOf(absoluteGate) {
		return 0, false
	}
	return lufs(power), true
}

// Integrated returns the loudness of the whole sound in LUFS, from blocks of 400 ms of which each overlaps the one before
// by 300 ms: the mean power of those that are above -70 LUFS and above 10 LU less than the loudness of these. ok is false
// for a sound that is shorter than 400 ms or has no such block.
func (l *Loudness) Integrated() (loudness float64, ok bool) {
	return gated(slices.Collect(l.blocks(gatedTenths)))
}

// Range returns the loudness range in LU (EBU Tech 3342): how far apart the 10th and the 95th percentile of the
// short-term loudness are, where that is above -70 LUFS and above 20 LU less than the loudness of what is. ok is false
// for a sound that is shorter than 3 s or has no such block. A sound of less than a minute has too few blocks for its
// range to mean much.
func (l *Loudness) Range() (lu float64, ok bool) {
	return loudnessRange(slices.Collect(l.blocks(shortTermTenths)))
}
