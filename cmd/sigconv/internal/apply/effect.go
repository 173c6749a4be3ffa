package apply

import (
	"fmt"
	"math"
	"sync"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
	"sigconv/filters"
	"sigconv/filters/design"
)

// Settings is how a kernel is put on sounds. With the kernel they decide on every sample that comes out.
type Settings struct {
	Mode     conv.Mode
	Engine   conv.Engine
	Gain     float64 // factor
	Wet      float64 // share of the filtered sound, 0 to 1
	Headroom bool    // attenuate just so much that nothing clips
	Encoding string  // of the output, or "same"
	Dither   bool
	Seed     uint64
	AnyRate  bool // take a kernel that is made for another rate
	Resample bool `json:",omitempty"` // make one for the sound's rate of it
	Strip    bool // leave out the chunks that hold no samples
}

// SameEncoding asks for the encoding of the input.
const SameEncoding = "same"

// An Effect is a filter with settings, made ready once for any number of sounds, also side by side.
type Effect struct {
	filter   load.Filter
	settings Settings
	prepared func() (conv.Filter, error) // with gain and mix
	peakGain func() float64              // of the filter as given

	resampling sync.Mutex
	resampled  map[int]*Effect // for other rates than the filter's
}

// NewEffect returns the effect of a filter. What takes a while is done with the first sound.
func NewEffect(f load.Filter, s Settings) *Effect {
	e := &Effect{filter: f, settings: s}
	e.prepared = sync.OnceValues(e.prepare)
	e.peakGain = sync.OnceValue(e.measurePeakGain)
	return e
}

// at returns the effect for sounds of a rate: that of the kernel, resampled where that is asked for and its rate is another.
func (e *Effect) at(rate int) (*Effect, error) {
	from := e.filter.Rate()
	if !e.settings.Resample || from == 0 || from == rate {
		return e, nil
	}
	e.resampling.Lock()
	defer e.resampling.Unlock()
	if other, ok := e.resampled[rate]; ok {
		return other, nil
	}
	k := e.filter.Kernel()
	if k == nil {
		return nil, fmt.Errorf("%s: a stack cannot be resampled (found one for %d Hz, want the input's %d Hz)", e.filter.Name, from, rate)
	}
	k, err := design.Resample(k, rate)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.filter.Name, err)
	}
	f := e.filter
	f.Filter, f.ResampledFrom = k, from
	if e.resampled == nil {
		e.resampled = map[int]*Effect{}
	}
	e.resampled[rate] = NewEffect(f, e.settings)
	return e.resampled[rate], nil
}

// prepare returns the filter with gain and mix, ready for every sound.
func (e *Effect) prepare() (conv.Filter, error) {
	mixed, err := e.mix(e.settings.Gain)
	if err != nil {
		return nil, err
	}
	return conv.Prepare(mixed, e.settings.Engine), nil
}

// mix puts a gain and the untouched share of the input into the filter.
func (e *Effect) mix(gain float64) (conv.Filter, error) {
	mixed := conv.Mix(e.filter.Filter, gain, e.settings.Wet)
	if k, ok := mixed.(*conv.Kernel); ok && !k.Finite() {
		return nil, fmt.Errorf("%s: the gain makes a tap infinite (found %.4g times a largest sum of %.4g)",
			e.filter.Name, gain, e.filter.Kernel().AbsSum())
	}
	return mixed, nil
}

// measurePeakGain returns the most that a sine can gain, or NaN where layers bend the sound.
func (e *Effect) measurePeakGain() float64 {
	k := e.filter.Kernel()
	if k == nil {
		return math.NaN()
	}
	gain, _ := filters.PeakGain(k)
	return gain
}
