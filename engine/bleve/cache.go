package bleve

import (
	"context"
	"sync"
)

// segmentCache keeps what is worked out from a segment once and only goes with
// it. It holds that of the segments of the last search: five bytes an article,
// most of it the order by date.
type segmentCache struct {
	mu sync.Mutex
	of map[uint64]*derived
}

// derived is what is worked out from one segment.
type derived struct {
	order *chronology
}

// keep forgets the segments that are not among views.
func (c *segmentCache) keep(views []*view) {
	c.mu.Lock()
	defer c.mu.Unlock()
	held := map[uint64]*derived{}
	for _, v := range views {
		id := v.snap.Id()
		if held[id] = c.of[id]; held[id] == nil {
			held[id] = &derived{}
		}
	}
	c.of = held
}

// chronology returns the order of a segment by date. Two searches may make it at
// the same time, rather than one waiting past its deadline.
func (c *segmentCache) chronology(ctx context.Context, v *view) (*chronology, error) {
	c.mu.Lock()
	d := c.of[v.snap.Id()]
	if d != nil && d.order != nil {
		defer c.mu.Unlock()
		return d.order, nil
	}
	c.mu.Unlock()
	order, done := newChronology(&v.seconds, &v.day, func() bool { return ctx.Err() != nil })
	if !done {
		return nil, ctx.Err()
	}
	if d != nil {
		c.mu.Lock()
		d.order = order
		c.mu.Unlock()
	}
	return order, nil
}
