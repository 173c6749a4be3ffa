// Package parallel shares work among goroutines.
package parallel

import "sync"

// Do calls do for 0 to n-1, with at most so many jobs at once, and returns when all calls have. A panic of one of
// them becomes the caller's.
func Do(jobs, n int, do func(i int)) {
	if jobs = min(jobs, n); jobs < 2 {
		for i := range n {
			do(i)
		}
		return
	}
	var wait sync.WaitGroup
	var first sync.Once
	var panicked any
	for j := range jobs {
		wait.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					first.Do(func() { panicked = p })
				}
			}()
			for i := j; i < n; i += jobs {
				do(i)
			}
		})
	}
	wait.Wait()
	if panicked != nil {
		panic(panicked)
	}
}
