package stats

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// ratings has three listeners; Bea has left page 2 of condition b out.
var ratings = []Rating{
	{"Cleo", "1", "a", 70}, {"Cleo", "1", "b", 71}, {"Cleo", "1", "reference", 100},
	{"Anna", "1", "b", 60}, {"Anna", "1", "a", 80}, {"Anna", "1", "reference", 95},
	{"Anna", "2", "reference", 100}, {"Anna", "2", "a", 75}, {"Anna", "2", "b", 74},
	{"Bea", "1", "a", 50}, {"Bea", "1", "b", 50}, {"Bea", "2", "a", 10},
	{"Anna", "3", "b", 75}, {"Anna", "3", "a", 74},
}

func TestScores(t *testing.T) {
	if got, want := Scores(ratings, "a"), []float64{70, 80, 75, 50, 10, 74}; !slices.Equal(got, want) {
		t.Errorf("scores %v, want %v", got, want)
	}
	if got := Scores(ratings, "c"); len(got) != 0 {
		t.Errorf("what nobody rated has the scores %v", got)
	}
}

func TestDifferences(t *testing.T) {
	if got, want := PageDifferences(ratings, "a", "b"), []float64{20, 1, -1, 0, -1}; !slices.Equal(got, want) {
		t.Errorf("by page %v, want %v", got, want)
	}
	if got, want := ListenerDifferences(ratings, "a", "b"), []float64{20. / 3, 0, -1}; !slices.Equal(got, want) {
		t.Errorf("by listener %v, want %v", got, want)
	}
	if got, want := ListenerDifferences(ratings, "b", "a"), []float64{-20. / 3, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("the other way round %v, want %v", got, want)
	}
	if got := PageDifferences(ratings, "a", "c"); len(got) != 0 {
		t.Errorf("against what nobody rated: %v", got)
	}
}

func TestSummarizeFewScores(t *testing.T) {
	none := Summarize(nil, 0.95)
	for _, v := range []float64{none.Mean, none.Low, none.High, none.Median, none.First, none.Third} {
		if none.N != 0 || !math.IsNaN(v) {
			t.Errorf("no scores: %+v", none)
			break
		}
	}
	one := Summarize([]float64{40}, 0.95)
	if !math.IsNaN(one.Low) || !math.IsNaN(one.High) {
		t.Errorf("one score has an interval: %+v", one)
	}
	one.Low, one.High = 0, 0 // NaN is equal to nothing
	if want := (Summary{N: 1, Mean: 40, Median: 40, First: 40, Third: 40}); one != want {
		t.Errorf("one score: %+v, want %+v", one, want)
	}
	if got, want := Summarize([]float64{40, 40, 40}, 0.95), (Summary{3, 40, 40, 40, 40, 40, 40}); got != want {
		t.Errorf("equal scores: %+v, want %+v", got, want)
	}
	scores := []float64{30, 10, 20}
	if got := Summarize(scores, 0.95); got.First != 15 || got.Median != 20 || got.Third != 25 || scores[0] != 30 {
		t.Errorf("three scores: %+v of %v", got, scores)
	}
}

// pages returns the scores that a listener gave a condition, a page each.
func pages(listener, condition string, scores ...float64) []Rating {
	var ratings []Rating
	for i, s := range scores {
		ratings = append(ratings, Rating{listener, string(rune('a' + i)), condition, s})
	}
	return ratings
}

// spread returns n scores: the first few of one value, the rest of another.
func spread(n, few int, value, rest float64) []float64 {
	return append(slices.Repeat([]float64{value}, few), slices.Repeat([]float64{rest}, n-few)...)
}

func TestScreen(t *testing.T) {
	for _, c := range []struct {
		name              string
		reference, anchor []float64
		why               string
	}{
		{"all well", spread(10, 0, 0, 100), spread(10, 0, 0, 40), ""},
		{"15 % of the pages may be bad", spread(20, 3, 89, 100), spread(20, 3, 91, 40), ""},
		{"one more reference", spread(20, 4, 89, 100), spread(20, 3, 91, 40),
			"the hidden reference was rated below 90 on 4 of 20 pages"},
		{"one more anchor", spread(20, 3, 89, 100), spread(20, 4, 91, 40),
			"the mid anchor was rated above 90 on 4 of 20 pages"},
		{"90 is neither below nor above", spread(6, 6, 90, 0), spread(6, 6, 90, 0), ""},
		{"one of six", spread(6, 1, 0, 100), nil, "the hidden reference was rated below 90 on 1 of 6 pages"},
		{"one of seven", spread(7, 1, 0, 100), spread(7, 1, 100, 0), ""},
		{"both", spread(1, 1, 20, 0), spread(2, 1, 95, 0),
			"the hidden reference was rated below 90 on 1 of 1 pages, and the mid anchor was rated above 90 on 1 of 2 pages"},
		{"neither was rated", nil, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := slices.Concat(pages("Good", "hidden", 100), pages("Eve", "kernel", 0, 0, 0),
				pages("Eve", "hidden", c.reference...), pages("Eve", "7 kHz", c.anchor...))
			given := slices.Clone(all)
			dropped := Screen(all, "hidden", "7 kHz")
			rest := Without(all, dropped)
			if !slices.Equal(all, given) {
				t.Error("the ratings given are others now")
			}
			if c.why == "" {
				if len(dropped) != 0 || !slices.Equal(rest, all) {
					t.Errorf("dropped %+v", dropped)
				}
				return
			}
			if len(dropped) != 1 || dropped[0].Listener != "Eve" || dropped[0].Why() != c.why {
				t.Fatalf("dropped %+v, want Eve: %s", dropped, c.why)
			}
			if len(rest) != 1 || rest[0].Listener != "Good" {
				t.Errorf("left are %v", rest)
			}
		})
	}
}

func TestScreenNamesListenersInTheirOrder(t *testing.T) {
	var all []Rating
	for _, name := range strings.Fields("Zoe Anna Mia Bob") {
		all = append(all, pages(name, "hidden", 10)...)
	}
	all = append(all, pages("Anna", "hidden", 100, 100, 100, 100, 100, 100)...)
	var names []string
	for _, d := range Screen(all, "hidden", "") {
		names = append(names, d.Listener)
	}
	if got := strings.Join(names, " "); got != "Zoe Mia Bob" {
		t.Errorf("dropped are %s", got)
	}
}
