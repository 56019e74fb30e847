package bleve

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"newsdex/article"
	"newsdex/search/match"
)

// undated stands for a document without a date in dateColumn.day.
const undated = math.MinInt32

// dateColumn holds when each document of a segment was published: 21 bytes a
// document, built on first use and kept while the segment lives.
type dateColumn struct {
	day     []int32 // days since 1970 in the zone of publication, or undated
	seconds []int64 // since 1970: the instant, or the start of the day in UTC
	nanos   []int32
	instant []bool // whether the instant is known
}

// encodeDate returns the doc value of a date: "day", or "day seconds nanos".
func encodeDate(d article.Date) string {
	s := d.Day
	if !d.Time.IsZero() {
		s += fmt.Sprintf(" %d %d", d.Time.Unix(), d.Time.Nanosecond())
	}
	return s
}

// dayNumber returns the days since 1970 of "2006-01-02".
func dayNumber(day string) (int32, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0, fmt.Errorf("day %q: %w", day, err)
	}
	return int32(t.Unix() / 86400), nil
}

// set decodes a doc value into the column.
func (c *dateColumn) set(n int, value string) error {
	parts := strings.Split(value, " ")
	day, err := dayNumber(parts[0])
	if err != nil {
		return err
	}
	c.day[n], c.seconds[n] = day, int64(day)*86400
	if len(parts) != 3 {
		return nil
	}
	sec, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return err
	}
	nanos, err := strconv.ParseInt(parts[2], 10, 32)
	if err != nil {
		return err
	}
	c.seconds[n], c.nanos[n], c.instant[n] = sec, int32(nanos), true
	return nil
}

// loadDates reads the column of a segment: one doc value a document.
func loadDates(v *view) (*dateColumn, error) {
	c := &dateColumn{
		day: make([]int32, v.size), seconds: make([]int64, v.size),
		nanos: make([]int32, v.size), instant: make([]bool, v.size),
	}
	for i := range c.day {
		c.day[i] = undated
	}
	source, ok := v.seg.(segment.DocValueVisitable)
	if !ok {
		return nil, fmt.Errorf("%w: a segment has no doc values", ErrDamaged)
	}
	var state segment.DocVisitState
	for n := range v.size {
		var problem, err error
		state, err = source.VisitDocValues(uint64(n), []string{fieldDate}, func(_ string, term []byte) {
			problem = c.set(n, string(term))
		}, state)
		if err == nil {
			err = problem
		}
		if err != nil {
			return nil, fmt.Errorf("reading dates: %w", err)
		}
	}
	return c, nil
}

// passing returns the documents among docs that a date filter lets through.
func (c *dateColumn) passing(d *match.Date, docs *roaring.Bitmap) (*roaring.Bitmap, error) {
	holds, err := c.test(d)
	if err != nil {
		return nil, err
	}
	out := roaring.New()
	for it := docs.Iterator(); it.HasNext(); {
		if n := it.Next(); holds(int(n)) {
			out.Add(n)
		}
	}
	return out, nil
}

// test returns the filter as a function of the document number. It says on
// numbers what match.Date.Holds says on dates.
func (c *dateColumn) test(d *match.Date) (func(int) bool, error) {
	if d.None {
		return func(n int) bool { return c.day[n] == undated }, nil
	}
	from, err := c.bound(d.From, -1)
	if err != nil {
		return nil, err
	}
	to, err := c.bound(d.To, 1)
	if err != nil {
		return nil, err
	}
	return func(n int) bool { return c.day[n] != undated && from(n) && to(n) }, nil
}

// bound returns the test of one end; side is -1 for the lower, 1 for the upper.
func (c *dateColumn) bound(b *match.Bound, side int64) (func(int) bool, error) {
	if b == nil {
		return func(int) bool { return true }, nil
	}
	if b.Day != "" {
		day, err := dayNumber(b.Day)
		if err != nil {
			return nil, fmt.Errorf("date filter: %w", err)
		}
		return func(n int) bool { return (int64(c.day[n])-int64(day))*side <= 0 }, nil
	}
	sec, nanos := b.Time.Unix(), int64(b.Time.Nanosecond())
	return func(n int) bool {
		s, ns := c.seconds[n], int64(c.nanos[n])
		if !c.instant[n] && side > 0 { // the whole day must lie before the bound
			s, ns = s+86399, 999_999_999
		}
		diff := (s - sec) * side
		if s == sec {
			diff = (ns - nanos) * side
		}
		return diff < 0 || diff == 0 && !b.Open
	}, nil
}

// columnCache keeps the columns of segments by the number that scorch gives
// each segment for its life.
type columnCache struct {
	mu    sync.Mutex
	dates map[uint64]*dateColumn
}

// of returns the date column of a segment, reading it at most once.
func (c *columnCache) of(v *view) (*dateColumn, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if col := c.dates[v.snap.Id()]; col != nil {
		return col, nil
	}
	col, err := loadDates(v)
	if err != nil {
		return nil, err
	}
	if c.dates == nil {
		c.dates = map[uint64]*dateColumn{}
	}
	c.dates[v.snap.Id()] = col
	return col, nil
}

// keep forgets the columns of segments that a snapshot no longer has. A search
// on an older snapshot may read one again: that costs time, not correctness.
func (c *columnCache) keep(snap *scorch.IndexSnapshot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	segments := snap.Segments()
	if len(c.dates) <= 2*len(segments) {
		return
	}
	alive := map[uint64]bool{}
	for _, s := range segments {
		alive[s.Id()] = true
	}
	for id := range c.dates {
		if !alive[id] {
			delete(c.dates, id)
		}
	}
}
