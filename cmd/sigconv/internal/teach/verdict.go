package teach

import (
	"fmt"
	"math"

	"sigconv/cmd/sigconv/internal/words"
)

// Where verdicts begin, in dB or as shares.
const (
	good      = -40  // what is left of it is hardly heard below the rest
	unrelated = -0.5 // a kernel that explains a tenth is a chance
	overfit   = 3    // dB between what was learned from and what was held out
	bent      = 0.2  // share of what is left that a curve explains
	unsolved  = 1e-9 // part of the equations: what that is worth in taps, the condition tells
	free      = 0.05 // share of the taps' energy that is chance
	unsettled = 1e10 // condition: ten digits of the taps are gone
)

// judge says in a sentence whether a kernel is all there is to it, and what would help.
func (r *Figures) judge(f *fit, end *Footing) {
	r.Linear = r.esr() <= good
	r.Verdict = r.verdict(f)
	for _, fit := range f.fits {
		if fit.Unsolved > unsolved {
			end.warn("the equations were solved but for %.2g of them: more --ridge or fewer --taps settle the kernel", fit.Unsolved)
			break
		}
	}
	switch {
	case f.chance > free:
		end.warn("the dry sound has next to nothing in some bands, where the taps are chance (about %.0f %% of their energy): more --ridge keeps them small",
			100*min(f.chance, 1))
	case r.Condition > unsettled:
		end.warn("the dry sound has next to nothing in some bands, where the taps follow from the ridge alone (condition %.2g)", r.Condition)
	}
}

// esr returns the error on what was held out, or else on all.
func (r *Figures) esr() float64 {
	if r.HeldOut != nil {
		return *r.HeldOut
	}
	return r.Train
}

func (r *Figures) verdict(f *fit) string {
	esr, explained := r.esr(), fmt.Sprintf("the kernel explains %s of the wet sound", percent(r.Explained))
	switch {
	case f.offsetShare() > 0.5 && esr > 2*good:
		return fmt.Sprintf("linear but for an offset of %.3g: %s; a high-pass takes the offset away, or a bias gives it", r.Offset, explained)
	case esr > unrelated:
		return "no kernel: " + explained + "; is it the same sound in both recordings?"
	case r.GainOnly != nil && *r.GainOnly <= good && r.GainDB != nil:
		return fmt.Sprintf("a gain of %.2f dB explains %s of the wet sound: no kernel is needed", words.Tidy(*r.GainDB), percent(1-math.Pow(10, *r.GainOnly/10)))
	case r.Curve >= bent && esr > 2*good:
		r.Linear = false
		return fmt.Sprintf("not linear: %s, and a curve %s of the rest; --layers would help", explained, percent(r.Curve))
	case r.Linear:
		return "linear: " + explained + "; layers would hardly help"
	case f.tail() > math.Pow(10, esr/10)/10:
		return fmt.Sprintf("longer: %s, and its last taps are still loud; more --taps would help", explained)
	case esr-r.Train > overfit:
		return fmt.Sprintf("too many taps for so little sound: %s that it has not learned from, but %s of that which it has; fewer --taps, more sound or more --ridge would help",
			explained, percent(1-math.Pow(10, r.Train/10)))
	default:
		return "linear as far as it goes: " + explained + "; the rest has no curve in it: noise, or what changes with time"
	}
}

// offsetShare returns the share of what is left that a constant is.
func (f *fit) offsetShare() float64 {
	if f.train.Left == 0 {
		return 0
	}
	return f.offset * f.offset * float64(f.train.Frames) / f.train.Left
}

// tail returns what the last eighth of the taps gives, as a share of the wet energy: what lies behind them is about as loud.
func (f *fit) tail() float64 {
	loudest := 0.0
	for _, fit := range f.fits {
		n := len(fit.Taps)
		loudest = max(loudest, fit.Share(n-n/8))
	}
	return loudest
}

// percent writes a share; of one that is nearly all what it lacks.
func percent(share float64) string {
	const nearly = 1e-4
	if left := 1 - share; left > 0 && left < nearly {
		return fmt.Sprintf("all but %.2g %%", 100*left)
	}
	return words.Short(100*share) + " %"
}
