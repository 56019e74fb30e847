package bleve

import (
	"context"
	"time"
)

// punctual is a context that looks at the clock. One of the standard library ends
// when its timer was run, and while all cores search nothing runs timers until a
// goroutine is interrupted: ten milliseconds late, and more on a busy machine. A
// look costs some fifty nanoseconds.
type punctual struct {
	context.Context
	deadline time.Time
}

// onTime returns ctx, which then ends when its deadline has passed, if it has one.
func onTime(ctx context.Context) context.Context {
	if d, ok := ctx.Deadline(); ok {
		return punctual{ctx, d}
	}
	return ctx
}

// Err is that of a context.
func (p punctual) Err() error {
	if err := p.Context.Err(); err != nil {
		return err
	}
	if !time.Now().Before(p.deadline) {
		return context.DeadlineExceeded
	}
	return nil
}
