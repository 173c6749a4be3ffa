package listen_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// TestPage drives the page in a real browser, which all parts share; what kills its browser starts one of its own.
func TestPage(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser takes half a minute")
	}
	browser := startBrowser(t)
	for _, part := range []struct {
		name string
		test func(*testing.T, context.Context)
	}{
		{"ABX by clicks", abxByClicks},
		{"ABX by keys", abxByKeys},
		{"ABX is stopped", abxStopped},
		{"AB", ab},
		{"MUSHRA by keys", mushraByKeys},
		{"free listening", freeListening},
		{"answered elsewhere", answeredElsewhere},
		{"server gone", serverGone},
		{"same sample", switchesAtTheSameSample},
		{"loop point", loopPoint},
		{"goes on", goesOnWhereItWas},
		{"no clicks", noClicks},
		{"identical sounds", identicalSoundsNull},
		{"another context rate", anotherContextRate},
		{"blind", blind},
		{"focus and speech", focusAndSpeech},
		{"every page", everyPage},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, browser) })
	}
	t.Run("browser killed", browserKilled)
}

// startBrowser starts Chromium as users meet it: sound waits for a click. Without Chromium a test is skipped; CI has it.
func startBrowser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	switch {
	case err != nil && os.Getenv("CI") != "":
		t.Fatal("Chromium is not installed")
	case err != nil:
		t.Skip("Chromium is not installed")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1280, 900))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, stop := chromedp.NewContext(allocator)
	t.Cleanup(stop)
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	return browser
}

// A tab is one page in a browser. It notes what no page of ours may do: errors, violations of its policy, requests to elsewhere.
type tab struct {
	*testing.T
	ctx context.Context

	lock     sync.Mutex
	wrongs   []string
	expected []string // parts of errors that a test provokes
	requests []*network.EventRequestWillBeSent
	answers  map[network.RequestID]*network.Response
}

// openTab opens a tab, runs scripts before the page's own, and shows an address.
func openTab(t *testing.T, browser context.Context, address string, scripts ...string) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(browser)
	ctx, late := context.WithTimeout(ctx, 30*time.Second)
	p := &tab{T: t, ctx: ctx, answers: map[network.RequestID]*network.Response{}}
	t.Cleanup(func() {
		late()
		stop()
		p.Helper()
		for _, wrong := range p.unexpected() {
			t.Error(wrong)
		}
	})
	origin := address[:strings.Index(address[len("http://"):], "/")+len("http://")]
	p.must(chromedp.Listen(ctx, func(event any) { p.note(event, origin) }))
	_, err := chromedp.Call(ctx, log.Enable, cdp.Empty{})
	p.must(err)
	_, err = chromedp.Call(ctx, network.Enable, network.EnableParams{})
	p.must(err)
	for _, script := range scripts {
		_, err := chromedp.Call(ctx, cdppage.SetBypassCSP, cdppage.SetBypassCSPParams{Enabled: true}) // for the script's worklet
		p.must(err)
		before := cdppage.AddScriptToEvaluateOnNewDocumentParams{Source: script}
		_, err = chromedp.Call(ctx, cdppage.AddScriptToEvaluateOnNewDocument, before)
		p.must(err)
	}
	p.must(chromedp.Do(ctx, chromedp.Navigate(address)))
	p.wait(`document.querySelector("h1")`)
	return p
}

func (p *tab) note(event any, origin string) {
	p.lock.Lock()
	defer p.lock.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.wrongs = append(p.wrongs, "exception: "+e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		p.wrongs = append(p.wrongs, fmt.Sprintf("console: %v", e.Args))
	case *log.EventEntryAdded: // violations of the policy and failed requests among them
		p.wrongs = append(p.wrongs, "log: "+e.Entry.Text+" "+e.Entry.URL)
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e)
		for _, own := range []string{origin, "data:", "blob:"} {
			if strings.HasPrefix(e.Request.URL, own) {
				return
			}
		}
		p.wrongs = append(p.wrongs, "request to "+e.Request.URL)
	case *network.EventResponseReceived:
		p.answers[e.RequestID] = e.Response
	}
}

func (p *tab) unexpected() (wrongs []string) {
	p.lock.Lock()
	defer p.lock.Unlock()
next:
	for _, wrong := range p.wrongs {
		for _, part := range p.expected {
			if strings.Contains(wrong, part) {
				continue next
			}
		}
		wrongs = append(wrongs, wrong)
	}
	return wrongs
}

func (p *tab) must(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

// value evaluates JavaScript.
func value[V any](p *tab, script string) V {
	p.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[V](script))
	if err != nil {
		p.Fatalf("%s: %v", script, err)
	}
	return v
}

// wait waits until JavaScript is true.
func (p *tab) wait(script string) {
	p.Helper()
	for range 500 {
		if value[bool](p, "!!("+script+")") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	p.Fatalf("waited in vain for %s\n%s", script, p.text())
}

// text returns what the page says.
func (p *tab) text() string { return value[string](p, `document.body.innerText`) }

// see waits until the page says something.
func (p *tab) see(text string) {
	p.Helper()
	p.wait(fmt.Sprintf(`document.body.innerText.includes(%q)`, text))
}

// ready waits until a page with this heading may be played.
func (p *tab) ready(heading string) {
	p.Helper()
	p.wait(fmt.Sprintf(`document.querySelector("h1").textContent === %q && document.querySelector(".toggle:enabled")`, heading))
}

// click clicks the visible button with a name as a mouse does.
func (p *tab) click(name string) {
	p.Helper()
	const find = `[...document.querySelectorAll("button, label, a, summary")]
		.find((b) => b.checkVisibility() && !b.disabled && (b.closest("dialog") || !document.querySelector("dialog[open]"))
			&& [b.textContent, b.getAttribute("aria-label"), b.querySelector("span")?.textContent].includes(%q))`
	found := fmt.Sprintf(find, name)
	p.wait(found)
	b := p.box(found)
	p.must(chromedp.Do(p.ctx, chromedp.MouseClickXY(b.left+b.width/2, b.middle)))
}

// A box is where an element is, in pixels.
type box struct{ left, width, middle float64 }

// box scrolls to an element and returns where it is.
func (p *tab) box(element string) box {
	p.Helper()
	at := value[[]float64](p, `((e) => { e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect();
		return [r.left, r.width, r.top + r.height / 2]; })(`+element+`)`)
	return box{at[0], at[1], at[2]}
}

// dragLoop drags over the loop control, from one share of its width to another.
func (p *tab) dragLoop(from, to float64) {
	p.Helper()
	b := p.box(`document.querySelector(".track")`)
	p.must(chromedp.Do(p.ctx, chromedp.DragAndDropXY(b.left+from*b.width, b.middle, b.left+to*b.width, b.middle)))
}

// press presses keys, one after the other.
func (p *tab) press(keys ...string) {
	p.Helper()
	for _, key := range keys {
		p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(key)))
	}
}

// begin enters a name, which starts a test.
func (p *tab) begin(listener string) {
	p.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.Focus(chromedp.CSS("#name"))))
	p.press(listener, enter)
}
