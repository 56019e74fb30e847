package web

import (
	"context"
	"sync/atomic"
	"time"
)

// Limits of what runs at once. Searches are bounded by processors: more at a
// time only makes each slower and holds more memory.
const (
	// searchQueue is how many searches wait for their turn.
	searchQueue = 64
	// writeQueue is how many single writes wait; each may hold 17 MB when it runs.
	writeQueue = 64
	// maxBulks is how many bulk calls run at once; they share one writer anyway.
	maxBulks = 8
	// queueTime bounds the waiting: a person has given up by then.
	queueTime = 10 * time.Second
)

// gate lets a number of callers in and a number wait.
type gate struct {
	slots   chan struct{}
	queue   int64
	waiting atomic.Int64
	wait    time.Duration
}

func newGate(slots int, queue int64) *gate {
	return &gate{slots: make(chan struct{}, slots), queue: queue, wait: queueTime}
}

// enter returns once there is room; the caller must call leave. It fails at
// once when too many wait already, and when the caller leaves or waited too long.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.slots }
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	default:
	}
	full := problemf(busy, "%d requests of this kind are running and %d are waiting; try again in a second.", cap(g.slots), g.queue)
	if g.waiting.Add(1) > g.queue {
		g.waiting.Add(-1)
		return nil, full
	}
	defer g.waiting.Add(-1)
	t := time.NewTimer(g.wait)
	defer t.Stop()
	select {
	case g.slots <- struct{}{}:
		return leave, nil
	case <-ctx.Done():
		return nil, errGone
	case <-t.C:
		return nil, full
	}
}
