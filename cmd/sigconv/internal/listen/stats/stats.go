// Package stats has the statistics of listening tests, as functions of numbers: what guessing explains, how many trials a
// test needs, how sure a share is, and what ratings say.
//
// # Why the number of trials is fixed before the start
//
// A p-value is what guessing gets by luck in n trials, for one n. Who looks after every trial and stops at the first
// p <= 0.05 has as many chances as trials: guessing then passes in 8.8 % of the tests of up to 16 trials, in 15.8 % of up to
// 50 and in 20.2 % of up to 100. TestLookingAfterEveryTrialMisleads adds up these chances.
//
// Functions panic on counts and probabilities that make no sense; NaN is none.
package stats

import "fmt"

// checkCount panics unless 0 <= k <= n.
func checkCount(k, n int) {
	if k < 0 || k > n {
		panic(fmt.Sprintf("stats: %d of %d", k, n))
	}
}

// checkProbability panics unless 0 <= p <= 1.
func checkProbability(name string, p float64) {
	if !(p >= 0 && p <= 1) {
		panic(fmt.Sprintf("stats: %s %v is no probability", name, p))
	}
}

// checkInside panics unless 0 < p < 1.
func checkInside(name string, p float64) {
	if !(p > 0 && p < 1) {
		panic(fmt.Sprintf("stats: %s %v is not between 0 and 1", name, p))
	}
}
