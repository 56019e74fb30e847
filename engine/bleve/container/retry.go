package container

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
)

// scorch tries a failed merge or persist again at once, tens of thousands of
// times a second. The pauses before another try double, from 10 ms to a second:
// a full disk must not take a core along, nor closing the index long.
const (
	firstPause = 10 * time.Millisecond
	lastPause  = time.Second
)

// retries counts failures in a row, by what failed and in which folder. The
// zero value is ready.
type retries struct {
	mu     sync.Mutex
	failed map[string]int
}

// pause returns how long to wait before another try.
func (r *retries) pause(what string) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := r.failed[what]
	if n == 0 {
		return 0
	}
	return min(lastPause, firstPause<<min(n-1, 10))
}

// wait makes the pause. It ends when stop is closed.
func (r *retries) wait(what string, stop <-chan struct{}) {
	d := r.pause(what)
	if d == 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-stop:
	}
}

// note counts a failure, or forgets those before.
func (r *retries) note(what string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		delete(r.failed, what)
		return
	}
	if r.failed == nil {
		r.failed = map[string]int{}
	}
	r.failed[what]++
}

// recovered makes a panic an error that says where it came from: scorch keeps
// only the text. Use: defer recovered(…).
func recovered(doing string, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic while %s, in %s: %v", doing, panicSite(), p)
	}
}

// panicSite returns the function and line that panicked. It works only within
// a deferred function.
func panicSite() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(1, pcs)])
	panicking := false
	for {
		f, more := frames.Next()
		ours := !strings.HasPrefix(f.Function, "runtime.")
		if panicking && ours {
			return fmt.Sprintf("%s, line %d", f.Function, f.Line)
		}
		panicking = panicking || f.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}
