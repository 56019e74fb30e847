package bleve

import (
	"context"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// segmentCache keeps what is worked out from segments once and only goes with
// them. It holds what belongs to the segments of the last search: four bytes an
// article for the order by date, and some for each value and day there is. The
// zero segmentCache is ready.
type segmentCache struct {
	mu       sync.Mutex
	making   map[made]chan struct{} // closed when it is made, or was given up
	segments map[uint64]*derived
	tables   map[string]*valueTable // by field
	days     *dayTable
	repeats  *repeats
	tallies  sync.Pool // of *tally
}

// derived is what is worked out from one segment, guarded by the mutex.
type derived struct {
	order  *chronology
	values map[string][]uint32 // see wholeValues
	days   []dayCount          // see wholeDays
}

// repeats is what newRepeated finds.
type repeats struct {
	segments []uint64
	docs     []*roaring.Bitmap
}

// keep forgets the segments that are not among views.
func (c *segmentCache) keep(views []*view) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.segments) == len(views) && !slices.ContainsFunc(views, func(v *view) bool { return c.segments[v.snap.Id()] == nil }) {
		return
	}
	held := make(map[uint64]*derived, len(views))
	for _, v := range views {
		id := v.snap.Id()
		if held[id] = c.segments[id]; held[id] == nil {
			held[id] = &derived{}
		}
	}
	c.segments = held
}

// made names something that is worked out.
type made struct {
	what    string
	segment uint64 // 0 when it is about several
}

// kept returns what get finds in the cache, else what build makes and put keeps.
// get and put are called with the mutex held. When another search is making the
// same, it is waited for until ctx ends.
func kept[T any](ctx context.Context, c *segmentCache, name made, get func() (T, bool), build func() (T, error), put func(T)) (t T, err error) {
	for {
		c.mu.Lock()
		t, ok := get()
		other := c.making[name]
		if !ok && other == nil {
			break
		}
		c.mu.Unlock()
		if ok {
			return t, nil
		}
		select {
		case <-other:
		case <-ctx.Done():
			return t, ctx.Err()
		}
	}
	ready := make(chan struct{})
	if c.making == nil {
		c.making = map[made]chan struct{}{}
	}
	c.making[name] = ready
	c.mu.Unlock()
	done := false
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if done {
			put(t)
		}
		delete(c.making, name)
		close(ready)
	}()
	t, err = build()
	done = err == nil
	return t, err
}

// of returns what is held of a segment. The mutex is held.
func (c *segmentCache) of(v *view) *derived {
	if d := c.segments[v.snap.Id()]; d != nil {
		return d
	}
	return &derived{} // another search has other segments: nothing is kept
}

// chronology returns the order of a segment by date.
func (c *segmentCache) chronology(ctx context.Context, v *view) (*chronology, error) {
	return kept(ctx, c, made{"order", v.snap.Id()},
		func() (*chronology, bool) { o := c.of(v).order; return o, o != nil },
		func() (*chronology, error) { return newChronology(ctx, &v.seconds, &v.day) },
		func(o *chronology) { c.of(v).order = o })
}

// wholeValues returns how often each value stands in all documents of a segment.
func (c *segmentCache) wholeValues(ctx context.Context, v *view, field string) ([]uint32, error) {
	return kept(ctx, c, made{"values of " + field, v.snap.Id()},
		func() ([]uint32, bool) { n := c.of(v).values[field]; return n, n != nil },
		func() ([]uint32, error) { return wholeValues(ctx, v, field) },
		func(n []uint32) {
			d := c.of(v)
			if d.values == nil {
				d.values = map[string][]uint32{}
			}
			d.values[field] = n
		})
}

// wholeDays returns the days of all documents of a segment.
func (c *segmentCache) wholeDays(ctx context.Context, v *view) ([]dayCount, error) {
	return kept(ctx, c, made{"days", v.snap.Id()},
		func() ([]dayCount, bool) { n := c.of(v).days; return n, n != nil },
		func() ([]dayCount, error) { return wholeDays(ctx, v) },
		func(n []dayCount) { c.of(v).days = n })
}

// valueTable returns the values of a column over the segments of views.
func (c *segmentCache) valueTable(ctx context.Context, views []*view, field string) (*valueTable, error) {
	return kept(ctx, c, made{what: "table of " + field},
		func() (*valueTable, bool) {
			t := c.tables[field]
			return t, t != nil && sameSegments(t.segments, views)
		},
		func() (*valueTable, error) { return newValueTable(ctx, views, field) },
		func(t *valueTable) {
			if c.tables == nil {
				c.tables = map[string]*valueTable{}
			}
			c.tables[field] = t
		})
}

// dayTable returns the days of the live articles of views.
func (c *segmentCache) dayTable(ctx context.Context, views []*view) (*dayTable, error) {
	return kept(ctx, c, made{what: "table of days"},
		func() (*dayTable, bool) {
			t := c.days
			return t, t != nil && sameSegments(t.segments, views) && slices.Equal(t.deleted, deletedOf(views))
		},
		func() (*dayTable, error) {
			of := make([][]dayCount, len(views))
			for i, v := range views {
				var err error
				if of[i], err = c.wholeDays(ctx, v); err != nil {
					return nil, err
				}
			}
			return newDayTable(ctx, views, of)
		},
		func(t *dayTable) { c.days = t })
}

// knowsRepeated reports whether repeated returns at once.
func (c *segmentCache) knowsRepeated(views []*view) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.repeats != nil && sameSegments(c.repeats.segments, views)
}

// repeated returns the documents of each segment whose text stands in views more
// than once, deleted ones included. Do not change them.
func (c *segmentCache) repeated(ctx context.Context, views []*view) ([]*roaring.Bitmap, error) {
	r, err := kept(ctx, c, made{what: "repeated"},
		func() (*repeats, bool) { r := c.repeats; return r, r != nil && sameSegments(r.segments, views) },
		func() (*repeats, error) {
			docs, err := newRepeated(ctx, views)
			return &repeats{idsOf(views), docs}, err
		},
		func(r *repeats) { c.repeats = r })
	if err != nil {
		return nil, err
	}
	return r.docs, nil
}

// sameSegments reports whether identifiers are those of views, in order.
func sameSegments(ids []uint64, views []*view) bool {
	return slices.EqualFunc(ids, views, func(id uint64, v *view) bool { return id == v.snap.Id() })
}
