package stats

import (
	"cmp"
	"fmt"
	"slices"
)

// A Rating is what a listener thinks of a condition: in a MUSHRA test 0 (bad) to 100 (excellent).
type Rating struct {
	Listener  string
	Page      string // what was rated side by side: a listener rates a condition once on it, so it names the session as well
	Condition string
	Score     float64
}

// Scores returns the scores of a condition, in the order of ratings.
func Scores(ratings []Rating, condition string) []float64 {
	var scores []float64
	for _, r := range ratings {
		if r.Condition == condition {
			scores = append(scores, r.Score)
		}
	}
	return scores
}

// PageDifferences returns, for every page on which a listener rated conditions a and b, the score of a less that of b:
// listener by listener, by name, and page by page. [Wilcoxon] takes differences for independent of one another. These are
// when the question is about one listener; they are not when it is about listeners, of whom each gave several: for that there
// is [ListenerDifferences]. It panics where a listener has rated a condition twice on a page.
func PageDifferences(ratings []Rating, a, b string) []float64 {
	var differences []float64
	for _, ofListener := range differencesByListener(ratings, a, b) {
		differences = append(differences, ofListener...)
	}
	return differences
}

// ListenerDifferences returns the mean of [PageDifferences] of each listener who rated conditions a and b together, by name.
// Listeners are independent of one another, so what [Wilcoxon] finds in these holds for listeners like these; at 0.05 it
// takes six of them or more. It panics as PageDifferences does.
func ListenerDifferences(ratings []Rating, a, b string) []float64 {
	var means []float64
	for _, ofListener := range differencesByListener(ratings, a, b) {
		means = append(means, mean(ofListener))
	}
	return means
}

// differencesByListener returns the differences of each listener who has any.
func differencesByListener(ratings []Rating, a, b string) [][]float64 {
	ofA, ofB := byPlace(ratings, a), byPlace(ratings, b)
	var shared []place
	for p := range ofA {
		if _, both := ofB[p]; both {
			shared = append(shared, p)
		}
	}
	slices.SortFunc(shared, comparePlaces)
	var differences [][]float64
	for i, p := range shared {
		if i == 0 || shared[i-1].listener != p.listener {
			differences = append(differences, nil)
		}
		last := &differences[len(differences)-1]
		*last = append(*last, ofA[p]-ofB[p])
	}
	return differences
}

// A place is where a listener rates a condition.
type place struct{ listener, page string }

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.listener, b.listener), cmp.Compare(a.page, b.page))
}

// byPlace returns where condition has which score.
func byPlace(ratings []Rating, condition string) map[place]float64 {
	scores := map[place]float64{}
	for _, r := range ratings {
		if r.Condition != condition {
			continue
		}
		p := place{r.Listener, r.Page}
		if _, twice := scores[p]; twice {
			panic(fmt.Sprintf("stats: %s rated %s twice on page %s", r.Listener, condition, r.Page))
		}
		scores[p] = r.Score
	}
	return scores
}
