// Sigconv puts convolution to work on sound. Run sigconv help for its commands.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"sync/atomic"
	"syscall"
	"time"

	"sigconv/cmd/sigconv/internal/output"
)

// Exit statuses.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
	exitPartly = 3   // some files of a batch failed
	exitSignal = 128 // and the number of the signal that ended the work: 130, 143
)

func main() { os.Exit(sigconv()) }

// sigconv runs the program with the arguments, streams and signals of the process.
func sigconv() int {
	debug.SetTraceback("none")
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT)
	if !signal.Ignored(syscall.SIGHUP) { // nohup ignores it
		signal.Notify(signals, syscall.SIGHUP)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	status := make(chan int, 1)
	go func() { status <- run(ctx, os.Args[1:], os.Stdout, os.Stderr) }()
	select {
	case s := <-status:
		return s
	case s := <-signals:
		stopped := interruption{s}
		cancel(stopped)
		// A call that hangs, such as opening a pipe that nobody writes to, cannot be cancelled; and who
		// sends a second signal does not want to wait.
		patience := time.After(2 * time.Second)
		if patient.Load() {
			patience = nil
		}
		select {
		case s := <-status:
			return s
		case <-signals:
		case <-patience:
		}
		output.Abandon()
		return newUI(os.Stdout, os.Stderr).finish(stopped)
	}
}

// patient says that what is under way ends as soon as it can and has something to say then, so that only a second signal
// ends the process.
var patient atomic.Bool

// An interruption is the signal that ended the work.
type interruption struct{ signal os.Signal }

func (i interruption) Error() string { return "interrupted" }

// status returns the exit status that a shell gives to a process that the signal ends.
func (i interruption) status() int {
	if s, ok := i.signal.(syscall.Signal); ok {
		return exitSignal + int(s)
	}
	return exitFailed
}

// run runs one command line and returns the exit status. It is the whole program but for the process.
func run(ctx context.Context, args []string, stdout, stderr *os.File) (status int) {
	ui := newUI(stdout, stderr)
	defer func() {
		if bug := recover(); bug != nil {
			ui.fail(fmt.Errorf("this is a bug in sigconv: %v", bug))
			status = exitFailed
		}
	}()
	root := newRoot(ui)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	return ui.finish(err)
}
