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
	unsettled = 1e10 // condition: ten digits of the taps are gone
)

// judge says in a sentence whether a kernel is all there is to it, and what would help.
func (r *Result) judge(f *fit) {
	esr := r.Train
	if r.HeldOut != nil {
		esr = *r.HeldOut
	}
	explained := fmt.Sprintf("the kernel explains %s of the wet sound", percent(r.Explained))
	r.Linear = esr <= good
	switch {
	case esr > unrelated:
		r.Verdict = "no kernel: " + explained + "; is it the same sound in both recordings?"
	case r.Curve >= bent && esr > 2*good:
		r.Linear = false
		r.Verdict = fmt.Sprintf("not linear: %s, and a curve %s of the rest; --layers would help", explained, percent(r.Curve))
	case r.Linear:
		r.Verdict = "linear: " + explained + "; layers would hardly help"
	case f.tail() > math.Pow(10, esr/10)/10:
		r.Verdict = fmt.Sprintf("longer: %s, and its last taps are still loud; more --taps would help", explained)
	case esr-r.Train > overfit:
		r.Verdict = fmt.Sprintf("too many taps for so little sound: %s that it has not learned from, but %s of that which it has; fewer --taps, more sound or more --ridge would help",
			explained, percent(1-math.Pow(10, r.Train/10)))
	default:
		r.Verdict = "linear as far as it goes: " + explained + "; the rest has no curve in it: noise, or what changes with time"
	}
	if r.Condition > unsettled {
		r.Warnings = append(r.Warnings, fmt.Sprintf(
			"the dry sound has next to nothing in some bands, where the taps follow from the ridge alone (condition %.2g)", r.Condition))
	}
}

// tail returns the share of the energy that the last eighth of the taps has, behind the centre.
func (f *fit) tail() float64 {
	last, all := 0.0, 0.0
	for _, fit := range f.fits {
		for k, h := range fit.Taps {
			all += h * h
			if k >= len(fit.Taps)-len(fit.Taps)/8 {
				last += h * h
			}
		}
	}
	return last / max(all, 1e-300)
}

// percent writes a share; of one that is nearly all what it lacks.
func percent(share float64) string {
	const nearly = 1e-4
	if left := 1 - share; left > 0 && left < nearly {
		return fmt.Sprintf("all but %.2g %%", 100*left)
	}
	return words.Short(100*share) + " %"
}
