package listen_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"sigconv/cmd/sigconv/internal/listen/trial"
)

// everyPage looks at every page in both widths and both colour schemes.
func everyPage(t *testing.T, browser context.Context) {
	abx := openTab(t, browser, serve(t, program(noise(1), noise(2)), trial.ABX, 5, xIsB).address)
	abx.inspect("abx-welcome")
	abx.begin("Anna")
	abx.ready("Training trial 1 of 2")
	abx.inspect("abx-training")
	abx.press("x", right, enter)
	abx.ready("Training trial 2 of 2")
	abx.inspect("abx-feedback")
	abx.press("x", left, enter)
	abx.see("The training is over")
	abx.inspect("abx-training-over")
	abx.click("Begin the test")
	for i := range 5 {
		abx.ready(fmt.Sprintf("Trial %d of 5", i+1))
		abx.press("a", "x", right)
		if i == 2 {
			abx.inspect("abx-trial")
			abx.click("Stop the test")
			abx.inspect("abx-stop")
			abx.click("Go on") // the focus goes back to where it came from
		}
		abx.press(right, enter)
	}
	abx.see("5 of 5 right")
	abx.click("1 session in the results folder")
	abx.inspect("abx-results")
	abx.click("Quit sigconv")
	abx.see("You can close this page")
	abx.inspect("quit")
	abx.expected = []string{"ERR_CONNECTION_REFUSED"}

	ab := openTab(t, browser, serve(t, program(noise(1), noise(2), noise(3)), trial.AB, 6, rand.Reader).address)
	ab.inspect("ab-welcome")
	ab.begin("Anna")
	ab.ready("Training trial 1 of 1")
	ab.press("r", "1", "2", right)
	ab.inspect("ab-training")
	ab.click("Stop the test")
	ab.press(tabulator, enter)
	ab.see("The test was stopped")
	ab.inspect("stopped")

	six := program(noise(1), noise(2), noise(3), noise(4), noise(5), noise(6))
	mushra := openTab(t, browser, serve(t, six, trial.MUSHRA, 1, rand.Reader).address)
	mushra.inspect("mushra-welcome")
	mushra.begin("Anna")
	for i, heading := range []string{"Training page 1 of 1", "Page 1 of 1"} {
		mushra.ready(heading)
		for n := 1; n <= 6; n++ {
			mushra.press(fmt.Sprint(n))
			mushra.press(slices.Repeat([]string{kb.PageUp}, n)...)
			if n == 4 && i == 1 {
				mushra.inspect("mushra-page")
			}
		}
		mushra.press(enter)
		if i == 0 {
			mushra.click("Begin the test")
		}
	}
	mushra.see("Mean ratings")
	mushra.inspect("mushra-results")

	free := openTab(t, browser, serve(t, pictured(), trial.None, 0, rand.Reader).address)
	free.inspect("free-welcome")
	free.click("Start listening")
	free.ready("Listen and compare")
	free.press("2")
	free.inspect("free")
}

// pictured returns what free listening may have: a picture, notes, a residual.
func pictured() *trial.Program {
	p := program(noise(1), noise(2), noise(3), noise(4))
	p.Loop = [2]int{11025, 33075}
	p.Notes = []string{"riff-room.wav comes 64 frames late; they were taken away."}
	p.Items[1].Delay, p.Items[1].Gain = 64, 0.8
	p.Items[3].Name, p.Items[3].Role, p.Items[3].Note = "riff-room.wav − riff.wav", trial.Residual, "boosted by 32 dB"
	for i := range p.Items {
		e := trial.Envelope{}
		for x := range 1000 {
			loud := 0.9 * float64((x*(7+i))%400) / 400 * float64(1000-x) / 1000
			e.Low, e.High = append(e.Low, -loud), append(e.High, loud)
		}
		p.Items[i].Envelope = &e
	}
	var picture bytes.Buffer
	png.Encode(&picture, image.NewGray(image.Rect(0, 0, 1200, 500)))
	p.Pictures = []trial.Picture{{
		Title: "Spectra", Alt: "Spectra of all sounds", Name: "spectra.png", PNG: picture.Bytes(), Width: 1200, Height: 500,
	}}
	return p
}

// inspect looks at a page in all its forms, and leaves screenshots in $SIGCONV_SCREENSHOTS if there is such a folder.
func (p *tab) inspect(name string) {
	p.Helper()
	p.everythingHasAName(name)
	for _, width := range []int64{1280, 400} {
		p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(width, 900)))
		if w := value[int64](p, `document.documentElement.scrollWidth`); w > width {
			p.Errorf("%s is %d pixels wide in a window of %d", name, w, width)
		}
		for _, small := range value[[]string](p, smallTargets) {
			p.Errorf("%s at %d pixels: %s", name, width, small)
		}
		for _, scheme := range []string{"light", "dark"} {
			_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
			})
			p.must(err)
			for _, faint := range value[[]string](p, faintTexts) {
				p.Errorf("%s, %s: %s", name, scheme, faint)
			}
			p.screenshot(fmt.Sprintf("%s-%d-%s.png", name, width, scheme))
		}
	}
	p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(1280, 900)))
}

func (p *tab) screenshot(name string) {
	p.Helper()
	folder := os.Getenv("SIGCONV_SCREENSHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	p.must(err)
	p.must(os.MkdirAll(folder, 0o777))
	p.must(os.WriteFile(filepath.Join(folder, name), picture, 0o666))
}

// everythingHasAName asks the accessibility tree, as a screen reader does.
func (p *tab) everythingHasAName(name string) {
	p.Helper()
	tree, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	p.must(err)
	operated := []string{
		"button", "link", "textbox", "radio", "slider", "checkbox", "switch", "dialog", "image", "region", "progressbar", "DisclosureTriangle",
	}
	found := 0
	for _, node := range tree.Nodes {
		if node.Ignored || node.Role == nil || !slices.Contains(operated, strings.Trim(string(node.Role.Value), `"`)) {
			continue
		}
		found++
		if node.Name == nil || strings.Trim(string(node.Name.Value), `" `) == "" {
			p.Errorf("%s: a %s has no name", name, node.Role.Value)
		}
	}
	if found == 0 && name != "quit" {
		p.Errorf("%s: nothing to operate was found", name)
	}
}

// smallTargets finds what is too small for a finger.
const smallTargets = `[...document.querySelectorAll("button, input[type=text], input[type=range], .choice, .switch, [role=slider], a, summary")]
	.filter((e) => e.checkVisibility() && Math.min(e.offsetWidth, e.offsetHeight) < 44)
	.map((e) => "a target of " + e.offsetWidth + " × " + e.offsetHeight + ": " + e.outerHTML.slice(0, 80))`

// faintTexts finds texts whose contrast with what is behind is less than WCAG 2.2 wants for AA: 4.5, or 3 for large ones.
// What cannot be operated now is left out, as there.
const faintTexts = `(() => {
	const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
	const layersOf = (e) => e ? [...layersOf(e.parentElement), getComputedStyle(e).backgroundColor] : ["white"];
	const paint = (colors) => {
		for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
		return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
	};
	const luminance = (rgb) => rgb.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
		.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const faint = [];
	for (let text = texts.nextNode(); text; text = texts.nextNode()) {
		const e = text.parentElement;
		if (!text.data.trim() || !e.checkVisibility() || e.closest(":disabled, .unseen, noscript")) continue;
		const style = getComputedStyle(e);
		const behind = layersOf(e);
		const [a, b] = [luminance(paint(behind)), luminance(paint([...behind, style.color]))];
		const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
		const size = parseFloat(style.fontSize);
		const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
		if (!(contrast >= (large ? 3 : 4.5))) faint.push(text.data + " has a contrast of " + contrast.toFixed(2));
	}
	return faint;
})()`

// focusAndSpeech goes through a trial as somebody does who sees nothing: the focus goes from top to bottom, and what
// happens is said.
func focusAndSpeech(t *testing.T, browser context.Context) {
	p := openTab(t, browser, serve(t, program(noise(1), noise(2)), trial.ABX, 1, xIsB).address)
	p.press(tabulator)
	p.focused("Your name")
	p.press("Anna", tabulator)
	p.focused("Start")
	p.press(enter)
	p.ready("Training trial 1 of 2")
	p.said("Training trial 1 of 2")
	p.focused("Training trial 1 of 2")
	for _, name := range []string{"A, riff.wav", "B, riff-room.wav", "X, A or B?", "Play", "Loop start", "Loop end", "X is A", "Stop the test"} {
		p.press(tabulator)
		p.focused(name)
	}
	p.must(chromedp.Do(p.ctx, chromedp.Focus(chromedp.CSS(".play:nth-child(3)"))))
	p.press(space)
	p.said("X, A or B? plays")
	p.press(space) // the button of what plays pauses
	p.said("Paused")
	p.press(enter)
	p.said("X, A or B? plays")
	p.press(right)
	p.focused("X is B")
	p.press(left)
	p.focused("X is A")
	p.press(tabulator, tabulator)
	p.focused("Confirm")
	p.press(space)
	p.ready("Training trial 2 of 2")
	p.said("Your answer was wrong. Training trial 2 of 2")
}

// focused waits until the focus is on what has a name.
func (p *tab) focused(name string) {
	p.Helper()
	p.wait(fmt.Sprintf(`((e) => [e.getAttribute("aria-label"), e.labels?.[0]?.querySelector("span")?.textContent, e.labels?.[0]?.textContent, e.textContent]
		.find(Boolean))(document.activeElement) === %q`, name))
}

// said waits until a screen reader says something.
func (p *tab) said(text string) {
	p.Helper()
	p.wait(fmt.Sprintf(`document.querySelector("[role=status][aria-live=polite]").textContent.trim() === %q`, text))
}
