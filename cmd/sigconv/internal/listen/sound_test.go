package listen_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"math"
	"testing"

	"github.com/chromedp/chromedp"

	"sigconv/cmd/sigconv/internal/listen/trial"
)

// openRecorded opens free listening with the recorder on.
func openRecorded(t *testing.T, browser context.Context, program *trial.Program) *tab {
	t.Helper()
	p := openTab(t, browser, serve(t, program, trial.None, 0, rand.Reader).address, recorder)
	p.click("Start listening")
	p.ready("Listen and compare")
	p.wait(`window.recording`)
	return p
}

// What sounds is the sound, bit for bit; a switch takes 10 ms, runs linearly, and the other sound goes on where the first one was.
func switchesAtTheSameSample(t *testing.T, browser context.Context) {
	a, b, c := noise(1), noise(2), noise(3)
	given := program(a, b, c)
	given.Items[2].Unmatched = 0.5
	given.Loop = [2]int{8820, 30870}
	p := openRecorded(t, browser, given)
	for _, key := range []string{"1", "2", "3", "m"} {
		p.press(key)
		listen()
	}
	for _, key := range []string{"1", "2", "3", "1", "2"} { // as quickly as it goes
		p.press(key)
	}
	listen()
	p.press(space)
	listen()

	from, to := given.Loop[0], given.Loop[1]
	loops := []sound{a.looped(from, to), b.looped(from, to), c.looped(from, to), c.looped(from, to).times(0.5)}
	heard := p.tape()
	all, began := p.stretches(heard, loops...)
	var steady []stretch
	for _, s := range all {
		switch length := s.to - s.from; {
		case s.loop >= 0 && length > 8:
			steady = append(steady, s)
		}
	}
	if len(steady) < 5 {
		t.Fatalf("only %v sound by themselves", steady)
	}
	for i, want := range []int{0, 1, 2, 3} {
		if s := steady[i]; s.loop != want || s.to-s.from < 1000 {
			t.Errorf("stretch %d is %v, want loop %d", i, s, want)
		}
	}
	if last := steady[len(steady)-1]; last.loop != 1 {
		t.Errorf("at the end %v sounds, want loop 1", last)
	}
	for i, s := range steady[1:4] {
		before := steady[i]
		if ramp := s.from - before.to; ramp < 438 || ramp > 442 {
			t.Errorf("the switch to loop %d takes %d frames, want 10 ms", s.loop, ramp)
		}
		for k := before.to; k < s.from; k++ {
			j := (k - began) % (to - from)
			share := float64(k-before.to+1) / float64(s.from-before.to+1)
			for channel := range heard {
				x, y := float64(loops[before.loop][channel][j]), float64(loops[s.loop][channel][j])
				if got, want := float64(heard[channel][k]), (1-share)*x+share*y; math.Abs(got-want) > 0.003*math.Abs(x-y)+1e-6 {
					t.Fatalf("frame %d of the switch to loop %d is %g, want %g", k-before.to, s.loop, got, want)
				}
			}
		}
	}
	if k := len(heard[0]) - 1; !heard.silent(k) {
		t.Error("it never fell silent")
	}
}

// No jump is larger than the signals' own slope and that of a fade, whatever is done.
func noClicks(t *testing.T, browser context.Context) {
	given := program(sine(220), sine(310))
	given.Loop = [2]int{4411, 12345}
	p := openRecorded(t, browser, given)
	p.press(space)
	listen()
	listen() // round the loop
	for range 3 {
		for _, key := range []string{"2", "1", space, space, "2", "1"} {
			p.press(key)
		}
		listen()
	}
	box := value[[]float64](p, `(() => { const r = document.querySelector(".track").getBoundingClientRect(); return [r.left, r.top + r.height / 2, r.width]; })()`)
	drag := func(from, to float64) {
		p.must(chromedp.Do(p.ctx, chromedp.DragAndDropXY(box[0]+from*box[2], box[1], box[0]+to*box[2], box[1])))
		listen()
	}
	drag(0.4, 0.7)
	p.must(chromedp.Do(p.ctx, chromedp.MouseClickXY(box[0]+0.6*box[2], box[1])))
	drag(0.5, 0.3)
	p.click("Whole sound")
	listen()
	p.press("2", space)
	listen()

	heard := p.tape()
	bound := 0.5*2*math.Pi*310/rate + 1.0/441 // the steeper sine, and a crossfade of two that lie furthest apart
	loudest, steepest := 0.0, 0.0
	for _, channel := range heard {
		for k := 1; k < len(channel); k++ {
			loudest = max(loudest, math.Abs(float64(channel[k])))
			steepest = max(steepest, math.Abs(float64(channel[k])-float64(channel[k-1])))
		}
	}
	if loudest < 0.49 || loudest > 0.5001 {
		t.Errorf("the loudest sample is %g, want that of the sines", loudest)
	}
	if steepest > bound {
		t.Errorf("a jump of %g, want at most %g", steepest, bound)
	}
	t.Logf("steepest %g of %g in %d frames", steepest, bound, len(heard[0]))
}

// Nobody can hear a switch between sounds that are the same.
func identicalSoundsNull(t *testing.T, browser context.Context) {
	a := noise(1)
	p := openRecorded(t, browser, program(a, a))
	p.press("1")
	listen()
	for i := range 12 {
		p.press(fmt.Sprint(i%2 + 1))
	}
	listen()
	heard := p.tape()
	loop := a.looped(0, rate)
	all, began := p.stretches(heard, loop)
	worst, frames := 0.0, 0
	for k := all[0].from + 500; k < len(heard[0]); k++ {
		for c := range heard {
			worst = max(worst, math.Abs(float64(heard[c][k])-float64(loop[c][(k-began)%rate])))
		}
		frames++
	}
	if worst > 2e-7 || frames < 5000 {
		t.Errorf("%g beside the sound in %d frames, want 2e-7 at most", worst, frames)
	}
	t.Logf("%g in %d frames", worst, frames)
}

// A browser that plays at another rate is told of, on the page and in the log.
func anotherContextRate(t *testing.T, browser context.Context) {
	r := serve(t, program(noise(1), noise(2)), trial.ABX, 1, xIsB)
	p := openTab(t, browser, r.address, `AudioContext = class extends AudioContext { constructor(o) { super({...o, sampleRate: 48000}); } };`)
	p.begin("Anna")
	p.ready("Training trial 1 of 2")
	p.see("The browser plays at 48000 Hz and converts the sounds, which have 44100 Hz.")
	p.press("x", right, enter)
	p.ready("Training trial 2 of 2")
	if got := r.records(t)[1].ContextRate; got != 48000 {
		t.Errorf("the log has %g Hz", got)
	}
}
