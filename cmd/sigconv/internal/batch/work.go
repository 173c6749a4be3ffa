package batch

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/sync/semaphore"
)

// publishing is how many outputs may wait for the disk to be synced, beside those that are computed: waiting together
// they share its effort.
const publishing = 16

// work does the tasks, small ones side by side and huge ones one at a time on all cores, until all are done or ctx is
// cancelled, or one has failed where that is to stop the batch. It returns when nothing is under way any more.
func (r *run) work(ctx context.Context, tasks []task) {
	cores := semaphore.NewWeighted(int64(r.Jobs))
	slots := make(chan struct{}, r.Jobs+publishing)
	var wait sync.WaitGroup
	defer wait.Wait()
	for i := range tasks {
		t := &tasks[i]
		jobs := 1
		if t.huge() {
			jobs = r.Jobs
		}
		slots <- struct{}{}
		if cores.Acquire(ctx, int64(jobs)) != nil {
			return
		}
		if r.Stop && r.ledger.hasFailed() {
			return // which no more wait for the cores
		}
		wait.Go(func() {
			defer func() { <-slots }()
			free := sync.OnceFunc(func() { cores.Release(int64(jobs)) })
			defer free()
			r.try(ctx, t, jobs, free)
		})
	}
}

// try does a task and notes what became of it.
func (r *run) try(ctx context.Context, t *task, jobs int, computed func()) {
	p := r.ledger.start(t.size)
	o := r.outcome(ctx, t, jobs, computed, p)
	if o.err != nil && ctx.Err() != nil {
		p.drop()
		return
	}
	r.ledger.note(o, r.brief(t), p)
}

// brief says which file a task is of.
func (r *run) brief(t *task) briefLine {
	b := briefLine{Command: command, Input: legible(r.inputPath(t)), Output: legible(r.outputPath(t))}
	b.Shard = r.Shard.String()
	if t.output != "" {
		b.Kernel = r.Filters[t.filter].Label
	}
	return b
}

// outcome does a task. An error, and even a panic, is that of the one file.
func (r *run) outcome(ctx context.Context, t *task, jobs int, computed func(), p *progress) (o outcome) {
	defer func() {
		if bug := recover(); bug != nil {
			o = outcome{status: Failed, err: fmt.Errorf("%s: this is a bug in sigconv: %v", r.inputPath(t), bug)}
		}
	}()
	o, err := r.do(ctx, t, jobs, computed, p)
	if err != nil {
		o = outcome{status: Failed, err: r.named(t, err)}
	}
	return o
}

// named returns an error that says which file it is of: where it names neither the input nor the output, as that of a
// kernel that does not fit, the input goes before it.
func (r *run) named(t *task, err error) error {
	for _, path := range []string{r.inputPath(t), r.outputPath(t)} {
		if strings.HasPrefix(err.Error(), path+": ") {
			return err
		}
	}
	return fmt.Errorf("%s: %w", r.inputPath(t), err)
}
