package conv

import "sync"

// Prepare returns a filter that gives what f gives, to the bit, and is made for many streams with engine e, one after
// the other or side by side: what they have in common is made once, and those that have ended leave their memory to
// the next. As much is kept as streams side by side needed, and the garbage collector takes what none needs any more.
//
// A stream with another engine is as one through f. f is not to be changed any more. To [Mix] comes before to Prepare.
// Prepare panics where [Stack.Check] has something to say.
func Prepare(f Filter, e Engine) Filter {
	ready := f.prepare(e)
	if ready.kits == nil {
		ready.kits = &sync.Pool{}
	}
	return &prepared{f, e, ready}
}

// prepared is a filter that is ready for one engine.
type prepared struct {
	Filter
	engine Engine
	ready  *preparation
}

func (p *prepared) prepare(e Engine) *preparation {
	if e == p.engine {
		return p.ready
	}
	return p.Filter.prepare(e)
}

// A preparation is what streams through one filter with one engine have in common.
type preparation struct {
	starter
	kits *sync.Pool // of streams that have ended, nil to keep none
}

// take returns a kit for a stream.
func (p *preparation) take() *kit {
	if p.kits != nil {
		if k, ok := p.kits.Get().(*kit); ok {
			return k
		}
	}
	return &kit{}
}

// keep takes the kit of a stream back. The stream must have come to its end: the cutter and the workers of one that
// was given up may still be at work.
func (p *preparation) keep(k *kit) {
	if p.kits != nil {
		k.cutter.src = nil
		p.kits.Put(k)
	}
}

// A kit is the memory that a stream works in, of any length, format and number of jobs.
type kit struct {
	cutter  cutter
	workers []*worker    // of a kernel
	stack   *stackWorker // of a stack
}
