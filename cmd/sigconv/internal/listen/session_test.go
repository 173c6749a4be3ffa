package listen_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sigconv/cmd/sigconv/internal/listen/trial"
)

const (
	enter, tabulator, space, end = kb.Enter, kb.Tab, " ", kb.End
	left, right, up              = kb.ArrowLeft, kb.ArrowRight, kb.ArrowUp
)

// Every X is B: whoever answers so is right.
const xIsB = forced(1)

func abxByClicks(t *testing.T, browser context.Context) {
	r := serve(t, program(noise(1), noise(2)), trial.ABX, 5, xIsB)
	p := openTab(t, browser, r.address)
	for _, told := range []string{
		"A is riff.wav, B is riff-room.wav", "2 training trials", "5 trials that count", "All 5 right count", "3.1 %", "17 %", r.folder,
	} {
		p.see(told)
	}
	p.must(chromedp.Do(p.ctx, chromedp.SendKeys(chromedp.CSS("#name"), " Anna "))) // keys play nothing while one types
	p.click("Start")
	for i, feedback := range []string{"", "Your answer was right."} {
		p.ready(fmt.Sprintf("Training trial %d of 2", i+1))
		p.see(feedback)
		p.see("This does not count")
		p.click("X")
		p.click([]string{"X is B", "X is A"}[i])
		p.click("Confirm")
	}
	p.see("The training is over")
	p.see("Your answer was wrong.")
	p.click("Begin the test")
	for i := range 5 {
		p.ready(fmt.Sprintf("Trial %d of 5", i+1))
		if text := p.text(); strings.Contains(text, "was right") || strings.Contains(text, "was wrong") {
			t.Errorf("trial %d tells too much:\n%s", i+1, text)
		}
		if !value[bool](p, `document.querySelector(".confirm").disabled`) {
			t.Error("one could answer without having heard X")
		}
		p.click("X is A")
		p.see("Play X first")
		for _, name := range []string{"A", "B", "A", "X"} {
			p.click(name)
		}
		p.click("X is B") // an answer can be changed until it is confirmed
		p.click("Confirm")
	}
	p.see("5 of 5 right. Guessing does that or better with a chance of 3.1 %. You heard a difference.")
	answers := r.answers(t)
	if len(answers) != 5 {
		t.Fatalf("%d answers in the log", len(answers))
	}
	for _, a := range answers {
		if a.Answer != "B" || !*a.Correct || a.Played["A"] != 2 || a.Played["B"] != 1 || a.Played["X"] != 1 || a.Switches != 3 ||
			a.ContextRate != rate || a.Loop != [2]int{0, rate} {
			t.Errorf("%+v", a)
		}
	}
	p.downloads("Results as CSV", "results.csv")
	p.click("Another listener")
	p.see("Can you hear the difference?")
	p.begin("Bert")
	p.ready("Training trial 1 of 2")
}

// downloads clicks a link, and looks for the file.
func (p *tab) downloads(link, name string) {
	p.Helper()
	folder := p.TempDir()
	_, err := chromedp.Call(p.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder,
	})
	p.must(err)
	p.click(link)
	for range 300 {
		if content, err := os.ReadFile(filepath.Join(folder, name)); err == nil && strings.Contains(string(content), "Anna") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.Errorf("%s was not saved", name)
}

func abxByKeys(t *testing.T, browser context.Context) {
	r := serve(t, program(noise(1), noise(2)), trial.ABX, 3, xIsB)
	p := openTab(t, browser, r.address)
	p.see("3 trials are too few")
	p.begin("Anna")
	for i := range 2 {
		p.ready(fmt.Sprintf("Training trial %d of 2", i+1))
		p.press("x", right, right, enter) // an arrow means the same however often it is pressed
	}
	p.see("The training is over")
	p.see("Your answer was right.")
	p.press(tabulator, enter)
	for i := range 3 {
		p.ready(fmt.Sprintf("Trial %d of 3", i+1))
		p.press(enter) // nothing is chosen: nothing happens
		p.press(space)
		p.wait(`document.querySelector(".toggle").textContent === "Pause"`)
		p.wait(`document.querySelector("[aria-pressed=true] .name").textContent === "A"`)
		p.press("b", "X")
		p.press(left, space)
		p.wait(`document.querySelector(".toggle").textContent === "Play"`)
		p.press("a", enter)
	}
	p.see("0 of 3 right.")
	p.see("no evidence that riff.wav and riff-room.wav can be told apart")
	for _, a := range r.answers(t) {
		if a.Answer != "A" || a.Played["A"] != 2 || a.Played["B"] != 1 || a.Played["X"] != 1 || a.Switches != 3 {
			t.Errorf("%+v", a)
		}
	}
}

func abxStopped(t *testing.T, browser context.Context) {
	r := serve(t, program(noise(1), noise(2)), trial.ABX, 3, xIsB)
	p := openTab(t, browser, r.address)
	p.begin("Anna")
	p.ready("Training trial 1 of 2")
	p.click("Stop the test")
	p.see("will not count")
	p.press("x") // keys do nothing behind the question
	p.click("Go on")
	p.click("X")
	p.press(left, enter)
	p.ready("Training trial 2 of 2")
	p.click("Stop the test")
	p.press(tabulator, enter)
	p.see("The test was stopped")
	records := r.records(t)
	if last := records[len(records)-1]; last.Record != "aborted" || len(records) != 3 || records[1].Played["X"] != 1 {
		t.Errorf("%+v", records)
	}
	p.click("Quit sigconv")
	p.see("You can close this page")
}

func ab(t *testing.T, browser context.Context) {
	r := serve(t, program(noise(1), noise(2), noise(3)), trial.AB, 6, forced(0))
	p := openTab(t, browser, r.address)
	p.see("All 6 for the same one")
	p.begin("Anna")
	p.ready("Training trial 1 of 1")
	p.press("1", "2", right, enter)
	p.click("Begin the test")
	for i := range 6 {
		p.ready(fmt.Sprintf("Trial %d of 6", i+1))
		p.press("r", "1")
		p.click("I prefer 1")
		p.see("Play 2 first")
		p.press("2", enter)
	}
	first := r.answers(t)[0].Key["1"]
	p.see("6 of 6 times for " + first)
	p.see("You preferred " + first)
}

func mushraByKeys(t *testing.T, browser context.Context) {
	r := serve(t, program(noise(1), noise(2), noise(3), noise(4), noise(5), noise(6)), trial.MUSHRA, 1, rand.Reader)
	p := openTab(t, browser, r.address)
	p.begin("Anna")
	for i, heading := range []string{"Training page 1 of 1", "Page 1 of 1"} {
		p.ready(heading)
		if n := value[int](p, `document.querySelectorAll("input[type=range]:enabled").length`); n != 0 {
			t.Errorf("%d sliders can be moved before anything is heard", n)
		}
		p.press("r", "1", end, "2", kb.Home) // 0 is a rating as well
		for n := 3; n <= 6; n++ {
			p.press(fmt.Sprint(n))
			if n := value[int](p, `document.querySelectorAll("input[type=range]:enabled").length`); n != 1 {
				t.Errorf("%d sliders can be moved", n)
			}
			p.see(fmt.Sprint("Still to be played and rated: ", n))
			p.press(slices.Repeat([]string{up}, n)...)
		}
		p.press(enter)
		if i == 0 {
			p.click("Begin the test")
		}
	}
	p.see("Mean ratings: ")
	a := r.answers(t)[0]
	for label, want := range map[string]int{"1": 100, "2": 0, "3": 3, "4": 4, "5": 5, "6": 6} {
		if a.Ratings[label] != want || a.Played[label] != 1 {
			t.Errorf("%s: rated %d, played %d times, want %d, once", label, a.Ratings[label], a.Played[label], want)
		}
	}
	if n := value[int](p, `document.querySelectorAll(".ratings .mean").length`); n < 6 {
		t.Errorf("%d marks in the chart", n)
	}
}

func freeListening(t *testing.T, browser context.Context) {
	sounds := program(noise(1), noise(2), noise(3))
	sounds.Notes = []string{"riff-room.wav was moved."}
	sounds.Items[2].Note = "boosted by 32 dB"
	p := openTab(t, browser, serve(t, sounds, trial.None, 0, rand.Reader).address)
	p.see("riff-room.wav was moved.")
	p.click("Start listening")
	p.ready("Listen and compare")
	p.see("boosted by 32 dB")
	playing := func(name string) {
		p.wait(fmt.Sprintf(`document.querySelector("[aria-pressed=true] .name")?.textContent === %q`, name))
		p.wait(fmt.Sprintf(`document.querySelector(".wave svg").getAttribute("aria-label") === "Waveform of %s"`, name))
	}
	p.press("2")
	playing("riff-room.wav")
	p.click("riff-hall.wav")
	playing("riff-hall.wav")
	p.press("m")
	p.wait(`!document.querySelector("[role=switch]").checked`)

	p.dragLoop(0.25, 0.5) // chooses
	p.see("Loop: 0.25 to 0.50 s")
	p.dragLoop(0.4, 0.6) // moves
	p.see("Loop: 0.45 to 0.70 s")
	p.dragLoop(0.7, 0.9) // moves an end
	p.see("Loop: 0.45 to 0.90 s")
	p.must(chromedp.Do(p.ctx, chromedp.Focus(chromedp.CSS(".handle.start"))))
	p.press(left, left)
	p.see("Loop: 0.25 to 0.90 s")
	p.press(kb.Home)
	p.click("Whole sound")
	p.see("Loop: 0.00 to 1.00 s")
	playing("riff-hall.wav")
	p.click("Quit sigconv")
	p.see("You can close this page")
}

// answeredElsewhere answers the same trial in two windows: the second one takes what the server says.
func answeredElsewhere(t *testing.T, browser context.Context) {
	r := serve(t, program(noise(1), noise(2)), trial.ABX, 2, xIsB)
	one, other := openTab(t, browser, r.address), openTab(t, browser, r.address)
	one.begin("Anna")
	one.ready("Training trial 1 of 2")
	one.press("x", right)
	other.begin("Anna")
	other.ready("Training trial 1 of 2")
	other.press("x", right, enter)
	other.ready("Training trial 2 of 2")
	one.expected = []string{"409"}
	one.press(enter)
	one.ready("Training trial 2 of 2")
	n := 0
	for _, line := range r.records(t) {
		if line.Record == "trial" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d answers were counted, want 1", n)
	}
}

// serverGone fails a request: the page says so, and tries again when asked.
func serverGone(t *testing.T, browser context.Context) {
	p := openTab(t, browser, serve(t, program(noise(1), noise(2)), trial.ABX, 2, xIsB).address)
	p.expected = []string{"ERR_INTERNET_DISCONNECTED"}
	p.begin("Anna")
	p.ready("Training trial 1 of 2")
	p.press("x", right)
	offline := func(off bool) {
		conditions := []*network.Conditions{{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}}
		_, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: conditions,
		})
		p.must(err)
	}
	offline(true)
	p.press(enter)
	p.see("Is it still running")
	offline(false)
	p.click("Try again")
	p.ready("Training trial 2 of 2")
}

// browserKilled kills a browser in the middle: the answers are on the disk, and a new one goes on.
// The log that is read then is what a killed server would leave as well: whole lines up to the last answer.
func browserKilled(t *testing.T) {
	r := serve(t, program(noise(1), noise(2)), trial.ABX, 3, xIsB)
	first := startBrowser(t)
	p := openTab(t, first, r.address)
	p.begin("Anna")
	p.answerTraining()
	p.ready("Trial 1 of 3")
	p.press("x", right, enter)
	p.ready("Trial 2 of 3")
	p.press("x", left)
	p.must(chromedp.FromContext(first).Browser.Process().Kill())
	if answers := r.answers(t); len(answers) != 1 || answers[0].Answer != "B" {
		t.Fatalf("%+v", answers)
	}
	p = openTab(t, startBrowser(t), r.address)
	p.see("Anna is at trial 2 of 3")
	p.press(tabulator, enter) // the name is there already
	p.ready("Trial 2 of 3")
	p.press("x", right, enter)
	p.ready("Trial 3 of 3")
	p.press("x", right, enter)
	p.see("3 of 3 right")
	kinds := ""
	for _, line := range r.records(t) {
		kinds += line.Record + " "
	}
	if kinds != "start trial trial trial resumed trial trial end " {
		t.Errorf("the log has %s", kinds)
	}
}

// answerTraining goes through the training of ABX.
func (p *tab) answerTraining() {
	p.Helper()
	for i := range 2 {
		p.ready(fmt.Sprintf("Training trial %d of 2", i+1))
		p.press("x", right, enter)
	}
	p.click("Begin the test")
}
