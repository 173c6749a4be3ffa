package plot

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	gonum "gonum.org/v1/plot"
)

// A linear axis shows numbers up to largest; what is nearer to 0 than smallest is 0 on it. Beyond them
// the length of an axis, or the way from tick to tick, is no float64.
const (
	largest  = 1e300
	smallest = 1e-300
)

// oneTwoFive returns the ticks 1, 2 and 5 of every power of ten between low and high.
func oneTwoFive(low, high float64) (ticks []gonum.Tick) {
	for power := math.Floor(math.Log10(low)); power <= math.Log10(high); power++ {
		for _, digit := range []float64{1, 2, 5} {
			at := digit * math.Pow10(int(power))
			if at >= low && at <= high {
				ticks = append(ticks, gonum.Tick{Value: at, Label: fmt.Sprintf("%.3g", at)})
			}
		}
	}
	return ticks
}

// linearRange returns the ends of a linear axis for numbers between low and high, with a margin, which is
// a part of its length. An axis for one number has that in its middle.
func linearRange(low, high, margin float64) (float64, float64) {
	size := max(math.Abs(low), math.Abs(high))
	if size < smallest {
		return -1, 1
	}
	if high-low < 1e-9*size { // so that labels are short, and ticks differ
		return low - size/2, high + size/2
	}
	beyond := margin * (high - low)
	return low - beyond, high + beyond
}

// roundTicks returns ticks at round numbers between low and high, as many as count allows, which is 3 at
// least. Their labels leave out a power of ten, which is 0 where they are short without. Whole asks for
// whole numbers only.
func roundTicks(low, high float64, count int, whole bool) (ticks []gonum.Tick, power int) {
	count = max(count, 3)
	digit, exponent := roundStep((high-low)/float64(count+1), whole)
	step := digit * math.Pow10(exponent)
	between := func(step float64) float64 { return math.Floor(high/step) - math.Ceil(low/step) } // steps from the first tick to the last
	for between(step) >= float64(count) {
		wider, power := roundStep(1.5*step, whole)
		if between(wider*math.Pow10(power)) < 1 { // a single tick is no scale: rather one too many
			break
		}
		digit, exponent = wider, power
		step = digit * math.Pow10(exponent)
	}
	power = labelPower(max(math.Abs(low), math.Abs(high)))
	for k := math.Ceil(low / step); k <= math.Floor(high/step); k++ {
		label := formatNumber(k*digit*math.Pow10(exponent-power), 'f', max(0, power-exponent))
		ticks = append(ticks, gonum.Tick{Value: k * step, Label: label})
	}
	return ticks, power
}

// The ways from tick to tick on axes of levels and of phases.
var (
	decibelSteps = []int{1, 2, 5, 10, 20, 40}
	degreeSteps  = []int{45, 90, 180, 360, 720, 1800, 3600}
)

// stepTicks returns ticks at the multiples of the first step with which they are no more than count, which is 3 at least.
// Where even the last makes more, it is multiplied by 2, 5, 10 and so on.
func stepTicks(low, high float64, count int, steps []int) (ticks []gonum.Tick) {
	count = max(count, 3)
	many := func(step float64) bool { return math.Floor(high/step)-math.Ceil(low/step) >= float64(count) }
	step := float64(steps[0])
	for _, s := range steps {
		if step = float64(s); !many(step) {
			break
		}
	}
	for last, power := step, 1.0; many(step); power *= 10 {
		for _, digit := range []float64{2, 5, 10} {
			if step = last * digit * power; !many(step) {
				break
			}
		}
	}
	for k := math.Ceil(low / step); k <= math.Floor(high/step); k++ {
		ticks = append(ticks, gonum.Tick{Value: k * step, Label: formatNumber(k*step, 'f', 0)})
	}
	return ticks
}

// roundStep returns the smallest of 1, 2 and 5 times a power of ten that is no smaller than step.
func roundStep(step float64, whole bool) (digit float64, exponent int) {
	if whole && step < 1 {
		return 1, 0
	}
	exponent = int(math.Floor(math.Log10(step)))
	for _, digit := range []float64{1, 2, 5} {
		if digit*math.Pow10(exponent) >= step*(1-1e-9) {
			return digit, exponent
		}
	}
	return 1, exponent + 1
}

// labelPower returns the power of ten that labels of numbers up to size leave out.
func labelPower(size float64) int {
	if size >= 0.01 && size < 1e6 {
		return 0
	}
	return int(math.Floor(math.Log10(size)))
}

// formatNumber writes a number as strconv does, with a real minus.
func formatNumber(v float64, verb byte, precision int) string {
	if v == 0 {
		v = 0 // not -0
	}
	return strings.Replace(strconv.FormatFloat(v, verb, precision, 64), "-", "−", 1)
}

// short writes a number in at most three digits and perhaps a power of ten.
func short(v float64) string {
	digits, power, scientific := strings.Cut(strconv.FormatFloat(v, 'g', 3, 64), "e")
	digits = strings.Replace(digits, "-", "−", 1)
	if !scientific {
		return digits
	}
	n, _ := strconv.Atoi(power)
	return digits + "e" + formatNumber(float64(n), 'f', 0)
}

// withPower returns the label of an axis whose ticks leave out a power of ten. It has no raised digits:
// Liberation Sans lacks most of them, and the minus.
func withPower(label string, power int) string {
	if power == 0 {
		return label
	}
	return strings.TrimLeft(label+" ×1e"+formatNumber(float64(power), 'f', 0), " ")
}
