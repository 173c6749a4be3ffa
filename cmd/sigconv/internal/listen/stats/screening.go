package stats

import (
	"fmt"
	"slices"
)

// A Dropped listener is one whose ratings count no more after screening.
type Dropped struct {
	Listener       string
	ReferencePages int // pages that have the hidden reference
	ReferenceBelow int // on how many of them it was rated below 90
	AnchorPages    int // pages that have the mid anchor
	AnchorAbove    int // on how many of them it was rated above 90
}

// Why says in a sentence why the listener was dropped.
func (d Dropped) Why() string {
	reference := fmt.Sprintf("the hidden reference was rated below 90 on %d of %d pages", d.ReferenceBelow, d.ReferencePages)
	anchor := fmt.Sprintf("the mid anchor was rated above 90 on %d of %d pages", d.AnchorAbove, d.AnchorPages)
	switch {
	case !tooMany(d.AnchorAbove, d.AnchorPages):
		return reference
	case !tooMany(d.ReferenceBelow, d.ReferencePages):
		return anchor
	default:
		return reference + ", and " + anchor
	}
}

// Screen returns which listeners to leave out of a MUSHRA test, in the order of their first ratings: those who rated the hidden
// reference below 90 on more than 15 % of its pages, or the mid (7 kHz) anchor above 90 on more than 15 % of its own. These
// are the rules of ITU-R BS.1534-3 for the screening after a test. A condition that was never rated drops nobody.
func Screen(ratings []Rating, reference, midAnchor string) []Dropped {
	var listeners []Dropped
	for _, r := range ratings {
		i := slices.IndexFunc(listeners, func(d Dropped) bool { return d.Listener == r.Listener })
		if i < 0 {
			i = len(listeners)
			listeners = append(listeners, Dropped{Listener: r.Listener})
		}
		listeners[i].count(r, reference, midAnchor)
	}
	return slices.DeleteFunc(listeners, func(d Dropped) bool {
		return !tooMany(d.ReferenceBelow, d.ReferencePages) && !tooMany(d.AnchorAbove, d.AnchorPages)
	})
}

func (d *Dropped) count(r Rating, reference, midAnchor string) {
	const good = 90
	switch r.Condition {
	case reference:
		d.ReferencePages++
		if r.Score < good {
			d.ReferenceBelow++
		}
	case midAnchor:
		d.AnchorPages++
		if r.Score > good {
			d.AnchorAbove++
		}
	}
}

// tooMany reports whether count is more than 15 % of pages.
func tooMany(count, pages int) bool { return 100*count > 15*pages }

// Without returns the ratings of those who were not dropped.
func Without(ratings []Rating, dropped []Dropped) []Rating {
	var rest []Rating
	for _, r := range ratings {
		if !slices.ContainsFunc(dropped, func(d Dropped) bool { return d.Listener == r.Listener }) {
			rest = append(rest, r)
		}
	}
	return rest
}
