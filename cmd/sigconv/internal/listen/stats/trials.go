package stats

import (
	"math"
	"sort"
)

// PassMark returns how many of n answers must be right so that guessing reaches it with a chance of at most alpha: the least k
// with AtLeast(k, n, 1/2) <= alpha. ok is false where even n of n is not enough. It panics unless n >= 0 and
// 0 <= alpha <= 1.
func PassMark(n int, alpha float64) (k int, ok bool) {
	checkCount(0, n)
	checkProbability("alpha", alpha)
	return least(0, n, func(k int) bool { return AtLeast(k, n, 0.5) <= alpha })
}

// PreferenceMark returns how many of n choices must fall on the same of two sounds, whichever it is, so that listeners who
// prefer neither reach it with a chance of at most alpha: the least k of n/2 or more with TwoSided(k, n) <= alpha. ok is false
// where even n of n is not enough. It panics unless n >= 0 and 0 <= alpha <= 1.
func PreferenceMark(n int, alpha float64) (k int, ok bool) {
	checkCount(0, n)
	checkProbability("alpha", alpha)
	return least((n+1)/2, n, func(k int) bool { return TwoSided(k, n) <= alpha })
}

// least returns the least k from low to high for which enough is true, as it is for all above it.
func least(low, high int, enough func(k int) bool) (k int, ok bool) {
	k = low + sort.Search(high+1-low, func(above int) bool { return enough(low + above) })
	if k > high {
		return 0, false
	}
	return k, true
}

// Power returns the chance to reach the pass mark of n trials when every answer is right with probability rate; 0 where there
// is no pass mark. It panics unless n >= 0 and alpha and rate are probabilities.
func Power(n int, alpha, rate float64) float64 {
	checkProbability("rate", rate)
	k, ok := PassMark(n, alpha)
	if !ok {
		return 0
	}
	return AtLeast(k, n, rate)
}

// PreferencePower returns the chance that n choices reach the mark of [PreferenceMark], on either side, when every choice
// falls on the first of two sounds with probability rate; 0 where there is no mark. It panics unless n >= 0 and alpha and
// rate are probabilities.
func PreferencePower(n int, alpha, rate float64) float64 {
	checkProbability("rate", rate)
	k, ok := PreferenceMark(n, alpha)
	if !ok {
		return 0
	}
	return min(1, AtLeast(k, n, rate)+AtLeast(k, n, 1-rate))
}

// TrialsFor returns the least number of trials from which on [Power] is never less than power: power is a saw-tooth over n,
// which falls wherever the pass mark rises, so a smaller number may reach it by luck. ok is false where more than 10,000
// trials may be needed: at rates near to that of guessing, or below. It panics unless power and alpha lie between 0 and 1,
// and rate is a probability.
func TrialsFor(power, alpha, rate float64) (n int, ok bool) {
	checkInside("power", power)
	checkInside("alpha", alpha)
	checkProbability("rate", rate)
	n, ok = sufficientTrials(power, alpha, rate)
	for ok && Power(n-1, alpha, rate) >= power {
		n--
	}
	return n, ok
}

// sufficientTrials returns a number of trials from which on the power is certain, by W. Hoeffding's inequality (1963): a mean
// of n answers is t or more above its expectation with a chance of at most e^(-2nt²), and below it as well. So the pass mark
// is at most n/2 + √(n·ln(1/alpha)/2) + 1, and with a chance of at most 1-power fewer than n·rate - √(n·ln(1/(1-power))/2)
// are right. Once the latter is the higher it stays so.
func sufficientTrials(power, alpha, rate float64) (n int, ok bool) {
	const most = 10_000
	margin := math.Sqrt(-math.Log(alpha)/2) + math.Sqrt(-math.Log1p(-power)/2)
	return least(1, most, func(n int) bool {
		return (rate-0.5)*float64(n) >= margin*math.Sqrt(float64(n))+1
	})
}
