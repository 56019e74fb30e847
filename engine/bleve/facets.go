package bleve

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/search"
)

// counted is what one segment counts besides its hits.
type counted struct {
	facets []facet
	// days and all are how many articles were published on each day, of the
	// answer and of all.
	days, all []dayCount
	undated   int
}

// facet is the counts of one facet in one segment: by ordinal of the column, or
// by day for the facet of years.
type facet struct {
	byOrdinal []uint32
	byDay     []dayCount
	missing   int
}

// dayCount is how many articles were published on a day since 1970.
type dayCount struct {
	day   int64
	count int
}

// count counts the facets and days of a segment: two to four nanoseconds a
// document for each.
func (e *execution) count(m *matched) (err error) {
	stop := func() bool { return e.ctx.Err() != nil }
	for _, f := range e.plan.Facets {
		docs := m.answer
		if f.Tree != nil {
			if docs, err = m.match(f.Tree); err != nil {
				return err
			}
		}
		var c facet
		if f.Field == search.YearFacet {
			c.byDay, c.missing = m.view.days(docs, stop)
		} else {
			col := m.view.columnOf(f.Field)
			c.byOrdinal = make([]uint32, col.Cardinality())
			c.missing, _ = col.Count(docs, c.byOrdinal, stop)
		}
		m.counts.facets = append(m.counts.facets, c)
	}
	if e.plan.Days {
		m.counts.days, m.counts.undated = m.view.days(m.answer, stop)
		m.counts.all = e.counts.days(m.view, stop)
	}
	return e.ctx.Err()
}

// days counts documents by day.
func (v *view) days(docs *roaring.Bitmap, stop func() bool) (out []dayCount, undated int) {
	undated, _ = v.day.Count(docs, stop, func(day int64, n int) { out = append(out, dayCount{day, n}) })
	return out, undated
}

// sumCounts adds up what the segments counted.
func (e *execution) sumCounts(views []*view, a *search.Answer) {
	for i, f := range e.plan.Facets {
		out := search.FacetCounts{Field: f.Field}
		var values []string
		var counts []int
		if f.Field == search.YearFacet {
			values, counts = e.sumYears(i)
		} else {
			values, counts = e.sumValues(views, i)
		}
		for _, m := range e.segments {
			if m != nil && i < len(m.counts.facets) {
				out.Missing += m.counts.facets[i].missing
			}
		}
		out.Values, out.Distinct = topValues(values, counts, e.plan.FacetLimit)
		a.Facets = append(a.Facets, out)
	}
	if e.plan.Days {
		e.sumDays(a)
	}
}

// sumValues adds up facet i by value.
func (e *execution) sumValues(views []*view, i int) (values []string, counts []int) {
	table := e.counts.values(views, e.plan.Facets[i].Field)
	counts = make([]int, len(table.values))
	for n, m := range e.segments {
		if m == nil || i >= len(m.counts.facets) {
			continue
		}
		to := table.ordinals[n]
		for local, c := range m.counts.facets[i].byOrdinal {
			counts[to[local]] += int(c)
		}
	}
	return table.values, counts
}

// sumYears adds up facet i by year.
func (e *execution) sumYears(i int) (values []string, counts []int) {
	years := map[int]int{}
	for _, m := range e.segments {
		if m == nil || i >= len(m.counts.facets) {
			continue
		}
		// Days come in order: most have the year of the one before.
		year, from, to := 0, int64(0), int64(0)
		for _, d := range m.counts.facets[i].byDay {
			if d.day < from || d.day >= to {
				year = time.Unix(d.day*86400, 0).UTC().Year()
				from, to = newYear(year), newYear(year+1)
			}
			years[year] += d.count
		}
	}
	for year, n := range years {
		values, counts = append(values, search.YearOf(newYear(year))), append(counts, n)
	}
	return values, counts
}

// newYear returns the first day of a year.
func newYear(year int) int64 {
	return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// topValues returns the most frequent values, at most limit, and how many have a
// count at all. They are ordered as search.TopValues does.
func topValues(values []string, counts []int, limit int) (top []search.FacetValue, distinct int) {
	top = []search.FacetValue{}
	order := func(a, b search.FacetValue) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value))
	}
	for i, n := range counts {
		if n == 0 {
			continue
		}
		distinct++
		v := search.FacetValue{Value: values[i], Count: n}
		if limit > 0 && len(top) == limit && order(v, top[limit-1]) > 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(top, v, order)
		if top = slices.Insert(top, at, v); len(top) > limit {
			top = top[:limit]
		}
	}
	return top, distinct
}

// maxSpan is how many days are added up by place: the news of nine hundred
// years, in 8 MB. Days beyond are rare and cost more.
const maxSpan = 1 << 18

// sumDays adds up the days.
func (e *execution) sumDays(a *search.Answer) {
	first := int64(math.MaxInt64)
	for _, m := range e.segments {
		if m == nil {
			continue
		}
		a.Undated += m.counts.undated
		for _, list := range [][]dayCount{m.counts.days, m.counts.all} {
			for _, d := range list {
				first = min(first, d.day)
			}
		}
	}
	var near []search.Day
	far := map[int64]*search.Day{}
	at := func(day int64) *search.Day {
		if n := day - first; n < maxSpan {
			for int64(len(near)) <= n {
				near = append(near, search.Day{Day: int(first) + len(near)})
			}
			return &near[n]
		}
		if far[day] == nil {
			far[day] = &search.Day{Day: int(day)}
		}
		return far[day]
	}
	for _, m := range e.segments {
		if m == nil {
			continue
		}
		for _, d := range m.counts.days {
			at(d.day).Count += d.count
		}
		for _, d := range m.counts.all {
			at(d.day).Articles += d.count
		}
	}
	for _, d := range near {
		if d.Count > 0 || d.Articles > 0 {
			a.Days = append(a.Days, d)
		}
	}
	for _, d := range far {
		a.Days = append(a.Days, *d)
	}
	slices.SortFunc(a.Days, func(a, b search.Day) int { return a.Day - b.Day })
}

// countCache keeps what counting needs and only changes with the segments: the
// values of all segments with one ordinal each, and the articles of a segment
// by day. It holds what the segments of the last search had.
type countCache struct {
	mu     sync.Mutex
	tables map[string]*valueTable
	byDay  map[uint64][]dayCount
}

// valueTable is the values of a column over several segments.
type valueTable struct {
	segments []uint64
	values   []string
	// ordinals has, for each segment, the index in values of each of its ordinals.
	ordinals [][]uint32
}

// values returns the table of a column over the segments of views.
func (c *countCache) values(views []*view, field string) *valueTable {
	ids := make([]uint64, len(views))
	for i, v := range views {
		ids[i] = v.snap.Id()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.tables[field]; t != nil && slices.Equal(t.segments, ids) {
		return t
	}
	t := &valueTable{segments: ids, ordinals: make([][]uint32, len(views))}
	all := map[string]uint32{}
	for i, v := range views {
		col := v.columnOf(field)
		t.ordinals[i] = make([]uint32, col.Cardinality())
		for o := range t.ordinals[i] {
			value := col.Value(uint32(o))
			n, ok := all[string(value)]
			if !ok {
				n = uint32(len(t.values))
				t.values = append(t.values, string(value))
				all[t.values[n]] = n
			}
			t.ordinals[i][o] = n
		}
	}
	if c.tables == nil {
		c.tables = map[string]*valueTable{}
	}
	c.tables[field] = t
	return t
}

// maxDayCaches bounds the segments whose days are kept: more than an index has
// at a time.
const maxDayCaches = 256

// days returns the live articles of a segment by day.
func (c *countCache) days(v *view, stop func() bool) []dayCount {
	if v.deleted != nil {
		out, _ := v.days(v.live(), stop)
		return out
	}
	c.mu.Lock()
	out, ok := c.byDay[v.snap.Id()]
	c.mu.Unlock()
	if ok {
		return out
	}
	out, _ = v.days(v.live(), stop)
	if stop() {
		return out // it may not be all
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byDay == nil || len(c.byDay) >= maxDayCaches {
		c.byDay = map[uint64][]dayCount{}
	}
	c.byDay[v.snap.Id()] = out
	return out
}
