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
		if s.loop >= 0 && s.to-s.from > 8 {
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
	p.startTogether(3)
}

// Round and round, every frame is what it should be: the loop's end runs into what lies before its beginning, or both
// ends are faded.
func loopPoint(t *testing.T, browser context.Context) {
	for _, region := range [][2]int{{8820, 13230}, {100, 4510}} {
		a := noise(1)
		given := program(a)
		given.Loop = region
		p := openRecorded(t, browser, given)
		p.press("1")
		listen()
		listen()
		all, _ := p.stretches(p.tape(), a.looped(region[0], region[1]))
		if s := all[1]; len(all) != 2 || s.loop != 0 || s.to-s.from < 2*4410 {
			t.Errorf("the loop of %v sounds in %v (from, to, 0 for the loop)", region, all)
		}
	}
}

// After a pause, and when the loop becomes longer, the sound goes on where it was.
func goesOnWhereItWas(t *testing.T, browser context.Context) {
	a := noise(1)
	given := program(a, noise(2))
	given.Loop = [2]int{8820, 30870}
	p := openRecorded(t, browser, given)
	p.press(space)
	listen()
	p.press(space)
	listen()
	p.press(space)
	listen()
	p.must(chromedp.Do(p.ctx, chromedp.Focus(chromedp.CSS(".handle.end"))))
	p.press(right)
	listen()

	heard := p.tape()
	loop, longer := a.looped(8820, 30870), a.looped(8820, 30870+4410)
	sounding := func(k int) bool { return !heard.silent(k) }
	first := next(heard, 0, sounding)
	paused := next(heard, first, heard.silent)
	resumed := next(heard, paused, sounding)
	const ramp = 441
	before := p.place(heard, paused-ramp-10, loop) + 10 // where the fade out begins
	after := p.place(heard, resumed+ramp+10, loop) - ramp - 10
	if d := after - before; d < -3 || d > 3 {
		t.Errorf("paused at frame %d of the loop, went on at %d", before, after)
	}
	began := resumed + ramp + 10 - p.place(heard, resumed+ramp+10, loop)
	changed := next(heard, resumed+ramp+10, func(k int) bool { return !heard.is(k, loop, (k-began)%len(loop[0])) })
	if got, want := p.place(heard, changed+ramp+10, longer), (changed-began)%len(loop[0])+ramp+10; got != want {
		t.Errorf("the loop became longer in its frame %d; 10 ms later it is in %d, want %d", (changed-began)%len(loop[0]), got, want)
	}
	p.startTogether(2)
}

// next returns the first frame from k on of which something is true, the tape's end if there is none.
func next(heard sound, k int, is func(int) bool) int {
	for k < len(heard[0])-1000 && !is(k) {
		k++
	}
	return k
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
	p.dragLoop(0.4, 0.7)
	listen()
	b := p.box(`document.querySelector(".track")`)
	p.must(chromedp.Do(p.ctx, chromedp.MouseClickXY(b.left+0.6*b.width, b.middle)))
	listen()
	p.dragLoop(0.5, 0.3)
	listen()
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
	p := openTab(t, browser, r.address,
		`AudioContext = class extends AudioContext { constructor(o) { super({...o, sampleRate: 48000}); } };`)
	p.begin("Anna")
	p.ready("Training trial 1 of 2")
	p.see("The browser plays at 48000 Hz and converts the sounds, which have 44100 Hz.")
	p.press("x", right, enter)
	p.ready("Training trial 2 of 2")
	if got := r.records(t)[1].ContextRate; got != 48000 {
		t.Errorf("the log has %g Hz", got)
	}
}
