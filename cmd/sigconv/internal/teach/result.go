package teach

import (
	"fmt"
	"math"

	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv"
	"sigconv/conv/learn"
)

// A Heading says what was learned from. It begins every result.
type Heading struct {
	Command    string       `json:"command"`
	Method     string       `json:"method"` // least-squares, backprop, ladder
	Pairs      int          `json:"pairs"`
	Recordings []PairResult `json:"recordings"`
	Rate       int          `json:"rate"`
	Channels   int          `json:"channels"` // that were learned from
	Frames     int64        `json:"frames"`   // of all pairs, aligned
	Taps       int          `json:"taps"`     // of the kernel, or how many frames an output of the stack depends on
	Center     int          `json:"center"`
	Delay      int          `json:"delay"` // of the first pair, taken out of what was learned
}

// A Footing ends every result.
type Footing struct {
	Output   string   `json:"output,omitempty"`
	Report   string   `json:"report,omitempty"`
	Pictures []string `json:"pictures,omitempty"`
	Warnings []string `json:"warnings"`
	Seconds  float64  `json:"seconds"`
}

// A Result says what was learned, and how well.
type Result struct {
	Heading
	Figures
	*Training
	Footing
}

// Figures say how well a kernel or a stack does. ESR is the error-to-signal ratio 10·log10(Σ(y-ŷ)²/Σy²) in dB; that of no error at
// all is -400, and that of nothing held out null.
type Figures struct {
	Params        int             `json:"params"`
	Train         float64         `json:"esr_db_train"`
	HeldOut       *float64        `json:"esr_db_heldout"`
	GainOnly      *float64        `json:"esr_db_heldout_gain_only"` // the dry sound at the best level, delayed
	NoFilter      *float64        `json:"esr_db_heldout_no_filter"` // the dry sound as it is, delayed
	TrainGainOnly float64         `json:"esr_db_train_gain_only"`
	TrainNoFilter float64         `json:"esr_db_train_no_filter"`
	GainDB        *float64        `json:"gain_db"` // that best level; null for none
	Condition     float64         `json:"condition"`
	Explained     float64         `json:"explained"` // the share of the wet energy, held out, that a kernel explains
	Curve         float64         `json:"curve"`     // the share of the rest that a curve explains, which a kernel cannot be
	Offset        float64         `json:"offset"`    // the mean of the rest: what a kernel cannot give either
	Shorter       []ShorterKernel `json:"shorter"`
	Verdict       string          `json:"verdict"`
	Linear        bool            `json:"linear"`
}

// A Training is what a result has besides for a stack. The condition, what is explained, shorter kernels and whether the
// recordings are linear are of the best kernel that reaches as far.
type Training struct {
	Kernel      *float64         `json:"esr_db_heldout_kernel"` // of that kernel
	TrainKernel float64          `json:"esr_db_train_kernel"`
	Layers      string           `json:"layers"`
	Epochs      int              `json:"epochs"`
	BestEpoch   int              `json:"best_epoch"`
	Steps       int              `json:"steps"`
	StepTime    float64          `json:"seconds_per_step"`
	Progress    []learn.Progress `json:"progress"`
	Stopped     string           `json:"stopped"` // why the training ended
}

// A PairResult says what was found out about a pair.
type PairResult struct {
	Dry       string   `json:"dry"`
	Wet       string   `json:"wet"`
	FramesDry int64    `json:"frames_dry"`
	FramesWet int64    `json:"frames_wet"`
	Frames    int64    `json:"frames"` // aligned
	Delay     int      `json:"delay"`
	Dominance *float64 `json:"delay_dominance"` // how much likelier it is than the next; null where it was given
}

// A ShorterKernel says what a kernel of fewer taps would leave out, at best: the energy of the others, in dB.
type ShorterKernel struct {
	Taps    int     `json:"taps"`
	Outside float64 `json:"outside_db"`
}

func newHeading(method string, m *material) Heading {
	h := Heading{
		Command: "learn", Method: method,
		Pairs: len(m.pairs), Rate: m.rate(), Channels: m.outputs(), Frames: m.frames(), Delay: m.pairs[0].Delay,
	}
	for _, p := range m.pairs {
		one := PairResult{Dry: p.Names.Dry, Wet: p.Names.Wet, FramesDry: p.Dry.Frames, FramesWet: p.Wet.Frames, Frames: p.Frames, Delay: p.Delay}
		if m.Delay == nil {
			one.Dominance = words.Finite(p.Found.Dominance)
		}
		h.Recordings = append(h.Recordings, one)
	}
	return h
}

func newFooting(o Outputs, m *material, files *files) Footing {
	return Footing{Output: o.Output, Report: o.Report, Pictures: files.pictures(), Warnings: append([]string{}, m.warnings...)}
}

// describeFit puts what a kernel came to, and the verdict on it, into a result.
func describeFit(h *Heading, r *Figures, end *Footing, f *fit) {
	h.Taps, h.Center, r.Condition = f.taps, f.fits[0].Center, f.condition
	r.Params = f.taps * len(f.fits)
	r.Train, r.HeldOut = decibels(f.train.ESR()), heldOutDecibels(f.heldOut, f.heldOut.ESR())
	gain := f.train.Gain()
	r.GainOnly = heldOutDecibels(f.heldOut, f.heldOut.ESRWithGain(gain))
	r.NoFilter = heldOutDecibels(f.heldOut, f.heldOut.ESRWithGain(1))
	r.TrainGainOnly, r.TrainNoFilter = decibels(f.train.ESRWithGain(gain)), decibels(f.train.ESRWithGain(1))
	r.GainDB = words.Finite(20 * math.Log10(math.Abs(gain)))
	r.Curve, r.Offset = f.curve, f.offset
	measured := f.heldOut
	if measured.Silent() {
		measured = f.train
		if f.heldOut.Frames > 0 {
			end.warn("nothing but silence is held out: all figures are of what was learned from")
		}
	}
	r.Explained = max(0, 1-measured.ESR())
	r.Shorter = []ShorterKernel{}
	for taps := f.taps / 2; taps > 0 && len(r.Shorter) < 4; taps /= 2 {
		r.Shorter = append(r.Shorter, ShorterKernel{taps, decibels(outside(f.fits, taps))})
	}
	r.judge(f, end)
}

// outside returns the share of the kernels' energy that lies outside the best window of so many taps.
func outside(fits []*learn.Fit, taps int) float64 {
	square := make([]float64, len(fits[0].Taps))
	all := 0.0
	for _, f := range fits {
		for k, h := range f.Taps {
			square[k] += h * h
			all += h * h
		}
	}
	// The most that a window holds; what is outside is added up by itself, for a difference would lose its digits.
	inside, most, from := 0.0, 0.0, 0
	for k, v := range square {
		inside += v
		if k >= taps {
			inside -= square[k-taps]
		}
		if k >= taps-1 && inside > most {
			most, from = inside, k-taps+1
		}
	}
	rest := 0.0
	for k, v := range square {
		if k < from || k >= from+taps {
			rest += v
		}
	}
	if all == 0 {
		return 0
	}
	return rest / all
}

func (f *Footing) warn(format string, args ...any) {
	f.Warnings = append(f.Warnings, fmt.Sprintf(format, args...))
}

// none is what decibels of no error at all are.
const none = -400

// decibels returns a ratio of energies in dB.
func decibels(ratio float64) float64 { return max(10*math.Log10(ratio), none) }

// heldOutDecibels returns a ratio of what is held out in dB, or nil where nothing is, or only silence.
func heldOutDecibels(e learn.Error, ratio float64) *float64 {
	if e.Silent() {
		return nil
	}
	return words.Finite(decibels(ratio))
}

// line says in one line what was learned.
func (r *Result) line() string {
	s := words.OneLine(fmt.Sprintf("learned from %s and %s", r.Recordings[0].Dry, r.Recordings[0].Wet))
	if r.Pairs > 1 {
		s += fmt.Sprintf(" and %d more pairs", r.Pairs-1)
	}
	s += fmt.Sprintf(": ESR %.2f dB", r.Train)
	if r.HeldOut != nil {
		s += fmt.Sprintf(", %.2f dB held out", *r.HeldOut)
	}
	if r.Delay != 0 {
		s += fmt.Sprintf("; a delay of %d frames was taken out", r.Delay)
	}
	return s
}

// describeLayers writes the layers of a stack as they were asked for.
func describeLayers(s *conv.Stack) string {
	text := ""
	for i := range s.Layers {
		l := &s.Layers[i]
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%dx%d", l.Outputs(), l.Len())
		if l.Activation != conv.Identity {
			text += ":" + l.Activation.String()
		}
	}
	return text
}
