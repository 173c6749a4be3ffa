package parallel

import (
	"fmt"
	"sync/atomic"
	"testing"
)

func TestDo(t *testing.T) {
	for _, jobs := range []int{0, 1, 2, 7, 100} {
		for _, n := range []int{0, 1, 2, 50} {
			t.Run(fmt.Sprintf("%djobs/%d", jobs, n), func(t *testing.T) {
				calls := make([]atomic.Int32, n)
				var now, most atomic.Int32
				Do(jobs, n, func(i int) {
					calls[i].Add(1)
					if running := now.Add(1); running > most.Load() {
						most.Store(running)
					}
					now.Add(-1)
				})
				for i := range calls {
					if calls[i].Load() != 1 {
						t.Errorf("%d was called %d times, want once", i, calls[i].Load())
					}
				}
				if int(most.Load()) > max(jobs, 1) {
					t.Errorf("%d ran at once, want at most %d", most.Load(), jobs)
				}
			})
		}
	}
}

func TestDoPassesPanicsOn(t *testing.T) {
	for _, jobs := range []int{1, 4} {
		func() {
			defer func() {
				if got := recover(); got != "six" {
					t.Errorf("%d jobs: recovered %v, want six", jobs, got)
				}
			}()
			Do(jobs, 10, func(i int) {
				if i == 6 {
					panic("six")
				}
			})
		}()
	}
}
