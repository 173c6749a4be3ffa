package meter

import (
	"fmt"
	"math"

	"github.com/mjibson/go-dsp/window"
	"gonum.org/v1/gonum/dsp/fourier"
)

// A Spectrogram takes the short-time spectra of a sound, for pictures. Their number is limited: where the sound is
// longer than so many windows that overlap by half, they lie further apart, and an hour costs what a minute does.
//
// The columns lie [Spectrogram.Hop] frames apart, symmetrically in the sound; what a window holds beyond its ends is
// 0. Each bin has the mean power of the channels against that of a sine of full scale, in dBFS (AES17), -120 at
// least: the sine reads 0 where its frequency is that of a bin, up to 1.42 dB less between two, where Hann's window
// sees it from aside. Powers are one-sided, as SciPy's scaling 'spectrum': all but the bins 0 and Window/2 stand for
// two of the transform.
type Spectrogram struct {
	Window int   // frames of a window, a power of two: 46 ms or what is nearest, but 16 to 16384
	Hop    int64 // frames from the centre of a window to that of the next: Window/2 at least

	frames  int64       // of the sound
	left    int64       // of them, not written yet
	skip    int64       // frames before the next window
	held    [][]float64 // [channel][frame] of that window,
	filled  int         // and how much of it is there
	hann    []float64
	fourier *fourier.FFT
	shaped  []float64 // a channel's window, and what it is transformed to
	bins    []complex128
	power   []float64 // mean of the channels

	count      int // of columns in the end
	columns    [][]float64
	whole, cut average
}

// An average sums up powers of windows.
type average struct {
	power   []float64
	windows int
}

// spectrumFloor is the least power of a bin: -120 dBFS.
const spectrumFloor = 1e-12

// NewSpectrogram returns a spectrogram of at most so many columns, for a sound of which the number of frames is known.
// It panics unless rate, channels and columns are positive, and frames is not negative.
func NewSpectrogram(rate, channels int, frames int64, columns int) *Spectrogram {
	mustBeSound(rate, channels)
	mustBePicture(frames, columns)
	size := windowFor(rate)
	s := &Spectrogram{
		Window:  size,
		Hop:     max(int64(size/2), ceilDiv(frames, int64(columns))),
		frames:  frames,
		left:    frames,
		held:    make([][]float64, channels),
		hann:    window.Hann(size + 1)[:size], // go-dsp's is symmetric; without its last 0 it is periodic
		fourier: fourier.NewFFT(size),         // three times as fast as go-dsp's, and without goroutines
		shaped:  make([]float64, size),
		bins:    make([]complex128, size/2+1),
		power:   make([]float64, size/2+1),
		whole:   average{power: make([]float64, size/2+1)},
		cut:     average{power: make([]float64, size/2+1)},
	}
	for c := range s.held {
		s.held[c] = make([]float64, size)
	}
	if frames > 0 {
		s.count = int(max(1, (frames+s.Hop/2)/s.Hop))
	}
	begin := s.Center(0) - int64(size/2)
	s.skip, s.filled = max(0, begin), int(max(0, -begin))
	return s
}

// windowFor returns the power of two whose length at a rate is, as a ratio, nearest to that of 2048 frames at 44.1 kHz.
func windowFor(rate int) int {
	const shortest, longest = 16, 1 << 14
	size := shortest
	for size < longest && math.Sqrt2*float64(size) < float64(rate)*2048/44_100 {
		size *= 2
	}
	return size
}

func ceilDiv(a, b int64) int64 { return a/b + min(1, a%b) }

// Center returns the frame, from 0, on which the middle of the window of column j lies.
func (s *Spectrogram) Center(j int) int64 {
	behind := int64(max(1, s.count)-1) * s.Hop
	return (s.frames-behind)/2 + int64(j)*s.Hop
}

// Write takes the next samples[channel][frame]. It panics unless the channels are as many as were announced and of
// one length, or if there are more frames than were announced. The samples are not kept.
func (s *Spectrogram) Write(samples [][]float64) {
	mustFit(samples, len(s.held))
	n := len(samples[0])
	s.left = mustBeLeft(s.left, n)
	for from := 0; from < n; {
		if s.skip > 0 {
			passed := min(s.skip, int64(n-from))
			s.skip -= passed
			from += int(passed)
			continue
		}
		to := min(n, from+s.Window-s.filled)
		for c, x := range samples {
			copy(s.held[c][s.filled:], x[from:to])
		}
		s.filled += to - from
		from = to
		s.takeFull()
	}
}

// Columns ends the sound and returns the levels in dBFS, [column][bin], with Window/2+1 bins from 0 Hz to half the
// rate. What was announced and not written is silence. A sound without frames has no column.
func (s *Spectrogram) Columns() [][]float64 {
	s.finish()
	return s.columns
}

// Spectrum ends the sound as [Spectrogram.Columns] does and returns its spectrum after Welch, with the same bins: the
// mean power of the windows that lie within the sound, in dBFS, or of all if none does.
func (s *Spectrogram) Spectrum() []float64 {
	s.finish()
	a := s.whole
	if a.windows == 0 {
		a = s.cut
	}
	levels := make([]float64, len(a.power))
	for k, p := range a.power {
		levels[k] = levelOf(p / float64(max(1, a.windows)))
	}
	return levels
}

// finish fills up the windows that are still due.
func (s *Spectrogram) finish() {
	s.left = 0
	for len(s.columns) < s.count {
		for _, x := range s.held {
			clear(x[s.filled:])
		}
		s.filled = s.Window
		s.takeFull()
	}
}

// takeFull takes the spectrum of the window that is held, if it is full and a column is due, and moves on to the next.
func (s *Spectrogram) takeFull() {
	if s.filled < s.Window {
		return
	}
	if len(s.columns) < s.count {
		s.measure()
		s.collect()
	}
	step := int(min(s.Hop, int64(s.Window)))
	for _, x := range s.held {
		copy(x, x[step:])
	}
	s.filled -= step
	s.skip = s.Hop - int64(step)
}

// measure sets power to the mean power of the channels in the window that is held, 1 for a sine of full scale.
func (s *Spectrogram) measure() {
	clear(s.power)
	// Hann's window adds up to half its length, and half of a sine's amplitude is in each of two bins.
	amplitude := 4 / float64(s.Window)
	scale := amplitude * amplitude / float64(len(s.held))
	last := len(s.power) - 1
	for _, x := range s.held {
		for i, v := range x {
			s.shaped[i] = v * s.hann[i]
		}
		s.fourier.Coefficients(s.bins, s.shaped)
		for k, v := range s.bins {
			s.power[k] += scale * (real(v)*real(v) + imag(v)*imag(v))
		}
	}
	s.power[0] /= 2
	s.power[last] /= 2
}

// collect makes the power a column and a part of the average.
func (s *Spectrogram) collect() {
	begin := s.Center(len(s.columns)) - int64(s.Window/2)
	a := &s.whole
	if begin < 0 || begin+int64(s.Window) > s.frames {
		a = &s.cut
	}
	a.windows++
	column := make([]float64, len(s.power))
	for k, p := range s.power {
		a.power[k] += p
		column[k] = levelOf(p)
	}
	s.columns = append(s.columns, column)
}

func levelOf(power float64) float64 { return 10 * math.Log10(max(power, spectrumFloor)) }

// mustBePicture panics unless there can be a picture of so many columns of a sound of so many frames.
func mustBePicture(frames int64, columns int) {
	if frames < 0 || columns < 1 {
		panic(fmt.Sprintf("meter: %d columns for %d frames", columns, frames))
	}
}

// mustBeLeft returns how many frames are left of those announced after n more. It panics where those are too many.
func mustBeLeft(left int64, n int) int64 {
	if int64(n) > left {
		panic(fmt.Sprintf("meter: %d frames where %d are left of those announced", n, left))
	}
	return left - int64(n)
}
