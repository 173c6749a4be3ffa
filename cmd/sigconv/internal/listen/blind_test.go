package listen_test

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"sigconv/cmd/sigconv/internal/listen/trial"
)

// What may differ between two sessions: what is drawn at random, what time it is, and where the sessions were.
var (
	accidents = regexp.MustCompile(`[0-9a-f]{32,64}|"seconds":[0-9.]+|left: [0-9.]+%|127\.0\.0\.1:\d+|\w+, \d\d \w+ \d{4} [\d:]+ GMT`)
	folders   = regexp.MustCompile(`/[^" ]*TestPage[^" .]*`)
)

// Whatever X is, the page, what it asks and what it is answered are the same, until the last answer.
func blind(t *testing.T, browser context.Context) {
	isA, isB := journey(t, browser, forced(0), "A"), journey(t, browser, forced(1), "B")
	if len(isA) != len(isB) || len(isA) < 20 {
		t.Fatalf("%d and %d observations", len(isA), len(isB))
	}
	for i := range isA {
		if isA[i] != isB[i] {
			t.Errorf("X is A:\n%s\nX is B:\n%s", isA[i], isB[i])
		}
	}
}

// journey goes through a test, right in the training and then always in the same way, and returns all that can be
// observed after the training.
func journey(t *testing.T, browser context.Context, key forced, x string) (seen []string) {
	p := openTab(t, browser, serve(t, program(noise(1), noise(2)), trial.ABX, 3, key).address)
	p.begin("Anna")
	for i := range 2 {
		p.ready(fmt.Sprintf("Training trial %d of 2", i+1))
		p.press("x", map[string]string{"A": left, "B": right}[x], enter)
	}
	p.see("The training is over")
	p.lock.Lock()
	before := len(p.requests)
	p.lock.Unlock()
	look := func() { seen = append(seen, value[string](p, `document.documentElement.outerHTML`)) }
	p.click("Begin the test")
	for i := range 3 {
		p.ready(fmt.Sprintf("Trial %d of 3", i+1))
		look()
		for _, key := range []string{"a", "b", "x", right} {
			p.press(key)
			look()
		}
		if i < 2 {
			p.press(enter)
		}
	}
	p.lock.Lock()
	requests := slices.Clone(p.requests[before:])
	p.lock.Unlock()
	for _, r := range requests {
		seen = append(seen, p.exchange(r))
	}
	for i := range seen {
		seen[i] = accidents.ReplaceAllString(folders.ReplaceAllString(seen[i], "FOLDER"), "ACCIDENT")
	}
	return seen
}

// exchange tells of a request and its answer, but for the bytes of a sound.
func (p *tab) exchange(r *network.EventRequestWillBeSent) string {
	p.Helper()
	p.lock.Lock()
	answer := p.answers[r.RequestID]
	p.lock.Unlock()
	var b strings.Builder
	fmt.Fprintln(&b, r.Request.Method, r.Request.URL)
	if answer == nil {
		p.Fatalf("%s was not answered", &b)
	}
	for _, headers := range []network.Headers{r.Request.Headers, answer.Headers} {
		for _, name := range slices.Sorted(maps.Keys(headers)) {
			fmt.Fprintf(&b, "%s: %v\n", name, headers[name])
		}
	}
	fmt.Fprintln(&b, answer.Status, answer.MimeType)
	for _, data := range r.Request.PostDataEntries {
		fmt.Fprintf(&b, "%s\n", data.Bytes)
	}
	if answer.MimeType == "application/json" {
		body, err := chromedp.Call(p.ctx, network.GetResponseBody, network.GetResponseBodyParams{RequestID: r.RequestID})
		p.must(err)
		fmt.Fprintf(&b, "%s\n", body.Body)
	}
	return b.String()
}
