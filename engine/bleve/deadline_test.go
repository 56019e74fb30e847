package bleve

import (
	"context"
	"errors"
	"testing"
	"time"
)

// untold has a deadline, and never hears that it has passed.
type untold struct {
	context.Context
	deadline time.Time
}

func (u untold) Deadline() (time.Time, bool) { return u.deadline, true }

func TestOnTime(t *testing.T) {
	late := onTime(untold{context.Background(), time.Now().Add(-time.Nanosecond)})
	if err := late.Err(); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("behind its deadline: %v", err)
	}
	if err := context.WithoutCancel(late).Err(); err != nil {
		t.Errorf("without cancel: %v", err)
	}
	if err := onTime(untold{context.Background(), time.Now().Add(time.Hour)}).Err(); err != nil {
		t.Errorf("before its deadline: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	cancel()
	if err := onTime(ctx).Err(); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if onTime(context.Background()) != context.Background() {
		t.Error("a context without a deadline is another")
	}
}
