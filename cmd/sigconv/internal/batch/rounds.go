package batch

import "sync"

// Rounds do for many callers at once what takes long, such as syncing a file that all of them have written to.
type rounds struct {
	turn sync.Mutex // held while a round is under way
	mu   sync.Mutex
	next *round // the one that has not begun
}

type round struct {
	once sync.Once
	err  error
}

// join returns when do has been called, by this caller or another, after join was.
func (r *rounds) join(do func() error) error {
	r.mu.Lock()
	if r.next == nil {
		r.next = &round{}
	}
	mine := r.next
	r.mu.Unlock()
	mine.once.Do(func() {
		r.turn.Lock()
		defer r.turn.Unlock()
		r.mu.Lock()
		r.next = nil // who comes from now on comes too late for this one
		r.mu.Unlock()
		mine.err = do()
	})
	return mine.err
}
